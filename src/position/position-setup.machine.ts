import { assign, enqueueActions, setup } from 'xstate';
import { venueOf } from '../domain/ids.ts';
import type { CoinId, Leg } from '../domain/ids.ts';
import type { AtMs } from '../domain/units.ts';
import { COOLDOWN_MS, mayAskForEntry } from './entry.ts';
import { hasCarryFlipped, reviewCarry } from './exit.ts';
import { closed, cycleOf, emptyPosition, entered, ordersInFlight, LEGS } from './position.ts';
import { withDoubt, withFill, withOrderEnded, withOrders, withVenueWord } from './position.ts';
import type { Position, PositionSettings } from './position.ts';
import type { ExitReason, PositionEffect, PositionEvent } from './position-event.ts';
import { balanceStep, closeOrders, isBalanced, isFlat, rebalanceOrders, retryDelayMs } from './repair.ts';

export interface PositionInput {
  readonly coin: CoinId;
  readonly settings: PositionSettings;
}

/** How long the venues may take to say what they hold before they are asked again. */
const VERIFY_AGAIN_MS = 5000;
/** A gate that has not answered by then never will (it answers within the input). */
const GATE_ANSWER_MS = 1000;

/** The guards and actions of a position; the chart is in position.machine.ts. */
export const positionSetup = setup({
  types: {
    context: {} as Position,
    events: {} as PositionEvent,
    emitted: {} as PositionEffect,
    input: {} as PositionInput,
  },
  guards: {
    mayAskForEntry: ({ context, event }) => mayAskForEntry(context, event.atMs),
    isLegFilled: ({ context }, { leg }: { leg: Leg }) => isEnded(context, leg) && !isEmptyLeg(context, leg),
    isLegFailed: ({ context }, { leg }: { leg: Leg }) => isEnded(context, leg) && isEmptyLeg(context, leg),
    hasOrdersInFlight: ({ context }) => ordersInFlight(context).length > 0,
    isEmpty: ({ context }) => balanceStep(context).kind === 'empty',
    isInBalance: ({ context }) => isBalanced(context),
    isOutOfBalance: ({ context }) => !isBalanced(context),
    hasBalanceOrder: ({ context }) => balanceStep(context).kind === 'order',
    isRetryEarly: ({ context, event }) => context.retryAtMs !== null && event.atMs < context.retryAtMs,
    isRetryDue: ({ context, event }) => context.retryAtMs !== null && event.atMs >= context.retryAtMs,
    isPastEntryDeadline: ({ context, event }) =>
      context.entryDeadlineAtMs !== null && event.atMs >= context.entryDeadlineAtMs,
    hasExit: ({ context }) => context.exit !== null,
    hasLegs: ({ context }) => context.legs !== null,
    isAllFlat: ({ context: { legs } }) => legs === null || LEGS.every((leg) => isFlat(legs[leg])),
  },
  actions: {
    fold: assign(({ context, event }) => timed(fold(context, event))),
    wantEntry: enqueueActions(({ event, enqueue }) => {
      if (event.type !== 'signal.offered') return;
      const retryAtMs = (event.atMs + GATE_ANSWER_MS) as AtMs;
      enqueue.assign(({ context }) => timed({ ...context, retryAtMs }));
      enqueue.emit({ type: 'entry.wanted', route: event.route });
    }),
    forgetRequest: assign(({ context }) => timed({ ...context, retryAtMs: null })),
    enter: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'entry.approved') return;
      const position = entered(context, event);
      enqueue.assign(timed(position));
      enqueue.emit({ type: 'cycle.opened', cycle: cycleOf(position) });
    }),
    wantCancels: enqueueActions(({ context: { legs }, enqueue }) => {
      enqueue.assign(({ context }) => timed({ ...context, entryDeadlineAtMs: null }));
      if (legs === null) return;
      for (const leg of LEGS) {
        const { order, market } = legs[leg];
        if (order !== null && order.status === 'sent')
          enqueue.emit({ type: 'cancel.wanted', clientOrderId: order.clientOrderId, market });
      }
    }),
    wantBalance: enqueueActions(({ context, event, enqueue }) => {
      const step = balanceStep(context);
      if (step.kind !== 'order') return;
      enqueue.assign(timed(tried(context, event.atMs)));
      enqueue.emit({ type: 'orders.wanted', orders: step.orders });
    }),
    wantRebalance: enqueueActions(({ context, event, enqueue }) => {
      enqueue.assign(timed(tried(context, event.atMs)));
      enqueue.emit({ type: 'orders.wanted', orders: rebalanceOrders(context) });
    }),
    wantClose: enqueueActions(({ context, event, enqueue }) => {
      enqueue.assign(timed(tried(context, event.atMs)));
      enqueue.emit({ type: 'orders.wanted', orders: closeOrders(context) });
    }),
    wantAccount: enqueueActions(({ context: { legs }, event, enqueue }) => {
      const retryAtMs = (event.atMs + VERIFY_AGAIN_MS) as AtMs;
      enqueue.assign(({ context }) => timed({ ...context, retryAtMs }));
      if (legs === null) return;
      const venues = [...new Set(LEGS.map((leg) => venueOf(legs[leg].market)))].sort();
      enqueue.emit({ type: 'account.wanted', venues });
    }),
    resetRepairs: assign(({ context }) => timed({ ...context, repairs: 0, retryAtMs: null, entryDeadlineAtMs: null })),
    noteExit: assign(({ context }, { reason }: { reason: ExitReason }) => ({
      ...context,
      exit: context.exit ?? reason,
    })),
    notePause: assign(({ context, event }) =>
      event.type === 'position.pause' ? { ...context, pauseReason: event.reason } : context,
    ),
    forgetPause: assign(({ context }) => ({ ...context, pauseReason: null })),
    closeCycle: enqueueActions(({ context, enqueue }) => {
      enqueue.assign(closed(context));
      if (context.openedAtMs !== null)
        enqueue.emit({ type: 'cycle.closed', cycle: cycleOf(context), reason: context.exit ?? 'closed' });
    }),
    abandonEntry: enqueueActions(({ context, event, enqueue }) => {
      enqueue.assign({ ...closed(context), retryAtMs: (event.atMs + COOLDOWN_MS) as AtMs });
      enqueue.emit({ type: 'cycle.closed', cycle: cycleOf(context), reason: 'nothing-filled' });
    }),
  },
});

export const startPosition = ({ coin, settings }: PositionInput): Position => emptyPosition(coin, settings);

/** What an event does to the context whatever the state; states decide where to go from there. */
const fold = (position: Position, event: PositionEvent): Position => {
  switch (event.type) {
    case 'leg.filled':
      return withFill(position, event);
    case 'order.doubted':
      return withDoubt(position, event.clientOrderId);
    case 'order.ended':
      return withOrderEnded(position, event.clientOrderId);
    case 'orders.approved':
      return withOrders(position, event.orders);
    case 'exit.requested':
      return position.legs === null ? position : { ...position, exit: position.exit ?? event.reason };
    case 'venue.reported':
      return withVenueWord(position, event.held);
    case 'carry.reviewed': {
      const reviewed = reviewCarry(position, event);
      return hasCarryFlipped(reviewed, event.atMs) ? { ...reviewed, exit: reviewed.exit ?? 'carry-flipped' } : reviewed;
    }
    case 'signal.offered':
    case 'entry.approved':
    case 'entry.refused':
    case 'orders.refused':
    case 'position.pause':
    case 'position.resume':
    case 'tick':
      return position;
  }
};

/** One more try went out, or was asked for: the next comes later than the last. */
const tried = (position: Position, nowMs: AtMs): Position => ({
  ...position,
  repairs: position.repairs + 1,
  retryAtMs: (nowMs + retryDelayMs(position.repairs)) as AtMs,
});

/** The earliest instant the position wants a tick at. */
const timed = (position: Position): Position => {
  const { entryDeadlineAtMs, retryAtMs } = position;
  const wanted = [entryDeadlineAtMs, retryAtMs].filter((atMs) => atMs !== null);
  return { ...position, deadlineAtMs: wanted.length === 0 ? null : (Math.min(...wanted) as AtMs) };
};

const isEnded = ({ legs }: Position, leg: Leg): boolean => legs === null || legs[leg].order === null;

const isEmptyLeg = ({ legs }: Position, leg: Leg): boolean => legs === null || isFlat(legs[leg]);
