import type { Leg } from '../domain/ids.ts';
import { positionSetup, startPosition } from './position-setup.machine.ts';

/** Raised when the chart or the context changes shape; older snapshots are migrated or refused. */
export const POSITION_MACHINE_VERSION = 1;

/** One leg while entering: until its order has ended, then done or failed by what it holds. */
const entryLeg = (leg: Leg) =>
  ({
    initial: 'working',
    states: {
      working: {
        always: [
          { guard: { type: 'isLegFilled', params: { leg } }, target: 'done' },
          { guard: { type: 'isLegFailed', params: { leg } }, target: 'failed' },
        ],
      },
      done: { type: 'final' },
      failed: { type: 'final' },
    },
  }) as const;

/** What every waiting state listens to: outcomes lead back to deciding, a refused try waits for its time. */
const waiting = {
  on: {
    'order.ended': { target: 'deciding', actions: 'fold' },
    'leg.filled': { target: 'deciding', actions: 'fold' },
    tick: { guard: 'isRetryDue', target: 'deciding' },
  },
} as const;

/**
 * One coin's position: looks for a carry, enters both legs, keeps them equal, leaves when the carry is gone, and is done only
 * when the venues say flat. Repairs go one step at a time: decide, ask, wait for every order to end, decide again. Nothing
 * is done against a leg while an order of it is in flight or in doubt.
 */
export const positionMachine = positionSetup.createMachine({
  id: 'position',
  context: ({ input }) => startPosition(input),
  initial: 'scanning',
  on: {
    'leg.filled': { actions: 'fold' },
    'order.doubted': { actions: 'fold' },
    'order.ended': { actions: 'fold' },
    'orders.approved': { actions: 'fold' },
    'exit.requested': { actions: 'fold' },
    'carry.reviewed': { actions: 'fold' },
  },
  states: {
    scanning: {
      initial: 'watching',
      on: {
        'leg.filled': {
          target: 'unwinding',
          actions: ['fold', { type: 'noteExit', params: { reason: 'orphan-fill' } }],
        },
        'position.pause': { target: 'paused', actions: 'notePause' },
      },
      states: {
        watching: { on: { 'signal.offered': { guard: 'mayAskForEntry', target: 'asking', actions: 'wantEntry' } } },
        asking: {
          on: {
            'entry.approved': { target: '#position.entering', actions: 'enter' },
            'entry.refused': { target: 'watching', actions: 'forgetRequest' },
            tick: { guard: 'isRetryDue', target: 'watching', actions: 'forgetRequest' },
          },
        },
      },
    },
    entering: {
      initial: 'legs',
      states: {
        legs: {
          type: 'parallel',
          states: { long: entryLeg('long'), short: entryLeg('short') },
          on: { tick: { guard: 'isPastEntryDeadline', actions: 'wantCancels' } },
          onDone: 'balancing',
        },
        balancing: {
          initial: 'deciding',
          entry: 'resetRepairs',
          states: {
            deciding: {
              always: [
                { guard: 'hasOrdersInFlight', target: 'waiting' },
                { guard: 'isEmpty', target: '#position.scanning', actions: 'abandonEntry' },
                { guard: 'isInBalance', target: '#position.hedged' },
                { guard: 'isRetryEarly', target: 'waiting' },
                { guard: 'hasBalanceOrder', target: 'waiting', actions: 'wantBalance' },
                {
                  target: '#position.unwinding',
                  actions: { type: 'noteExit', params: { reason: 'entry-failed' } },
                },
              ],
            },
            waiting,
          },
        },
      },
    },
    hedged: {
      initial: 'carrying',
      entry: 'resetRepairs',
      on: {
        'venue.reported': { actions: 'fold' },
        'position.pause': { target: 'paused', actions: 'notePause' },
      },
      states: {
        carrying: {
          always: [
            { guard: 'hasExit', target: '#position.unwinding' },
            { guard: 'isOutOfBalance', target: 'rebalancing' },
          ],
        },
        rebalancing: {
          initial: 'deciding',
          states: {
            deciding: {
              always: [
                { guard: 'hasOrdersInFlight', target: 'waiting' },
                { guard: 'hasExit', target: '#position.unwinding' },
                { guard: 'isAllFlat', target: '#position.unwinding' },
                { guard: 'isInBalance', target: '#position.hedged.carrying', actions: 'resetRepairs' },
                { guard: 'isRetryEarly', target: 'waiting' },
                { target: 'waiting', actions: 'wantRebalance' },
              ],
            },
            waiting,
          },
        },
      },
    },
    unwinding: {
      initial: 'closing',
      entry: 'resetRepairs',
      states: {
        closing: {
          initial: 'deciding',
          states: {
            deciding: {
              always: [
                { guard: 'hasOrdersInFlight', target: 'waiting' },
                { guard: 'isAllFlat', target: '#position.unwinding.verifying' },
                { guard: 'isRetryEarly', target: 'waiting' },
                { target: 'waiting', actions: 'wantClose' },
              ],
            },
            waiting,
          },
        },
        verifying: {
          entry: 'wantAccount',
          on: {
            'venue.reported': { target: 'judging', actions: 'fold' },
            'leg.filled': { target: 'closing', actions: 'fold' },
            tick: { guard: 'isRetryDue', target: 'verifying', reenter: true },
          },
        },
        judging: {
          always: [{ guard: 'isAllFlat', target: '#position.scanning', actions: 'closeCycle' }, { target: 'closing' }],
        },
      },
    },
    paused: {
      on: {
        'venue.reported': { actions: 'fold' },
        'exit.requested': { guard: 'hasLegs', target: 'unwinding', actions: ['fold', 'forgetPause'] },
        'position.resume': [
          { guard: 'hasLegs', target: 'hedged', actions: 'forgetPause' },
          { target: 'scanning', actions: 'forgetPause' },
        ],
      },
    },
  },
});
