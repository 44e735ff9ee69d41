import { onTheHour } from '../clock/deadline.ts';
import type { FundingObservation, IntervalSource } from '../domain/funding.ts';
import type { MarketKey } from '../domain/ids.ts';
import type { AtMs, Hours } from '../domain/units.ts';
import { MS_PER_HOUR, hours } from '../domain/units.ts';

/** One settled rate of a venue's history, a fraction per interval. */
export interface SettledRow {
  readonly rate: number;
  readonly settledAtMs: AtMs;
  /** Outside the regular series, e.g. a stock dividend. */
  readonly special: boolean;
}

/** The interval to assume where the spacing of rows does not tell. */
export interface KnownInterval {
  readonly intervalHours: Hours;
  readonly intervalSource: IntervalSource;
}

/** Longer spacings are holes in the history, not intervals. */
const INTERVAL_HOURS_MAX = 8;

/**
 * Settled rates as observations, ascending. A row's interval is its distance to the row before (a market changes its
 * interval within a series); the first row and rows after a hole take the distance to the row after, else the known
 * interval of today. A row that none of these tells the interval of is left out.
 */
export const settledSeries = (
  market: MarketKey,
  rows: readonly SettledRow[],
  known: KnownInterval | undefined,
): readonly FundingObservation[] => {
  const ascending = [...rows].sort((a, b) => a.settledAtMs - b.settledAtMs);
  const regular = ascending.filter(({ special }) => !special).map(({ settledAtMs }) => onTheHour(settledAtMs));
  let next = 0;
  return ascending.flatMap(({ rate, settledAtMs, special }) => {
    const settlementAtMs = onTheHour(settledAtMs);
    const index = special ? -1 : next++;
    const interval =
      spacing(regular[index - 1], regular[index]) ?? spacing(regular[index], regular[index + 1]) ?? known;
    if (interval === undefined) return [];
    const observation: FundingObservation = {
      market,
      kind: 'settled',
      rate,
      ...interval,
      observedAtMs: settledAtMs,
      settlementAtMs,
      ...(special ? { special } : {}),
    };
    return [observation];
  });
};

const spacing = (from: AtMs | undefined, to: AtMs | undefined): KnownInterval | undefined => {
  if (from === undefined || to === undefined) return undefined;
  const spacingHours = (to - from) / MS_PER_HOUR;
  const isInterval = Number.isInteger(spacingHours) && spacingHours >= 1 && spacingHours <= INTERVAL_HOURS_MAX;
  return isInterval ? { intervalHours: hours(spacingHours), intervalSource: 'schedule' } : undefined;
};
