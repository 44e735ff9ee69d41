import { describe, expect, it } from 'vitest';
import type { JournalStore } from '../../src/domain/ports.ts';
import type { AtMs } from '../../src/domain/units.ts';
import { parseConfig } from '../../src/engine/config/config.ts';
import { openEngine } from '../../src/engine/engine.ts';
import { aroundStore } from '../../src/journal/around-store.ts';
import { createMemoryJournal } from '../../src/journal/memory.adapter.ts';
import { createRecorder } from '../../src/replay/recorder.adapter.ts';
import { writtenFirst } from '../../src/replay/written-first.ts';
import { simulatedWorld } from '../../src/worlds/simulated.ts';
import { restlessEntry } from '../support/restless-entry.ts';

const FOR_MS = 12_000;

/** Small, and enters at once. */
const config = parseConfig({
  text: `
engine: { evaluateEveryMs: 1000, horizonHours: 24 }
universe: { coins: [SOL, AVAX], spotLegs: false }
entry: ${restlessEntry({ opensPerHourMax: 1000 })}
venues: { okx: { enabled: false }, binance: { enabled: false } }
`,
});

/** What is on a disk that takes so many writes, and then no more. */
class Disk {
  lines = 0;
  writes = 0;
  readonly #writesMax: number;

  constructor(writesMax = Infinity) {
    this.#writesMax = writesMax;
  }

  readonly write = (text: string): void => {
    if (this.writes >= this.#writesMax) throw new Error('the disk is full');
    this.writes += 1;
    this.lines += text.split('\n').length - 1;
  };

  readonly end = (): void => undefined;
}

/** A run of the invented world whose recording goes to a disk; `onCommit` sees each commit just before it is made. */
const run = async (disk: Disk, onCommit: (inputSeq: number) => void) => {
  const world = simulatedWorld({ config, seed: 7 });
  const journal = createMemoryJournal({ birthId: 'first' });
  const recorder = createRecorder({ path: 'nowhere', about: { about: 'a spec' }, make: () => disk });
  const seen: JournalStore = aroundStore(journal, {
    commit: (batch) => {
      onCommit(batch.inputSeq);
      return journal.commit(batch);
    },
    flushed: () => journal.flushed(),
  });
  const engine = openEngine(
    {
      world,
      store: writtenFirst(seen, recorder),
      config,
      speed: 'max',
      onInput: (input) => void recorder.record(input),
    },
    (world.startAtMs + FOR_MS) as AtMs,
  );
  engine.send({ type: 'operator.arm' });
  engine.send({ type: 'operator.trade' });
  await engine.start();
  await engine.finished;
  const { seq } = engine.status();
  await engine.stop();
  const closed = await recorder.close().then(
    () => 'whole',
    ({ code }: { readonly code: string }) => code,
  );
  return { inputs: seq, headHash: journal.headHash, closed };
};

describe('a journal behind its recording', () => {
  it('commits nothing before all inputs that led to it are written, and a write is many inputs', async () => {
    const disk = new Disk();
    const late: number[] = [];
    let commits = 0;
    const { inputs, closed } = await run(disk, (inputSeq) => {
      commits += 1;
      // one line is what the recording is about
      if (disk.lines - 1 < inputSeq) late.push(inputSeq);
    });
    expect(late).toEqual([]);
    expect(closed).toBe('whole');
    expect(disk.lines - 1).toBe(inputs);
    expect(commits).toBeGreaterThan(20);
    expect(disk.writes).toBeLessThan(commits + inputs / 20);
  });

  it('goes on to the same journal where the recording fails, which is told at the end', async () => {
    const whole = await run(new Disk(), () => undefined);
    const failed = await run(new Disk(5), () => undefined);
    expect(failed.closed).toBe('recorder.write-failed');
    expect(failed.headHash).toBe(whole.headHash);
  });
});
