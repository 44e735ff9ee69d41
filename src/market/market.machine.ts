import { assign, setup } from 'xstate';
import type { MarketKey } from '../domain/ids.ts';
import type { AtMs, Ms } from '../domain/units.ts';

/** What a market actor holds: small and plain. `deadlineAtMs` is when silence turns into `stale`. */
export interface MarketContext {
  readonly market: MarketKey;
  readonly silenceMs: Ms;
  readonly lastSeenAtMs: AtMs | null;
  readonly deadlineAtMs: AtMs | null;
}

/** Events state facts. `market.seen` is the view handed over at most once a turn: whether its book can be read now. */
export type MarketActorEvent =
  | { readonly type: 'market.seen'; readonly atMs: AtMs; readonly book: 'usable' | 'unusable' }
  | { readonly type: 'market.lost'; readonly atMs: AtMs }
  | { readonly type: 'market.halted'; readonly atMs: AtMs }
  | { readonly type: 'market.resumed'; readonly atMs: AtMs }
  | { readonly type: 'tick'; readonly atMs: AtMs };

export interface MarketInput {
  readonly market: MarketKey;
  /** Longest silence of a healthy feed of this venue. */
  readonly silenceMs: Ms;
}

/**
 * One (symbol, venue) pair's life: awaiting its first usable book, live, stale after silence, down after the connection
 * was lost, halted while the venue does not trade it. `stale` is the silence watchdog alone: whether a book is fresh
 * enough to act on is the gate's question.
 */
export const marketMachine = setup({
  types: {
    context: {} as MarketContext,
    events: {} as MarketActorEvent,
    input: {} as MarketInput,
  },
  guards: {
    isUsable: (_, params: { book: 'usable' | 'unusable' }) => params.book === 'usable',
    isSilent: ({ context }, params: { atMs: AtMs }) =>
      context.deadlineAtMs !== null && params.atMs >= context.deadlineAtMs,
  },
  actions: {
    noteSeen: assign(({ context }, params: { atMs: AtMs }) => ({
      lastSeenAtMs: params.atMs,
      deadlineAtMs: (params.atMs + context.silenceMs) as AtMs,
    })),
    forgetDeadline: assign({ deadlineAtMs: null }),
  },
}).createMachine({
  id: 'market',
  context: ({ input }) => ({ ...input, lastSeenAtMs: null, deadlineAtMs: null }),
  initial: 'awaiting',
  on: {
    'market.halted': { target: '.halted', actions: 'forgetDeadline' },
    'market.lost': { target: '.down', actions: 'forgetDeadline' },
  },
  states: {
    awaiting: {
      on: {
        'market.seen': {
          guard: { type: 'isUsable', params: ({ event }) => event },
          target: 'live',
          actions: { type: 'noteSeen', params: ({ event }) => event },
        },
      },
    },
    live: {
      on: {
        'market.seen': [
          {
            guard: { type: 'isUsable', params: ({ event }) => event },
            actions: { type: 'noteSeen', params: ({ event }) => event },
          },
          { target: 'awaiting', actions: 'forgetDeadline' },
        ],
        tick: { guard: { type: 'isSilent', params: ({ event }) => event }, target: 'stale', actions: 'forgetDeadline' },
      },
    },
    stale: {
      on: {
        'market.seen': [
          {
            guard: { type: 'isUsable', params: ({ event }) => event },
            target: 'live',
            actions: { type: 'noteSeen', params: ({ event }) => event },
          },
          { target: 'awaiting' },
        ],
      },
    },
    down: {
      on: {
        'market.seen': [
          {
            guard: { type: 'isUsable', params: ({ event }) => event },
            target: 'live',
            actions: { type: 'noteSeen', params: ({ event }) => event },
          },
          { target: 'awaiting' },
        ],
      },
    },
    // a lost connection does not end a halt: only the venue's word does
    halted: { on: { 'market.resumed': 'awaiting', 'market.halted': {}, 'market.lost': {} } },
  },
});
