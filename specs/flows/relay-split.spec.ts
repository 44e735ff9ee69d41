import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fact } from '../../src/domain/fact.ts';
import { venueId } from '../../src/domain/ids.ts';
import { parseConfig } from '../../src/engine/config/config.ts';
import { openEngine } from '../../src/engine/engine.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { createMemoryJournal } from '../../src/journal/memory.adapter.ts';
import { serveVenues } from '../../src/simulator/wire/wire-server.adapter.ts';
import type { ServedVenues } from '../../src/simulator/wire/wire-server.adapter.ts';
import { openPaperWorld } from '../../src/worlds/paper-world.ts';
import { endpointsOf, onlyVenues, until as waitUntil } from '../support/served-venues.ts';

const SERVED = ['binance', 'bybit', 'holysheep'];
const BINANCE = venueId('binance');

const config = parseConfig({
  text: JSON.stringify({
    engine: { evaluateEveryMs: 500 },
    universe: { coins: ['BTC', 'SOL'] },
    venues: {
      ...onlyVenues(SERVED),
      binance: { relay: 'holysheep', relayShareFraction: 1 },
    },
  }),
});

describe('a venue whose rates a relay serves, over real sockets', { timeout: 120_000 }, () => {
  const facts: Fact[] = [];
  let served: ServedVenues;
  let engine: Engine;

  const told = (type: string): number => facts.filter((fact) => fact.type === type).length;
  const rateOf = (market: string): number | undefined =>
    engine.inspect.marketRows().find((row) => row.market === market)?.rate;
  const feedOf = (venue: string): number => engine.status().feeds.find((feed) => feed.venue === venue)?.frames ?? 0;

  const until = (what: string, isSo: () => boolean): Promise<void> =>
    waitUntil(what, isSo, {
      patienceMs: 90_000,
      told: () => JSON.stringify({ rows: engine.inspect.marketRows(), feeds: engine.status().feeds }),
    });

  beforeAll(async () => {
    served = await serveVenues({ venues: SERVED, seed: 7, basePort: 'any' });
    const endpoints = endpointsOf(served);
    const env = { HOLYSHEEP_API_KEY: 'sk-simulated-key\n' };
    const { world } = openPaperWorld({ config, endpoints, env });
    const store = createMemoryJournal({ birthId: 'paper0000000000000000000000000002' });
    engine = openEngine({ world, store, config, speed: 'max' });
    engine.facts$.subscribe((fact) => facts.push(fact));
    await engine.start();
  });

  afterAll(async () => {
    await engine.stop();
    await served.close();
  });

  it('has its rates from the relay and its books from itself', async () => {
    await until(
      'rates and books are there',
      () => rateOf('binance:SOL/USDT:USDT') !== undefined && feedOf('holysheep') > 5,
    );
    // its own word is withheld: within some seconds of frames it has come
    const frames = feedOf('binance');
    await until('the venue itself has spoken of its rates', () => feedOf('binance') > frames + 300);
    const row = engine.inspect.marketRows().find(({ market }) => market === 'binance:SOL/USDT:USDT');
    expect(row?.mid).toBeGreaterThan(0);
    expect(row?.rateKind).toBe('predicted');
  });

  it('goes back to the venue at once at the word of the operator, and to the relay again', async () => {
    engine.send({ type: 'operator.split', venue: BINANCE, shareFraction: 0 });
    await until('the share is changed', () => told('source.split') === 1);
    expect(rateOf('binance:SOL/USDT:USDT')).toBeDefined();
    engine.send({ type: 'operator.split', venue: BINANCE, shareFraction: 1 });
    await until('the share is changed back', () => told('source.split') === 2);
  });

  it('falls back to the venue when the relay is gone, without losing a rate, and returns with it', async () => {
    await served.pull('holysheep');
    await until('the fall back is told', () => told('source.fell-back') >= 1);
    expect(rateOf('binance:SOL/USDT:USDT')).toBeDefined();
    await served.restore('holysheep');
    await until('the relay serves again', () => told('source.recovered') >= 1);
  });

  it('is told apart from a venue that no relay speaks of', async () => {
    engine.send({ type: 'operator.split', venue: venueId('bybit'), shareFraction: 0.5 });
    await until('it is refused', () => told('source.split-refused') === 1);
  });
});
