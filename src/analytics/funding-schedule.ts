import type { FundingObservation } from '../domain/funding.ts';
import type { Leg } from '../domain/ids.ts';
import { kindOf } from '../domain/ids.ts';
import type { AtMs, Hours } from '../domain/units.ts';
import { MS_PER_HOUR, atMs, hours } from '../domain/units.ts';
import type { LegView, ProjectedSettlement, RateStatistics } from './route-view.ts';

/** Fewest complete 8-hour sums on which a mean and a decay are believed (economics 2, 5). */
export const SAMPLES_MIN = 30;

/** No venue settles more or less often than these: an interval outside them is a wrong field, not a schedule. */
const INTERVAL_HOURS_MIN = 1 / 60;
const INTERVAL_HOURS_MAX = 7 * 24;

/** The settlements of one leg within the horizon, in time order. */
export interface Projection {
  readonly settlements: readonly ProjectedSettlement[];
  /** Fewer than 30 sums behind it: the earning side counts only its coming settlement, the paying side does not decay. */
  readonly cautious: boolean;
}

export interface ProjectionSpan {
  readonly leg: Leg;
  readonly nowMs: AtMs;
  readonly horizonHours: number;
}

/**
 * The settlements of a leg in `(nowMs, nowMs + horizonHours]`. A spot leg accrues its financing hourly (long pays it,
 * short pays it too, so its rate is negative). `undefined` when there is no usable funding observation. Economics 2.
 */
export const projectLeg = (view: LegView, span: ProjectionSpan): Projection | undefined => {
  const kind = view.instrument?.kind ?? kindOf(view.market);
  if (kind === 'spot') return projectFinancing(view.financingPerHour[span.leg], span);
  const funding = expectedFunding(view);
  return funding === undefined ? undefined : projectFunding(funding, view.statistics, span);
};

/**
 * The observation a leg is judged by: as it is, but where a rate accrues continuously its 8-hour mean. The rate of one
 * instant is often exactly 0 and says little about the hours to come. Economics 1.
 */
export const expectedFunding = ({
  funding,
  accrualEwmaRate,
}: Pick<LegView, 'funding' | 'accrualEwmaRate'>): FundingObservation | undefined =>
  funding === undefined || accrualEwmaRate === undefined ? funding : { ...funding, rate: accrualEwmaRate };

/**
 * Projects an observation: its own rate at the coming settlement, then `mean + (f - mean) * phi^k`, with
 * `mean = mean8 * interval / 8` and `phi = phi8 ** (interval / 8)`. A `current` (continuously accruing) rate becomes
 * hourly instants of `rate / intervalHours`. `undefined` for a settled rate, an unusable interval, or a settlement that
 * has passed: none of them is the coming rate. Economics 1, 2.
 */
export const projectFunding = (
  funding: FundingObservation,
  statistics: RateStatistics | undefined,
  span: ProjectionSpan,
): Projection | undefined => {
  const series = seriesOf(funding, span.nowMs);
  if (series === undefined) return undefined;
  const decay = decayOf(series, statistics, span.leg);
  const untilMs = span.nowMs + span.horizonHours * MS_PER_HOUR;
  const settlements: ProjectedSettlement[] = [];
  let deviation = series.rate - decay.mean;
  for (let k = 0; k < decay.countMax; k += 1) {
    const dueMs = series.firstAtMs + k * series.intervalHours * MS_PER_HOUR;
    if (dueMs > untilMs) break;
    settlements.push({ atMs: atMs(dueMs), rate: decay.mean + deviation, intervalHours: series.intervalHours });
    deviation *= decay.phi;
  }
  return { settlements, cautious: decay.cautious };
};

/** A cost per hour as settlements on the whole hours (UTC): the long side has rate `+cost`, the short side `-cost`. */
export const projectFinancing = (costPerHour: number, span: ProjectionSpan): Projection => {
  const rate = span.leg === 'long' ? costPerHour : -costPerHour;
  const untilMs = span.nowMs + span.horizonHours * MS_PER_HOUR;
  const settlements: ProjectedSettlement[] = [];
  for (let dueMs = nextHourMs(span.nowMs); dueMs <= untilMs; dueMs += MS_PER_HOUR)
    settlements.push({ atMs: atMs(dueMs), rate, intervalHours: hours(1) });
  return { settlements, cautious: false };
};

/** True for an interval a rate can be read with: from a minute to a week. */
export const isUsableInterval = (intervalHours: number): boolean =>
  intervalHours >= INTERVAL_HOURS_MIN && intervalHours <= INTERVAL_HOURS_MAX;

interface Series {
  readonly firstAtMs: number;
  readonly intervalHours: Hours;
  readonly rate: number;
}

const seriesOf = (funding: FundingObservation, nowMs: AtMs): Series | undefined => {
  const { kind, rate, intervalHours, settlementAtMs } = funding;
  if (kind === 'settled' || !isUsableInterval(intervalHours) || !Number.isFinite(rate)) return undefined;
  if (kind === 'current') return { firstAtMs: nextHourMs(nowMs), intervalHours: hours(1), rate: rate / intervalHours };
  return settlementAtMs > nowMs ? { firstAtMs: settlementAtMs, intervalHours, rate } : undefined;
};

interface Decay {
  readonly mean: number;
  readonly phi: number;
  readonly countMax: number;
  readonly cautious: boolean;
}

const decayOf = (series: Series, statistics: RateStatistics | undefined, leg: Leg): Decay => {
  const { rate, intervalHours } = series;
  if (statistics?.mean8 === undefined || statistics.samples < SAMPLES_MIN) {
    const isEarning = leg === 'short' ? rate > 0 : rate < 0;
    return { mean: 0, phi: 1, countMax: isEarning ? 1 : Infinity, cautious: true };
  }
  const mean = (statistics.mean8 * intervalHours) / 8;
  const phi = statistics.phi8 === undefined ? worsePhi(rate > mean, leg) : statistics.phi8 ** (intervalHours / 8);
  return { mean, phi, countMax: Infinity, cautious: false };
};

/** A history without variance says nothing about decay: take the end of 0..1 that gives the leg the worse carry. */
const worsePhi = (isAboveMean: boolean, leg: Leg): number => (isAboveMean === (leg === 'short') ? 0 : 1);

const nextHourMs = (nowMs: AtMs): number => (Math.floor(nowMs / MS_PER_HOUR) + 1) * MS_PER_HOUR;
