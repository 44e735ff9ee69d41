import type { Actor, SnapshotFrom } from 'xstate';
import { assign, createActor, setup } from 'xstate';
import { backoffMs } from './backoff.ts';
import type { Backoff } from './backoff.ts';

export interface ConnectionSettings {
  /** Dialling, fetching a token or waiting for a welcome takes no longer. */
  readonly answerMs: number;
  /** Nothing heard for so long: stale. */
  readonly silenceMs: number;
  /** A stale line that says nothing for so long after the last ping is lost. */
  readonly graceMs: number;
  /** A line that was open for so long has a clean record when it is lost. */
  readonly stableMs: number;
  readonly backoff: Backoff;
}

/** Plain JSON; deadlines are absolute. */
export interface ConnectionContext {
  readonly settings: ConnectionSettings;
  /** Attempts in a row that did not come to a stable line. */
  readonly attempts: number;
  /** What the current state waits for is given up then. */
  readonly deadlineAtMs: number | null;
  readonly openSinceMs: number | null;
  readonly staleSinceMs: number | null;
}

export type ConnectionEvent =
  /** The venue's budget lets it connect. `needs`: an address must be fetched first. */
  | { readonly type: 'granted'; readonly atMs: number; readonly needs: 'token' | 'nothing' }
  | { readonly type: 'resolved'; readonly atMs: number }
  | { readonly type: 'opened'; readonly atMs: number; readonly awaits: 'welcome' | 'nothing' }
  | { readonly type: 'welcomed'; readonly atMs: number }
  /** Every topic stands. */
  | { readonly type: 'subscribed'; readonly atMs: number }
  /** It never opened (`failed`) or ended (`lost`). `luck`, from 0 to below 1, spreads those who are lost together. */
  | { readonly type: 'failed' | 'lost'; readonly atMs: number; readonly luck: number; readonly atLeastMs?: number }
  /** Time passes; `heardAtMs` is when the line last gave a sign of life. */
  | { readonly type: 'tick'; readonly atMs: number; readonly heardAtMs: number; readonly luck: number }
  | { readonly type: 'close' };

/**
 * One socket's life. It asks for nothing itself: the line that runs it dials, greets, subscribes and closes as the state
 * says, and tells what came of it. Frames do not pass through; their time comes with the tick.
 */
export const connectionMachine = setup({
  types: { context: {} as ConnectionContext, events: {} as ConnectionEvent, input: {} as ConnectionSettings },
  guards: {
    needsToken: ({ event }) => event.type === 'granted' && event.needs === 'token',
    awaitsWelcome: ({ event }) => event.type === 'opened' && event.awaits === 'welcome',
    isOverdue: ({ context, event }) =>
      event.type === 'tick' && context.deadlineAtMs !== null && event.atMs >= context.deadlineAtMs,
    isSilent: ({ context, event }) =>
      event.type === 'tick' && event.atMs - event.heardAtMs >= context.settings.silenceMs,
    isAlive: ({ context, event }) =>
      event.type === 'tick' && context.staleSinceMs !== null && event.heardAtMs > context.staleSinceMs,
  },
  actions: {
    expectAnswer: assign({
      deadlineAtMs: ({ context, event }) => ('atMs' in event ? event.atMs + context.settings.answerMs : null),
    }),
    expectNothing: assign({ deadlineAtMs: null }),
    noteOpening: assign({ openSinceMs: ({ event }) => ('atMs' in event ? event.atMs : null) }),
    suspect: assign(({ context, event }) =>
      'atMs' in event
        ? { staleSinceMs: event.atMs, deadlineAtMs: event.atMs + context.settings.graceMs }
        : { staleSinceMs: null, deadlineAtMs: null },
    ),
    trust: assign({ staleSinceMs: null, deadlineAtMs: null }),
    backOff: assign(({ context, event }) => ({
      attempts: wasStable(context, event) ? 0 : context.attempts + 1,
      deadlineAtMs: 'luck' in event ? event.atMs + waitMs(context, event) : null,
      openSinceMs: null,
      staleSinceMs: null,
    })),
  },
}).createMachine({
  id: 'connection',
  context: ({ input }) => ({
    settings: input,
    attempts: 0,
    deadlineAtMs: null,
    openSinceMs: null,
    staleSinceMs: null,
  }),
  initial: 'connecting',
  on: { close: '.closed' },
  states: {
    connecting: {
      initial: 'queued',
      on: {
        failed: { target: 'backing-off', actions: 'backOff' },
        lost: { target: 'backing-off', actions: 'backOff' },
      },
      states: {
        queued: {
          entry: 'expectNothing',
          on: { granted: [{ guard: 'needsToken', target: 'resolving' }, { target: 'dialing' }] },
        },
        resolving: {
          entry: 'expectAnswer',
          on: {
            resolved: 'dialing',
            tick: { guard: 'isOverdue', target: '#connection.backing-off', actions: 'backOff' },
          },
        },
        dialing: {
          entry: 'expectAnswer',
          on: {
            opened: [
              { guard: 'awaitsWelcome', target: '#connection.open.greeting', actions: 'noteOpening' },
              { target: '#connection.open.subscribing', actions: 'noteOpening' },
            ],
            tick: { guard: 'isOverdue', target: '#connection.backing-off', actions: 'backOff' },
          },
        },
      },
    },
    open: {
      on: {
        lost: { target: 'backing-off', actions: 'backOff' },
        tick: { guard: 'isSilent', target: 'stale', actions: 'suspect' },
      },
      states: {
        greeting: {
          entry: 'expectAnswer',
          on: {
            welcomed: 'subscribing',
            tick: { guard: 'isOverdue', target: '#connection.backing-off', actions: 'backOff' },
          },
        },
        subscribing: {
          entry: 'expectNothing',
          on: { subscribed: 'flowing' },
        },
        flowing: {},
        hist: { type: 'history' },
      },
      initial: 'subscribing',
    },
    stale: {
      on: {
        lost: { target: 'backing-off', actions: 'backOff' },
        tick: [
          { guard: 'isAlive', target: 'open.hist', actions: 'trust' },
          { guard: 'isOverdue', target: 'backing-off', actions: 'backOff' },
        ],
      },
    },
    'backing-off': { on: { tick: { guard: 'isOverdue', target: 'connecting' } } },
    closed: { type: 'final' },
  },
});

export type ConnectionActor = Actor<typeof connectionMachine>;
export type ConnectionSnapshot = SnapshotFrom<typeof connectionMachine>;

/** States as one word. */
export type ConnectionState =
  | 'connecting.queued'
  | 'connecting.resolving'
  | 'connecting.dialing'
  | 'open.greeting'
  | 'open.subscribing'
  | 'open.flowing'
  | 'stale'
  | 'backing-off'
  | 'closed';

/** A running machine; not started. */
export const createConnection = (settings: ConnectionSettings): ConnectionActor =>
  createActor(connectionMachine, { input: settings });

export const stateWord = ({ value }: Pick<SnapshotFrom<typeof connectionMachine>, 'value'>): ConnectionState => {
  if (value === 'stale' || value === 'backing-off' || value === 'closed') return value;
  return 'open' in value ? `open.${value.open}` : `connecting.${value.connecting}`;
};

const wasStable = ({ openSinceMs, settings }: ConnectionContext, event: ConnectionEvent): boolean =>
  openSinceMs !== null && 'atMs' in event && event.atMs - openSinceMs >= settings.stableMs;

/**
 * A line that is cut again and again waits longer each time. One that could not be made does not wait here: the budget of
 * the venue makes all who wait for the same host wait together.
 */
const waitMs = (context: ConnectionContext, event: Extract<ConnectionEvent, { readonly luck: number }>): number => {
  const { backoff } = context.settings;
  const ownMs =
    event.type === 'failed'
      ? 0
      : backoffMs(backoff, wasStable(context, event) ? 0 : context.attempts, () => event.luck);
  return Math.max(ownMs, 'atLeastMs' in event ? (event.atLeastMs ?? 0) : 0);
};
