import type { Assumption } from '../backtest-result.ts';
import type { SweepPlan } from './sweep-plan.ts';

/** What of a sweep must be known before its figures are believed. */
export const sweepAssumptions = ({ combinations, walkForward, objective }: SweepPlan): readonly Assumption[] => [
  walkForward === undefined
    ? say(
        'best-in-sample',
        `The best of ${combinations.length} was chosen on the very span it is shown on: expect less of it on any other. --walk-forward measures how much less.`,
      )
    : say(
        'out-of-sample',
        `Settings are chosen by ${objective} on each train span and measured on the test span after it; only test spans are added up. A choice sees no row of its test span. Statistics of rates from before a span are known in it, as they would have been.`,
      ),
  say('ties', 'Among equals the first combination is the best, such as where none of them traded.'),
  say(
    'exits',
    'Leaving what is open at the end of a run counts in the objective net, at what entering it cost, and in no other figure.',
  ),
  say(
    'flat-starts',
    'Each run begins flat, with the whole capital of the configuration; nothing is carried from one to the next.',
  ),
];

const say = (code: string, text: string): Assumption => ({ code, text, modelled: false });
