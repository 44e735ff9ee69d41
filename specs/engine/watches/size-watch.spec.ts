import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Fact } from '../../../src/domain/fact.ts';
import type { SequencedInput } from '../../../src/domain/input.ts';
import { atMs } from '../../../src/domain/units.ts';
import { parseConfig } from '../../../src/engine/config/config.ts';
import { openEngine } from '../../../src/engine/engine.ts';
import { sizeWatch } from '../../../src/engine/watches/size-watch.ts';
import { directorySize } from '../../../src/journal/directory-size.adapter.ts';
import { createMemoryJournal } from '../../../src/journal/memory.adapter.ts';
import { temporaryDirectory } from '../../journal/support/batches.ts';
import { simulatedWorld } from '../../../src/worlds/simulated.ts';

const MB = 1_048_576;

describe('the size of the data directory', () => {
  it('is told of when it passes the limit, either way, and looked at once a minute', () => {
    let bytes = 10 * MB;
    const watch = sizeWatch({ sizeBytes: () => bytes }, 10);
    expect(watch(atMs(0))).toBeUndefined();
    bytes += 1;
    expect(watch(atMs(59_999))).toBeUndefined();
    expect(watch(atMs(60_000))).toEqual({ kind: 'storage', atMs: 60_000, usedMb: 11, state: 'over' });
    expect(watch(atMs(120_000))).toBeUndefined();
    bytes = MB;
    expect(watch(atMs(180_000))).toMatchObject({ usedMb: 1, state: 'within' });
  });

  it('is nothing where no directory is', () => {
    expect(sizeWatch({}, 1)(atMs(0))).toBeUndefined();
  });

  it('counts every file below it', () => {
    const dir = temporaryDirectory();
    mkdirSync(join(dir, 'venues'));
    writeFileSync(join(dir, 'a'), Buffer.alloc(1000));
    writeFileSync(join(dir, 'venues', 'b'), Buffer.alloc(234));
    expect(directorySize(dir)).toBe(1234);
  });

  it('enters as an input, so that a replay hears the same', async () => {
    const config = parseConfig({ text: 'storage: { sizeAlarmMb: 1 }\nuniverse: { coins: [SOL] }' });
    const world = simulatedWorld({ config, seed: 7 });
    const store = Object.assign(createMemoryJournal({ birthId: 'size' }), { sizeBytes: () => 3 * MB });
    const inputs: SequencedInput[] = [];
    const parts = {
      world,
      store,
      config,
      speed: 'max' as const,
      onInput: (input: SequencedInput) => inputs.push(input),
    };
    const engine = openEngine(parts, atMs(world.startAtMs + 5000));
    const facts: Fact[] = [];
    engine.facts$.subscribe((fact) => facts.push(fact));
    await engine.start();
    await engine.finished;
    await engine.stop();
    expect(inputs.filter(({ kind }) => kind === 'storage')).toMatchObject([{ usedMb: 3, state: 'over' }]);
    expect(facts.filter(({ type }) => type.startsWith('storage.'))).toMatchObject([
      { type: 'storage.size-alarm', body: { usedMb: 3, limitMb: 1 } },
    ]);
  });
});
