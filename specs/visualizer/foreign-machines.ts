import { createMachine, fromPromise, setup } from 'xstate';

/** Machines of other trades: nothing in the drawing code can know them. */

/** Nested states, a guard, an end, and a way back to an outer state. */
export const lampMachine = setup({
  types: { events: {} as { type: 'press' } | { type: 'burn' } | { type: 'reset' } },
  guards: { isDark: () => true },
}).createMachine({
  id: 'lamp',
  initial: 'off',
  states: {
    off: { on: { press: { guard: 'isDark', target: 'on' } } },
    on: {
      initial: 'dim',
      on: { burn: 'broken', reset: '.dim' },
      states: { dim: { on: { press: 'bright' } }, bright: { on: { press: '#lamp.off' } } },
    },
    broken: { type: 'final' },
  },
});

/** Two regions at once, `always` edges between their states, and what happens when both are done. */
export const kitchenMachine = createMachine({
  id: 'kitchen',
  initial: 'cooking',
  states: {
    cooking: {
      type: 'parallel',
      states: {
        oven: {
          initial: 'cold',
          states: {
            cold: {
              always: [
                {
                  guard: function isLit() {
                    return false;
                  },
                  target: 'hot',
                },
              ],
            },
            hot: { type: 'final' },
          },
        },
        table: { initial: 'bare', states: { bare: { on: { lay: 'laid' } }, laid: { type: 'final' } } },
      },
      onDone: 'served',
    },
    served: { after: { 5000: 'cooking' }, on: { '*': { actions: 'smile' } } },
  },
});

/** Invoked work, history, a self transition, and a state whose name is a prototype's. */
export const courierMachine = setup({
  actors: { ride: fromPromise(() => Promise.resolve(1)) },
  actions: { wave: () => undefined, stop: () => undefined },
}).createMachine({
  id: 'courier',
  initial: 'riding',
  states: {
    riding: {
      entry: 'wave',
      exit: 'stop',
      invoke: { src: 'ride', id: 'ride', onDone: 'constructor', onError: '#courier.lost' },
      on: { again: { target: 'riding', reenter: true } },
    },
    constructor: { on: { back: 'past' } },
    past: { type: 'history', history: 'deep' },
    lost: {},
  },
});
