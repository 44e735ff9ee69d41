import { expect, it } from 'vitest';
import type { Fact } from '../../../src/domain/fact.ts';
import type { Input, LendingWord, SequencedInput } from '../../../src/domain/input.ts';
import { atMs } from '../../../src/domain/units.ts';
import { parseConfig } from '../../../src/engine/config/config.ts';
import { openEngine } from '../../../src/engine/engine.ts';
import { createMemoryJournal } from '../../../src/journal/memory.adapter.ts';
import { recordedInput, recordingLine } from '../../../src/replay/recording.ts';
import { simulatedWorld } from '../../../src/worlds/simulated.ts';

interface Run {
  readonly configuredApr?: number;
  readonly seconds: number;
  readonly words?: readonly (readonly [atSecond: number, told: LendingWord])[];
}

/** An engine that is told these things about lending, each at its second. */
const run = async ({ configuredApr = 0.05, seconds, words = [] }: Run) => {
  const config = parseConfig({
    text: `
universe: { coins: [SOL], lendingAprFraction: ${configuredApr} }
venues: { everyVenue: { enabled: false }, binance: { enabled: true }, bybit: { enabled: true } }
lending: { refreshMs: 60_000, maxAgeMs: 61_000 }`,
    knownVenues: ['binance', 'bybit'],
  });
  const world = simulatedWorld({ config, seed: 7 });
  const left = [...words];
  const asides = (nowMs: number): Input | undefined => {
    const [next] = left;
    if (next === undefined || nowMs < world.startAtMs + next[0] * 1000) return undefined;
    left.shift();
    return { kind: 'lending', atMs: atMs(nowMs), source: 'aave', told: next[1] };
  };
  const inputs: SequencedInput[] = [];
  const store = createMemoryJournal({ birthId: 'lending' });
  const onInput = (input: SequencedInput) => inputs.push(input);
  const parts = { config, store, world, speed: 'max' as const, asides, onInput };
  const engine = openEngine(parts, atMs(world.startAtMs + seconds * 1000));
  const facts: Fact[] = [];
  engine.facts$.subscribe((fact) => facts.push(fact));
  await engine.start();
  await engine.finished;
  const bought = engine.signals().filter(({ route }) => route.long.endsWith('/USDT'));
  await engine.stop();
  return {
    facts: facts.flatMap(({ type, body }) => (type.startsWith('lending.') ? [[type, body['apr']]] : [])),
    inputs: inputs.filter(({ kind }) => kind === 'lending'),
    carries: bought.map(({ expectedCarryBps }) => expectedCarryBps),
  };
};

it('takes what a market pays in place of what is configured, until it is too old', async () => {
  const { facts, inputs } = await run({
    seconds: 121,
    words: [
      [0, { apr: 0.03 }],
      [20, { apr: 0.03 }],
    ],
  });
  expect(facts).toEqual([
    ['lending.rate', 0.03],
    ['lending.stale', 0.05],
  ]);
  const [first] = inputs;
  if (first === undefined) throw new Error('nothing was told');
  const { seq: _, ...input } = first;
  expect(recordedInput(JSON.parse(recordingLine(input)), { file: 'a recording', line: 2 })).toEqual(input);
});

it('says once why no rate comes, and takes none that was old when it came', async () => {
  const { facts } = await run({
    seconds: 31,
    words: [
      [0, { apr: 0.03, asOfMs: atMs(0) }],
      [0, { code: 'lending.refused', fault: 'HTTP 503' }],
      [10, { code: 'lending.refused', fault: 'HTTP 503' }],
      [10, { code: 'lending.unreachable', fault: 'connect ECONNREFUSED' }],
      [20, { apr: 0.04 }],
      [30, { code: 'lending.refused', fault: 'HTTP 503' }],
    ],
  });
  expect(facts).toEqual([
    ['lending.stale', 0.05],
    ['lending.failed', 0.05],
    ['lending.failed', 0.05],
    ['lending.rate', 0.04],
    ['lending.failed', 0.04],
  ]);
});

it('is what a bought coin costs, told or configured', async () => {
  const configured = await run({ seconds: 21, configuredApr: 0.2 });
  const told = await run({ seconds: 21, words: [[0, { apr: 0.2 }]] });
  const untold = await run({ seconds: 21 });
  expect(configured.carries.length).toBeGreaterThan(0);
  expect(told.carries).toEqual(configured.carries);
  expect(told.carries).not.toEqual(untold.carries);
});
