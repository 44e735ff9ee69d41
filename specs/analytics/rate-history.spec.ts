import { describe, expect, it } from 'vitest';
import { RateHistory, rateHistoryOf } from '../../src/analytics/rate-history.ts';
import type { FundingObservation } from '../../src/domain/funding.ts';
import { atMs, hours } from '../../src/domain/units.ts';
import { BOUNDARY, HOUR, funding } from './route-fixtures.ts';

const settled = (inHours: number, rateBps: number, interval: number) =>
  funding({
    kind: 'settled',
    rate: rateBps / 1e4,
    intervalHours: hours(interval),
    settlementAtMs: atMs(BOUNDARY + inHours * HOUR),
  });

const sums = (observations: readonly FundingObservation[]) =>
  rateHistoryOf(observations).buckets.map(({ sum, coveredMs }) => [Number((1e4 * sum).toFixed(9)), coveredMs / HOUR]);

describe('8-hour sums', () => {
  it('hold one 8-hour settlement, two of 4 hours or eight of 1 hour', () => {
    expect(sums([settled(8, 6, 8)])).toEqual([[6, 8]]);
    expect(sums([settled(4, 1, 4), settled(8, 5, 4)])).toEqual([[6, 8]]);
    expect(sums(Array.from({ length: 8 }, (_, at) => settled(at + 1, 0.75, 1)))).toEqual([[6, 8]]);
  });

  it('credit a settlement to the hours before it, across the boundary too', () => {
    // 8 h settled at 12:00: four hours on each side of 8:00.
    expect(sums([settled(12, 6, 8)])).toEqual([
      [3, 4],
      [3, 4],
    ]);
    expect(sums([settled(24, 9, 24)])).toEqual([
      [3, 8],
      [3, 8],
      [3, 8],
    ]);
  });

  it('go on through a change of interval without doubling an hour', () => {
    // 8 h, then 4 h twice: the row at the change still says 8 h but only four hours passed since the last.
    expect(sums([settled(8, 8, 8), settled(12, 4, 8), settled(16, 2, 4)])).toEqual([
      [8, 8],
      [4, 8],
    ]);
  });

  it('leave a bucket incomplete where a settlement is missing', () => {
    expect(sums([settled(4, 1, 4), settled(16, 1, 4)])).toEqual([
      [1, 4],
      [1, 4],
    ]);
  });

  it('leave special rows, other kinds and unreadable numbers out', () => {
    const odd = [
      { ...settled(5, 99, 1), special: true },
      { ...settled(6, 99, 8), kind: 'predicted' as const },
      settled(7, 99, 0),
      settled(7.5, Number.NaN, 1),
    ];
    expect(sums([...odd, settled(8, 6, 8)])).toEqual([[6, 8]]);
  });

  it('take a settlement stamped some ms or seconds late for the one it is', () => {
    const late = { settlementAtMs: atMs(BOUNDARY + 8 * HOUR + 4321) };
    expect(sums([{ ...settled(8, 6, 8), ...late }])).toEqual([[6, 8]]);
  });

  it('count repeats once and take rows in any order', () => {
    const rows = [settled(16, 2, 8), settled(8, 6, 8), settled(16, 2, 8)];
    expect(sums(rows)).toEqual([
      [6, 8],
      [2, 8],
    ]);
  });
});

describe('folding one settlement at a time', () => {
  it('gives what reading the whole history gives', () => {
    const rows = Array.from({ length: 200 }, (_, at) => settled(at + 1, Math.sin(at), 1));
    const folded = new RateHistory();
    for (const row of rows) folded.fold(row);
    expect(folded.buckets).toEqual(rateHistoryOf(rows.toReversed()).buckets);
  });

  it('tells a row that adds nothing from one that counts', () => {
    const history = new RateHistory();
    expect(history.fold(settled(8, 6, 8))).toBe(true);
    expect(history.fold(settled(8, 6, 8))).toBe(false);
    expect(history.fold(settled(1, 6, 1))).toBe(false);
    expect(history.fold({ ...settled(16, 6, 8), rate: 1e300 })).toBe(false);
    expect(history.buckets).toEqual(rateHistoryOf([settled(8, 6, 8)]).buckets);
  });

  it('keeps 96 buckets and the last day of spans', () => {
    const rows = Array.from({ length: 200 }, (_, at) => settled(8 * (at + 1), 1, 8));
    const history = rateHistoryOf(rows);
    expect(history.buckets).toHaveLength(96);
    expect(history.recent).toHaveLength(3);
  });
});
