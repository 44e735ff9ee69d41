import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { Moments } from '../../src/analytics/moments.ts';
import { BUCKET_MS } from '../../src/analytics/rate-buckets.ts';
import { RateHistory, rateHistoryOf } from '../../src/analytics/rate-history.ts';
import type { FundingObservation } from '../../src/domain/funding.ts';
import { atMs, hours } from '../../src/domain/units.ts';
import { BOUNDARY, HOUR, funding } from './route-fixtures.ts';

const DAY = 24 * HOUR;
const settled = (at: number, rate: number, interval: number, special = false): FundingObservation =>
  funding({ kind: 'settled', rate, intervalHours: hours(interval), settlementAtMs: atMs(at), special });

/** The walk over all buckets: means first, then deviations. */
const walk = ({ buckets }: RateHistory, nowMs: number) => {
  const complete = buckets.filter(({ index, coveredMs }) => {
    const endMs = (index + 1) * BUCKET_MS;
    return coveredMs >= BUCKET_MS && endMs <= nowMs && endMs > nowMs - 30 * DAY;
  });
  const mean = complete.reduce((total, { sum }) => total + sum, 0) / complete.length;
  let [squares, products, pairs] = [0, 0, 0];
  for (const [at, { index, sum }] of complete.entries()) {
    squares += (sum - mean) ** 2;
    const before = complete[at - 1];
    if (before?.index !== index - 1) continue;
    products += (before.sum - mean) * (sum - mean);
    pairs += 1;
  }
  const largest = Math.max(0, ...complete.map(({ sum }) => Math.abs(sum)));
  if (squares <= complete.length * (1e-9 * largest) ** 2) squares = 0;
  return {
    newest: complete.at(-1)?.index ?? 0,
    largest,
    samples: complete.length,
    mean8: complete.length === 0 ? undefined : mean,
    sd8: complete.length < 2 ? undefined : Math.sqrt(squares / (complete.length - 1)),
    phi8: squares === 0 || pairs === 0 ? undefined : Math.min(1, Math.max(0, products / squares)),
    sdApr: complete.length < 2 ? undefined : Math.sqrt(squares / complete.length) * 1095,
  };
};

interface Step {
  /** Of the interval; 0 goes on with the one before. */
  readonly change: 0 | 1 | 2 | 4 | 8 | 24;
  readonly missing: number;
  readonly rate: number;
  readonly special: boolean;
  readonly lateMs: number;
  /** Looks of the hours before the settlement, at these parts of the way. */
  readonly looks: readonly number[];
}

const step: fc.Arbitrary<Step> = fc.record({
  change: fc.oneof(
    { weight: 30, arbitrary: fc.constant(0 as const) },
    { weight: 1, arbitrary: fc.constantFrom(1 as const, 2 as const, 4 as const, 8 as const, 24 as const) },
  ),
  missing: fc.oneof(
    { weight: 60, arbitrary: fc.constant(0) },
    { weight: 2, arbitrary: fc.integer({ min: 1, max: 30 }) },
    { weight: 1, arbitrary: fc.constant(100) },
  ),
  rate: fc.oneof(
    { weight: 20, arbitrary: fc.double({ min: -3e-4, max: 5e-4, noNaN: true }) },
    { weight: 20, arbitrary: fc.constant(1e-4) },
    { weight: 1, arbitrary: fc.constantFrom(0.02, -0.02, Number.NaN) },
  ),
  special: fc.oneof({ weight: 30, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  lateMs: fc.integer({ min: 0, max: 25_000 }),
  looks: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 2 }),
});

/** One life of a market: `look` sees the rows so far, the history they were told to, and the time. */
const live = (
  steps: readonly Step[],
  look: (rows: readonly FundingObservation[], history: RateHistory, nowMs: number) => void,
): void => {
  const history = new RateHistory();
  const rows: FundingObservation[] = [];
  let [at, interval] = [BOUNDARY, 8];
  for (const { change, missing, rate, special, lateMs, looks } of steps) {
    const before = at;
    if (change !== 0) interval = change;
    at += (1 + missing) * interval * HOUR;
    for (const part of [...looks].sort((a, b) => a - b)) look(rows, history, before + 30_000 + part * (at - before));
    const row = settled(at + lateMs, rate, interval, special);
    history.fold(row);
    rows.push(row);
    look(rows, history, at + 30_000);
  }
};

/** Part of `scale` that two figures differ by; 0 where both are unknown. */
const apart = (a: number | undefined, b: number | undefined, scale = 1): number =>
  a === b ? 0 : Math.abs((a ?? NaN) - (b ?? NaN)) / scale;

describe('running sums', () => {
  it('give what a history that was read at once gives, bit for bit, and what a walk over all buckets gives', () => {
    const counts = { looks: 0, dayEnds: 0 };
    const worst = { samples: 0, mean8: 0, sd8: 0, sdApr: 0, phi8: 0, atDayEnds: 0 };
    const property = fc.property(fc.array(step, { minLength: 100, maxLength: 300 }), (steps) => {
      live(steps, (rows, history, nowMs) => {
        const found = history.statistics(atMs(nowMs));
        const walked = walk(history, nowMs);
        counts.looks += 1;
        if (counts.looks % 16 === 0) expect(rateHistoryOf(rows).statistics(atMs(nowMs))).toEqual(found);
        const far = {
          samples: apart(found.samples, walked.samples),
          mean8: apart(found.mean8, walked.mean8, walked.largest),
          sd8: apart(found.sd8, walked.sd8, walked.sd8),
          sdApr: apart(found.sdApr, walked.sdApr, walked.sdApr),
          phi8: apart(found.phi8, walked.phi8),
        };
        const isDayEnd = walked.newest % 3 === 2 && walked.newest === Math.floor(nowMs / BUCKET_MS) - 1;
        if (isDayEnd) counts.dayEnds += 1;
        worst.atDayEnds = Math.max(worst.atDayEnds, isDayEnd ? Math.max(...Object.values(far)) : 0);
        for (const figure of ['samples', 'mean8', 'sd8', 'sdApr', 'phi8'] as const)
          worst[figure] = Math.max(worst[figure], far[figure]);
      });
    });
    fc.assert(property, { seed: 6, numRuns: 20, endOnFailure: true });
    expect(worst).toMatchObject({ samples: 0, atDayEnds: 0 });
    expect(worst.mean8).toBeLessThan(1e-15);
    for (const figure of ['sd8', 'sdApr', 'phi8'] as const) expect(worst[figure]).toBeLessThan(1e-14);
    expect(counts.looks).toBeGreaterThan(5000);
    expect(counts.dayEnds).toBeGreaterThan(300);
  });

  it('are what they would be had older rows been told first, bit for bit', () => {
    const property = fc.property(
      fc.array(step, { minLength: 40, maxLength: 200 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (steps, part) => {
        const rows: FundingObservation[] = [];
        live(steps, (soFar, _, nowMs) => {
          rows.splice(0, rows.length, ...soFar);
          if (rows.length < steps.length) return;
          const late = rateHistoryOf(rows.slice(Math.floor(part * rows.length)));
          late.statistics(atMs(nowMs));
          const [whole, merged] = [rateHistoryOf(rows), late.precededBy(rows)];
          expect(merged.buckets).toEqual(whole.buckets);
          expect(merged.recent).toEqual(whole.recent);
          expect(merged.statistics(atMs(nowMs))).toEqual(whole.statistics(atMs(nowMs)));
          const next = settled(nowMs + 8 * HOUR, 1e-4, 8);
          expect([merged.fold(next), whole.fold(next)]).toEqual([true, true]);
          expect(merged.statistics(atMs(nowMs + 9 * HOUR))).toEqual(whole.statistics(atMs(nowMs + 9 * HOUR)));
        });
      },
    );
    fc.assert(property, { seed: 7, numRuns: 200, endOnFailure: true });
  });

  it('touch what is new: nothing in most hours, two buckets where one ends, all of them once a day', () => {
    const touched = vi.spyOn(Moments.prototype, 'add');
    const history = new RateHistory();
    const touches: number[] = [];
    for (let hour = 1; hour <= 40 * 24; hour += 1) {
      history.fold(settled(BOUNDARY + hour * HOUR, 1e-5 * Math.sin(hour), 1));
      touched.mockClear();
      history.statistics(atMs(BOUNDARY + hour * HOUR));
      touches.push(touched.mock.calls.length);
    }
    // BOUNDARY is 8:00: the hour at 0 is midnight
    const ofDay = (day: number): readonly number[] => touches.slice(day * 24 - 9, day * 24 + 15);
    for (const day of [33, 38]) {
      expect(ofDay(day).filter((count) => count > 0)).toEqual([90, 2, 2]);
      expect(ofDay(day)).toHaveLength(24);
    }
    touched.mockClear();
    expect(history.statistics(atMs(BOUNDARY + 960 * HOUR))).toBe(history.statistics(atMs(BOUNDARY + 961 * HOUR)));
    expect(touched).not.toHaveBeenCalled();
    touched.mockRestore();
  });
});
