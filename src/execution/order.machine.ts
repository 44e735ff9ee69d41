import { assign, enqueueActions, setup } from 'xstate';
import type { AtMs } from '../domain/units.ts';
import {
  isComplete,
  isFull,
  isOutdated,
  isProvenAbsent,
  newOrder,
  nextProbeDeadline,
  probeDeadline,
  withCounted,
} from './order.ts';
import type { OrderEffect, OrderEvent, OrderInput, OrderState } from './order.ts';

export const ORDER_MACHINE_VERSION = 1;

const full = { guard: 'isFull', target: 'filled', actions: 'noteFull' } as const;

/**
 * One order's life. It is sent once, after its intent is on disk, and never again: whatever is not known is asked about,
 * by client id, until the venue has said. An order is over only when its outcome and every fill of it are known.
 */
export const orderMachine = setup({
  types: {
    context: {} as OrderState,
    events: {} as OrderEvent,
    emitted: {} as OrderEffect,
    input: {} as OrderInput,
  },
  guards: {
    isDue: ({ context, event }) => context.deadlineAtMs !== null && event.atMs >= context.deadlineAtMs,
    isLookDue: ({ context, event }) =>
      mayRest(context) && context.deadlineAtMs !== null && event.atMs >= context.deadlineAtMs,
    mayRest: ({ context }) => mayRest(context),
    isOutdated: ({ context, event }) => isOutdated(context, event.atMs),
    /** An id the venue knows, or a fill of ours: the order exists, and what became of it must be asked. */
    isContradicted: ({ context }, { code }: { code: string }) =>
      code === 'duplicate-client-id' || context.counted !== '0',
    isProvenAbsent: ({ context, event }) => isProvenAbsent(context, event.atMs),
    isFull: ({ context }) => isFull(context),
    isSettledFilled: ({ context }) => isComplete(context) && context.outcome === 'filled',
    isSettledCancelled: ({ context }) => isComplete(context) && context.outcome === 'cancelled',
  },
  actions: {
    send: enqueueActions(({ context, event, enqueue }) => {
      const deadlineAtMs = (event.atMs + context.patience.ackTimeoutMs) as AtMs;
      enqueue.assign({ sentAtMs: event.atMs, deadlineAtMs });
      enqueue.emit({ type: 'submit.wanted', clientOrderId: context.intent.clientOrderId });
    }),
    noteAccepted: assign(({ context, event }) => ({
      ...context,
      venueOrderId: event.type === 'accepted' ? event.venueOrderId : context.venueOrderId,
      deadlineAtMs: restDeadline(context, event.atMs),
    })),
    noteRefusal: assign(({ context, event }) =>
      event.type === 'refused'
        ? { ...context, outcome: 'refused' as const, refusal: `${event.code}: ${event.message}`, deadlineAtMs: null }
        : context,
    ),
    noteAbsent: assign({ outcome: 'refused', refusal: 'absent: the venue never had it', deadlineAtMs: null }),
    noteOutdated: assign({ outcome: 'cancelled', refusal: 'outdated: the disk took too long', deadlineAtMs: null }),
    noteFull: assign({ outcome: 'filled', deadlineAtMs: null }),
    count: assign(({ context, event }) => (event.type === 'fill.counted' ? withCounted(context, event.fill) : context)),
    noteEnd: assign(({ context, event }) =>
      event.type === 'ended'
        ? {
            ...context,
            told: event.filledQuantity,
            outcome: event.status,
            deadlineAtMs: probeDeadline(context, event.atMs),
          }
        : context,
    ),
    doubt: enqueueActions(({ context, event, enqueue }) => {
      const { clientOrderId, coin } = context.intent;
      enqueue.assign({ doubtedAtMs: event.atMs });
      enqueue.emit({ type: 'order.doubted', clientOrderId, coin });
    }),
    tellFound: enqueueActions(({ context, enqueue }) => {
      const { clientOrderId, coin } = context.intent;
      enqueue.emit({ type: 'order.found', clientOrderId, coin });
    }),
    probe: enqueueActions(({ context, event, enqueue }) => {
      enqueue.assign({ probes: context.probes + 1, deadlineAtMs: probeDeadline(context, event.atMs) });
      enqueue.emit({
        type: 'probe.wanted',
        clientOrderId: context.intent.clientOrderId,
        market: context.intent.market,
      });
    }),
    look: enqueueActions(({ context, event, enqueue }) => {
      const { clientOrderId, market } = context.intent;
      enqueue.assign({ deadlineAtMs: restDeadline(context, event.atMs) });
      enqueue.emit({ type: 'probe.wanted', clientOrderId, market });
    }),
    askAgain: assign({ deadlineAtMs: ({ context, event }) => nextProbeDeadline(context, event.atMs) }),
    tellEnd: enqueueActions(({ context, enqueue }) => {
      const { clientOrderId, coin, leg } = context.intent;
      enqueue.assign({ deadlineAtMs: null });
      enqueue.emit({
        type: 'order.ended',
        clientOrderId,
        coin,
        leg,
        outcome: context.outcome ?? 'cancelled',
        reason: context.refusal,
      });
    }),
  },
}).createMachine({
  id: 'order',
  context: ({ input }) => newOrder(input),
  initial: 'intended',
  on: {
    'fill.counted': { actions: 'count' },
    ended: { target: '.settling', actions: 'noteEnd' },
    recovered: '.in-doubt',
  },
  states: {
    intended: {
      on: {
        flushed: [
          { guard: 'isOutdated', target: 'cancelled', actions: 'noteOutdated' },
          { target: 'sent', actions: 'send' },
        ],
      },
    },
    sent: {
      always: full,
      on: {
        accepted: { target: 'working', actions: 'noteAccepted' },
        refused: [
          { guard: { type: 'isContradicted', params: ({ event }) => event }, target: 'in-doubt' },
          { target: 'refused', actions: 'noteRefusal' },
        ],
        doubted: 'in-doubt',
        tick: { guard: 'isDue', target: 'in-doubt' },
      },
    },
    working: {
      always: full,
      on: {
        // some venues acknowledge first and refuse after
        refused: [
          { guard: { type: 'isContradicted', params: ({ event }) => event }, target: 'in-doubt' },
          { target: 'refused', actions: 'noteRefusal' },
        ],
        doubted: 'in-doubt',
        // an order that may rest is looked at, not doubted: a fill of it may not have been told
        tick: [
          { guard: 'isLookDue', actions: 'look' },
          { guard: 'isDue', target: 'in-doubt' },
        ],
        absent: { guard: 'mayRest', target: 'in-doubt' },
      },
    },
    'in-doubt': {
      entry: ['doubt', 'probe'],
      always: full,
      on: {
        // a late acknowledgement ends the doubt as well as a probe does
        accepted: { target: 'working', actions: ['noteAccepted', 'tellFound'] },
        refused: [
          { guard: { type: 'isContradicted', params: ({ event }) => event } },
          { target: 'refused', actions: 'noteRefusal' },
        ],
        'found.open': { target: 'working', actions: ['noteAccepted', 'tellFound'] },
        // not seen yet is not absent: the next probe asks again
        absent: { guard: 'isProvenAbsent', target: 'refused', actions: 'noteAbsent' },
        'probe.failed': { actions: 'askAgain' },
        tick: { guard: 'isDue', actions: 'probe' },
        recovered: { actions: 'probe' },
      },
    },
    /** The outcome is known; it ends when every fill the venue spoke of has been counted. */
    settling: {
      always: [
        { guard: 'isSettledFilled', target: 'filled' },
        { guard: 'isSettledCancelled', target: 'cancelled' },
      ],
      on: {
        'probe.failed': { actions: 'askAgain' },
        tick: { guard: 'isDue', actions: 'probe' },
        recovered: { actions: 'probe' },
      },
    },
    filled: { type: 'final', entry: 'tellEnd' },
    cancelled: { type: 'final', entry: 'tellEnd' },
    refused: { type: 'final', entry: 'tellEnd' },
  },
});

/** By then an order should have ended; one that may rest is looked at. */
const restDeadline = ({ patience }: OrderState, nowMs: AtMs): AtMs => (nowMs + patience.restTimeoutMs) as AtMs;

const mayRest = ({ intent }: OrderState): boolean => intent.timeInForce !== 'ioc';
