import type { QuotingStep } from './quoting.ts';

const step = <Name extends QuotingStep>(name: Name) => ({ type: 'isQuotingStep', params: { step: name } }) as const;

/** Why the gate said no. */
const codesOf = ({ event }: { readonly event: { readonly codes: readonly string[] } }) => event;

/**
 * One leg rests and is followed, what it gets is hedged: one decision after each event. Leaves for balancing once nothing is
 * under way and nothing more is to be quoted.
 */
export const quoting = {
  initial: 'waiting',
  exit: 'endApproach',
  states: {
    deciding: {
      always: [
        { guard: step('withdraw'), actions: 'withdraw' },
        { guard: step('end'), target: '#position.entering.balancing' },
        { guard: step('hedge'), target: 'waiting', actions: 'wantQuoteHedge' },
        { guard: step('quote'), target: 'waiting', actions: 'wantQuote' },
        { guard: step('cancel'), target: 'waiting', actions: 'wantCancels' },
        { guard: step('look'), target: 'waiting', actions: 'wantLook' },
        { target: 'waiting' },
      ],
    },
    waiting: {
      on: {
        'leg.filled': { target: 'deciding', actions: ['fold', 'noteHedged'] },
        'order.ended': [
          // whatever it was refused for will not be better in a moment
          { guard: 'isQuoteRefused', target: 'deciding', actions: ['fold', 'withdraw'] },
          { target: 'deciding', actions: 'fold' },
        ],
        'order.doubted': { target: 'deciding', actions: 'fold' },
        'order.found': { target: 'deciding', actions: ['fold', 'cancelWithdrawn'] },
        'exit.requested': { target: 'deciding', actions: 'fold' },
        'position.pause': { target: 'deciding', actions: 'fold' },
        'feed.reviewed': { target: 'deciding', actions: 'fold' },
        'venue.reported': { target: 'deciding', actions: 'fold' },
        'orders.refused': {
          guard: { type: 'isUntradable', params: codesOf },
          actions: 'noteTooLittle',
        },
        'quote.refused': [
          { guard: { type: 'isUntradable', params: codesOf }, target: 'deciding', actions: 'withdraw' },
          { guard: { type: 'isPassing', params: codesOf } },
          { target: 'deciding', actions: 'withdraw' },
        ],
        'quote.reviewed': [
          { guard: { type: 'isVerdict', params: { verdict: 'moved' } }, actions: 'cancelQuote' },
          { guard: { type: 'isVerdict', params: { verdict: 'unwanted' } }, target: 'deciding', actions: 'withdraw' },
        ],
        tick: [{ guard: 'isRetryDue', target: 'deciding', actions: 'forgetRequest' }, { target: 'deciding' }],
      },
    },
  },
} as const;
