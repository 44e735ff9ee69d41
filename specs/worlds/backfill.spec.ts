import { expect, it, onTestFinished } from 'vitest';
import { createWallClock, sleep } from '../../src/clock/wall-clock.adapter.ts';
import { createNetwork } from '../../src/connectivity/network.adapter.ts';
import type { HttpRequest, Transport } from '../../src/connectivity/transport.ts';
import { MS_PER_DAY } from '../../src/domain/units.ts';
import { gapsWithin } from '../../src/history/funding-coverage.ts';
import { createMemoryHistory } from '../../src/history/memory.ts';
import type { HistoryStore } from '../../src/history/history.ts';
import { serveVenues } from '../../src/simulator/wire/wire-server.adapter.ts';
import { venueLinks } from '../../src/venues/links.ts';
import { knownVenues } from '../../src/venues/registry.ts';
import { Backfill } from '../../src/worlds/backfill.ts';
import type { BackfillReport } from '../../src/worlds/backfill.ts';
import { hostsOf } from '../../src/worlds/live-gateway.ts';
import type { Endpoints } from '../../src/worlds/paper-world.ts';
import { everything } from '../history/support/stores.ts';
import { endpointsOf } from '../support/served-venues.ts';

const clock = createWallClock();
const VENUES = knownVenues.map(({ venue }) => venue);
const toMs = clock.now();
/** Longer than a page of any venue, shorter than what the simulated ones remember. */
const SPAN = { fromMs: toMs - 28 * MS_PER_DAY, toMs };

interface Terms {
  readonly venue: string;
  readonly endpoints: Endpoints;
  readonly store: HistoryStore;
  readonly transport?: Transport;
  readonly isStopped?: () => boolean;
}

const backfill = ({ venue, endpoints, store, transport, isStopped }: Terms): Promise<BackfillReport> => {
  const profile = knownVenues.find((known) => known.venue === venue);
  const link = venueLinks.find((known) => known.venue === venue);
  if (profile === undefined || link === undefined) throw new Error(`no ${venue}`);
  return new Backfill({
    profile,
    link,
    hosts: hostsOf(profile.venue, endpoints),
    transport: transport ?? createNetwork(),
    clock,
    random: () => 0,
    sleep,
    store,
    span: SPAN,
    isWanted: ({ coin }) => coin === 'BTC',
    isStopped: isStopped ?? (() => false),
    told: () => undefined,
  }).run();
};

const served = async (...venues: readonly string[]): Promise<Endpoints> => {
  const running = await serveVenues({ venues, seed: 3, scenario: 'default', basePort: 'any', bookEveryMs: 500, clock });
  onTestFinished(() => running.close());
  return endpointsOf(running);
};

it('has every settlement of a month of every venue, page by page, and asks for nothing twice', async () => {
  const endpoints = await served(...VENUES);
  const store = createMemoryHistory();
  const first = await Promise.all(VENUES.map((venue) => backfill({ venue, endpoints, store })));
  expect(first.map(({ failures, conflicts, missing }) => [failures, conflicts, missing])).toEqual(
    VENUES.map(() => [[], 0, 0]),
  );
  for (const market of store.markets()) expect(gapsWithin(store, market, SPAN)).toEqual([]);
  const settled = everything(store);
  const second = await Promise.all(VENUES.map((venue) => backfill({ venue, endpoints, store })));
  expect(second.map(({ added, complete }) => [added, complete])).toEqual(second.map(({ markets }) => [0, markets]));
  expect(everything(store)).toEqual(settled);
});

it('goes on where it was stopped, and asks again for what failed', async () => {
  const endpoints = await served('hyperliquid');
  const whole = createMemoryHistory();
  await backfill({ venue: 'hyperliquid', endpoints, store: whole });
  const store = createMemoryHistory();
  let isStopped = false;
  const stopping = countingTransport((asked) => {
    isStopped ||= asked >= 2;
    return 'pass';
  });
  await backfill({ venue: 'hyperliquid', endpoints, store, transport: stopping, isStopped: () => isStopped });
  const held = everything(store).length;
  expect(held).toBeGreaterThan(0);
  expect(held).toBeLessThan(everything(whole).length);
  const failing = countingTransport((asked) => (asked === 1 ? 'fail' : 'pass'));
  const { failures, missing } = await backfill({ venue: 'hyperliquid', endpoints, store, transport: failing });
  expect([failures, missing]).toEqual([[], 0]);
  expect(everything(store)).toEqual(everything(whole));
});

it('says what could not be had', async () => {
  const store = createMemoryHistory();
  const nobody: Transport = {
    ...createNetwork(),
    request: () => Promise.resolve({ kind: 'answer', status: 404, headers: {}, body: '{"msg":"gone"}' }),
  };
  const { failures, markets } = await backfill({ venue: 'okx', endpoints: {}, store, transport: nobody });
  expect(markets).toBe(0);
  expect(failures[0]).toMatch(/^GET \/api\/v5\/public\/instruments.*unexpected/);
});

/** The network, with a word to say before the nth request for settled rates. */
const countingTransport = (decide: (asked: number) => 'pass' | 'fail'): Transport => {
  const network = createNetwork();
  let asked = 0;
  return {
    ...network,
    request: (request: HttpRequest) => {
      if (request.body?.includes('fundingHistory') !== true) return network.request(request);
      asked += 1;
      return decide(asked) === 'pass'
        ? network.request(request)
        : Promise.resolve({ kind: 'failure', failure: { cause: 'unreachable', message: 'cut' } });
    },
  };
};
