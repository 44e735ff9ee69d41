import type { MarketKey } from '../domain/ids.ts';
import { ZERO, decimal } from '../domain/money.ts';
import type { Decimal } from '../domain/money.ts';
import { MS_PER_HOUR } from '../domain/units.ts';
import { expectedFunding } from '../ledger/expected-funding.ts';
import { emptyLot } from '../ledger/lot.ts';

/** What a payment is made of, as predicted last or as the venue settled it. */
export interface PaymentTerms {
  /** Fraction of notional. */
  readonly rate: Decimal;
  /** Signed, in the venue's unit. */
  readonly quantity: Decimal;
  readonly price: Decimal;
}

export interface Prediction extends PaymentTerms {
  readonly intervalHours: number;
  readonly contractSize: Decimal;
  /** The settlement the rate was for, where the venue settled before it. */
  readonly predictedForMs?: number | undefined;
}

export interface Settlement extends PaymentTerms {
  readonly market: MarketKey;
  readonly atMs: number;
  /** As the venue credited it, in the settle coin, positive received. */
  readonly amount: Decimal;
}

/**
 * Why a payment is not what the last prediction would have paid, in the settle coin. The causes add up exactly: each is what
 * the payment changes by when one term after the other becomes the venue's.
 */
export interface FundingDifference {
  /** What the last prediction would have paid. */
  readonly expected: Decimal;
  /** Credited less expected; the sum of the causes. */
  readonly total: Decimal;
  /** The venue settled after fewer hours than the prediction was for. */
  readonly interval: Decimal;
  readonly rate: Decimal;
  readonly quantity: Decimal;
  readonly mark: Decimal;
  /** What the venue's own rounding, or a formula of its own, leaves. */
  readonly rounding: Decimal;
}

export const CAUSES = ['interval', 'rate', 'quantity', 'mark', 'rounding'] as const;
export type Cause = (typeof CAUSES)[number];

export const fundingDifference = (predicted: Prediction, settled: Settlement): FundingDifference => {
  const { contractSize } = predicted;
  const pays = ({ rate, quantity, price }: PaymentTerms): Decimal => {
    const lot = { ...emptyLot(settled.market, contractSize), quantity };
    return expectedFunding(lot, { rate, price });
  };
  const { quantity, price } = predicted;
  const shortened = predicted.rate.times(hoursFraction(predicted, settled.atMs));
  const steps = [
    pays(predicted),
    pays({ rate: shortened, quantity, price }),
    pays({ rate: settled.rate, quantity, price }),
    pays({ rate: settled.rate, quantity: settled.quantity, price }),
    pays(settled),
    settled.amount,
  ];
  const change = (step: number): Decimal => (steps[step] ?? ZERO).minus(steps[step - 1] ?? ZERO);
  const expected = steps[0] ?? ZERO;
  return {
    expected,
    total: settled.amount.minus(expected),
    interval: change(1),
    rate: change(2),
    quantity: change(3),
    mark: change(4),
    rounding: change(5),
  };
};

/** How much of the predicted interval had passed at the settlement; all of it where the venue kept to it. */
const hoursFraction = ({ predictedForMs, intervalHours }: Prediction, atMs: number): Decimal => {
  if (predictedForMs === undefined) return decimal(1);
  const intervalMs = intervalHours * MS_PER_HOUR;
  const passedMs = atMs - (predictedForMs - intervalMs);
  // settled before the interval began: nothing of the estimate was for it
  return passedMs <= 0 ? ZERO : decimal(passedMs).div(intervalMs);
};
