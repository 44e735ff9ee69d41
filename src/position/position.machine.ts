import { and, not } from 'xstate';
import type { Leg } from '../domain/ids.ts';
import { positionSetup, startPosition } from './position-setup.machine.ts';
import { quoting } from './quoting-states.ts';
import { balancing, rolling, waitingForDust } from './repair-states.ts';

/** Raised when the chart or the context changes shape; older snapshots are migrated or refused. */
export const POSITION_MACHINE_VERSION = 2;

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

/** A fill that no cycle owns, or of a market no leg of the cycle has: what is held is closed. */
const orphaned = { type: 'noteExit', params: { reason: 'orphan-fill' } } as const;
const drifted = { type: 'noteExit', params: { reason: 'reconciliation' } } as const;
const blind = { type: 'noteExit', params: { reason: 'stale-feed' } } as const;

/** What a held position is watched for, paused or not: risk first, a naked delta before everything else it may do. */
const watch = [
  { guard: 'hasExit', target: '#position.unwinding' },
  // also when it comes after the asking was given up: its order is on its way
  { guard: 'hasRoll', target: '#position.hedged.rolling.deciding' },
  { guard: 'hasStray', target: '#position.unwinding', actions: ['takeStray', orphaned] },
  { guard: 'needsRebalance', target: '#position.hedged.rebalancing' },
  { guard: 'isBeyondRepair', target: '#position.unwinding', actions: drifted },
  { guard: and(['hasLegs', 'isAllFlat']), target: '#position.unwinding', actions: drifted },
] as const;

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
    'order.found': { actions: 'fold' },
    'order.ended': { actions: 'fold' },
    'orders.approved': { actions: 'fold' },
    'quote.approved': { actions: 'fold' },
    'slice.approved': { actions: 'fold' },
    'alternate.approved': { actions: 'fold' },
    'roll.approved': { actions: 'fold' },
    'exit.requested': { actions: 'fold' },
    'carry.reviewed': { actions: 'fold' },
    'feed.reviewed': { actions: 'fold' },
    'venue.reported': { actions: 'fold' },
    // a pause waits until the position is quiet: nothing is left half done for it
    'position.pause': { actions: 'fold' },
    'position.resume': { actions: 'fold' },
    // whatever is held or being entered is left once nobody has seen its markets for long; repairs go first
    tick: [
      // even an order that must not rest may: what has not ended in time is cancelled, whatever it was for
      { guard: and(['hasOrdersInFlight', 'isPastEntryDeadline']), actions: 'wantCancels' },
      { guard: 'isStaleForLong', actions: blind },
      // a cool-down that is over wants no more ticks
      { guard: 'isRetryDue', actions: 'forgetRequest' },
    ],
  },
  states: {
    scanning: {
      initial: 'watching',
      on: {
        'leg.filled': { target: 'unwinding', actions: ['fold', orphaned] },
        // also when it comes after the asking was given up: its orders are on their way
        'entry.approved': [
          { guard: 'isQuoting', target: '#position.entering.quoting', actions: 'enter' },
          { target: 'entering', actions: 'enter' },
        ],
        'position.recovered': { target: 'recovered', actions: 'recover' },
      },
      states: {
        watching: {
          always: [
            { guard: 'hasStray', target: '#position.unwinding', actions: ['takeStray', orphaned] },
            { guard: 'hasPause', target: '#position.paused' },
          ],
          on: { 'signal.offered': { guard: 'mayAskForEntry', target: 'asking', actions: 'wantEntry' } },
        },
        asking: {
          on: {
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
          on: {
            'exit.requested': { actions: ['fold', 'wantCancels'] },
          },
          // not onDone: its event carries no instant, and what follows is paced by one
          always: { guard: not('hasOrdersInFlight'), target: 'balancing' },
        },
        quoting,
        /** A further slice of a hedged position: between slices it is hedged, and nothing but that. */
        slicing: {
          on: { 'exit.requested': { actions: ['fold', 'wantCancels'] } },
          always: { guard: not('hasOrdersInFlight'), target: 'balancing' },
        },
        balancing,
      },
    },
    hedged: {
      initial: 'carrying',
      entry: 'resetRepairs',
      states: {
        carrying: {
          entry: 'paceSlices',
          // whatever else happens to a hedged position ends its slices
          exit: 'dropSlices',
          always: [...watch, { guard: 'hasPause', target: '#position.paused' }],
          on: {
            'roll.offered': { guard: 'mayRoll', target: 'rolling', actions: 'wantRoll' },
            'slice.approved': { target: '#position.entering.slicing', actions: 'beginSlice' },
            'slice.refused': [
              { guard: { type: 'isPassing', params: ({ event }) => event } },
              { actions: 'dropSlices' },
            ],
            tick: [
              { guard: 'isSlicingOver', actions: 'dropSlices' },
              { guard: 'isSliceDue', actions: 'wantSlice' },
            ],
          },
        },
        rolling,
        rebalancing: {
          initial: 'deciding',
          states: {
            deciding: {
              always: [
                { guard: 'hasOrdersInFlight', target: 'waiting' },
                { guard: 'hasExit', target: '#position.unwinding' },
                { guard: 'isAllFlat', target: '#position.unwinding' },
                { guard: not('needsRebalance'), target: '#position.hedged.carrying', actions: 'resetRepairs' },
                { guard: 'isRetryEarly', target: 'waiting' },
                { target: 'waiting', actions: 'wantRebalance' },
              ],
            },
            waiting: waitingForDust('noteUncuttable'),
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
            waiting: waitingForDust('noteDust'),
          },
        },
        verifying: {
          entry: 'wantAccount',
          on: {
            'venue.reported': { target: 'judging', actions: 'fold' },
            'leg.filled': { target: 'closing', actions: ['fold', 'forgetRequest'] },
            tick: { guard: 'isRetryDue', target: 'verifying', reenter: true },
          },
        },
        judging: {
          always: [
            { guard: 'hasOrdersInFlight', target: 'closing' },
            { guard: 'isAllFlat', target: '#position.scanning', actions: 'closeCycle' },
            { target: 'closing', actions: 'pace' },
          ],
        },
      },
    },
    /**
     * Found at the venues by a journal that knows nothing of it. Nothing is done with it, not even a repair, before the
     * operator has resumed it or has it unwound; a pair is left when a risk says so.
     */
    recovered: {
      always: { guard: 'isAllFlat', target: 'unwinding', actions: drifted },
      on: {
        'exit.requested': { guard: 'mayLeaveFound', target: 'unwinding', actions: 'fold' },
        'position.resume': { guard: 'isPair', target: 'hedged', actions: 'fold' },
        // a reason to wait is there already, and what its route earns is nobody's question yet
        'position.pause': {},
        'carry.reviewed': {},
        'feed.reviewed': {},
        tick: {},
      },
    },
    /** Quiet and left alone: no entries. What is held stays held, watched, repaired, and left when a risk says so. */
    paused: {
      always: [
        ...watch,
        { guard: and(['hasNoPause', 'hasLegs']), target: 'hedged' },
        { guard: 'hasNoPause', target: 'scanning' },
      ],
      on: {
        'position.recovered': { guard: not('hasLegs'), target: 'recovered', actions: 'recover' },
        'leg.filled': [
          { guard: 'hasLegs', actions: 'fold' },
          { target: 'unwinding', actions: ['fold', orphaned] },
        ],
      },
    },
  },
});
