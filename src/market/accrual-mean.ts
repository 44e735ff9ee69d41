import { foldAccrualRate } from '../analytics/accrual-rate.ts';
import type { AccrualRate } from '../analytics/accrual-rate.ts';
import type { RateSpan } from '../analytics/recent-rates.ts';
import type { FundingObservation } from '../domain/funding.ts';
import { MS_PER_HOUR } from '../domain/units.ts';

/** The start of a mean weighs less than this after three days; the hours before it need not be looked at again. */
const WEIGHT_MIN = 1e-4;

/**
 * The 8-hour mean of a market's continuously accruing rate. It begins with the first sample it hears, which may be any; the
 * hours charged before, which the venue publishes, take that sample's place as soon as they are known.
 */
export class AccrualMean {
  #mean: AccrualRate | undefined;
  #first: { readonly rate: number; readonly atMs: FundingObservation['observedAtMs'] } | undefined;
  #intervalHours = 8;

  /** Takes a rate in force. A lost connection needs no word: the weight of what was before fades by itself. */
  fold({ rate, observedAtMs: atMs, intervalHours }: FundingObservation): void {
    this.#first ??= { rate, atMs };
    this.#intervalHours = intervalHours;
    this.#mean = foldAccrualRate(this.#mean, { rate, atMs });
  }

  /** Fraction per the interval of the rates folded in; `charged` are the hours settled of late, ascending. */
  rate(charged: readonly RateSpan[]): number | undefined {
    const first = this.#first;
    const mean = this.#mean;
    if (first === undefined || mean === undefined) return undefined;
    const weight = Math.exp(-(mean.atMs - first.atMs) / (8 * MS_PER_HOUR));
    if (weight < WEIGHT_MIN) return mean.ewma;
    let before: AccrualRate | undefined;
    for (const { toMs, hourly } of charged)
      if (toMs <= first.atMs) before = foldAccrualRate(before, { rate: hourly * this.#intervalHours, atMs: toMs });
    if (before === undefined) return mean.ewma;
    // The mean is linear in its samples: what it would have begun with in place of the first one, faded as that has.
    return mean.ewma + (foldAccrualRate(before, first).ewma - first.rate) * weight;
  }
}
