import type { AtMs } from '../domain/units.ts';
import type { Position } from './position.ts';

/** One look at a held route after a settlement. */
export interface CarryReview {
  readonly settlementAtMs: AtMs;
  /** Over the horizon from here; `null` when it cannot be projected now. */
  readonly expectedCarryBps: number | null;
}

/**
 * Counts settlements in a row after which the route is not expected to earn the exit threshold any more. A settlement is
 * counted once; one that could not be judged neither counts nor clears. Economics 9: entry costs are sunk and the exit is
 * paid either way, so only what is still to come matters.
 */
export const reviewCarry = (position: Position, { settlementAtMs, expectedCarryBps }: CarryReview): Position => {
  if (settlementAtMs <= (position.reviewedSettlementAtMs ?? 0) || expectedCarryBps === null) return position;
  const isMissed = expectedCarryBps < position.settings.exitCarryBps;
  return {
    ...position,
    reviewedSettlementAtMs: settlementAtMs,
    missedSettlements: isMissed ? position.missedSettlements + 1 : 0,
  };
};

/** Whether the carry has flipped for good: enough settlements in a row, and the minimum hold is over. */
export const hasCarryFlipped = (position: Position, nowMs: AtMs): boolean =>
  position.missedSettlements >= position.settings.consecutiveSettlements && nowMs >= (position.minimumHoldUntilMs ?? 0);
