import { describe, expect, it } from 'vitest';
import { atMs } from '../../src/domain/units.ts';
import { gapsWithin, refuseGaps } from '../../src/history/funding-coverage.ts';
import { createMemoryHistory } from '../../src/history/memory.ts';
import type { HistoryStore, RowDraft } from '../../src/history/history.ts';
import { at, btc, eth, funding, importRows, series } from './support/stores.ts';

const HOUR = 3_600_000;
const start = at('2026-01-01');

const holding = (rows: readonly RowDraft[]): HistoryStore => {
  const store = createMemoryHistory();
  importRows(store, rows);
  return store;
};
const intervals = (store: HistoryStore): readonly number[] =>
  [...store.fundingRows(btc, -Infinity, Infinity)].map(({ intervalHours }) => intervalHours);

describe('an interval nobody states', () => {
  it('is the distance to the settlement before, across a change to a shorter and to a longer one', () => {
    const rows = [...series(start, 3, 8), ...series(start + 20 * HOUR, 3, 4), ...series(start + 36 * HOUR, 2, 8)];
    expect(intervals(holding(rows))).toEqual([8, 8, 8, 4, 4, 4, 8, 8]);
  });

  it('is not made longer by one missing row, and begins anew on the grid of a longer one', () => {
    const hourly = series(start, 6, 1);
    expect(intervals(holding(hourly.filter((_, n) => n !== 3)))).toEqual([1, 1, 1, 1, 1]);
    const longer = [...series(start, 3, 1), ...series(start + 8 * HOUR, 2, 8)];
    expect(intervals(holding(longer))).toEqual([1, 1, 1, 8, 8]);
  });

  it('is the same whatever span is read', () => {
    const store = holding([
      ...series(start, 40, 8),
      ...series(start + 320 * HOUR, 40, 1),
      ...series(start + 368 * HOUR, 9, 8),
    ]);
    const all = [...store.fundingRows(btc, -Infinity, Infinity)];
    for (const [n, row] of all.entries()) expect([...store.fundingRows(btc, row.atMs, row.atMs + 1)]).toEqual([all[n]]);
  });
});

describe('coverage', () => {
  it('counts what is missing against the interval then in force', () => {
    const store = holding([
      ...series(start, 3, 8, { intervalHours: 8 }),
      ...series(start + 40 * HOUR, 3, 4, { intervalHours: 4 }),
    ]);
    const { gaps, intervalChanges, funding: extent } = store.coverage(btc);
    expect(gaps).toEqual([{ afterMs: start + 16 * HOUR, beforeMs: start + 40 * HOUR, intervalHours: 4, missing: 5 }]);
    expect(intervalChanges).toEqual([{ atMs: start + 40 * HOUR, fromHours: 8, toHours: 4 }]);
    expect(extent).toEqual({ rows: 6, fromMs: start, toMs: start + 48 * HOUR });
  });

  it('counts special rows', () => {
    const rows = [
      funding(start, '0'),
      ...[8, 16, 24].map((hour) => funding(start + hour * HOUR, hour === 16 ? '-0.02' : '0.02', { mark: '97000' })),
      funding(start + 25 * HOUR + 600_000, '0.0001', { intervalHours: 8 }),
    ];
    expect(holding(rows).coverage(btc).special).toEqual({
      zero: 1,
      capped: 3,
      withoutMark: 2,
      measuredInterval: 4,
      offSchedule: 1,
      tooClose: 1,
    });
  });

  it('leaves rows outside the regular series out of gaps', () => {
    const dividend: RowDraft = { ...funding(start + 3 * HOUR, '-0.01', { intervalHours: 8 }), special: true };
    const { gaps, special } = holding([...series(start, 3, 8, { intervalHours: 8 }), dividend]).coverage(btc);
    expect([gaps, special.offSchedule, special.tooClose]).toEqual([[], 0, 0]);
  });

  it('finds what is missing at both ends of a span, and a market that is not there at all', () => {
    const store = holding(series(start, 3, 8, { intervalHours: 8 }));
    const within = (fromMs: number, toMs: number): readonly (readonly [number, number])[] =>
      gapsWithin(store, btc, { fromMs, toMs }).map(({ missing, afterMs }) => [missing, (afterMs - start) / HOUR]);
    expect(within(start, start + 24 * HOUR)).toEqual([]);
    expect(within(start - 7 * HOUR, start + 24 * HOUR)).toEqual([]);
    expect(within(start - 8 * HOUR, start + 24 * HOUR + 1)).toEqual([
      [1, -8],
      [1, 16],
    ]);
    expect(gapsWithin(store, eth, { fromMs: start, toMs: start + 24 * HOUR })).toMatchObject([{ missing: 3 }]);
    expect(() => refuseGaps(store, btc, { fromMs: start, toMs: start + 24 * HOUR })).not.toThrow();
    expect(() => refuseGaps(store, btc, { fromMs: start, toMs: atMs(start + 48 * HOUR) })).toThrow(
      /misses 3 settlements in 1 gaps, the first after 2026-01-01T16:00:00.000Z/,
    );
  });
});
