import type { CarryStep } from './carry.ts';

/**
 * Hours until cumulative projected carry reaches `requiredBps`, or `never` within the schedule. A step function of
 * settlements, not rate times time: never before the first settlement, even when nothing is required. Economics 3.
 */
export const breakEvenHours = (
  steps: readonly Pick<CarryStep, 'inHours' | 'cumulativeBps'>[],
  requiredBps: number,
): number | 'never' => steps.find(({ cumulativeBps }) => cumulativeBps >= requiredBps)?.inHours ?? 'never';

/**
 * The spread per period, a fraction, that pays the round trip over `periodsHeld` (> 0) periods: a year of 8-hour periods
 * is 1095, one period 1. Throws RangeError for anything that is not a positive number. Economics 3.
 */
export const breakEvenRate = ({ requiredBps, periodsHeld }: { requiredBps: number; periodsHeld: number }): number => {
  if (!(periodsHeld > 0)) throw new RangeError(`periodsHeld must be positive, not ${periodsHeld}`);
  return requiredBps / 1e4 / periodsHeld;
};
