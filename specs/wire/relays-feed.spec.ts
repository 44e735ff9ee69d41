import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createWallClock } from '../../src/clock/wall-clock.adapter.ts';
import { createNetwork } from '../../src/connectivity/network.adapter.ts';
import { createVenueFeed } from '../../src/connectivity/venue-feed.ts';
import type { VenueFeed } from '../../src/connectivity/venue-feed.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import type { MarketEvent } from '../../src/domain/market-event.ts';
import { HOLYSHEEP_KEY } from '../../src/simulator/wire/holysheep/face.ts';
import { API_KEY } from '../../src/simulator/wire/venue-face.ts';
import type { ServedVenues } from '../../src/simulator/wire/wire-server.adapter.ts';
import { serveVenues } from '../../src/simulator/wire/wire-server.adapter.ts';
import { createSimMarkets } from '../../src/simulator/sim-markets.ts';
import { knownVenues } from '../../src/venues/registry.ts';
import { RelayDirectory } from '../../src/venues/relay-directory.ts';
import { relayKey } from '../../src/venues/relay-key.ts';
import { relayProfile } from '../../src/venues/relays.ts';

const SEED = 11;
const COINS = new Set<string>(['BTC', 'SOL']);

let served: ServedVenues;
let feed: VenueFeed | undefined;
const directory = new RelayDirectory();
let instruments: readonly Instrument[] = [];

/** What the venues themselves say, which no relay does. */
const hearVenues = (): void => {
  const clock = createWallClock();
  const markets = createSimMarkets({ seed: SEED, scenario: 'wire', startAtMs: clock.now() });
  const decoders = new Map(knownVenues.map((profile) => [profile.venue, profile.createDecoder()]));
  for (const input of markets.openingInputs()) {
    if (input.kind !== 'frame' && input.kind !== 'rest') continue;
    const decoder = decoders.get(input.venue);
    const events = input.kind === 'frame' ? decoder?.frame(input.frame, input) : decoder?.rest(input.frame, input);
    for (const event of events ?? []) directory.learn(event);
  }
  instruments = markets.instruments().filter(({ coin }) => COINS.has(coin));
};

/** Our own feed to a relay over real sockets, and all that it hears. */
const listen = (relay: 'holysheep' | 'tickdb', preset: string, key: string) => {
  const profile = relayProfile(relay, preset);
  const decoder = profile.createDecoder(directory.lookup);
  const events: MarketEvent[] = [];
  const notices: string[] = [];
  feed = createVenueFeed({
    link: profile.link(relayKey(profile.key, { [profile.key.variable]: key })),
    hosts: served.addresses.get(relay)?.endpoints ?? {},
    transport: createNetwork(),
    clock: createWallClock(),
    random: () => 0.5,
    emit: (input) => {
      if (input.kind === 'notice') notices.push(JSON.stringify(input.notice));
      if (input.kind === 'frame') events.push(...decoder.frame(input.frame, input));
      if (input.kind === 'rest') events.push(...decoder.rest(input.frame, input));
    },
  });
  feed.start();
  feed.want(instruments);
  return { events, notices };
};

const marketsOf = (events: readonly MarketEvent[], type: 'funding' | 'mark' | 'index' | 'book.snapshot') =>
  [...new Set(events.flatMap((event) => (event.type === type ? [String(event.market)] : [])))].sort();

beforeAll(async () => {
  served = await serveVenues({ venues: ['holysheep', 'tickdb'], seed: SEED, basePort: 'any' });
  hearVenues();
});
afterEach(() => feed?.stop());
afterAll(() => served.close());

describe('our own feed at the simulated relays, over real sockets', () => {
  it.each(['holysheep-c-stream', 'holysheep-c-lines'])('hears the rates of every venue in form %s', async (preset) => {
    const { events } = listen('holysheep', preset, HOLYSHEEP_KEY);
    const perpetuals = instruments.filter(({ kind }) => kind !== 'spot').map(({ market }) => String(market));
    await expect
      .poll(() => marketsOf(events, 'funding'), { timeout: 10_000 })
      .toEqual(expect.arrayContaining(perpetuals));
    const rates = events.flatMap((event) => (event.type === 'funding' ? [event.funding] : []));
    expect(rates.every(({ observedAtMs, settlementAtMs }) => settlementAtMs > observedAtMs)).toBe(true);
  });

  it('hears rates, marks, indices and books of TickDB as its article has it', async () => {
    const { events } = listen('tickdb', 'tickdb-t1', API_KEY);
    const linear = instruments.filter((one) => one.kind === 'linear' && one.quote === 'USDT');
    const named = linear.map(({ market }) => String(market));
    const unnamed = named.filter((market) => market.startsWith('binance:'));
    await expect.poll(() => marketsOf(events, 'funding'), { timeout: 10_000 }).toEqual(expect.arrayContaining(named));
    await expect.poll(() => marketsOf(events, 'mark'), { timeout: 10_000 }).toEqual(unnamed);
    await expect.poll(() => marketsOf(events, 'book.snapshot'), { timeout: 10_000 }).toEqual(unnamed);
    expect(marketsOf(events, 'index')).toEqual(expect.arrayContaining(named));
  });

  it('hears spot books of TickDB as its documentation has it', async () => {
    const { events } = listen('tickdb', 'tickdb-t2', API_KEY);
    await expect
      .poll(() => marketsOf(events, 'book.snapshot'), { timeout: 10_000 })
      .toEqual(['binance:BTC/USDT', 'binance:SOL/USDT']);
  });

  it.each([
    ['holysheep', 'holysheep-c-stream', 'sk-somebody-else'],
    ['holysheep', 'holysheep-c-lines', 'sk-somebody-else'],
    ['tickdb', 'tickdb-t1', 'somebody-else'],
  ] as const)('tells %s (%s) that refuses the key', async (relay, preset, key) => {
    const { notices, events } = listen(relay, preset, key);
    await expect
      .poll(() => notices.some((notice) => notice.includes('authentication-failed')), { timeout: 10_000 })
      .toBe(true);
    expect(notices.join('\n')).not.toContain(key);
    expect(marketsOf(events, 'funding')).toEqual([]);
  });
});
