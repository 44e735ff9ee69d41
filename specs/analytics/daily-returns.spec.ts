import { expect, it } from 'vitest';
import * as fc from 'fast-check';
import { DailyReturns } from '../../src/analytics/daily-returns.ts';
import { coinId, marketKey, symbolId, venueId } from '../../src/domain/ids.ts';
import { MS_PER_DAY, atMs } from '../../src/domain/units.ts';

const [A, B] = [coinId('A'), coinId('B')];
const marketOf = (coin: string, venue = 'okx') => marketKey(venueId(venue), symbolId(`${coin}/USDT:USDT`));
const DAY_0 = 20_000;
const close = (day: number) => atMs((DAY_0 + day) * MS_PER_DAY + 23 * 3_600_000);

/** Days of these returns, one price a day. */
const told = (returns: DailyReturns, coin: typeof A, daily: readonly number[]): void => {
  let price = 100;
  returns.observe(coin, { market: marketOf(coin), price }, close(0));
  for (const [at, each] of daily.entries()) {
    price *= Math.exp(each);
    returns.observe(coin, { market: marketOf(coin), price }, close(at + 1));
  }
};

/** Both, day by day, and the day after the last: only then is that one over. */
const correlated = (a: readonly number[], b: readonly number[]): number | undefined => {
  const returns = new DailyReturns();
  told(returns, A, [...a, 0]);
  told(returns, B, [...b, 0]);
  return returns.correlation(A, B);
};

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

const naive = (a: readonly number[], b: readonly number[]): number => {
  const [ma, mb] = [mean(a), mean(b)];
  const sum = (pick: (at: number) => number) => a.reduce((total, _, at) => total + pick(at), 0);
  const da = (at: number) => (a[at] ?? 0) - ma;
  const db = (at: number) => (b[at] ?? 0) - mb;
  return sum((at) => da(at) * db(at)) / Math.sqrt(sum((at) => da(at) ** 2) * sum((at) => db(at) ** 2));
};

const still = (returns: readonly number[]): boolean => new Set(returns.slice(-30)).size === 1;

const moves = (days: number) =>
  fc.array(
    fc.integer({ min: -2000, max: 2000 }).map((bps) => bps / 1e4),
    { minLength: days, maxLength: days },
  );

it('is that of a textbook, over the last 30 complete days alone', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 20, max: 45 }).chain((days) => fc.tuple(moves(days), moves(days))),
      ([a, b]) => {
        const found = correlated(a, b);
        if (found === undefined) expect(still(a) || still(b)).toBe(true);
        else expect(found).toBeCloseTo(naive(a.slice(-30), b.slice(-30)), 9);
      },
    ),
    { numRuns: 60 },
  );
});

it.each([
  ['moves with itself in another size', (x: number) => 3 * x, 1],
  ['moves against it', (x: number) => -x / 2, -1],
] as const)('is exact where one %s', (_, other, expected) => {
  const a = Array.from({ length: 25 }, (_, at) => Math.sin(at) / 10);
  expect(correlated(a, a.map(other))).toBeCloseTo(expected, 12);
});

it('is not known of fewer than 20 common returns, nor of a coin that never moved', () => {
  const a = Array.from({ length: 25 }, (_, at) => Math.cos(at) / 10);
  expect(correlated(a.slice(0, 19), a.slice(0, 19))).toBeUndefined();
  expect(correlated(a.slice(0, 20), a.slice(0, 20))).toBeCloseTo(1, 12);
  expect(
    correlated(
      a,
      a.map(() => 0),
    ),
  ).toBeUndefined();
  expect(new DailyReturns().correlation(A, A)).toBe(1);
  expect(new DailyReturns().correlation(A, B)).toBeUndefined();
});

it('begins anew with another market, whose prices differ without anything having moved', () => {
  const returns = new DailyReturns();
  const a = Array.from({ length: 25 }, (_, at) => Math.sin(at) / 10);
  told(returns, A, a);
  told(returns, B, a);
  returns.observe(A, { market: marketOf('A', 'bybit'), price: 1 }, close(26));
  expect(returns.correlation(A, B)).toBeUndefined();
});

it('takes what a history remembers, and what was seen since stays', () => {
  const a = Array.from({ length: 25 }, (_, at) => Math.sin(at) / 10);
  const prices = a.map((_, at) => 100 * Math.exp(a.slice(0, at + 1).reduce((sum, each) => sum + each, 0)));
  const returns = new DailyReturns();
  for (const coin of [A, B]) {
    returns.observe(coin, { market: marketOf(coin), price: 50 }, close(25));
    returns.remember(coin, {
      market: marketOf(coin),
      fromDay: DAY_0,
      prices: coin === A ? prices : prices.map((one) => one / 7),
    });
    returns.remember(coin, { market: marketOf(coin, 'bybit'), fromDay: DAY_0, prices: prices.map(() => 1) });
  }
  expect(returns.correlation(A, B)).toBeCloseTo(1, 12);
  expect(returns.marketOf(A)).toBe(marketOf('A'));
});

it('takes the market of a history for a coin that was seen in another one since today only', () => {
  const a = Array.from({ length: 25 }, (_, at) => Math.sin(at) / 10);
  const prices = a.map((_, at) => 100 * Math.exp(a.slice(0, at + 1).reduce((sum, each) => sum + each, 0)));
  const returns = new DailyReturns();
  for (const coin of [A, B]) {
    returns.observe(coin, { market: marketOf(coin, 'bybit'), price: 50 }, close(25));
    returns.remember(coin, { market: marketOf(coin), fromDay: DAY_0, prices });
    expect(returns.marketOf(coin)).toBe(marketOf(coin));
  }
  expect(returns.correlation(A, B)).toBeCloseTo(1, 12);
});
