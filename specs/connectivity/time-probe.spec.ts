import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RestClient } from '../../src/connectivity/rest-client.ts';
import { OffsetFilter, TimeProbe, bestOffset } from '../../src/connectivity/time-probe.ts';
import { atMs } from '../../src/domain/units.ts';

describe('the offset of a venue clock', () => {
  it('is read half-way through the shortest round trip', () => {
    expect(
      bestOffset([
        { sentAtMs: 1000, receivedAtMs: 1400, venueAtMs: 1500 },
        { sentAtMs: 2000, receivedAtMs: 2020, venueAtMs: 2310 },
        { sentAtMs: 3000, receivedAtMs: 3100, venueAtMs: 3900 },
      ]),
    ).toEqual({ offsetMs: 300, errorMs: 10 });
  });

  it('is unknown without a reading, and takes none that makes no sense', () => {
    expect(bestOffset([])).toBeUndefined();
    expect(bestOffset([{ sentAtMs: 1000, receivedAtMs: 900, venueAtMs: 950 }])).toBeUndefined();
    expect(bestOffset([{ sentAtMs: 1000, receivedAtMs: 1010, venueAtMs: Number.NaN }])).toBeUndefined();
  });

  it('is never further off than half the round trip, wherever the time was read on the way', () => {
    const trips = fc.array(
      fc.record({ there: fc.integer({ min: 0, max: 500 }), back: fc.integer({ min: 0, max: 500 }) }),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(trips, fc.integer({ min: -100_000, max: 100_000 }), (samples, offsetMs) => {
        const best = bestOffset(
          samples.map(({ there, back }, i) => ({
            sentAtMs: i * 1000,
            receivedAtMs: i * 1000 + there + back,
            venueAtMs: i * 1000 + there + offsetMs,
          })),
        );
        expect(Math.abs((best?.offsetMs ?? Infinity) - offsetMs)).toBeLessThanOrEqual((best?.errorMs ?? 0) + 0.5);
      }),
    );
  });
});

describe('estimates that contradict', () => {
  it('are left out once, and believed when the next agrees', () => {
    const filter = new OffsetFilter();
    const taken = [100, 102, 900, 101, 5000, 5010, 103, 5020].map((offsetMs) => filter.take({ offsetMs, errorMs: 5 }));
    expect(taken).toEqual([100, 102, undefined, 101, undefined, 5010, undefined, 5020]);
  });

  it('are allowed as much as they may err', () => {
    const filter = new OffsetFilter();
    filter.take({ offsetMs: 0, errorMs: 10 });
    expect(filter.take({ offsetMs: 200, errorMs: 150 })).toBe(200);
  });
});

describe('a clock of ours that jumps', () => {
  it('is measured against the venue at once, and the first reading counts', async () => {
    let [nowMs, venueMs] = [1_000_000, 1_000_000];
    const measured: number[] = [];
    const ask = () =>
      Promise.resolve({ kind: 'answer', answer: venueMs, sentAtMs: atMs(nowMs), atMs: atMs(nowMs) } as const);
    const probe = new TimeProbe({
      // of the client only this is used
      client: { ask } as unknown as RestClient,
      call: { method: 'GET', path: '/time', weight: 1 } as never,
      read: Number,
      settings: { timeEveryMs: 60_000, timeSamples: 1 } as never,
      measured: (offsetMs) => measured.push(offsetMs),
    });
    /** A second of ours goes by, and one of the venue's. */
    const second = async (jumpMs = 0): Promise<void> => {
      nowMs += 1000 + jumpMs;
      venueMs += 1000;
      probe.tick(atMs(nowMs));
      await new Promise((resolve) => setImmediate(resolve));
    };
    await second();
    await second();
    expect(measured).toEqual([0]);
    await second(3_600_000);
    expect(measured).toEqual([0, -3_600_000]);
    await second();
    expect(measured).toHaveLength(2);
  });
});
