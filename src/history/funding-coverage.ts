import type { MarketKey } from '../domain/ids.ts';
import { MS_PER_HOUR } from '../domain/units.ts';
import type { Coverage, Extent, Gap, IntervalChange } from './coverage.ts';
import { HistoryGapError } from './history-error.ts';
import type { FundingRow, HistoryKind, HistoryReader, Span } from './history.ts';

/** A difference of less than this between two settlements and their interval is jitter. */
const TOLERANCE_MS = 60_000;
/** Rows at one extreme rate before it is taken for a cap. */
const CAPPED_ROWS_MIN = 3;

/** What there is of a market's funding, from its rows in time order. */
export const coverageOf = (
  market: MarketKey,
  extents: ReadonlyMap<HistoryKind, Extent | undefined>,
  rows: Iterable<FundingRow>,
): Coverage => {
  const gaps: Gap[] = [];
  const intervalChanges: IntervalChange[] = [];
  const special = { zero: 0, withoutMark: 0, measuredInterval: 0, offSchedule: 0, tooClose: 0 };
  const atCap = { rate: 0, rows: 0 };
  let last: FundingRow | undefined;
  for (const row of rows) {
    count(row, special);
    countExtreme(Math.abs(Number(row.rate)), atCap);
    if (row.special === true) continue;
    if (last !== undefined) {
      if (row.intervalHours !== last.intervalHours)
        intervalChanges.push({ atMs: row.atMs, fromHours: last.intervalHours, toHours: row.intervalHours });
      const gap = gapBetween(last, row);
      if (gap !== undefined) gaps.push(gap);
      if (row.atMs - last.atMs < row.intervalHours * MS_PER_HOUR - TOLERANCE_MS) special.tooClose += 1;
    }
    last = row;
  }
  const [funding, marks, books, liquidations] = (['funding', 'mark', 'book', 'liquidation'] as const).map((kind) =>
    extents.get(kind),
  );
  return {
    market,
    ...(funding === undefined ? {} : { funding }),
    ...(marks === undefined ? {} : { marks }),
    ...(books === undefined ? {} : { books }),
    ...(liquidations === undefined ? {} : { liquidations }),
    gaps,
    intervalChanges,
    special: { ...special, capped: atCap.rows >= CAPPED_ROWS_MIN ? atCap.rows : 0 },
  };
};

/**
 * Settlements missing within a span, those before the first and after the last row too. A market without a row in it is
 * one gap of the whole span.
 */
export const gapsWithin = (
  history: Pick<HistoryReader, 'fundingRows'>,
  market: MarketKey,
  span: Span,
): readonly Gap[] => {
  const gaps: Gap[] = [];
  let last: FundingRow | undefined;
  for (const row of history.fundingRows(market, span.fromMs, span.toMs)) {
    if (row.special === true) continue;
    const gap = last === undefined ? gapFrom(span.fromMs, row) : gapBetween(last, row);
    if (gap !== undefined) gaps.push(gap);
    last = row;
  }
  const tail = gapUntil(last, span);
  return tail === undefined ? gaps : [...gaps, tail];
};

/** Throws HistoryGapError where settlements are missing: nothing may be computed over them unseen. */
export const refuseGaps = (history: HistoryReader, market: MarketKey, span: Span): void => {
  const gaps = gapsWithin(history, market, span);
  const [first] = gaps;
  if (first === undefined) return;
  const missing = gaps.reduce((total, gap) => total + gap.missing, 0);
  throw new HistoryGapError(
    `${market} misses ${missing} settlements in ${gaps.length} gaps, the first after ${instantText(first.afterMs)}, ` +
      `before ${instantText(first.beforeMs)}: import or backfill them, or choose another span`,
    { market, gaps },
  );
};

const instantText = (atMs: number): string => new Date(atMs).toISOString();

const gapBetween = (last: FundingRow, row: FundingRow): Gap | undefined => {
  // At a change of interval the shorter one decides: 8 h rows are followed by the first 4 h row after four hours or eight.
  const distanceMs = row.atMs - last.atMs;
  const longest = Math.max(row.intervalHours, last.intervalHours);
  if (distanceMs <= longest * MS_PER_HOUR + TOLERANCE_MS) return undefined;
  const missing = Math.max(1, Math.round(distanceMs / (row.intervalHours * MS_PER_HOUR)) - 1);
  return { afterMs: last.atMs, beforeMs: row.atMs, intervalHours: row.intervalHours, missing };
};

/** A span may begin anywhere within an interval. */
const gapFrom = (fromMs: number, row: FundingRow): Gap | undefined => {
  const intervalMs = row.intervalHours * MS_PER_HOUR;
  const missing = Math.ceil((row.atMs - fromMs + TOLERANCE_MS) / intervalMs) - 1;
  if (!Number.isFinite(fromMs) || missing < 1 || row.atMs - fromMs < intervalMs) return undefined;
  return { afterMs: fromMs as Gap['afterMs'], beforeMs: row.atMs, intervalHours: row.intervalHours, missing };
};

const gapUntil = (last: FundingRow | undefined, { fromMs, toMs }: Span): Gap | undefined => {
  if (last === undefined)
    return {
      afterMs: fromMs as Gap['afterMs'],
      beforeMs: toMs as Gap['beforeMs'],
      intervalHours: 8 as Gap['intervalHours'],
      missing: Math.max(1, Math.floor((toMs - fromMs) / (8 * MS_PER_HOUR))),
    };
  const missing = Math.ceil((toMs - last.atMs) / (last.intervalHours * MS_PER_HOUR)) - 1;
  if (!Number.isFinite(toMs) || missing < 1) return undefined;
  return { afterMs: last.atMs, beforeMs: toMs as Gap['beforeMs'], intervalHours: last.intervalHours, missing };
};

type Counts = { -readonly [Name in Exclude<keyof Coverage['special'], 'capped'>]: number };

const count = (row: FundingRow, special: Counts): void => {
  if (Number(row.rate) === 0) special.zero += 1;
  if (row.mark === undefined) special.withoutMark += 1;
  if (row.intervalSource === 'measured') special.measuredInterval += 1;
  if (row.special !== true && row.atMs % MS_PER_HOUR !== 0) special.offSchedule += 1;
};

const countExtreme = (rate: number, atCap: { rate: number; rows: number }): void => {
  if (rate > atCap.rate) {
    atCap.rate = rate;
    atCap.rows = 1;
  } else if (rate === atCap.rate && rate > 0) atCap.rows += 1;
};
