import { setup } from 'xstate';
import type { OperatorCommand } from '../../domain/input.ts';

/** 2: it may be killing, which an older build could not read. */
export const OPERATOR_MACHINE_VERSION = 2;

export type OperatorEvent =
  | OperatorCommand
  /** Every venue has said that nothing of ours is left. */
  | { readonly type: 'venues.flat' };

/**
 * What the operator allows. Trading takes two steps from a stop (arm, then trade), so that one slip never opens a position;
 * paused keeps and repairs what is held; unwinding everything pauses too, or the next signal would enter again. A kill hears
 * nobody until the venues say flat, over every restart; then everything is stopped.
 */
export const operatorMachine = setup({
  types: { context: {} as Readonly<Record<string, never>>, events: {} as OperatorEvent },
  guards: {
    isEverything: (_, coin: string) => coin === 'all',
  },
}).createMachine({
  id: 'operator',
  context: {},
  initial: 'stopped',
  on: { 'operator.stop': '.stopped', 'operator.kill': '.killing' },
  states: {
    stopped: { on: { 'operator.arm': 'armed' } },
    armed: { on: { 'operator.trade': 'trading' } },
    trading: {
      on: {
        'operator.pause': 'paused',
        'operator.unwind': { guard: { type: 'isEverything', params: ({ event }) => event.coin }, target: 'paused' },
      },
    },
    paused: { on: { 'operator.resume': 'trading' } },
    // an event without targets is heard and changes nothing
    killing: { on: { 'venues.flat': 'stopped', 'operator.stop': {}, 'operator.kill': {} } },
  },
});
