import { setup } from 'xstate';
import type { OperatorCommand } from '../domain/input.ts';

export const OPERATOR_MACHINE_VERSION = 1;

/**
 * What the operator allows. Trading takes two steps from a stop (arm, then trade), so that one slip never opens a position;
 * paused keeps and repairs what is held; unwinding everything pauses too, or the next signal would enter again.
 */
export const operatorMachine = setup({
  types: { context: {} as Readonly<Record<string, never>>, events: {} as OperatorCommand },
  guards: {
    isEverything: (_, coin: string) => coin === 'all',
  },
}).createMachine({
  id: 'operator',
  context: {},
  initial: 'stopped',
  on: { 'operator.stop': '.stopped' },
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
  },
});
