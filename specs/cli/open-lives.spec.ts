import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLives } from '../../src/cli/open-lives.ts';
import type { Config } from '../../src/engine/config/config.ts';
import { RecordedFilm } from '../../src/past/recorded-film.adapter.ts';
import { recordedConfig } from '../../src/worlds/recorded-config.ts';
import { livesOf } from '../../src/worlds/recorded-lives.ts';
import type { RecordedLife } from '../../src/worlds/recorded-lives.ts';
import { capturedIo, runCommand } from './command-run.ts';

const WAY = { isGivenUp: () => false, told: () => undefined };

describe('the recordings of a run that was ended and went on', () => {
  const root = mkdtempSync(join(tmpdir(), 'hedgerow-lives-'));
  const [first, second] = [join(root, 'first.ndjson'), join(root, 'second.ndjson.gz')];
  let journal: readonly string[];
  let config: Config;

  beforeAll(async () => {
    const start = ['start', '--speed', 'max', '--data', join(root, 'run'), '--port', 'off'];
    await runCommand([...start, '--record', first, '--for', '65s']);
    await runCommand([...start, '--record', second, '--for', '65s']);
    journal = (await runCommand(['journal', 'export', join(root, 'run')])).out;
    const recorded = await recordedConfig([first]);
    if (recorded === undefined) throw new Error('no configuration in the recording');
    config = recorded;
  });
  afterAll(() => rmSync(root, { recursive: true }));

  const filmOf = async (lives: readonly RecordedLife[]) => {
    const captured = capturedIo();
    const { io } = captured;
    const warned = new Set<string>();
    const film = await RecordedFilm.open('both', (wrap) => openLives(lives, { config, wrap, warned, io }));
    return { film, said: () => captured.printed().err };
  };

  it('are known as lives of one run, in their order', async () => {
    const lives = await livesOf([second, first]);
    expect(lives?.map(({ file }) => file)).toEqual([first, second]);
    expect(lives?.[0]?.earlierFacts).toBe(0);
    expect(await livesOf([first])).toBeUndefined();
    expect(await livesOf([first, 'fixtures/scenarios/sol-entry.ndjson.gz'])).toBeUndefined();
    expect(await livesOf([second, second])).toBeUndefined();
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
});
