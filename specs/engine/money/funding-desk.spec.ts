import { describe, expect, it } from 'vitest';
import { coinId } from '../../../src/domain/ids.ts';
import type { MarketKey, VenueId } from '../../../src/domain/ids.ts';
import type { FundingObservation } from '../../../src/domain/funding.ts';
import { text } from '../../../src/domain/money.ts';
import type { Fill, FundingPayment } from '../../../src/domain/order.ts';
import { atMs, hours } from '../../../src/domain/units.ts';
import { FundingDesk } from '../../../src/engine/money/funding-desk.ts';
import { BYBIT, BYBIT_SOL, BYBIT_SPOT, HYPERLIQUID_SOL, NINE, fillOf, listedRoom } from '../market-room.ts';
import type { MarketRoom } from '../market-room.ts';

const HOUR = 3_600_000;
const TEN = NINE + HOUR;

interface Stage {
  readonly room: MarketRoom;
  /** A rate as the market hears it now, observed now. */
  readonly hear: (told: Partial<FundingObservation>, market?: MarketKey) => void;
  readonly price: (type: 'mark' | 'index', price: number, market?: MarketKey) => void;
  readonly hold: (sketch?: Partial<Fill>) => void;
  readonly watch: () => void;
  readonly pay: (settlementAtMs: number, market?: MarketKey) => void;
  readonly told: () => readonly unknown[];
  /** What the coming settlement would bring. */
  readonly coming: (market?: MarketKey) => ReturnType<FundingDesk['coming']>;
}

const staged = (settlesOn: ReadonlyMap<VenueId, 'mark' | 'index'> = new Map()): Stage => {
  const room = listedRoom();
  const { outbox, treasury, feeds } = room;
  const desk = new FundingDesk({ outbox, treasury, markets: feeds.markets, settlesOn });
  const here = () => ({ atMs: room.nowMs });
  return {
    room,
    hear: (told, market = BYBIT_SOL) => {
      const funding: FundingObservation = {
        market,
        kind: 'predicted',
        rate: 0.0002,
        intervalHours: hours(1),
        intervalSource: 'frame',
        observedAtMs: room.nowMs,
        settlementAtMs: atMs(TEN),
        ...told,
      };
      feeds.markets.of(market).fold({ type: 'funding', market, funding }, here());
    },
    price: (type, price, market = BYBIT_SOL) =>
      feeds.markets.of(market).fold({ type, market, price, venueAtMs: undefined }, here()),
    hold: (sketch = {}) =>
      void room.within(() =>
        room.treasury.bookFill(fillOf(sketch), { cycle: 'SOL-1', coin: coinId('SOL'), decisionMid: text(100) }),
      ),
    watch: () => void room.within(() => desk.watch()),
    pay: (settlementAtMs, market = BYBIT_SOL) => {
      const payment: FundingPayment = {
        market,
        paymentId: `p${settlementAtMs}`,
        amount: text('-0.2'),
        coin: 'USDT',
        rate: text('0.0002'),
        quantity: text(10),
        settlementPrice: text(100),
        settlementAtMs: atMs(settlementAtMs),
      };
      room.within(() => desk.paid(payment));
    },
    coming: (market = BYBIT_SOL) => desk.coming(market, room.nowMs),
    told: () => room.takeFacts().flatMap(({ type, body }) => (type === 'funding.expected' ? [body] : [])),
  };
};

describe('what a settlement was expected to bring', () => {
  it('is told once, when it has passed: 10 x 101 x 0.0003 paid by the long', () => {
    const stage = staged();
    stage.hold();
    stage.price('mark', 101);
    stage.hear({ rate: 0.0003 });
    stage.watch();
    expect(stage.told()).toEqual([]);
    stage.room.wait(HOUR);
    stage.watch();
    stage.pay(TEN);
    stage.room.wait(60_000);
    stage.watch();
    expect(stage.told()).toEqual([
      {
        market: BYBIT_SOL,
        settlementAtMs: TEN,
        kind: 'predicted',
        rate: 0.0003,
        intervalHours: 1,
        observedAtMs: NINE,
        price: '101',
        quantity: '10',
        contractSize: '1',
        amount: '-0.303',
      },
    ]);
  });

  it('stands on the last word before it, although the next rate has come already', () => {
    const stage = staged();
    stage.hold();
    stage.watch();
    stage.price('mark', 101);
    stage.hear({ rate: 0.0003 });
    stage.room.wait(HOUR + 2000);
    stage.hear({ rate: 0.0007, settlementAtMs: atMs(TEN + HOUR) });
    stage.price('mark', 150);
    stage.watch();
    expect(stage.told()).toMatchObject([{ settlementAtMs: TEN, rate: 0.0003, price: '101', amount: '-0.303' }]);
  });

  it('is told with the payment where that comes first, and survives a feed lost before the settlement', () => {
    const stage = staged();
    stage.hold();
    stage.price('mark', 101);
    stage.hear({ rate: 0.0003 });
    stage.room.feeds.markets.of(BYBIT_SOL).loseRates();
    stage.room.wait(HOUR);
    stage.pay(TEN);
    stage.watch();
    expect(stage.told()).toMatchObject([{ settlementAtMs: TEN, rate: 0.0003, price: '101' }]);
  });

  it('says for which settlement the estimate was, where the venue settled before it', () => {
    const stage = staged();
    stage.hold();
    stage.price('mark', 100);
    stage.hear({ rate: 0.0008, intervalHours: hours(8), settlementAtMs: atMs(NINE + 7 * HOUR) });
    stage.room.wait(3 * HOUR);
    stage.pay(NINE + 3 * HOUR);
    expect(stage.told()).toMatchObject([
      { settlementAtMs: NINE + 3 * HOUR, predictedForMs: NINE + 7 * HOUR, intervalHours: 8, amount: '-0.8' },
    ]);
  });

  it('is an hour of what accrues continuously, at the price that venue settles on', () => {
    const stage = staged(new Map([[BYBIT, 'index']]));
    stage.hold();
    stage.price('mark', 100);
    stage.price('index', 99);
    stage.hear({ kind: 'current', rate: 0.0008, intervalHours: hours(8) });
    stage.watch();
    stage.room.wait(2 * HOUR);
    stage.watch();
    expect(stage.told()).toMatchObject([
      {
        settlementAtMs: NINE + 2 * HOUR,
        kind: 'current',
        rate: 0.0001,
        intervalHours: 1,
        price: '99',
        amount: '-0.099',
      },
    ]);
  });

  it('takes of a continuous rate nothing that was heard after the hour', () => {
    const stage = staged();
    stage.hold();
    stage.price('mark', 100);
    stage.watch();
    stage.room.wait(HOUR + 1000);
    stage.hear({ kind: 'current', rate: 0.0008, intervalHours: hours(8), settlementAtMs: atMs(TEN + HOUR) });
    stage.watch();
    expect(stage.told()).toEqual([]);
  });
});

describe('nothing is expected', () => {
  it('of what is not held, of spot, where no price is known, and of settlements before the first look', () => {
    const stage = staged();
    stage.hear({ rate: 0.0003 });
    stage.price('mark', 100);
    stage.hear({}, HYPERLIQUID_SOL);
    stage.hold({ market: HYPERLIQUID_SOL, feeCoin: 'USDC' });
    stage.hold({ market: BYBIT_SPOT });
    stage.room.wait(HOUR + 60_000);
    stage.watch();
    stage.pay(TEN);
    stage.pay(TEN, HYPERLIQUID_SOL);
    stage.pay(TEN, BYBIT_SPOT);
    stage.hold();
    stage.watch();
    expect(stage.told()).toEqual([]);
  });

  it('of a settlement that the venue moved to a later hour before it came', () => {
    const stage = staged();
    stage.hold();
    stage.price('mark', 100);
    stage.watch();
    stage.hear({ settlementAtMs: atMs(TEN) });
    stage.room.wait(HOUR / 2);
    stage.hear({ settlementAtMs: atMs(TEN + 3 * HOUR), intervalHours: hours(4) });
    stage.room.wait(HOUR);
    stage.watch();
    expect(stage.told()).toEqual([]);
  });
});

describe('what the coming settlement would bring', () => {
  it('is the rate told last on what is held, at the mark, and nothing while nothing is held', () => {
    const stage = staged();
    stage.hear({ rate: 0.0002 });
    stage.price('mark', 120);
    expect(stage.coming()).toBeUndefined();
    stage.hold({ quantity: text(10) });
    // a long pays 10 * 120 * 0.0002
    expect(stage.coming()).toEqual({ settlementAtMs: TEN, rate: 0.0002, amountUsd: -0.24 });
  });

  it('is the next full hour of a rate that accrues', () => {
    const stage = staged();
    stage.hear({ kind: 'current', rate: 0.0008, intervalHours: hours(8), settlementAtMs: atMs(TEN + 3 * HOUR) });
    stage.price('mark', 100);
    stage.hold({ quantity: text(10) });
    expect(stage.coming()).toMatchObject({ settlementAtMs: TEN, rate: 0.0001 });
    expect(stage.coming()?.amountUsd).toBeCloseTo(-0.1, 10);
  });

  it('is not known once the settlement announced last has passed', () => {
    const stage = staged();
    stage.hear({});
    stage.price('mark', 100);
    stage.hold();
    stage.room.wait(HOUR);
    expect(stage.coming()).toBeUndefined();
  });
});
