import { MS_PER_HOUR, hours } from '../domain/units.ts';
import type { Hours } from '../domain/units.ts';
import type { FundingDraft, FundingRow } from './history.ts';

/** Intervals that venues use; a distance that is none of them is a hole. */
const INTERVALS: ReadonlySet<number> = new Set([1, 2, 4, 8]);
/** Where nothing tells: the interval every venue began with. */
const USUAL_HOURS = hours(8);

/** How many rows before and after a row its measured interval may follow from. */
export const ROWS_BEFORE = 2;
export const ROWS_AFTER = 1;

/**
 * Rows in time order with their intervals: as stated, else the distance to the settlement before. One distance longer
 * than its equal neighbours on both sides is a missing row, not another interval; the first row and one after a hole
 * take the distance before the hole, else the one that follows. Each depends on two rows before and one after alone,
 * so that it is the same whatever span is read.
 */
export function* withIntervals(drafts: Iterable<FundingDraft>): Generator<FundingRow> {
  const window: FundingDraft[] = [];
  for (const draft of drafts) {
    window.push(draft);
    if (window.length > ROWS_BEFORE + 1 + ROWS_AFTER) window.shift();
    const of = window.at(-1 - ROWS_AFTER);
    if (of !== undefined) yield rowOf(window, of, 'following');
  }
  const last = window.at(-1);
  if (last !== undefined) yield rowOf(window, last, 'last');
}

const rowOf = (window: readonly FundingDraft[], draft: FundingDraft, place: 'following' | 'last'): FundingRow => {
  if (draft.intervalHours !== undefined)
    return { ...draft, intervalHours: draft.intervalHours, intervalSource: 'stated' };
  const at = place === 'last' ? window.length - 1 : window.length - 1 - ROWS_AFTER;
  return { ...draft, intervalHours: measured(window, at), intervalSource: 'measured' };
};

const measured = (window: readonly FundingDraft[], at: number): Hours => {
  const earlier = distance(window[at - 2], window[at - 1]);
  const before = distance(window[at - 1], window[at]);
  const after = distance(window[at], window[at + 1]);
  if (before !== undefined && INTERVALS.has(before)) {
    const isHole = earlier !== undefined && earlier === after && earlier < before && INTERVALS.has(earlier);
    return hours(isHole ? earlier : before);
  }
  // a switch to a longer interval begins on its grid, sooner than a whole one after the last short one
  const isLonger = before !== undefined && after !== undefined && INTERVALS.has(after) && before < after;
  if (isLonger && (window[at]?.atMs ?? 0) % (after * MS_PER_HOUR) === 0) return hours(after);
  for (const candidate of [earlier, after])
    if (candidate !== undefined && INTERVALS.has(candidate)) return hours(candidate);
  return USUAL_HOURS;
};

const distance = (from: FundingDraft | undefined, to: FundingDraft | undefined): number | undefined =>
  from === undefined || to === undefined ? undefined : (to.atMs - from.atMs) / MS_PER_HOUR;
