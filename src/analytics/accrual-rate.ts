import type { AtMs } from '../domain/units.ts';
import { MS_PER_HOUR } from '../domain/units.ts';

/** An 8-hour exponentially weighted mean of a continuously accruing rate. Plain state. */
export interface AccrualRate {
  /** Fraction per the interval of the observations folded in. */
  readonly ewma: number;
  readonly atMs: AtMs;
}

/**
 * Folds the rate in force at `atMs` into the mean: the weight of the past decays as `exp(-elapsed / 8 h)`, whatever the
 * spacing of the samples. The first sample is the mean; a sample at or before the last instant is ignored. Economics 1.
 */
export const foldAccrualRate = (mean: AccrualRate | undefined, sample: { rate: number; atMs: AtMs }): AccrualRate => {
  if (mean === undefined) return { ewma: sample.rate, atMs: sample.atMs };
  if (sample.atMs <= mean.atMs) return mean;
  const kept = Math.exp(-(sample.atMs - mean.atMs) / (8 * MS_PER_HOUR));
  return { ewma: sample.rate + (mean.ewma - sample.rate) * kept, atMs: sample.atMs };
};
