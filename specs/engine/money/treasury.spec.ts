import { describe, expect, it } from 'vitest';
import { coinId, marketKey, symbolId } from '../../../src/domain/ids.ts';
import { text } from '../../../src/domain/money.ts';
import type { AccountTruth, Fill, FundingPayment } from '../../../src/domain/order.ts';
import { atMs } from '../../../src/domain/units.ts';
import { BYBIT, BYBIT_SOL, BYBIT_SPOT, NINE, bybitTicker, fedRoom, fillOf, listedRoom } from '../market-room.ts';
import type { MarketRoom } from '../market-room.ts';
import { CapitalDesk } from '../../../src/engine/money/capital-desk.ts';
import { collateralUsd } from '../../../src/engine/money/collateral.ts';

const SOL = coinId('SOL');
const CYCLE = 'SOL-1';

const report = (balances: Readonly<Record<string, string>>): AccountTruth => ({
  venue: BYBIT,
  openOrders: [],
  positions: [],
  balances: Object.entries(balances).map(([coin, total]) => ({ coin, total: text(total), free: text(total) })),
  fills: [],
  payments: [],
  transfers: [],
});

const payment = (amount: string, paymentId = 'p1'): FundingPayment => ({
  market: BYBIT_SOL,
  paymentId,
  amount: text(amount),
  coin: 'USDT',
  rate: text('0.0002'),
  quantity: text(10),
  settlementPrice: text(100),
  settlementAtMs: atMs(NINE),
});

/** Where the books and a venue's word on its balances part. */
const meet = ({ outbox, treasury }: MarketRoom, balances: Readonly<Record<string, string>>) =>
  new CapitalDesk({ outbox, treasury, transferred: () => undefined }).meet(report(balances));

const open = (room: MarketRoom, balances: Readonly<Record<string, string>> = { USDT: '1000' }): MarketRoom => {
  room.within(() => meet(room, balances));
  return room;
};
const book = (room: MarketRoom, fill: Fill): boolean => {
  let isNew = false;
  room.within(() => {
    isNew = room.treasury.bookFill(fill, { cycle: CYCLE, coin: SOL, decisionMid: text(100) });
  });
  return isNew;
};
const pay = (room: MarketRoom, paid: FundingPayment): boolean => {
  let isNew = false;
  room.within(() => {
    isNew = room.treasury.bookFunding(paid, CYCLE);
  });
  return isNew;
};
const equity = (room: MarketRoom, ...openCycles: readonly string[]): readonly (number | undefined)[] => {
  let parts: readonly (number | undefined)[] = [];
  room.within(() => {
    const view = room.treasury.equity(new Set(openCycles));
    parts = [view?.total.toNumber(), view?.realized.toNumber(), view?.unrealized.toNumber()];
  });
  return parts;
};
const types = (room: MarketRoom): readonly string[] => room.takeFacts().map(({ type }) => type);

describe('capital', () => {
  it('is what a venue reports first, at journaled rates', () => {
    const room = fedRoom();
    room.takeFacts();
    open(room);
    expect(room.treasury.capitalUsd().toNumber()).toBe(1000);
    expect(room.takeFacts().map(({ type, body }) => [type, body])).toEqual([
      ['rate.journaled', { coin: 'USDT', usd: '1', source: 'configured' }],
      ['capital.opened', { venue: BYBIT, coin: 'USDT', amount: '1000' }],
    ]);
  });

  it('is not opened twice: a later report is compared with the books', () => {
    const room = open(fedRoom());
    room.takeFacts();
    const differences = (total: string) => meet(room, { USDT: total });
    expect(differences('1000')).toEqual([]);
    expect(differences('998.5')).toEqual([{ coin: 'USDT', booked: '1000', venue: '998.5' }]);
    expect(types(room)).toEqual([]);
  });

  it('does not open a wallet that is empty', () => {
    const room = open(fedRoom(), { USDT: '1000', SOL: '0' });
    expect(types(room).filter((type) => type === 'capital.opened')).toHaveLength(1);
  });
});

describe('fills and funding', () => {
  it('are booked once, whoever tells of them again', () => {
    const room = open(fedRoom());
    const fill = fillOf();
    expect([book(room, fill), book(room, fill)]).toEqual([true, false]);
    expect([pay(room, payment('2')), pay(room, payment('2'))]).toEqual([true, false]);
    expect(types(room).filter((type) => type === 'fill.booked' || type === 'funding.paid')).toEqual([
      'fill.booked',
      'funding.paid',
    ]);
    // 1000 - 0.5 + 2
    expect(room.treasury.ledger.wallet(BYBIT, 'USDT').toNumber()).toBe(1001.5);
  });

  it('cannot be booked on a market whose contract is unknown', () => {
    const room = open(fedRoom());
    const stray = fillOf({ market: marketKey(BYBIT, symbolId('BTC/USDT:USDT')) });
    expect(() => book(room, stray)).toThrow('a fill on a market without an instrument: bybit:BTC/USDT:USDT');
  });
});

describe('the parts of equity', () => {
  it('of an open cycle: fees and funding are realized, the price is not', () => {
    const room = open(fedRoom());
    book(room, fillOf());
    // mark 100: 10 x (100 - 100.01) = -0.1; 1000 - 0.5 - 0.1
    expect(equity(room, CYCLE)).toEqual([999.4, 999.5, -0.1]);
    pay(room, payment('2'));
    expect(equity(room, CYCLE)).toEqual([1001.4, 1001.5, -0.1]);
  });

  it('of a closed cycle: everything is realized', () => {
    const room = open(fedRoom());
    book(room, fillOf());
    pay(room, payment('2'));
    book(room, fillOf({ side: 'sell', price: text('100.2') }));
    // 2 - 2 x 0.5 + 10 x (100.2 - 100.01) = 2 - 1 + 1.9
    expect(room.treasury.closeCycle(CYCLE).toNumber()).toBe(2.9);
    expect(equity(room)).toEqual([1002.9, 1002.9, 0]);
    expect(room.treasury.closed()).toMatchObject({ cycles: 1 });
    expect(room.treasury.closed().netUsd.toNumber()).toBe(2.9);
    expect(room.treasury.totals().fundingUsd.toNumber()).toBe(2);
    expect(room.treasury.totals().feesUsd.toNumber()).toBe(1);
  });

  it('follow the mark: 10 x (103 - 100.01)', () => {
    const room = open(fedRoom());
    book(room, fillOf());
    room.wait(200).frame(BYBIT, { ...bybitTicker(room.nowMs, '0.002'), data: { symbol: 'SOLUSDT', markPrice: '103' } });
    // against the price paid, and against the mid of 100 at the decision
    expect(room.treasury.openProfit(BYBIT_SOL)).toEqual({ sincePaidUsd: 29.9, sinceMidUsd: 30 });
    expect(room.treasury.notionalUsd(BYBIT_SOL)).toBe(1030);
    // 1000 - 0.5 + 29.9
    expect(collateralUsd(room.treasury, { venue: BYBIT, coin: 'USDT' })).toBe(1029.4);
    // none of it margins a contract that settles in another coin
    expect(collateralUsd(room.treasury, { venue: BYBIT, coin: 'USDC' })).toBe(0);
  });

  it('are unknown, never zero, while a coin has no price', () => {
    const room = open(fedRoom(), { USDT: '1000', XYZ: '5' });
    expect(equity(room)).toEqual([undefined, undefined, undefined]);
    expect(room.treasury.totalEquityUsd()).toBeUndefined();
    expect(room.treasury.usdPer('XYZ')).toBe(0);
  });

  it('are nothing on a market that is not held', () => {
    const room = open(listedRoom());
    expect(room.treasury.openProfit(BYBIT_SOL)).toEqual({ sincePaidUsd: 0, sinceMidUsd: 0 });
    expect(room.treasury.notionalUsd(BYBIT_SOL)).toBe(0);
  });
});

describe('the price of a coin that is held', () => {
  it('comes from its index and is journaled when it moved, at a look of the guard', () => {
    const room = open(fedRoom(), { USDT: '1000', SOL: '3' });
    // 1000 + 3 x 100
    expect(equity(room)[0]).toBe(1300);
    room.takeFacts();
    expect(equity(room)[0]).toBe(1300);
    expect(types(room)).toEqual([]);
    room
      .wait(200)
      .frame(BYBIT, { ...bybitTicker(room.nowMs, '0.002'), data: { symbol: 'SOLUSDT', indexPrice: '110' } });
    expect(equity(room)[0]).toBe(1330);
    expect(room.takeFacts()).toMatchObject([
      { type: 'rate.journaled', body: { coin: 'SOL', usd: '110', source: 'market' } },
    ]);
  });

  it('is not journaled by whoever only watches', () => {
    const room = open(fedRoom(), { USDT: '1000', SOL: '3' });
    room
      .wait(200)
      .frame(BYBIT, { ...bybitTicker(room.nowMs, '0.002'), data: { symbol: 'SOLUSDT', indexPrice: '110' } });
    room.takeFacts();
    // at the rate journaled last
    expect(room.treasury.totalEquityUsd()).toBe(1300);
    room.turn();
    expect(types(room)).toEqual([]);
  });
});

describe('a spot leg', () => {
  it('turns dollars into coins: 10 bought at 100.01, the fee taken from the coins', () => {
    const room = open(fedRoom());
    book(room, fillOf({ market: BYBIT_SPOT, fee: text('0.01'), feeCoin: 'SOL' }));
    expect(room.treasury.ledger.wallet(BYBIT, 'USDT').toNumber()).toBeCloseTo(1000 - 1000.1, 12);
    expect(room.treasury.ledger.wallet(BYBIT, 'SOL').toNumber()).toBe(9.99);
    // -0.1 + 9.99 x 100
    expect(equity(room, CYCLE)[0]).toBeCloseTo(998.9, 9);
  });
});

describe('the books of an earlier life', () => {
  it('go on where they were: capital, what was counted, and what an account is compared with', () => {
    const before = open(fedRoom());
    const fill = fillOf();
    book(before, fill);
    pay(before, payment('2'));
    const after = listedRoom(before.treasury.ledger.rows());
    expect(after.treasury.capitalUsd().toNumber()).toBe(1000);
    expect([book(after, fill), pay(after, payment('2'))]).toEqual([false, false]);
    // the first report of this life is not the first of the books: 1000 - 0.5 + 2
    expect(meet(after, { USDT: '1001.5' })).toEqual([]);
    expect(meet(after, { USDT: '1000' })).toHaveLength(1);
    expect(types(after).filter((type) => type === 'capital.opened')).toEqual([]);
  });

  it('count the net of a cycle that was closed then', () => {
    const before = open(fedRoom());
    book(before, fillOf());
    book(before, fillOf({ side: 'sell', price: text('100.2') }));
    const after = listedRoom(before.treasury.ledger.rows());
    // 10 x 0.19 - 2 x 0.5
    expect(equity(after)).toEqual([1000.9, 1000.9, 0]);
  });
});
