import { MS_PER_HOUR } from '../domain/units.ts';
import type { AtMs } from '../domain/units.ts';
import { takenUp } from './fills.ts';
import type { PositionEvent } from './position-event.ts';
import { emptyLeg, withOrders } from './position.ts';
import type { Position } from './position.ts';

/** After an entry that failed a coin is left alone for this long: the book that refused once refuses again. */
export const COOLDOWN_MS = 60_000;

/** Whether a position may ask for an entry now; what the route nets is the signal's and the gate's business. */
export const mayAskForEntry = ({ retryAtMs, exit, pauseReason }: Position, nowMs: AtMs): boolean =>
  exit === null && pauseReason === null && (retryAtMs === null || nowMs >= retryAtMs);

/** Entries within the last hour, for the cap on opens. */
export const recentOpenings = (openings: readonly AtMs[], nowMs: AtMs): readonly AtMs[] =>
  openings.filter((opened) => opened > nowMs - MS_PER_HOUR);

/** Both legs' orders went out: a new cycle begins. */
export const entered = (position: Position, event: Extract<PositionEvent, { type: 'entry.approved' }>): Position => {
  const { terms, orders, atMs, approach = null } = event;
  const { settings } = position;
  const holdHours = settings.minimumHold === 'none' || terms.breakEvenHours === 'never' ? 0 : terms.breakEvenHours;
  return withOrders(
    {
      ...position,
      cycles: position.cycles + 1,
      entry: terms,
      ...takenUp(position, { long: emptyLeg(terms.legs.long), short: emptyLeg(terms.legs.short) }),
      openedAtMs: atMs,
      openings: [...position.openings.filter((opened) => opened > atMs - MS_PER_HOUR), atMs],
      approach,
      entryDeadlineAtMs: approach?.kind === 'quoting' ? null : ((atMs + settings.legTimeoutMs) as AtMs),
      alternate: 'untried',
      minimumHoldUntilMs: (atMs + holdHours * MS_PER_HOUR) as AtMs,
      missedSettlements: 0,
      reviewedSettlementAtMs: null,
      exit: null,
      staleSinceMs: null,
      repairs: 0,
      retryAtMs: null,
    },
    orders,
  );
};
