import { assign, enqueueActions, setup } from 'xstate';
import { venueOf } from '../domain/ids.ts';
import type { ClientOrderId, CoinId, Leg, VenueId } from '../domain/ids.ts';
import type { AtMs } from '../domain/units.ts';
import { COOLDOWN_MS, entered, mayAskForEntry } from './entry.ts';
import { reviewFeed, staleDeadline, withReview } from './exit.ts';
import { closed, withDust, withVenueWord } from './ending.ts';
import { strayLeg, withFill, withNextStray } from './fills.ts';
import { LEGS, cycleOf, emptyPosition, ordersInFlight } from './position.ts';
import { withDoubt, withOrderEnded, withOrderFound, withOrders } from './position.ts';
import type { Position, PositionSettings } from './position.ts';
import type { ExitReason, PositionEffect, PositionEvent } from './position-event.ts';
import { balanceStep, closeOrders, dustOf, isBeyondRepair, isFlat, needsRebalance } from './repair.ts';
import { rebalanceOrders, retryDelayMs } from './repair.ts';

export interface PositionInput {
  readonly coin: CoinId;
  readonly settings: PositionSettings;
}

/** How long the venues may take to say what they hold before they are asked again. */
const VERIFY_AGAIN_MS = 5000;
/** Repairs that changed too little, after which the venues are asked: they may hold less than is believed. */
const TRIES_IN_VAIN = 2;
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
    isInBalance: ({ context }) => balanceStep(context).kind === 'balanced',
    needsRebalance: ({ context }) => needsRebalance(context),
    isBeyondRepair: ({ context }) => isBeyondRepair(context),
    hasBalanceOrder: ({ context }) => balanceStep(context).kind === 'order',
    isRetryEarly: ({ context, event }) => context.retryAtMs !== null && event.atMs < context.retryAtMs,
    isRetryDue: ({ context, event }) => context.retryAtMs !== null && event.atMs >= context.retryAtMs,
    isPastEntryDeadline: ({ context, event }) =>
      context.entryDeadlineAtMs !== null && event.atMs >= context.entryDeadlineAtMs,
    isStaleForLong: ({ context, event }) => {
      const staleAtMs = staleDeadline(context);
      return staleAtMs !== null && event.atMs >= staleAtMs;
    },
    isUntradable: (_, { codes }: { codes: readonly string[] }) =>
      codes.length > 0 && codes.every((code) => code === 'min-quantity' || code === 'min-notional'),
    hasExit: ({ context }) => context.exit !== null,
    hasPause: ({ context }) => context.pauseReason !== null,
    hasNoPause: ({ context }) => context.pauseReason === null,
    hasLegs: ({ context }) => context.legs !== null,
    hasStray: ({ context }) => context.strays.some((stray) => !isFlat(strayLeg(stray))),
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
    // asked again until every order has ended: a cancel can be lost like anything else; of an order in doubt first the
    // venue must say that there is one
    wantCancels: enqueueActions(({ context: { legs }, event, enqueue }) => {
      enqueue.assign(({ context }) => timed({ ...context, entryDeadlineAtMs: orderDeadline(context, event.atMs) }));
      if (legs === null) return;
      for (const leg of LEGS) {
        const { order, market } = legs[leg];
        if (order?.status === 'sent')
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
    wantAccount: enqueueActions(({ context, event, enqueue }) => {
      const retryAtMs = (event.atMs + VERIFY_AGAIN_MS) as AtMs;
      enqueue.assign(timed({ ...context, retryAtMs }));
      enqueue.emit({ type: 'account.wanted', venues: venuesOf(context) });
    }),
    /** Once a try, when its orders have ended. */
    askInVain: enqueueActions(({ context, enqueue }) => {
      if (context.repairs < TRIES_IN_VAIN || ordersInFlight(context).length > 0) return;
      enqueue.emit({ type: 'account.wanted', venues: venuesOf(context) });
    }),
    /** A book that did not help a moment ago is not asked again at once. */
    pace: assign(({ context, event }) =>
      timed({ ...context, retryAtMs: (event.atMs + retryDelayMs(context.repairs)) as AtMs }),
    ),
    noteDust: assign(({ context }) => withDust(context)),
    takeStray: assign(({ context }) => withNextStray(context, isFlat)),
    resetRepairs: assign(({ context }) => timed({ ...context, repairs: 0, retryAtMs: null, entryDeadlineAtMs: null })),
    noteExit: assign(({ context }, { reason }: { reason: ExitReason }) =>
      timed({ ...context, exit: context.exit ?? reason }),
    ),
    closeCycle: enqueueActions(({ context, event, enqueue }) => {
      const { exit } = context;
      const retryAtMs = exit === 'entry-failed' || exit === 'orphan-fill' ? cooledDownAt(event.atMs) : null;
      enqueue.assign({ ...closed(context), retryAtMs });
      if (context.openedAtMs === null) return;
      const dust = dustOf(context);
      const ending = { type: 'cycle.closed', cycle: cycleOf(context), reason: exit ?? 'closed' } as const;
      enqueue.emit(dust === undefined ? ending : { ...ending, dust });
    }),
    abandonEntry: enqueueActions(({ context, event, enqueue }) => {
      enqueue.assign({ ...closed(context), retryAtMs: cooledDownAt(event.atMs) });
      const dust = dustOf(context);
      const ending = { type: 'cycle.closed', cycle: cycleOf(context), reason: 'nothing-filled' } as const;
      enqueue.emit(dust === undefined ? ending : { ...ending, dust });
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
    case 'order.found':
      return withOrderFound(position, event.clientOrderId);
    case 'order.ended':
      return ended(position, event.clientOrderId);
    case 'orders.approved':
      return { ...withOrders(position, event.orders), entryDeadlineAtMs: orderDeadline(position, event.atMs) };
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
    case 'signal.offered':
    case 'entry.approved':
    case 'entry.refused':
    case 'orders.refused':
    case 'tick':
  }
  return position;
};

/** The first reason stays, but for a kill: it is why everything that is still held is left. */
const exitFor = ({ exit }: Position, reason: ExitReason): ExitReason => (reason === 'kill' ? reason : (exit ?? reason));

/** The last order in flight takes their deadline with it. */
const ended = (position: Position, clientOrderId: ClientOrderId): Position => {
  const after = withOrderEnded(position, clientOrderId);
  return ordersInFlight(after).length > 0 ? after : { ...after, entryDeadlineAtMs: null };
};

const orderDeadline = ({ settings }: Position, nowMs: AtMs): AtMs => (nowMs + settings.legTimeoutMs) as AtMs;

/** One more try went out, or was asked for: the next comes later than the last. */
const tried = (position: Position, nowMs: AtMs): Position => ({
  ...position,
  repairs: position.repairs + 1,
  retryAtMs: (nowMs + retryDelayMs(position.repairs)) as AtMs,
});

/** The earliest instant the position wants a tick at. */
const timed = (position: Position): Position => {
  const { entryDeadlineAtMs, retryAtMs } = position;
  const wanted = [entryDeadlineAtMs, retryAtMs, staleDeadline(position)].filter((atMs) => atMs !== null);
  return { ...position, deadlineAtMs: wanted.length === 0 ? null : (Math.min(...wanted) as AtMs) };
};

const cooledDownAt = (nowMs: AtMs): AtMs => (nowMs + COOLDOWN_MS) as AtMs;

const venuesOf = ({ legs }: Position): readonly VenueId[] =>
  legs === null ? [] : [...new Set(LEGS.map((leg) => venueOf(legs[leg].market)))].sort();

const isEnded = ({ legs }: Position, leg: Leg): boolean => legs === null || legs[leg].order === null;

const isEmptyLeg = ({ legs }: Position, leg: Leg): boolean => legs === null || isFlat(legs[leg]);
