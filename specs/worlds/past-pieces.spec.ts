import { join } from 'node:path';
import { expect, it } from 'vitest';
import { marketKey, symbolId, venueId } from '../../src/domain/ids.ts';
import type { MarketKey } from '../../src/domain/ids.ts';
import type { Input } from '../../src/domain/input.ts';
import { text } from '../../src/domain/money.ts';
import type { World } from '../../src/domain/ports.ts';
import { MS_PER_DAY, MS_PER_HOUR, atMs, hours } from '../../src/domain/units.ts';
import type { AtMs } from '../../src/domain/units.ts';
import { openRecorder } from '../../src/cli/start-world.ts';
import { parseConfig } from '../../src/engine/config/config.ts';
import { openEngine } from '../../src/engine/engine.ts';
import { createMemoryHistory } from '../../src/history/memory.ts';
import { createMemoryJournal } from '../../src/journal/memory.adapter.ts';
import { birthIdOf } from '../../src/worlds/birth-id.ts';
import { pastPieces } from '../../src/worlds/past-pieces.ts';
import { simulatedWorld } from '../../src/worlds/simulated.ts';
import { runCommand, summaryOf } from '../cli/command-run.ts';
import { temporaryDirectory } from '../journal/support/batches.ts';
import { restlessEntry } from '../support/restless-entry.ts';

const keyOf = (venue: string, symbol: string): MarketKey => marketKey(venueId(venue), symbolId(symbol));
const MARKETS = ['SOL', 'AVAX', 'DOGE'].flatMap((coin) => [
  keyOf('bybit', `${coin}/USDT:USDT`),
  keyOf('hyperliquid', `${coin}/USDC:USDC`),
]);

/** 33 days of each market: three settlements and a price a day. */
const historyBefore = (startMs: number) => {
  const history = createMemoryHistory();
  const entry = history.begin({ source: 'archive', atMs: atMs(startMs) }, 'refuse');
  const firstMs = Math.floor(startMs / MS_PER_DAY) * MS_PER_DAY - 33 * MS_PER_DAY;
  for (const [nth, market] of MARKETS.entries())
    for (let at = firstMs; at <= startMs; at += 8 * MS_PER_HOUR) {
      const rate = text((1e-4 * (1 + Math.sin(nth + at / MS_PER_DAY))).toFixed(9));
      entry.add({ kind: 'funding', market, atMs: atMs(at), rate, intervalHours: hours(8) }, nth);
      entry.add({ kind: 'mark', market, atMs: atMs(at - 1), mark: 100 + nth + Math.sin(at) }, nth);
    }
  entry.commit();
  return history;
};

/** A clock after each look at which a piece's time is over. */
const slow = () => {
  let nowMs = 0;
  return () => (nowMs += 1000);
};

const failed = (thrown: unknown): never => {
  throw thrown;
};

const START = atMs(Date.UTC(2026, 2, 2, 3));
const keysOf = (input: Input | undefined): readonly string[] => {
  if (input?.kind === 'rates') return Object.keys(input.rates);
  return input?.kind === 'closes' ? Object.keys(input.closes) : [];
};

it('read one market at a time where that takes long, all at once where it does not, and leave nothing out', () => {
  const terms = { history: historyBefore(START), startAtMs: START, isWanted: (coin: string) => coin !== 'DOGE' };
  const pieces = pastPieces({ ...terms, clockMs: slow(), failed });
  const told = Array.from({ length: 20 }, () => pieces(START)).filter((input) => input !== undefined);
  expect(told.map(({ kind }) => kind)).toEqual(['rates', 'rates', 'rates', 'rates', 'closes', 'closes']);
  expect(told.flatMap(keysOf).sort()).toEqual([...MARKETS.slice(0, 4), 'AVAX', 'SOL'].sort());
  const quick = pastPieces({ ...terms, clockMs: () => 0, failed });
  expect([quick(START), quick(START), quick(START)].map((input) => keysOf(input).length)).toEqual([4, 2, 0]);
});

it('are over once the history cannot be read, which is told once', () => {
  const whole = historyBefore(START);
  const failures: unknown[] = [];
  const broken = {
    markets: () => whole.markets(),
    marks: whole.marks.bind(whole),
    fundingRows: (...args: Parameters<typeof whole.fundingRows>) => {
      if (args[0] === MARKETS[2]) throw new Error('a damaged block');
      return whole.fundingRows(...args);
    },
  };
  const pieces = pastPieces({
    history: broken,
    startAtMs: START,
    isWanted: () => true,
    clockMs: slow(),
    failed: (thrown) => failures.push(thrown),
  });
  const told = Array.from({ length: 20 }, () => pieces(START));
  expect(told.filter((input) => input !== undefined).length).toBeLessThan(MARKETS.length);
  expect(failures).toEqual([new Error('a damaged block')]);
});

const config = parseConfig({
  text: `
engine: { evaluateEveryMs: 1000, horizonHours: 24, seed: 7 }
universe: { coins: [SOL, AVAX], spotLegs: false }
entry: ${restlessEntry({ opensPerHourMax: 1000 })}
venues: { okx: { enabled: false }, binance: { enabled: false } }
`,
});

/** A run of 20 s over a history that takes a turn a market, recorded; what happened, in order. */
const recordedRun = async (file: string) => {
  const events: string[] = [];
  const invented = simulatedWorld({ config, seed: 7 });
  const world: World = {
    name: invented.name,
    startAtMs: invented.startAtMs,
    venues: invented.venues,
    next: (deadlineAtMs) => invented.next(deadlineAtMs),
    perform: (request) => {
      events.push(request.kind);
      invented.perform(request);
    },
    stop: () => invented.stop(),
  };
  const store = createMemoryJournal({ birthId: birthIdOf(7) });
  const recorder = openRecorder(file, {
    request: { world: 'simulated', scenario: 'default' },
    parts: { config, store },
    world,
  });
  const history = historyBefore(world.startAtMs);
  const engine = openEngine(
    {
      world,
      store,
      config,
      speed: 'max',
      onInput: (input) => {
        events.push(input.kind);
        void recorder.record(input);
      },
      asides: pastPieces({
        history,
        startAtMs: world.startAtMs,
        isWanted: () => true,
        clockMs: slow(),
        failed: (thrown) => events.push(String(thrown)),
      }),
    },
    (world.startAtMs + 20_000) as AtMs,
  );
  engine.send({ type: 'operator.arm' });
  engine.send({ type: 'operator.trade' });
  await engine.start();
  await engine.finished;
  await engine.stop();
  await recorder.close();
  return { events, headHash: store.headHash, facts: [...store.facts(1)] };
};

it('hold nothing up: venues are asked first, what they tell is heard in between, and a replay is the run again', async () => {
  const file = join(temporaryDirectory(), 'run.ndjson.gz');
  const { events, headHash, facts } = await recordedRun(file);
  expect(events.filter((event) => event === 'rates' || event === 'closes')).toHaveLength(MARKETS.length + 3);
  const firstPast = events.findIndex((event) => event === 'rates');
  expect(events.indexOf('account')).toBeGreaterThanOrEqual(0);
  expect(events.indexOf('account')).toBeLessThan(firstPast);
  expect(events.lastIndexOf('closes') - firstPast).toBeGreaterThan(MARKETS.length * 2);
  expect(facts.some(({ type }) => type.startsWith('recovery'))).toBe(true);
  const replayed = summaryOf(await runCommand(['replay', file, '--json']));
  expect(replayed['journalHash']).toBe(headHash);
});
