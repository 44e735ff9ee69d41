import { assign, setup } from 'xstate';
import type { DecimalText } from '../domain/money.ts';
import { decimal } from '../domain/money.ts';
import type { AtMs } from '../domain/units.ts';
import { atMs, nextUtcDay } from '../domain/units.ts';
import { drawdownOf, observeEquity, rolled, shifted } from './drawdown.ts';
import type { EquityObservation, GuardContext, GuardSettings } from './drawdown.ts';

export const GUARD_MACHINE_VERSION = 1;

export type GuardEvent =
  | ({ readonly type: 'equity.observed' } & EquityObservation)
  /** A deposit (+) or withdrawal (-), USD. */
  | { readonly type: 'transfer'; readonly amount: DecimalText }
  | { readonly type: 'operator.resume'; readonly atMs: AtMs }
  | { readonly type: 'tick'; readonly atMs: AtMs }
  /** The configuration changed: a restored guard decides by the new figures from here on. */
  | { readonly type: 'guard.configured'; readonly settings: GuardSettings };

/**
 * The drawdown guard (economics 8). Two regions decide from one context: `risk` by realized and unrealized drawdown,
 * `entries` by the loss of the UTC day. Every threshold is a plain comparison of the context, so a restored guard and one
 * that never stopped agree.
 */
export const drawdownMachine = setup({
  types: { context: {} as GuardContext, events: {} as GuardEvent, input: {} as GuardSettings },
  guards: {
    isOverRealizedLimit: ({ context }) => drawdownOf(context.marks).realized >= context.settings.realizedPauseFraction,
    isOverDailyPause: ({ context }) => drawdownOf(context.marks).daily >= context.settings.dailyPauseFraction,
    isOverDailyHalt: ({ context }) => drawdownOf(context.marks).daily >= context.settings.dailyHaltFraction,
    isOverUnrealizedLimit: ({ context }) =>
      drawdownOf(context.marks).unrealized >= context.settings.unrealizedWarnFraction,
    isUnderUnrealizedLimit: ({ context }) =>
      drawdownOf(context.marks).unrealized < context.settings.unrealizedWarnFraction,
    isPauseTimeOver: ({ context }, at: AtMs) => context.pausedUntilMs === null || at >= context.pausedUntilMs,
    isHaltOver: ({ context }) => context.haltedUntilMs !== null && context.nowMs >= context.haltedUntilMs,
    mayResumeItself: ({ context }) => mayResumeItself(context),
    needsLongerPause: ({ context }) =>
      drawdownOf(context.marks).daily >= context.settings.dailyPauseFraction &&
      context.pausedUntilMs !== nextUtcDay(context.nowMs),
  },
  actions: {
    observe: assign(({ context }, seen: EquityObservation) => observeEquity(context, seen)),
    shift: assign(({ context }, amount: DecimalText) => shifted(context, amount)),
    roll: assign(({ context }, at: AtMs) => rolled(context, at)),
    configure: assign({ settings: (_, settings: GuardSettings) => settings }),
    startLow: assign({
      marks: ({ context: { marks } }) => (marks === null ? null : { ...marks, lwm: marks.realizedEquity }),
    }),
    holdUntilTomorrow: assign({ pausedUntilMs: ({ context }) => nextUtcDay(context.nowMs) }),
    haltUntilTomorrow: assign({ haltedUntilMs: ({ context }) => nextUtcDay(context.nowMs) }),
    clearHalt: assign({ haltedUntilMs: null }),
    spendResume: assign({ resumedForHwm: ({ context }) => context.marks?.reportedHwm ?? null }),
    rebase: assign({
      pausedUntilMs: null,
      marks: ({ context: { marks } }) => (marks === null ? null : { ...marks, ownHwm: marks.realizedEquity }),
    }),
  },
}).createMachine({
  id: 'guard',
  type: 'parallel',
  context: ({ input }) => ({
    settings: input,
    nowMs: atMs(0),
    marks: null,
    resumedForHwm: null,
    pausedUntilMs: null,
    haltedUntilMs: null,
    deadlineAtMs: null,
  }),
  on: {
    'equity.observed': {
      actions: {
        type: 'observe',
        params: ({ event }) => event,
      },
    },
    transfer: { actions: { type: 'shift', params: ({ event }) => event.amount } },
    tick: { actions: { type: 'roll', params: ({ event }) => event.atMs } },
    'guard.configured': { actions: { type: 'configure', params: ({ event }) => event.settings } },
  },
  states: {
    risk: {
      initial: 'active',
      states: {
        active: {
          always: [
            { guard: 'isOverRealizedLimit', target: 'paused' },
            { guard: 'isOverDailyPause', target: 'paused' },
            { guard: 'isOverUnrealizedLimit', target: 'warning' },
          ],
        },
        warning: {
          always: [
            { guard: 'isOverRealizedLimit', target: 'paused' },
            { guard: 'isOverDailyPause', target: 'paused' },
            { guard: 'isUnderUnrealizedLimit', target: 'active' },
          ],
        },
        paused: {
          entry: 'startLow',
          always: [
            { guard: 'needsLongerPause', actions: 'holdUntilTomorrow' },
            { guard: 'mayResumeItself', target: 'active', actions: ['spendResume', 'rebase'] },
          ],
          on: {
            'operator.resume': {
              guard: { type: 'isPauseTimeOver', params: ({ event }) => event.atMs },
              target: 'active',
              actions: [{ type: 'roll', params: ({ event }) => event.atMs }, 'rebase'],
            },
          },
        },
      },
    },
    entries: {
      initial: 'open',
      states: {
        open: { always: { guard: 'isOverDailyHalt', target: 'halted' } },
        halted: {
          entry: 'haltUntilTomorrow',
          exit: 'clearHalt',
          always: { guard: 'isHaltOver', target: 'open' },
        },
      },
    },
  },
});

/**
 * Alone the guard resumes once per reported high, 2 % above the low, with something open that can move the equity, and
 * never inside the day whose loss paused it. A low of 0 or less has no "above".
 */
const mayResumeItself = ({ marks, settings, nowMs, pausedUntilMs, resumedForHwm }: GuardContext): boolean => {
  if (marks === null || marks.openPositions === 0) return false;
  if (pausedUntilMs !== null && nowMs < pausedUntilMs) return false;
  if (resumedForHwm !== null && decimal(resumedForHwm).eq(marks.reportedHwm)) return false;
  const low = decimal(marks.lwm);
  const enough = low.times(decimal(1).plus(settings.resumeAboveLowFraction));
  return low.gt(0) && decimal(marks.realizedEquity).gte(enough);
};
