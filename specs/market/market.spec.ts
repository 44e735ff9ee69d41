import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/domain/money.ts';
import { marketKey, symbolId, venueId } from '../../src/domain/ids.ts';
import { atMs, hours } from '../../src/domain/units.ts';
import { Market } from '../../src/market/market.ts';
import { instrument } from '../analytics/route-fixtures.ts';
import { BTC, EIGHT, at, delta, liquidation, mark, rate, snapshot, touch } from './market-facts.ts';

const HOUR = 3_600_000;

const showing = (...events: readonly Parameters<Market['fold']>[0][]): Market => {
  const market = new Market(BTC);
  for (const event of events) market.fold(event, at(EIGHT));
  return market;
};

const bestBids = (market: Market): readonly number[] => {
  const bids = market.depth()?.bids;
  return bids === undefined ? [] : Array.from(bids.prices).slice(0, bids.count);
};

describe('the book of a market', () => {
  it('cannot be read before the first snapshot, not even where a rate is known', () => {
    const market = showing(rate());
    expect(market.depth()).toBeUndefined();
    expect(market.mid).toBeUndefined();
  });

  it('is fed by a stream, not by being part of a list that was asked for', () => {
    const market = new Market(BTC);
    market.fold(rate(), at(EIGHT));
    market.fold(snapshot(), at(EIGHT));
    expect(market.isFed).toBe(false);
    market.fold(rate(), at(EIGHT, { conn: 'public', heardAtMs: atMs(EIGHT) }));
    expect(market.isFed).toBe(true);
  });

  it('is the snapshot and what changed since: mid (99 + 101) / 2, then (100 + 101) / 2', () => {
    const market = showing(snapshot());
    expect(market.mid).toBe(100);
    market.fold(delta({ bids: [100, 7], updateId: 11 }), at(EIGHT + 5));
    expect(market.mid).toBe(100.5);
    expect(market.bookUpdateId).toBe(11);
    expect(market.bookTime).toEqual({ venueAtMs: EIGHT, arrivedAtMs: EIGHT + 5 });
  });

  it('is unusable while crossed and usable again when the venue uncrosses it', () => {
    const market = showing(snapshot(), delta({ bids: [101, 1] }));
    expect(market.bookState).toBe('unusable');
    expect(market.mid).toBeUndefined();
    market.fold(delta({ bids: [101, 0] }), at(EIGHT + 10));
    expect(market.mid).toBe(100);
  });

  it('is dropped at a gap and comes back with the next snapshot only', () => {
    const market = showing(snapshot(), delta({ bids: [100, 1] }));
    market.fold({ type: 'book.gap', market: BTC, expected: 12, received: 15, recovery: 'resubscribe' }, at(EIGHT));
    expect(market.bookState).toBe('unusable');
    market.fold(delta({ bids: [97, 1] }), at(EIGHT));
    expect(market.mid).toBeUndefined();
    market.fold(snapshot({ bids: [90, 1], asks: [92, 1] }), at(EIGHT));
    expect(bestBids(market)).toEqual([90]);
  });
});

describe('a touch beside the book', () => {
  it('freshens a book that comes in snapshots only', () => {
    const market = showing(snapshot(), touch(98, 101, EIGHT + 20));
    expect(bestBids(market)).toEqual([98]);
    expect(market.depth()?.bids.sizes[0]).toBe(5);
  });

  it('leaves a book alone that is kept by deltas: levels it took away would not be told again', () => {
    const market = showing(snapshot(), delta({ bids: [98.5, 1] }), touch(98, 101, EIGHT + 20));
    expect(bestBids(market)).toEqual([99, 98.5, 98]);
  });

  it('older than the levels by the clock of the venue changes nothing; at their instant it counts', () => {
    expect(bestBids(showing(snapshot(), touch(98, 101, EIGHT - 1)))).toEqual([99, 98]);
    expect(bestBids(showing(snapshot(), touch(98, 101, EIGHT)))).toEqual([98]);
  });
});

describe('rates, prices and liquidations of a market', () => {
  it('keeps the running estimate as its rate, and a settled one for the statistics only', () => {
    const market = showing(rate({ rate: 0.0002 }), rate({ kind: 'settled', rate: 0.5, settlementAtMs: atMs(EIGHT) }));
    expect(market.funding?.rate).toBe(0.0002);
    expect(market.statistics(atMs(EIGHT))?.samples).toBe(1);
  });

  it('makes its statistics anew when a settlement came, else once an hour', () => {
    const settled = (bucket: number) =>
      rate({ kind: 'settled', rate: 0.0001, settlementAtMs: atMs(EIGHT + bucket * 8 * HOUR), intervalHours: hours(8) });
    const market = showing(settled(0));
    const first = market.statistics(atMs(EIGHT + HOUR));
    expect(market.statistics(atMs(EIGHT + 2 * HOUR - 1))).toBe(first);
    market.fold(settled(1), at(EIGHT + 8 * HOUR));
    expect(market.statistics(atMs(EIGHT + 8 * HOUR))?.samples).toBe(2);
  });

  it('knows no statistics where nothing was settled', () => {
    expect(showing(rate()).statistics(atMs(EIGHT))).toBeUndefined();
  });

  it('samples one spread a second: the first of each', () => {
    const market = showing(snapshot());
    market.fold(delta({ bids: [100, 1] }), at(EIGHT + 999));
    // 1e4 x (101 - 99) / 100 = 200 bps, the narrower one of the same second is not looked at
    expect(market.spread.reading).toMatchObject({ spreadBps: 200, samples: 1 });
    market.fold(delta({ bids: [100, 2] }), at(EIGHT + 1000));
    // 1e4 x 1 / 100.5
    expect(market.spread.reading?.spreadBps).toBeCloseTo(99.5025, 4);
    expect(market.spread.reading?.samples).toBe(2);
  });

  it('weighs bids against asks: (2 + 4) / (1 + 3)', () => {
    expect(showing(snapshot()).pressure()).toBe(1.5);
    expect(showing().pressure()).toBeUndefined();
  });

  it.each([
    // 3 contracts of 0.01 coins at 50,000
    ['linear', 'BTC/USDT:USDT', '0.01', 3 * 0.01 * 50_000],
    // 3 contracts of 100 USD, whatever the price
    ['inverse', 'BTC/USD:BTC', '100', 300],
  ])('counts the notional of %s liquidations', (_, symbol, contractSize, expectedUsd) => {
    const listed = instrument('alpha', symbol, { contractSize: decimal(contractSize) });
    const market = new Market(marketKey(venueId('alpha'), symbolId(symbol)));
    market.describe(listed);
    market.fold(liquidation(3, 50_000, market.key), at(EIGHT));
    expect(market.liquidations.totalUsd(atMs(EIGHT))).toBeCloseTo(expectedUsd, 9);
  });

  it('keeps the last mark and index', () => {
    const market = showing(mark(100), mark(101), { type: 'index', market: BTC, price: 99, venueAtMs: undefined });
    expect([market.mark, market.index]).toEqual([101, 99]);
  });
});

describe('a halt and a loss', () => {
  it('is halted by the word of the venue or its list, and resumed by either', () => {
    const market = showing({ type: 'status', market: BTC, status: 'halted', reason: 'settlement' });
    expect(market.haltedBecause).toBe('settlement');
    market.describe(instrument('alpha', 'BTC/USDT:USDT'));
    expect(market.haltedBecause).toBeUndefined();
    market.describe(instrument('alpha', 'BTC/USDT:USDT', { status: 'halted' }));
    expect(market.haltedBecause).toBe('halted in the instrument list');
    market.fold({ type: 'status', market: BTC, status: 'trading', reason: 'resumed' }, at(EIGHT));
    expect(market.haltedBecause).toBeUndefined();
  });

  it('uses nothing of a lost connection again, except what was settled', () => {
    const pulse = { conn: 'public', heardAtMs: atMs(EIGHT) };
    const market = new Market(BTC);
    for (const event of [snapshot(), rate(), rate({ kind: 'settled', settlementAtMs: atMs(EIGHT) })])
      market.fold(event, at(EIGHT, pulse));
    expect(market.bookPulse).toBe(pulse);
    market.loseBook();
    market.loseRates();
    expect(market).toMatchObject({ bookState: 'unusable', bookTime: undefined, funding: undefined });
    expect([market.fundingTime, market.bookPulse, market.fundingPulse]).toEqual([undefined, undefined, undefined]);
    expect(market.statistics(atMs(EIGHT))?.samples).toBe(1);
  });
});
