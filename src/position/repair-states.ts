/** What every waiting state listens to: outcomes lead back to deciding, a refused try waits for its time. */
export const waiting = {
  on: {
    'order.ended': { target: 'deciding', actions: ['fold', 'askInVain'] },
    'leg.filled': { target: 'deciding', actions: 'fold' },
    // more or less is held than believed: what was tried was tried in vain
    'venue.reported': { target: 'deciding', actions: 'fold' },
    tick: { guard: 'isRetryDue', target: 'deciding', actions: 'forgetRequest' },
  },
} as const;

/** The same where what is left may be too small for every venue concerned: dust, not a reason to try for ever. */
export const waitingForDust = <Action extends string>(actions: Action) =>
  ({
    on: {
      ...waiting.on,
      'orders.refused': { guard: 'isUntradable', target: 'deciding', actions },
    },
  }) as const;

/** An entry whose orders have ended apart: the steps of `balanceStep`. */
export const balancing = {
  initial: 'deciding',
  entry: 'resetRepairs',
  states: {
    deciding: {
      always: [
        { guard: 'hasOrdersInFlight', target: 'waiting' },
        { guard: 'isEmpty', target: '#position.scanning', actions: 'abandonEntry' },
        { guard: 'hasExit', target: '#position.unwinding' },
        { guard: 'isInBalance', target: '#position.hedged' },
        { guard: 'isRetryEarly', target: 'waiting' },
        { guard: 'hasBalanceOrder', target: 'waiting', actions: 'wantBalance' },
        { guard: 'needsAlternate', target: 'waiting', actions: 'wantAlternate' },
        { guard: 'hasCut', target: 'waiting', actions: 'wantCut' },
        {
          target: '#position.unwinding',
          actions: { type: 'noteExit', params: { reason: 'entry-failed' } },
        },
      ],
    },
    waiting: {
      on: {
        ...waiting.on,
        'alternate.refused': { target: 'deciding', actions: 'forgetRequest' },
        'remainder.refused': {
          target: '#position.unwinding',
          actions: { type: 'noteExit', params: { reason: 'entry-failed' } },
        },
      },
    },
  },
} as const;

/** A leg goes to another market: opened there first, then closed here by what it got (`rollStep`). */
export const rolling = {
  initial: 'asking',
  states: {
    asking: {
      on: {
        'roll.approved': { target: 'deciding', actions: 'fold' },
        'roll.refused': { target: '#position.hedged.carrying', actions: 'forgetRequest' },
        tick: { guard: 'isRetryDue', target: '#position.hedged.carrying', actions: 'forgetRequest' },
      },
    },
    deciding: {
      always: [
        { guard: 'hasOrdersInFlight', target: 'waiting' },
        { guard: 'hasExit', target: '#position.unwinding' },
        { guard: 'isRolled', target: '#position.hedged.carrying', actions: 'arrive' },
        { guard: 'isReturned', target: '#position.hedged.carrying', actions: 'goBack' },
        { guard: 'isRetryEarly', target: 'waiting' },
        { target: 'waiting', actions: 'wantRollStep' },
      ],
    },
    waiting: waitingForDust('noteRollDust'),
  },
} as const;
