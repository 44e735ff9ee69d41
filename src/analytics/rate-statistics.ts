import type { AtMs } from '../domain/units.ts';
import { HOURS_PER_YEAR, MS_PER_DAY, MS_PER_HOUR } from '../domain/units.ts';
import { SAMPLES_MIN } from './funding-schedule.ts';
import type { RateBucket, RateHistory } from './rate-history.ts';
import { BUCKET_MS } from './rate-history.ts';
import type { RateStatistics } from './route-view.ts';

const WINDOW_MS = 30 * MS_PER_DAY;
/** A deviation this small against the values is rounding of equal numbers, not movement. */
const ROUNDING = 1e-9;

/**
 * Statistics of the complete UTC 8-hour sums that ended within the 30 days up to `nowMs`. O(91); made once an hour and
 * kept, so that a z-score reads no history. Members are `undefined` where the samples do not give them. Economics 2, 5.
 */
export const rateStatistics = (history: RateHistory, nowMs: AtMs): RateStatistics => {
  const complete = history.buckets.filter((bucket) => isComplete(bucket, nowMs));
  const samples = complete.length;
  const ma24h = movingAverage24h(history, nowMs);
  if (samples === 0) return { samples, mean8: undefined, sd8: undefined, phi8: undefined, ma24h, sdApr: undefined };
  const mean8 = complete.reduce((total, { sum }) => total + sum, 0) / samples;
  const squares = squaredDeviations(complete, mean8);
  return {
    samples,
    mean8,
    sd8: samples < 2 ? undefined : Math.sqrt(squares / (samples - 1)),
    phi8: squares === 0 ? undefined : lagOne(complete, mean8, squares),
    ma24h,
    sdApr: samples < 2 ? undefined : Math.sqrt(squares / samples) * (HOURS_PER_YEAR / 8),
  };
};

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

const isComplete = ({ index, coveredMs }: RateBucket, nowMs: AtMs): boolean => {
  const endMs = (index + 1) * BUCKET_MS;
  return coveredMs >= BUCKET_MS && endMs <= nowMs && endMs > nowMs - WINDOW_MS;
};

/** Sum of squared deviations, exactly 0 when the sums differ by rounding only. */
const squaredDeviations = (buckets: readonly RateBucket[], mean: number): number => {
  let squares = 0;
  let largest = 0;
  for (const { sum } of buckets) {
    squares += (sum - mean) ** 2;
    largest = Math.max(largest, Math.abs(sum));
  }
  return squares <= buckets.length * (ROUNDING * largest) ** 2 ? 0 : squares;
};

/** Lag-1 autocorrelation over neighbouring buckets, clamped to 0..1; `undefined` when no two are neighbours. */
const lagOne = (buckets: readonly RateBucket[], mean: number, squares: number): number | undefined => {
  let products = 0;
  let pairs = 0;
  let before: RateBucket | undefined;
  for (const bucket of buckets) {
    if (before?.index === bucket.index - 1) {
      products += (before.sum - mean) * (bucket.sum - mean);
      pairs += 1;
    }
    before = bucket;
  }
  return pairs === 0 ? undefined : Math.min(1, Math.max(0, products / squares));
};

/** Mean of the 24 hours up to the last settlement, per 8 hours; `undefined` unless they are covered and recent. */
const movingAverage24h = ({ recent, lastSettlementAtMs }: RateHistory, nowMs: AtMs): number | undefined => {
  if (lastSettlementAtMs === undefined || nowMs - lastSettlementAtMs > MS_PER_DAY) return undefined;
  const startMs = lastSettlementAtMs - MS_PER_DAY;
  let coveredMs = 0;
  let rateHours = 0;
  for (const { fromMs, toMs, hourly } of recent) {
    const spanMs = toMs - Math.max(fromMs, startMs);
    coveredMs += spanMs;
    rateHours += (hourly * spanMs) / MS_PER_HOUR;
  }
  return coveredMs >= MS_PER_DAY ? rateHours / 3 : undefined;
};
