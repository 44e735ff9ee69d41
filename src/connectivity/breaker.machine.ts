import type { Actor, SnapshotFrom } from 'xstate';
import { assign, createActor, setup } from 'xstate';

export interface BreakerSettings {
  /** Failures in a row that open it. */
  readonly failuresMax: number;
  /** First time it stays open; doubles with every failed probe. */
  readonly openMs: number;
  readonly openMaxMs: number;
  /** A probe without an outcome by then has failed. */
  readonly probeTimeoutMs: number;
}

export const defaultBreaker: BreakerSettings = {
  failuresMax: 5,
  openMs: 10_000,
  openMaxMs: 300_000,
  probeTimeoutMs: 10_000,
};

/** Plain JSON; deadlines are absolute. */
export interface BreakerContext {
  readonly settings: BreakerSettings;
  readonly failures: number;
  /** How long the current (or next) opening lasts. */
  readonly openForMs: number;
  readonly openUntilMs: number | null;
  readonly probe: { readonly callId: string; readonly deadlineAtMs: number } | null;
}

export type BreakerEvent =
  | { readonly type: 'call.started'; readonly callId: string; readonly atMs: number }
  | { readonly type: 'call.succeeded'; readonly callId: string; readonly atMs: number }
  /** `retryAfterMs`: the venue named the wait (429, 418); opens at once for at least that long. */
  | { readonly type: 'call.failed'; readonly callId: string; readonly atMs: number; readonly retryAfterMs?: number }
  | { readonly type: 'tick'; readonly atMs: number };

/**
 * Guards one venue's REST calls. It never closes because time passed: when its window ends it goes half-open, lets one
 * probe through, and closes only when that probe succeeds. Outcomes of calls that began earlier do not count as the probe's.
 */
export const breakerMachine = setup({
  types: { context: {} as BreakerContext, events: {} as BreakerEvent, input: {} as BreakerSettings },
  guards: {
    isLastFailure: ({ context, event }) =>
      event.type === 'call.failed' &&
      (event.retryAfterMs !== undefined || context.failures + 1 >= context.settings.failuresMax),
    isWindowOver: ({ context, event }) => context.openUntilMs !== null && event.atMs >= context.openUntilMs,
    isProbe: ({ context, event }) => event.type !== 'tick' && event.callId === context.probe?.callId,
    isProbeLost: ({ context, event }) => context.probe !== null && event.atMs >= context.probe.deadlineAtMs,
  },
  actions: {
    countFailure: assign({ failures: ({ context }) => context.failures + 1 }),
    clearFailures: assign({ failures: 0 }),
    open: assign({
      openUntilMs: ({ context, event }) => event.atMs + Math.max(context.openForMs, retryAfterOf(event)),
    }),
    reopenLonger: assign(({ context, event }) => {
      const openForMs = Math.min(2 * context.openForMs, context.settings.openMaxMs);
      return { openForMs, openUntilMs: event.atMs + Math.max(openForMs, retryAfterOf(event)), probe: null };
    }),
    beginProbe: assign({
      probe: ({ context, event }) =>
        event.type === 'call.started'
          ? { callId: event.callId, deadlineAtMs: event.atMs + context.settings.probeTimeoutMs }
          : context.probe,
    }),
    recover: assign(({ context }) => ({
      failures: 0,
      openForMs: context.settings.openMs,
      openUntilMs: null,
      probe: null,
    })),
  },
}).createMachine({
  id: 'breaker',
  context: ({ input }) => ({
    settings: input,
    failures: 0,
    openForMs: input.openMs,
    openUntilMs: null,
    probe: null,
  }),
  initial: 'closed',
  states: {
    closed: {
      on: {
        'call.succeeded': { actions: 'clearFailures' },
        'call.failed': [
          { guard: 'isLastFailure', target: 'open', actions: ['countFailure', 'open'] },
          { actions: 'countFailure' },
        ],
      },
    },
    open: { on: { tick: { guard: 'isWindowOver', target: 'half-open' } } },
    'half-open': {
      initial: 'ready',
      states: {
        ready: { on: { 'call.started': { target: 'probing', actions: 'beginProbe' } } },
        probing: {
          on: {
            'call.succeeded': { guard: 'isProbe', target: '#breaker.closed', actions: 'recover' },
            'call.failed': { guard: 'isProbe', target: '#breaker.open', actions: 'reopenLonger' },
            tick: { guard: 'isProbeLost', target: '#breaker.open', actions: 'reopenLonger' },
          },
        },
      },
    },
  },
});

export type BreakerActor = Actor<typeof breakerMachine>;

/** A running breaker, closed. */
export const createBreaker = (settings: BreakerSettings): BreakerActor =>
  createActor(breakerMachine, { input: settings }).start();

/** Whether a call may start now. Half-open admits one: the first caller must send `call.started` before the next asks. */
export const admitsCall = (snapshot: Pick<SnapshotFrom<typeof breakerMachine>, 'matches'>): boolean =>
  snapshot.matches('closed') || snapshot.matches({ 'half-open': 'ready' });

const retryAfterOf = (event: BreakerEvent): number => (event.type === 'call.failed' ? (event.retryAfterMs ?? 0) : 0);
