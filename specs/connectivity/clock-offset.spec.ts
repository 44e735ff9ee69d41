import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ageMs } from '../../src/analytics/freshness-budget.ts';
import { ClockOffset } from '../../src/connectivity/clock-offset.ts';
import { isRecord } from '../../src/domain/codec.ts';
import { atMs } from '../../src/domain/units.ts';
import { venueProfile } from '../../src/venues/registry.ts';
import { hasRecording, recordedRows, recordingTitle } from './recorded-rows.ts';

const CLOCK_BEHIND = 'binance/usdm-btcusdt-20240808.ndjson.gz';

/** Samples as (arrival, venue time). */
const learnt = (...samples: readonly (readonly [arrivedAtMs: number, venueAtMs: number])[]): ClockOffset => {
  const offset = new ClockOffset();
  for (const [arrived, venue] of samples) offset.sample(atMs(arrived), atMs(venue));
  return offset;
};

describe('the clock offset of a venue', () => {
  it('is unknown before the first sample and again after a reset', () => {
    const offset = learnt();
    expect([offset.minLagMs, offset.toOurs(atMs(5))]).toEqual([undefined, undefined]);
    offset.sample(atMs(1000), atMs(990));
    offset.reset();
    expect(offset.minLagMs).toBeUndefined();
  });

  it('is the least lag seen: a late frame says nothing about a clock', () => {
    // 1040 - 1000, 1120 - 1100, 1900 - 1200
    expect(learnt([1040, 1000], [1120, 1100], [1900, 1200]).minLagMs).toBe(20);
  });

  it('turns an instant of a clock that is ahead into ours: lag -1270 + 5 of travel', () => {
    const offset = learnt([10_000, 11_265]);
    expect(offset.minLagMs).toBe(-1265);
    expect(offset.toOurs(atMs(11_365))).toBe(10_100);
  });

  it('forgets the fastest frame after a minute, but never its last sample', () => {
    const offset = learnt([0, -5], [30_000, 29_960], [60_000, 59_970]);
    expect(offset.minLagMs).toBe(5);
    offset.sample(atMs(60_001), atMs(59_901));
    expect(offset.minLagMs).toBe(30);
    const silent = learnt([0, -5]);
    silent.sample(atMs(3_600_000), atMs(3_599_900));
    expect(silent.minLagMs).toBe(100);
  });

  it('is the least of the last 60 s for any frames', () => {
    const step = fc.record({ afterMs: fc.integer({ min: 0, max: 9000 }), lagMs: fc.integer({ min: -50, max: 50 }) });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 80 }), (steps) => {
        const offset = new ClockOffset();
        const all: { at: number; lagMs: number }[] = [];
        let nowMs = 1_000_000;
        for (const { afterMs, lagMs } of steps) {
          nowMs += afterMs;
          offset.sample(atMs(nowMs), atMs(nowMs - lagMs));
          all.push({ at: nowMs, lagMs });
          const least = Math.min(...all.filter(({ at }) => at >= nowMs - 60_000).map((one) => one.lagMs));
          expect(offset.minLagMs).toBe(least);
        }
      }),
    );
  });

  it('holds the window over thousands of rising lags', () => {
    const offset = new ClockOffset();
    // one frame every 10 ms, each a millisecond later than the one before: the least of 60 s is 6,000 frames back
    for (let frame = 0; frame < 20_000; frame += 1) offset.sample(atMs(frame * 10), atMs(frame * 10 - frame));
    expect(offset.minLagMs).toBe(19_999 - 6000);
  });
});

describe.skipIf(!hasRecording(CLOCK_BEHIND))(recordingTitle(CLOCK_BEHIND), () => {
  it('finds a recording clock 1.27 s behind the venue, and no age is negative or a second off', () => {
    const decoder = venueProfile('binance').createDecoder();
    const offset = new ClockOffset();
    let frames = 0;
    let naiveNegative = 0;
    let worstMs = 0;
    for (const row of recordedRows(CLOCK_BEHIND, 20_000)) {
      if (!isRecord(row.frame) || row.conn === undefined) continue;
      const arrivedAtMs = atMs(row.atMs);
      for (const event of decoder.frame(row.frame, { conn: row.conn, atMs: arrivedAtMs })) {
        if (event.type !== 'top' || event.venueAtMs === undefined) continue;
        offset.sample(arrivedAtMs, event.venueAtMs);
        frames += 1;
        if (arrivedAtMs - event.venueAtMs < 0) naiveNegative += 1;
        const offsetMs = offset.minLagMs === undefined ? undefined : -offset.minLagMs;
        worstMs = Math.max(
          worstMs,
          ageMs({ nowMs: arrivedAtMs, offsetMs, venueAtMs: event.venueAtMs, arrivedAtMs }) ?? Infinity,
        );
      }
    }
    expect(frames).toBeGreaterThan(1000);
    expect(naiveNegative).toBe(frames);
    expect(offset.minLagMs).toBeGreaterThan(-1300);
    expect(offset.minLagMs).toBeLessThan(-1240);
    expect(worstMs).toBeLessThan(1000);
  });
});
