import type { AtMs } from '../domain/units.ts';
import { EVALUATE_EVERY_MS, isPromoted, rateZone } from './rate-zones.ts';
import type { EvaluatedRate, RateZone } from './rate-zones.ts';

/** When a market's statistics were looked at last, and since when its rate stands still. Plain state. */
export interface EvaluationTurn {
  readonly evaluated: EvaluatedRate;
  readonly evaluatedAtMs: AtMs;
  /** The rate of the last look, evaluated or not. */
  readonly rate: number;
  readonly movedAtMs: AtMs;
  readonly zone: RateZone;
}

/**
 * One look at a market: whether it is its turn, and the state after it. The first look always is one; later ones by the
 * zone's pace, or at once where the rate jumped or its z-score crossed a line. Economics 5.
 */
export const takeTurn = (
  before: EvaluationTurn | undefined,
  now: EvaluatedRate,
  nowMs: AtMs,
): { readonly isDue: boolean; readonly turn: EvaluationTurn } => {
  const movedAtMs = before === undefined || before.rate !== now.rate ? nowMs : before.movedAtMs;
  const zone = rateZone({ z: now.z, movedAtMs, nowMs });
  const isDue =
    before === undefined ||
    nowMs - before.evaluatedAtMs >= EVALUATE_EVERY_MS[zone] ||
    isPromoted(before.evaluated, now);
  const last = isDue || before === undefined ? { evaluated: now, evaluatedAtMs: nowMs } : before;
  return {
    isDue,
    turn: { evaluated: last.evaluated, evaluatedAtMs: last.evaluatedAtMs, rate: now.rate, movedAtMs, zone },
  };
};
