import type { MarketKey } from '../domain/ids.ts';
import { ZERO } from '../domain/money.ts';
import type { Decimal } from '../domain/money.ts';
import type { FundingDifference } from './funding-difference.ts';
import type { FundingRow } from './funding-truth.ts';

/** The payments of one market summed up, in its settle coin. */
export interface MarketDifference {
  readonly market: MarketKey;
  readonly coin: string;
  readonly payments: number;
  /** Payments for which no prediction was heard: in `credited`, in no other sum. */
  readonly unpredicted: number;
  readonly credited: Decimal;
  readonly difference: FundingDifference;
}

const NONE: FundingDifference = {
  expected: ZERO,
  total: ZERO,
  interval: ZERO,
  rate: ZERO,
  quantity: ZERO,
  mark: ZERO,
  rounding: ZERO,
};

/** By market and coin, in that order; exact. */
export const differencesByMarket = (rows: readonly FundingRow[]): readonly MarketDifference[] => {
  const sums = new Map<string, MarketDifference>();
  for (const { payment, difference } of rows) {
    const { market, coin, amount } = payment;
    const key = `${market} ${coin}`;
    const known = sums.get(key) ?? { market, coin, payments: 0, unpredicted: 0, credited: ZERO, difference: NONE };
    sums.set(key, {
      ...known,
      payments: known.payments + 1,
      unpredicted: known.unpredicted + (difference === undefined ? 1 : 0),
      credited: known.credited.plus(amount),
      difference: difference === undefined ? known.difference : plus(known.difference, difference),
    });
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
};

const plus = (a: FundingDifference, b: FundingDifference): FundingDifference => ({
  expected: a.expected.plus(b.expected),
  total: a.total.plus(b.total),
  interval: a.interval.plus(b.interval),
  rate: a.rate.plus(b.rate),
  quantity: a.quantity.plus(b.quantity),
  mark: a.mark.plus(b.mark),
  rounding: a.rounding.plus(b.rounding),
});
