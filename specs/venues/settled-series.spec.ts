import { describe, expect, it } from 'vitest';
import { marketKey, symbolId, venueId } from '../../src/domain/ids.ts';
import { atMs, hours } from '../../src/domain/units.ts';
import { settledSeries } from '../../src/venues/settled-series.ts';
import type { KnownInterval, SettledRow } from '../../src/venues/settled-series.ts';

const HOUR = 3_600_000;
const MARKET = marketKey(venueId('venue'), symbolId('INJ/USDT:USDT'));
const row = (hour: number, fields: Partial<SettledRow> = {}): SettledRow => ({
  rate: hour / 10_000,
  settledAtMs: atMs(hour * HOUR),
  special: false,
  ...fields,
});
const FOUR: KnownInterval = { intervalHours: hours(4), intervalSource: 'instrument' };

/** Hour of settlement and interval of each observation. */
const intervals = (rows: readonly SettledRow[], known?: KnownInterval) =>
  settledSeries(MARKET, rows, known).map(
    ({ settlementAtMs, intervalHours, intervalSource }) =>
      `${settlementAtMs / HOUR}: ${intervalHours} ${intervalSource}`,
  );

describe('the interval of a settled rate', () => {
  it('is the distance to the row before, in whatever order rows come', () => {
    expect(intervals([row(17), row(16), row(8), row(0)])).toEqual([
      '0: 8 schedule',
      '8: 8 schedule',
      '16: 8 schedule',
      '17: 1 schedule',
    ]);
  });

  it('is that of the row after for the first row and behind a hole, else the known one of today', () => {
    expect(intervals([row(0), row(24), row(32)], FOUR)).toEqual([
      '0: 4 instrument',
      '24: 8 schedule',
      '32: 8 schedule',
    ]);
    expect(intervals([row(8)], FOUR)).toEqual(['8: 4 instrument']);
  });

  it('leaves a row out that nothing tells the interval of', () => {
    expect(intervals([row(8)])).toEqual([]);
  });

  it('reads settlement stamps some ms late as the full hour', () => {
    const [first, second] = settledSeries(MARKET, [row(0), row(8, { settledAtMs: atMs(8 * HOUR + 24) })], undefined);
    expect(first?.settlementAtMs).toBe(0);
    expect(second?.settlementAtMs).toBe(8 * HOUR);
    expect(second?.observedAtMs).toBe(8 * HOUR + 24);
  });

  it('keeps special settlements out of the spacing, and says that they are special', () => {
    const series = settledSeries(MARKET, [row(0), row(2, { special: true }), row(8)], FOUR);
    expect(series.map(({ intervalHours, special }) => [intervalHours, special ?? false])).toEqual([
      [8, false],
      [4, true],
      [8, false],
    ]);
  });
});
