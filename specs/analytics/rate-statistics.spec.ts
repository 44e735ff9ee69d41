import { describe, expect, it } from 'vitest';
import { BUCKET_MS } from '../../src/analytics/rate-buckets.ts';
import { RateHistory, rateHistoryOf } from '../../src/analytics/rate-history.ts';
import { deviationFromMa24h, zScore } from '../../src/analytics/rate-statistics.ts';
import { atMs, hours } from '../../src/domain/units.ts';
import { BOUNDARY, HOUR, funding, statistics } from './route-fixtures.ts';

const FIRST = Math.floor(BOUNDARY / BUCKET_MS);

/** Complete neighbouring buckets of these sums (bps), and the instant at which the last one ends. */
const history = (sumsBps: readonly number[], skip: readonly number[] = []) => {
  const rows = sumsBps.flatMap((bps, at) => (skip.includes(at) ? [] : [settlement(bps, (FIRST + at + 1) * BUCKET_MS)]));
  return { history: rateHistoryOf(rows), endMs: atMs((FIRST + sumsBps.length) * BUCKET_MS) };
};

const settlement = (bps: number, settlementAtMs: number, intervalHours = 8) =>
  funding({
    kind: 'settled',
    rate: bps / 1e4,
    intervalHours: hours(intervalHours),
    settlementAtMs: atMs(settlementAtMs),
  });

const monthOf = (interval: number) => {
  const count = (24 * 31) / interval;
  const rows = Array.from({ length: count }, (_, at) => {
    const dayRate = 1e-5 * (1 + (Math.floor((at * interval) / 8) % 7));
    return funding({
      kind: 'settled',
      rate: dayRate * interval,
      intervalHours: hours(interval),
      settlementAtMs: atMs(BOUNDARY + (at + 1) * interval * HOUR),
    });
  });
  return rateHistoryOf(rows).statistics(atMs(BOUNDARY + 31 * 24 * HOUR));
};

describe('statistics of the rate', () => {
  it('give mean, sample deviation and the population deviation of the APR', () => {
    const made = history([1, 2, 3, 4]);
    const found = made.history.statistics(made.endMs);
    expect(found.samples).toBe(4);
    expect(found.mean8).toBeCloseTo(2.5e-4, 12);
    // Squares 2.25 + 0.25 + 0.25 + 2.25 = 5: sample sqrt(5 / 3), population sqrt(5 / 4) x 1095
    expect(found.sd8).toBeCloseTo(Math.sqrt(5 / 3) * 1e-4, 12);
    expect(found.sdApr).toBeCloseTo(Math.sqrt(5 / 4) * 1e-4 * 1095, 10);
    // Products of neighbours: 0.75 - 0.25 + 0.75 = 1.25; 1.25 / 5
    expect(found.phi8).toBeCloseTo(0.25, 10);
  });

  it('clamp the decay to 0..1', () => {
    const swinging = history([1, -1, 1, -1, 1, -1]);
    expect(swinging.history.statistics(swinging.endMs).phi8).toBe(0);
    const rising = history(Array.from({ length: 90 }, (_, at) => at));
    const phi8 = rising.history.statistics(rising.endMs).phi8 ?? Number.NaN;
    expect(phi8).toBeGreaterThan(0.9);
    expect(phi8).toBeLessThanOrEqual(1);
  });

  it('pair only neighbouring buckets for the decay', () => {
    const gapped = history([1, 9, 2, 9, 3], [1, 3]);
    expect(gapped.history.statistics(gapped.endMs)).toMatchObject({ samples: 3, phi8: undefined });
  });

  it('see no movement in a constant rate, whatever the rounding of its sums', () => {
    const rows = Array.from({ length: 24 * 31 }, (_, at) =>
      funding({
        kind: 'settled',
        rate: 0.0001 / 8,
        intervalHours: hours(1),
        settlementAtMs: atMs(BOUNDARY + (at + 1) * HOUR),
      }),
    );
    const found = rateHistoryOf(rows).statistics(atMs(BOUNDARY + 31 * 24 * HOUR));
    expect(found).toMatchObject({ samples: 90, sd8: 0, phi8: undefined, sdApr: 0 });
    expect(found.mean8).toBeCloseTo(0.0001, 12);
    expect(zScore(0.0005, found)).toBeUndefined();
  });

  it('are the same for the same market at 1, 4 and 8 hours', () => {
    const eight = monthOf(8);
    for (const interval of [1, 4]) {
      const found = monthOf(interval);
      expect(found.samples).toBe(eight.samples);
      expect(found.mean8).toBeCloseTo(eight.mean8 ?? Number.NaN, 12);
      expect(found.sd8).toBeCloseTo(eight.sd8 ?? Number.NaN, 12);
      expect(found.phi8).toBeCloseTo(eight.phi8 ?? Number.NaN, 9);
      expect(found.ma24h).toBeCloseTo(eight.ma24h ?? Number.NaN, 12);
    }
  });

  it('look at complete buckets of the last 30 days only', () => {
    const made = history(Array.from({ length: 91 }, () => 1));
    expect(made.history.statistics(made.endMs).samples).toBe(90);
    // of each bucket seven hours are known
    const partial = rateHistoryOf(
      Array.from({ length: 91 }, (_, at) => settlement(1, (FIRST + at + 1) * BUCKET_MS, 7)),
    );
    expect(partial.statistics(made.endMs).samples).toBe(0);
    expect(made.history.statistics(atMs(made.endMs - 1)).samples).toBe(90);
    expect(made.history.statistics(atMs(made.endMs + 40 * 24 * HOUR)).samples).toBe(0);
  });

  it('are unknown, not 0, without samples', () => {
    expect(new RateHistory().statistics(atMs(BOUNDARY))).toEqual({
      samples: 0,
      mean8: undefined,
      sd8: undefined,
      phi8: undefined,
      ma24h: undefined,
      sdApr: undefined,
    });
    const one = history([1]);
    expect(one.history.statistics(one.endMs)).toMatchObject({ samples: 1, sd8: undefined, sdApr: undefined });
  });
});

describe('the z-score', () => {
  it('counts deviations from the mean of the month', () => {
    // (5 - 1) / 2
    expect(zScore(0.0005, statistics({ mean8: 0.0001, sd8: 0.0002 }))).toBeCloseTo(2, 12);
    expect(zScore(-0.0003, statistics({ mean8: 0.0001, sd8: 0.0002 }))).toBeCloseTo(-2, 12);
  });

  it('is undefined, never 0 or Infinity, without variance, samples or statistics', () => {
    expect(zScore(0.0005, statistics({ sd8: 0 }))).toBeUndefined();
    expect(zScore(0.0005, statistics({ samples: 29 }))).toBeUndefined();
    expect(zScore(0.0005, statistics({ sd8: undefined }))).toBeUndefined();
    expect(zScore(0.0005, statistics({ mean8: undefined }))).toBeUndefined();
    expect(zScore(0.0005, undefined)).toBeUndefined();
    expect(zScore(0.0005, statistics({ samples: 30 }))).toBeDefined();
  });
});

describe('the 24-hour moving average', () => {
  const rows = [2, 4, 6, 8].map((bps, at) =>
    funding({ kind: 'settled', rate: bps / 1e4, settlementAtMs: atMs(BOUNDARY + 8 * (at + 1) * HOUR) }),
  );

  it('is the mean of the 24 hours up to the last settlement, per 8 hours', () => {
    const found = rateHistoryOf(rows).statistics(atMs(BOUNDARY + 33 * HOUR));
    expect(found.ma24h).toBeCloseTo(6e-4, 12);
    expect(deviationFromMa24h(0.001, found)).toBeCloseTo(4e-4, 12);
  });

  it('is unknown with a gap in the day, or when the day is over', () => {
    const gapped = rateHistoryOf(rows.filter((_, at) => at !== 2));
    expect(gapped.statistics(atMs(BOUNDARY + 33 * HOUR)).ma24h).toBeUndefined();
    expect(rateHistoryOf(rows).statistics(atMs(BOUNDARY + 57 * HOUR)).ma24h).toBeUndefined();
    expect(deviationFromMa24h(0.001, undefined)).toBeUndefined();
  });
});
