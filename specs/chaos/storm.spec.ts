import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createVirtualClock } from '../../src/clock/virtual-clock.adapter.ts';
import { createWallClock, sleep } from '../../src/clock/wall-clock.adapter.ts';
import { createNetwork } from '../../src/connectivity/network.adapter.ts';
import { createMemoryNetwork } from '../../src/simulator/wire/memory-network.ts';
import { serveVenues } from '../../src/simulator/wire/wire-server.adapter.ts';
import { venueProfile } from '../../src/venues/registry.ts';
import { passTime } from '../connectivity/support/feed-stage.ts';
import { Weather, stormFaces } from './support/storm-weather.ts';
import type { Sky } from './support/storm-weather.ts';

const SEED = 7;
const LIVE_WITHIN_MS = 10_000;

const told = (report: string): void => void process.stdout.write(`${report}\n`);

describe('every socket of every venue lost at once, 20 times in 5 minutes of virtual time', () => {
  const clock = createVirtualClock(Date.UTC(2026, 0, 1, 0, 30));
  const network = createMemoryNetwork({
    faces: stormFaces,
    profileOf: venueProfile,
    seed: SEED,
    clock,
    scenario: 'wide',
    bookEveryMs: 500,
  });
  const sky: Sky = {
    clock,
    transport: network.transport,
    hosts: (venue) => network.endpoints[venue] ?? {},
    pull: async (venue) => network.pull(venue),
    restore: async (venue) => network.restore(venue),
    counts: (venue) => network.counts(venue),
    pass: (durationMs) => passTime(clock, durationMs, 20),
  };
  const weather = new Weather(sky, {
    symbols: 30,
    outageMs: 1000,
    betweenDropsMs: 15_000,
    afterReturn: 'in-full',
    seed: SEED,
  });

  beforeAll(async () => {
    await weather.raise(60_000);
    await weather.calm(60_000);
    for (let drop = 0; drop < 20; drop += 1) await weather.drop();
    told(weather.report());
  }, 600_000);
  afterAll(() => {
    weather.stop();
    network.close();
  });

  it.each(stormFaces.map(({ venue }) => venue))(
    '%s: all 30 markets are live again within 10 s of each return',
    (venue) => {
      expect(weather.stages.get(venue)?.wanted).toHaveLength(30);
      const waits = weather.waits.get(venue) ?? [];
      expect(waits).toHaveLength(20);
      expect(waits.filter((wait) => wait === 'never' || wait > LIVE_WITHIN_MS)).toEqual([]);
    },
  );

  it.each(stormFaces.map((face) => [face.venue, face] as const))(
    '%s: no limit of the venue is broken',
    (_venue, face) => {
      expect(sky.counts(face.venue).sockets.attempts).toBeGreaterThanOrEqual(21);
      expect(weather.breaches(face)).toEqual([]);
    },
  );

  it('leaves no book to decide on from a lost connection, and none put together wrongly', () => {
    for (const stage of weather.stages.values()) {
      expect(stage.losses).toBeGreaterThanOrEqual(20);
      expect(stage.stale).toEqual([]);
      expect(stage.crossed()).toEqual([]);
    }
    expect(weather.lit).toEqual([]);
  });
});

describe('every socket of every venue lost at once, over real sockets', () => {
  it('comes back within the limits, every market live', { timeout: 240_000 }, async () => {
    const clock = createWallClock();
    const served = await serveVenues({ seed: SEED, basePort: 'any', faces: stormFaces, bookEveryMs: 500, clock });
    const endpoints = new Map(
      stormFaces.map((face) => {
        const address = served.addresses.get(face.venue);
        if (address === undefined) throw new Error(`${face.venue} is not served`);
        return [face.venue, face.endpoints(address)];
      }),
    );
    const sky: Sky = {
      clock,
      transport: createNetwork(),
      hosts: (venue) => endpoints.get(venue) ?? {},
      pull: (venue) => served.pull(venue),
      restore: (venue) => served.restore(venue),
      counts: (venue) => served.counts(venue),
      pass: (durationMs) => sleep(durationMs),
    };
    const weather = new Weather(sky, {
      symbols: 5,
      outageMs: 1000,
      betweenDropsMs: 60_000,
      afterReturn: 'until-live',
      seed: SEED,
    });
    // At once: some books were answered over REST, and no change has followed yet.
    await weather.raise(60_000);
    await weather.drop();
    told(weather.report());
    for (const face of stormFaces) {
      expect(weather.stages.get(face.venue)?.wanted).toHaveLength(5);
      expect(weather.waits.get(face.venue)).toEqual([expect.any(Number)]);
      expect(weather.breaches(face)).toEqual([]);
      expect(weather.stages.get(face.venue)?.stale).toEqual([]);
    }
    expect(weather.lit).toEqual([]);
    weather.stop();
    await served.close();
  });
});
