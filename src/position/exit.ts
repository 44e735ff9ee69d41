import type { AtMs } from '../domain/units.ts';
import type { Position } from './position.ts';

/** One look at a held route after a settlement. */
interface CarryReview {
  readonly settlementAtMs: AtMs;
  /** Over the horizon from here; `null` when it cannot be projected now. */
  readonly expectedCarryBps: number | null;
}

/**
 * Counts settlements in a row after which the route is not expected to earn the exit threshold any more. A settlement is
 * counted once; one that could not be judged neither counts nor clears. Economics 9: entry costs are sunk and the exit is
 * paid either way, so only what is still to come matters.
 */
const reviewCarry = (position: Position, { settlementAtMs, expectedCarryBps }: CarryReview): Position => {
  if (settlementAtMs <= (position.reviewedSettlementAtMs ?? 0) || expectedCarryBps === null) return position;
  const isMissed = expectedCarryBps < position.settings.exitCarryBps;
  return {
    ...position,
    reviewedSettlementAtMs: settlementAtMs,
    missedSettlements: isMissed ? position.missedSettlements + 1 : 0,
  };
};

/**
 * Counts a review and leaves when it is the last straw: enough settlements in a row below the threshold, and the minimum
 * hold over. Below nothing the carry has flipped; above it, it is only no longer worth its risk.
 */
export const withReview = (position: Position, review: CarryReview & { readonly atMs: AtMs }): Position => {
  if (position.legs === null) return position;
  const reviewed = reviewCarry(position, review);
  const { missedSettlements, minimumHoldUntilMs, settings, exit } = reviewed;
  const isOver = missedSettlements >= settings.consecutiveSettlements && review.atMs >= (minimumHoldUntilMs ?? 0);
  if (reviewed === position || !isOver || exit !== null) return reviewed;
  return { ...reviewed, exit: (review.expectedCarryBps ?? 0) < 0 ? 'carry-flipped' : 'net-below-threshold' };
};

/** Keeps since when the feeds of a held route are stale; one fresh look ends it. */
export const reviewFeed = (
  position: Position,
  { atMs, freshness }: { readonly atMs: AtMs; readonly freshness: 'fresh' | 'stale' },
): Position =>
  freshness === 'fresh' || position.legs === null
    ? { ...position, staleSinceMs: null }
    : { ...position, staleSinceMs: position.staleSinceMs ?? atMs };

/** When a route held blind is left; `null` while its feeds are fresh, or once it is being left. */
export const staleDeadline = ({ staleSinceMs, exit, settings }: Position): AtMs | null =>
  staleSinceMs === null || exit !== null ? null : ((staleSinceMs + settings.staleFeedMs) as AtMs);
