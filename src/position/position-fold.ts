import type { ClientOrderId } from '../domain/ids.ts';
import type { AtMs } from '../domain/units.ts';
import { approachDeadline, isDeadlineOver } from './approach.ts';
import { withVenueWord } from './ending.ts';
import { COOLDOWN_MS } from './entry.ts';
import { reviewFeed, staleDeadline, withReview } from './exit.ts';
import { withFill } from './fills.ts';
import { withAlternate, withRoll } from './move.ts';
import type { ExitReason, PositionEvent } from './position-event.ts';
import { withDoubt, withOrderEnded, withOrderFound, withOrders } from './position.ts';
import type { Position } from './position.ts';
import { NAKED_RETRY_MAX_MS, isWithinTolerance, retryDelayMs } from './repair.ts';

/** What an event does to the context whatever the state; states decide where to go from there. */
export const fold = (position: Position, event: PositionEvent): Position => {
  switch (event.type) {
    case 'leg.filled':
      return hurried(withFill(position, event), event.atMs);
    case 'order.doubted':
      return withDoubt(position, event.clientOrderId);
    case 'order.found':
      return withOrderFound(position, event.clientOrderId);
    case 'order.ended':
      return ended(position, event.clientOrderId);
    case 'alternate.approved':
      return onOrders(withAlternate(position, event), event.atMs);
    case 'roll.approved':
      return onOrders(withRoll(position, event), event.atMs);
    case 'orders.approved':
      return onOrders(withOrders(position, event.orders), event.atMs);
    case 'quote.approved':
      return onQuote(withOrders(position, event.orders), event.atMs);
    case 'slice.approved':
      return onOrders(withOrders(position, event.orders), event.atMs);
    case 'exit.requested':
      return position.legs === null ? position : { ...position, exit: exitFor(position, event.reason) };
    case 'venue.reported':
      return withVenueWord(position, event.held);
    case 'carry.reviewed':
      return withReview(position, event);
    case 'feed.reviewed':
      return reviewFeed(position, event);
    case 'position.pause':
      return { ...position, pauseReason: event.reason };
    case 'position.resume':
      return { ...position, pauseReason: null };
    case 'position.recovered':
    case 'signal.offered':
    case 'entry.approved':
    case 'entry.refused':
    case 'alternate.refused':
    case 'remainder.refused':
    case 'roll.offered':
    case 'roll.refused':
    case 'orders.refused':
    case 'quote.refused':
    case 'quote.reviewed':
    case 'slice.refused':
    case 'tick':
  }
  return position;
};

/** The first reason stays, but for a kill: it is why everything that is still held is left. */
const exitFor = ({ exit }: Position, reason: ExitReason): ExitReason => (reason === 'kill' ? reason : (exit ?? reason));

/** The last order in flight takes their deadline with it; an order that may rest has none. */
const ended = (position: Position, clientOrderId: ClientOrderId): Position => {
  const after = withOrderEnded(position, clientOrderId);
  return isDeadlineOver(after) ? { ...after, entryDeadlineAtMs: null } : after;
};

const onOrders = (position: Position, nowMs: AtMs): Position => ({
  ...position,
  entryDeadlineAtMs: orderDeadline(position, nowMs),
});

/** What rests may, while it is wanted. */
const onQuote = (position: Position, nowMs: AtMs): Position =>
  isDeadlineOver(position) ? position : onOrders(position, nowMs);

export const orderDeadline = ({ settings }: Position, nowMs: AtMs): AtMs => (nowMs + settings.legTimeoutMs) as AtMs;

/** One more try went out, or was asked for: the next comes later than the last. */
export const tried = (position: Position, nowMs: AtMs): Position => ({
  ...position,
  repairs: position.repairs + 1,
  retryAtMs: (nowMs + retryDelayMs(position)) as AtMs,
});

/** A fill that leaves a leg naked cannot wait as long as an even position that nobody takes may. */
const hurried = (position: Position, nowMs: AtMs): Position => {
  const { retryAtMs } = position;
  if (retryAtMs === null || isWithinTolerance(position)) return position;
  return { ...position, retryAtMs: Math.min(retryAtMs, nowMs + NAKED_RETRY_MAX_MS) as AtMs };
};

/** The earliest instant the position wants a tick at. */
export const timed = (position: Position): Position => {
  const { entryDeadlineAtMs, retryAtMs, approach } = position;
  const wanted = [entryDeadlineAtMs, retryAtMs, staleDeadline(position), approachDeadline(approach)].filter(
    (atMs) => atMs !== null,
  );
  return { ...position, deadlineAtMs: wanted.length === 0 ? null : (Math.min(...wanted) as AtMs) };
};

export const cooledDownAt = (nowMs: AtMs): AtMs => (nowMs + COOLDOWN_MS) as AtMs;
