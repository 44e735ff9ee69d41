import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/engine/config/config.ts';
import { openEngine } from '../../src/engine/engine.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { createMemoryJournal } from '../../src/journal/memory.adapter.ts';
import { createRecorder } from '../../src/replay/recorder.adapter.ts';
import type { Fact } from '../../src/domain/fact.ts';
import { serveVenues } from '../../src/simulator/wire/wire-server.adapter.ts';
import type { ServedVenues } from '../../src/simulator/wire/wire-server.adapter.ts';
import { openPaperWorld } from '../../src/worlds/paper-world.ts';
import { configAbout } from '../../src/worlds/recorded-config.ts';
import { recordedWorld } from '../../src/worlds/recorded.ts';
import { endpointsOf, onlyVenues, until as waitUntil } from '../support/served-venues.ts';

const VENUES = ['binance', 'bybit'];

/** Two venues, three coins, judged twice a second. */
const config = parseConfig({
  text: JSON.stringify({
    engine: { evaluateEveryMs: 500 },
    universe: { coins: ['BTC', 'SOL', 'PEPE'] },
    venues: onlyVenues(VENUES),
  }),
});

const until = (what: string, isSo: () => boolean, told?: () => string): Promise<void> =>
  waitUntil(what, isSo, { patienceMs: 20_000, ...(told === undefined ? {} : { told }) });

const statesOf = (engine: Engine, venue: string): readonly string[] =>
  engine.inspect
    .actors()
    .filter(({ id }) => id.startsWith(`market/${venue}:`))
    .map(({ state }) => state);

describe('the paper world over real sockets', () => {
  const dir = mkdtempSync(join(tmpdir(), 'hedgerow-'));
  const file = join(dir, 'run.ndjson');
  const facts: Fact[] = [];
  const birthId = 'paper0000000000000000000000000001';
  let served: ServedVenues;
  let engine: Engine;
  const store = createMemoryJournal({ birthId });
  let recorder: ReturnType<typeof createRecorder>;

  beforeAll(async () => {
    served = await serveVenues({ venues: VENUES, seed: 7, basePort: 'any' });
    const endpoints = endpointsOf(served);
    const { world } = openPaperWorld({ config, endpoints, env: {} });
    recorder = createRecorder({
      path: file,
      about: {
        about: 'spec',
        source: 'paper',
        holds: 'inputs',
        birthId,
        startAtMs: world.startAtMs,
        config: configAbout(config),
      },
    });
    engine = openEngine({ world, store, config, speed: 'max', onInput: (input) => void recorder.record(input) });
    engine.facts$.subscribe((fact) => facts.push(fact));
    engine.send({ type: 'operator.arm' });
    engine.send({ type: 'operator.trade' });
    await engine.start();
  });

  afterAll(async () => {
    await engine.stop();
    await served.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it('brings every market of a shared coin to life, a thousandfold coin among them', async () => {
    await until(
      'every market is live',
      () => {
        const states = VENUES.flatMap((venue) => statesOf(engine, venue));
        return states.length >= 11 && states.every((state) => state === 'live');
      },
      () => VENUES.map((venue) => `${venue}: ${statesOf(engine, venue).join(' ')}`).join('; '),
    );
    const coins = new Set(engine.signals().map(({ route }) => route.coin));
    await until('three coins are judged', () => {
      for (const { route } of engine.signals()) coins.add(route.coin);
      return coins.size === 3;
    });
    expect([...coins].sort()).toEqual(['BTC', 'PEPE', 'SOL']);
  });

  it('knows the offset of each venue with a server time', async () => {
    await until(
      'both offsets are known',
      () => engine.status().feeds.filter(({ offsetMs }) => offsetMs !== undefined).length === 2,
    );
  });

  it('shows the machine of each connection, as it runs and not of the engine s making', () => {
    const connections = engine.inspect.actors().filter(({ id }) => id.startsWith('connection/'));
    expect(connections.map(({ id }) => id)).toContain('connection/bybit/linear');
    for (const { id } of connections) {
      expect(engine.inspect.machine(id)?.id).toBe('connection');
      expect(engine.inspect.value(id)).toEqual({ open: 'flowing' });
      expect(engine.inspect.context(id)).toMatchObject({ attempts: 0 });
    }
  });

  it('goes on with one venue while the other is down, and takes it back without a stale book in between', async () => {
    await served.pull('bybit');
    await until(
      'bybit is down',
      () => statesOf(engine, 'bybit').every((state) => state === 'down'),
      () => statesOf(engine, 'bybit').join(' '),
    );
    expect(statesOf(engine, 'binance').every((state) => state === 'live')).toBe(true);
    await until('routes with it are refused', () =>
      engine
        .signals()
        .filter(({ route }) => `${route.long} ${route.short}`.includes('bybit'))
        .every(({ verdict }) => verdict === 'refused'),
    );
    await served.restore('bybit');
    await until('bybit is live again', () => statesOf(engine, 'bybit').every((state) => state === 'live'));
    const story = facts.flatMap(({ actor, type }) =>
      actor === 'market/bybit:BTC/USDT:USDT' && type.startsWith('market.') ? [type] : [],
    );
    expect(story).toEqual(['market.live', 'market.down', 'market.live']);
  });

  it('replays to the hash of the run that was recorded', async () => {
    await engine.stop();
    await recorder.close();
    const { world, holdsEverything } = await recordedWorld([file], config);
    const again = createMemoryJournal({ birthId });
    const replayed = openEngine({ world, store: again, config, speed: 'max', inputsAreComplete: holdsEverything });
    await replayed.start();
    await replayed.finished;
    await replayed.stop();
    expect(again.lastSeq).toBe(store.lastSeq);
    expect(again.headHash).toBe(store.headHash);
    expect(store.lastSeq).toBe(facts.length);
  });
});
