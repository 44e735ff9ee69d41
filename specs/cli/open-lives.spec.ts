import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLives } from '../../src/cli/open-lives.ts';
import { openRecorder } from '../../src/cli/start-world.ts';
import type { JournalStore } from '../../src/domain/ports.ts';
import type { AtMs } from '../../src/domain/units.ts';
import type { Config } from '../../src/engine/config/config.ts';
import { parseConfig } from '../../src/engine/config/config.ts';
import { openEngine } from '../../src/engine/engine.ts';
import { lastInstant } from '../../src/engine/recovery/last-instant.ts';
import { aroundStore } from '../../src/journal/around-store.ts';
import { createMemoryJournal } from '../../src/journal/memory.adapter.ts';
import { RecordedFilm } from '../../src/past/recorded-film.adapter.ts';
import { writtenFirst } from '../../src/replay/written-first.ts';
import { recordedConfig } from '../../src/worlds/recorded-config.ts';
import { livesOf } from '../../src/worlds/recorded-lives.ts';
import type { RecordedLife } from '../../src/worlds/recorded-lives.ts';
import { simulatedWorld } from '../../src/worlds/simulated.ts';
import { ledToBy } from '../support/recorded-lives.ts';
import { restlessEntry } from '../support/restless-entry.ts';
import { capturedIo, runCommand, summaryOf } from './command-run.ts';

const WAY = { isGivenUp: () => false, told: () => undefined };

/** Small, and enters at once. */
const SMALL = `
engine: { evaluateEveryMs: 1000, horizonHours: 24 }
universe: { coins: [SOL, AVAX], spotLegs: false }
entry: ${restlessEntry({ opensPerHourMax: 1000 })}
venues: { okx: { enabled: false }, binance: { enabled: false } }
`;
const OTHER = 'fixtures/scenarios/sol-entry.ndjson.gz';

const configOf = async (file: string): Promise<Config> => {
  const config = await recordedConfig([file]);
  if (config === undefined) throw new Error('no configuration in the recording');
  return config;
};

const filmOf = async (lives: readonly RecordedLife[]) => {
  const captured = capturedIo();
  const { io } = captured;
  const warned = new Set<string>();
  const film = await RecordedFilm.open('both', (wrap) => openLives(lives, { configOf, wrap, warned, io }));
  return { film, said: () => captured.printed().err };
};

describe('the recordings of a run that was ended and went on', () => {
  const root = mkdtempSync(join(tmpdir(), 'hedgerow-lives-'));
  const [first, second] = [join(root, 'first.ndjson'), join(root, 'second.ndjson.gz')];
  let journal: readonly string[];

  beforeAll(async () => {
    const start = ['start', '--speed', 'max', '--data', join(root, 'run'), '--port', 'off', '--config'];
    writeFileSync(join(root, 'first.yaml'), SMALL);
    // what it runs under may be changed between two lives
    writeFileSync(join(root, 'second.yaml'), SMALL.replace('1000', '2000'));
    await runCommand([...start, join(root, 'first.yaml'), '--record', first, '--for', '20s']);
    await runCommand([...start, join(root, 'second.yaml'), '--record', second, '--for', '20s']);
    journal = (await runCommand(['journal', 'export', join(root, 'run')])).out;
  });
  afterAll(() => rmSync(root, { recursive: true }));

  it('are known as lives of one run, in their order', async () => {
    const lives = await livesOf([second, first]);
    expect(lives?.map(({ file }) => file)).toEqual([first, second]);
    expect(lives?.[0]?.earlierFacts).toBe(0);
    expect(await livesOf([first])).toBeUndefined();
    // neither says that it goes on from anything: they are merged
    expect(await livesOf([first, OTHER])).toBeUndefined();
  });

  it('lead to the journal that both lives wrote, and one can go back into the first', async () => {
    const { film, said } = await filmOf((await livesOf([first, second])) ?? []);
    const facts = [...film.facts(1)];
    expect(facts.map(({ type, actor }) => `${type} ${actor}`)).toEqual(
      journal.map((line) => {
        const { type, actor } = JSON.parse(line) as { readonly type: string; readonly actor: string };
        return `${type} ${actor}`;
      }),
    );
    expect(JSON.parse(JSON.stringify(facts))).toEqual(journal.map((line) => JSON.parse(line) as unknown));
    expect(said()).toBe('');
    const restart = facts.findLast(({ type }) => type === 'engine.started')?.seq ?? NaN;
    expect(restart).toBeGreaterThan(1);
    await film.reach({ seq: film.stopBefore(restart) }, WAY);
    expect(film.at().seq).toBeLessThan(restart);
    expect(film.scene().status().failClosed).toEqual([]);
    await film.reach({ seq: restart }, WAY);
    expect(film.scene().status().failClosed).toContain('recovering');
    await film.reach({ atMs: film.timeline.toMs }, WAY);
    expect(film.at().seq).toBe(facts.length);
    await film.close();
  });

  it('are replayed one after another, whatever their order, to the same journal', async () => {
    const run = await runCommand(['replay', second, first, '--json']);
    expect([run.exitCode, run.err]).toEqual([0, '']);
    expect(run.out.slice(0, -1).map((line) => JSON.parse(line) as unknown)).toEqual(
      journal.map((line) => JSON.parse(line) as unknown),
    );
    const [both, one] = [summaryOf(run), summaryOf(await runCommand(['replay', first, '--json']))];
    expect(both['facts']).toBe(journal.length);
    expect(Number(both['frames'])).toBeGreaterThan(Number(one['frames']));
  });

  it('end where somebody stops them, not at the next life', async () => {
    const run = await runCommand(['replay', first, second], { writesMax: 2 });
    expect(run.out).toHaveLength(2);
  });

  it.each([
    ['others beside them', () => [first, second, OTHER], `${OTHER} is not of it: replay them apart`],
    ['one of them twice', () => [first, second, second], 'one run cannot have done both; name one of them'],
    ['the later one twice', () => [second, second], 'both go on from a journal of'],
  ])('are refused with %s, in a sentence', async (_, files, words) => {
    for (const more of [['--json'], ['--visualize']]) {
      const { exitCode, out, err } = await runCommand(['replay', ...files(), ...more]);
      expect([exitCode, out]).toEqual([2, []]);
      expect(err).toContain(words);
      expect(err).toContain('[recording.apart]');
    }
  });

  it('are gone through all the same where the end of a life is missing, which is said once', async () => {
    const { film, said } = await filmOf([
      { file: first, earlierFacts: 0 },
      { file: second, earlierFacts: 1 + journal.length },
    ]);
    await film.reach({ atMs: film.timeline.toMs }, WAY);
    expect(said().split('\n')).toHaveLength(2);
    expect(said()).toContain(`second.ndjson.gz goes on from a journal of ${1 + journal.length} facts`);
    await film.close();
  });

  it('say where the journal they lead to is another one of as many facts', async () => {
    const [one, two] = (await livesOf([first, second])) ?? [];
    if (one === undefined || two === undefined) throw new Error('two lives');
    const { film, said } = await filmOf([one, { ...two, earlierHash: 'f'.repeat(64) }]);
    expect(said()).toContain(`second.ndjson.gz goes on from a journal of ${two.earlierFacts} facts, and the`);
    await film.close();
  });
});

/** A life on a store, recorded; it ends by itself, or dies where its `dieAt`th commit should have been made. */
const live = async (store: JournalStore, file: string, dieAt = Infinity): Promise<void> => {
  const config = parseConfig({ text: SMALL });
  const notBeforeMs = lastInstant(store);
  const world = simulatedWorld({ config, seed: 7, ...(notBeforeMs === undefined ? {} : { notBeforeMs }) });
  const request = { world: 'simulated', scenario: 'default' } as const;
  const recorder = openRecorder(file, { request, parts: { config, store }, world });
  let commits = 0;
  const mortal = aroundStore(store, {
    commit: (batch) => {
      commits += 1;
      if (commits === dieAt) throw new Error('killed');
      return store.commit(batch);
    },
    flushed: () => store.flushed(),
  });
  const onInput = (input: Parameters<typeof recorder.record>[0]): void => void recorder.record(input);
  const engine = openEngine(
    { world, store: writtenFirst(mortal, recorder), config, speed: 'max', onInput },
    (world.startAtMs + 3000) as AtMs,
  );
  engine.send({ type: 'operator.arm' });
  engine.send({ type: 'operator.trade' });
  try {
    await engine.start();
    await engine.finished;
    await recorder.close();
  } catch {
    // killed: nothing is written any more
  }
  await engine.stop();
};

describe('the recordings of a run that was killed', () => {
  const root = mkdtempSync(join(tmpdir(), 'hedgerow-killed-'));
  afterAll(() => rmSync(root, { recursive: true }));

  it('lead to its journal, though they hold what the kill kept from being committed', async () => {
    for (const dieAt of [1, 2, 9]) {
      const store = createMemoryJournal({ birthId: 'killed' });
      const files = [1, 2].map((life) => join(root, `${dieAt}-${life}.ndjson${life === 2 ? '.gz' : ''}`));
      const [first = '', second = ''] = files;
      await live(store, first, dieAt);
      const { lastInputSeq } = store;
      await live(store, second);
      expect(await ledToBy(files), `killed at commit ${dieAt}`).toEqual({ headHash: store.headHash, said: '' });
      expect(store.lastInputSeq).toBeGreaterThan(lastInputSeq);
    }
  });
});
