import { breakEvenHours } from './break-even.ts';
import { projectCarry } from './carry.ts';
import { SAMPLES_MIN } from './funding-schedule.ts';
import type { RateStatistics, RouteView } from './route-view.ts';

/** Hours until carry has earned something: as projected, and where it stays one standard deviation above or below. */
export interface BreakEvenBand {
  readonly earliestHours: number | 'never';
  readonly expectedHours: number | 'never';
  readonly latestHours: number | 'never';
}

export interface BreakEvenAsk {
  /** Still to be earned, bps of one leg's notional. */
  readonly requiredBps: number;
  readonly horizonHours: number;
}

/**
 * When the carry of a route will have earned `requiredBps`; `never` is not within the horizon. Two of three outcomes lie in
 * the band. The ends are `undefined` where a leg has too little history for a deviation; all of it without a usable rate.
 */
export const breakEvenBand = (
  view: RouteView,
  { requiredBps, horizonHours }: BreakEvenAsk,
): (Pick<BreakEvenBand, 'expectedHours'> & Partial<BreakEvenBand>) | undefined => {
  const carry = projectCarry(view, horizonHours);
  if (carry === undefined) return undefined;
  const expectedHours = breakEvenHours(carry.steps, requiredBps);
  const statistics = [view.long, view.short]
    .filter(({ funding }) => funding !== undefined)
    .map((leg) => leg.statistics);
  if (statistics.some((one) => one?.sd8 === undefined || one.samples < SAMPLES_MIN)) return { expectedHours };
  const moved = (deviations: number) =>
    breakEvenHours(
      carry.steps.map(({ inHours, cumulativeBps }) => ({
        inHours,
        cumulativeBps: cumulativeBps + deviations * carrySdBps(statistics, inHours),
      })),
      requiredBps,
    );
  return { earliestHours: moved(1), expectedHours, latestHours: moved(-1) };
};

/**
 * Standard deviation, bps, of what rates that wander as `mean + phi * deviation + noise` sum up to over some hours; the legs
 * wander independently of each other.
 */
export const carrySdBps = (legs: readonly (RateStatistics | undefined)[], hours: number): number => {
  const periods = Math.max(1, Math.ceil(hours / 8));
  // of a sum over part of the last period: that part of its variance
  const part = hours / 8 / periods;
  const variance = legs.reduce((total, leg) => total + sumVariance(leg?.sd8 ?? 0, leg?.phi8 ?? 0, periods), 0);
  return 1e4 * Math.sqrt(variance * part);
};

/** Each period's noise, `sd^2 (1 - phi^2)`, is felt in every later one, weaker by `phi` each time. */
const sumVariance = (sd: number, phi: number, periods: number): number => {
  let weight = 0;
  let total = 0;
  for (let period = 0; period < periods; period += 1) {
    weight = weight * phi + 1;
    total += weight ** 2;
  }
  return sd ** 2 * (1 - phi ** 2) * total;
};
