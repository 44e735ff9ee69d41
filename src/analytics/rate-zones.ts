import type { AtMs } from '../domain/units.ts';
import { MS_PER_HOUR } from '../domain/units.ts';

/** How often a market's statistics are evaluated. Never routes, exits or risk. */
export type RateZone = 'hot' | 'quiet' | 'calm';

/** Milliseconds between evaluations of a zone: at once, hourly, in batches. */
export const EVALUATE_EVERY_MS: Readonly<Record<RateZone, number>> = { hot: 0, quiet: MS_PER_HOUR, calm: 5000 };

const HOT_Z = 2;
const CROSSINGS = [2, 3];
const RELATIVE_CHANGE = 0.1;

/** Hot before quiet before calm: `hot` |z| > 2, `quiet` an hour without movement, else `calm` (z unknown included). */
export const rateZone = (market: {
  readonly z: number | undefined;
  readonly movedAtMs: AtMs;
  readonly nowMs: AtMs;
}): RateZone => {
  if (market.z !== undefined && Math.abs(market.z) > HOT_Z) return 'hot';
  return market.nowMs - market.movedAtMs >= MS_PER_HOUR ? 'quiet' : 'calm';
};

export interface EvaluatedRate {
  /** Fraction per any one interval; both rates the same. */
  readonly rate: number;
  readonly z: number | undefined;
}

/**
 * True when a rate must be evaluated before its zone's turn: it moved by more than 10 % of the last evaluated rate (by
 * anything, from 0), or its z-score crossed +-2 or +-3. Economics 5.
 */
export const isPromoted = (evaluated: EvaluatedRate, now: EvaluatedRate): boolean => {
  const change = Math.abs(now.rate - evaluated.rate);
  if (evaluated.rate === 0 ? change > 0 : change > RELATIVE_CHANGE * Math.abs(evaluated.rate)) return true;
  const [before, after] = [evaluated.z, now.z];
  if (before === undefined || after === undefined) return false;
  return CROSSINGS.some((limit) => before > limit !== after > limit || before < -limit !== after < -limit);
};
