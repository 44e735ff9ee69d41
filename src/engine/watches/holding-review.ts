import { believedCarryBps } from '../../analytics/belief.ts';
import type { Belief } from '../../analytics/belief.ts';
import { actorId } from '../../domain/ids.ts';
import type { Outbox } from '../outbox.ts';
import type { PositionDesk } from '../position-desk.ts';
import type { Scout } from '../trading/scout.ts';
import { dueReview } from './settlement-review.ts';

/** A new estimate is not yet one for this long, or this part of its interval, after a settlement. */
const QUIET = { quietMs: 90_000, quietFraction: 0.05 };

export interface HoldingReviewParts {
  readonly outbox: Outbox;
  readonly scout: Scout;
  readonly positions: Pick<PositionDesk, 'coins' | 'position' | 'send' | 'offerRoll'>;
  readonly horizonHours: number;
  /** How what is still to come is told. */
  readonly belief: Belief;
}

/** Looks at every held route after a settlement of either leg: its carry, once that can be trusted. */
export const reviewHoldings = ({ outbox, scout, positions, horizonHours, belief }: HoldingReviewParts): void => {
  const atMs = outbox.nowMs;
  for (const coin of positions.coins()) {
    const position = positions.position(coin);
    if (position?.entry == null || position.openedAtMs === null) continue;
    const view = scout.view(position.entry.route, atMs);
    if (view === undefined) continue;
    const sinceMs = position.reviewedSettlementAtMs ?? position.openedAtMs;
    const settlementAtMs = dueReview(view, { ...QUIET, sinceMs });
    if (settlementAtMs === undefined) continue;
    const expectedCarryBps = believedCarryBps(belief, view, horizonHours) ?? null;
    outbox.fact('carry.reviewed', actorId(`position/${coin}`), { settlementAtMs, expectedCarryBps });
    positions.send(coin, { type: 'carry.reviewed', atMs, settlementAtMs, expectedCarryBps });
    positions.offerRoll(coin);
  }
};
