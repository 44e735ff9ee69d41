import { SAMPLES_MIN } from './funding-schedule.ts';
import type { RateStatistics } from './route-view.ts';

/**
 * `(f8 - mean30d) / sd30d`, both per 8 hours; `undefined` with fewer than 30 samples or no variance, never 0 or
 * Infinity. O(1). Economics 5.
 */
export const zScore = (per8h: number, statistics: RateStatistics | undefined): number | undefined => {
  if (statistics === undefined || statistics.samples < SAMPLES_MIN) return undefined;
  const { mean8, sd8 } = statistics;
  if (mean8 === undefined || sd8 === undefined || sd8 === 0) return undefined;
  return (per8h - mean8) / sd8;
};

/** How far a rate stands from its 24-hour moving average, fraction per 8 hours. */
export const deviationFromMa24h = (per8h: number, statistics: RateStatistics | undefined): number | undefined =>
  statistics?.ma24h === undefined ? undefined : per8h - statistics.ma24h;
