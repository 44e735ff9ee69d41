import { assign, enqueueActions, setup } from 'xstate';
import { venueOf } from '../domain/ids.ts';
import type { CoinId, Leg, VenueId } from '../domain/ids.ts';
import { text } from '../domain/money.ts';
import type { AtMs } from '../domain/units.ts';
import { isPassing, quotedOrder } from './approach.ts';
import { cancellingFound, hedging, looking, moving, quotingAnew, slicing, withdrawing } from './approach-steps.ts';
import type { Step } from './approach-steps.ts';
import { closed, dusty, withDust } from './ending.ts';
import { entered, mayAskForEntry } from './entry.ts';
import { staleDeadline } from './exit.ts';
import { strayLeg, withNextStray } from './fills.ts';
import { withArrival, withReturn } from './move.ts';
import type { ExitReason, PositionEffect, PositionEvent } from './position-event.ts';
import { cooledDownAt, fold, orderDeadline, timed, tried } from './position-fold.ts';
import { coinsHeld, cycleOf, emptyPosition, everyLeg, mapLegs, ordersInFlight } from './position.ts';
import type { Position, PositionSettings } from './position.ts';
import { isPair, mayLeaveFound, recovered } from './recovered.ts';
import { balanceStep, closeOrders, dustOf, isBeyondRepair, isFlat, needsRebalance, withUncuttable } from './repair.ts';
import { rebalanceOrders, retryDelayMs } from './repair.ts';
import { quotingStep, withHedged, withTooLittle } from './quoting.ts';
import type { QuotingStep } from './quoting.ts';
import { mayRoll, rollStep, withTry } from './rolling.ts';
import { isSliceDue, isSlicingOver, withNextSlice, withSlice, withoutSlices } from './slicing.ts';

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
    isQuoting: ({ event }) => event.type === 'entry.approved' && event.approach?.kind === 'quoting',
    isQuotingStep: ({ context, event }, { step }: { step: QuotingStep }) => quotingStep(context, event.atMs) === step,
    isQuoteRefused: ({ context, event }) =>
      event.type === 'order.ended' &&
      event.outcome === 'refused' &&
      event.clientOrderId === quotedOrder(context)?.clientOrderId,
    isVerdict: ({ event }, { verdict }: { verdict: 'moved' | 'unwanted' }) =>
      event.type === 'quote.reviewed' && event.verdict === verdict,
    isPassing: (_, { codes }: { codes: readonly string[] }) => isPassing(codes),
    isSliceDue: ({ context, event }) => isSliceDue(context, event.atMs),
    isSlicingOver: ({ context, event }) => isSliceDue(context, event.atMs) && isSlicingOver(context, event.atMs),
    mayAskForEntry: ({ context, event }) => mayAskForEntry(context, event.atMs),
    isLegFilled: ({ context }, { leg }: { leg: Leg }) => isEnded(context, leg) && !isEmptyLeg(context, leg),
    isLegFailed: ({ context }, { leg }: { leg: Leg }) => isEnded(context, leg) && isEmptyLeg(context, leg),
    hasOrdersInFlight: ({ context }) => ordersInFlight(context).length > 0,
    isEmpty: ({ context }) => balanceStep(context).kind === 'empty',
    isInBalance: ({ context }) => balanceStep(context).kind === 'balanced',
    needsRebalance: ({ context }) => needsRebalance(context),
    isBeyondRepair: ({ context }) => isBeyondRepair(context),
    hasBalanceOrder: ({ context }) => balanceStep(context).kind === 'order',
    needsAlternate: ({ context }) => balanceStep(context).kind === 'alternate',
    hasCut: ({ context }) => balanceStep(context).kind === 'cut',
    mayRoll: ({ context, event }) => mayRoll(context, event.atMs),
    hasRoll: ({ context }) => context.roll !== null,
    isRolled: ({ context }) => rollStep(context).kind === 'rolled',
    isReturned: ({ context }) => rollStep(context).kind === 'returned',
    hasRollOrder: ({ context }) => rollStep(context).kind === 'order',
    isRetryEarly: ({ context, event }) => context.retryAtMs !== null && event.atMs < context.retryAtMs,
    isRetryDue: ({ context, event }) => context.retryAtMs !== null && event.atMs >= context.retryAtMs,
    isPastEntryDeadline: ({ context, event }) =>
      context.entryDeadlineAtMs !== null && event.atMs >= context.entryDeadlineAtMs,
    isStaleForLong: ({ context, event }) => {
      const staleAtMs = staleDeadline(context);
      return staleAtMs !== null && event.atMs >= staleAtMs;
    },
    isUntradable: ({ event }) =>
      event.type === 'orders.refused' &&
      event.codes.length > 0 &&
      event.codes.every((code) => code === 'min-quantity' || code === 'min-notional'),
    hasExit: ({ context }) => context.exit !== null,
    hasPause: ({ context }) => context.pauseReason !== null,
    hasNoPause: ({ context }) => context.pauseReason === null,
    hasLegs: ({ context }) => context.legs !== null,
    hasStray: ({ context }) => context.strays.some((stray) => !isFlat(strayLeg(stray))),
    isPair: ({ context }) => isPair(context),
    mayLeaveFound: ({ context, event }) => mayLeaveFound(context, event),
    isAllFlat: ({ context }) => everyLeg(context).every(({ state }) => isFlat(state)),
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
    recover: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'position.recovered') return;
      enqueue.assign(timed(recovered(context, event)));
      enqueue.emit({ type: 'cycle.opened', cycle: cycleOf(recovered(context, event)) });
    }),
    // asked again until every order has ended: a cancel can be lost like anything else; of an order in doubt first the
    // venue must say that there is one
    wantCancels: enqueueActions(({ context: position, event, enqueue }) => {
      enqueue.assign(({ context }) => timed({ ...context, entryDeadlineAtMs: orderDeadline(context, event.atMs) }));
      for (const { state } of everyLeg(position)) {
        const { order, market } = state;
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
    wantAlternate: enqueueActions(({ context, event, enqueue }) => {
      const step = balanceStep(context);
      if (step.kind !== 'alternate') return;
      const retryAtMs = (event.atMs + GATE_ANSWER_MS) as AtMs;
      enqueue.assign(timed({ ...context, alternate: 'tried', retryAtMs }));
      enqueue.emit({ type: 'alternate.wanted', leg: step.leg, coins: step.coins });
    }),
    wantCut: enqueueActions(({ context, event, enqueue }) => {
      const step = balanceStep(context);
      if (step.kind !== 'cut') return;
      enqueue.assign(timed(tried(context, event.atMs)));
      enqueue.emit({ type: 'cut.wanted', orders: step.orders, coins: step.coins });
    }),
    wantRoll: enqueueActions(({ context, event, enqueue }) => {
      const own = event.type === 'roll.offered' ? context.legs?.[event.leg] : undefined;
      if (event.type !== 'roll.offered' || own === undefined) return;
      const retryAtMs = (event.atMs + GATE_ANSWER_MS) as AtMs;
      enqueue.assign(timed({ ...context, retryAtMs }));
      enqueue.emit({ type: 'roll.wanted', leg: event.leg, route: event.route, coins: text(coinsHeld(own)) });
    }),
    wantRollStep: enqueueActions(({ context, event, enqueue }) => {
      const step = rollStep(context);
      const { roll } = context;
      if (roll === null) return;
      enqueue.assign(timed(withTry(tried(context, event.atMs), step)));
      if (step.kind === 'order') enqueue.emit({ type: 'orders.wanted', orders: step.orders });
      if (step.kind === 'open')
        enqueue.emit({ type: 'roll.wanted', leg: roll.leg, route: roll.route, coins: step.coins });
    }),
    arrive: assign(({ context }) => timed(withArrival(context))),
    goBack: assign(({ context }) => timed(withReturn(context))),
    /** What the step in hand would close first is too little for its venue. */
    noteRollDust: assign(({ context }) => {
      const step = rollStep(context);
      const market = step.kind === 'order' ? step.orders[0]?.market : undefined;
      return mapLegs(context, (state) => (state.market === market ? dusty(state) : state));
    }),
    withdraw: enqueueActions(({ context, event, enqueue }) => take(enqueue, withdrawing(context, event.atMs))),
    cancelWithdrawn: enqueueActions(({ context, enqueue }) => take(enqueue, cancellingFound(context))),
    cancelQuote: enqueueActions(({ context, event, enqueue }) => take(enqueue, moving(context, event.atMs))),
    wantQuoteHedge: enqueueActions(({ context, event, enqueue }) => take(enqueue, hedging(context, event.atMs))),
    wantQuote: enqueueActions(({ context, event, enqueue }) => take(enqueue, quotingAnew(context, event.atMs))),
    wantLook: enqueueActions(({ context, event, enqueue }) => take(enqueue, looking(context, event.atMs))),
    noteHedged: assign(({ context, event }) =>
      event.type === 'leg.filled' ? withHedged(context, event.leg) : context,
    ),
    noteTooLittle: assign(({ context }) => timed(withTooLittle(context))),
    endApproach: assign(({ context }) => timed({ ...context, approach: null })),
    wantSlice: enqueueActions(({ context, event, enqueue }) => take(enqueue, slicing(context, event.atMs))),
    beginSlice: assign(({ context, event }) =>
      event.type === 'slice.approved' ? timed(withSlice(context, event)) : context,
    ),
    paceSlices: assign(({ context, event }) => timed(withNextSlice(context, event.atMs))),
    dropSlices: assign(({ context }) => timed(withoutSlices(context))),
    wantRebalance: enqueueActions(({ context, event, enqueue }) => {
      enqueue.assign(timed(tried(context, event.atMs)));
      enqueue.emit({ type: 'orders.wanted', orders: rebalanceOrders(context) });
    }),
    noteUncuttable: assign(({ context }) => withUncuttable(context)),
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
      timed({ ...context, retryAtMs: (event.atMs + retryDelayMs(context)) as AtMs }),
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

const take = (enqueue: Enqueue, { position, effects }: Step): void => {
  enqueue.assign(position);
  for (const effect of effects) enqueue.emit(effect);
};

interface Enqueue {
  readonly assign: (position: Position) => void;
  readonly emit: (effect: PositionEffect) => void;
}

export const startPosition = ({ coin, settings }: PositionInput): Position => emptyPosition(coin, settings);

const venuesOf = (position: Position): readonly VenueId[] =>
  [...new Set(everyLeg(position).map(({ state }) => venueOf(state.market)))].sort();

const isEnded = ({ legs }: Position, leg: Leg): boolean => legs === null || legs[leg].order === null;

const isEmptyLeg = ({ legs }: Position, leg: Leg): boolean => legs === null || isFlat(legs[leg]);
