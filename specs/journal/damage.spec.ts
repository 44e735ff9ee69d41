import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openJournal } from '../../src/journal/lmdb.adapter.ts';
import { openJournalReader, verifyJournal } from '../../src/journal/reader.adapter.ts';
import { batch, draft, intent, temporaryDirectory } from './support/batches.ts';
import { tamper } from './support/tamper.ts';

const journalOf = async (facts: number): Promise<string> => {
  const dir = temporaryDirectory();
  const journal = openJournal({ dir, birthId: 'seed-7' });
  for (let n = 1; n <= facts; n += 1)
    journal.commit(batch(n, { facts: [draft(n)], intents: [{ kind: 'opened', intent: intent(`o${n}`) }] }));
  await journal.close();
  return dir;
};

const code = (code: string) => expect.objectContaining({ code });

describe('a damaged journal', () => {
  it('names the first record whose content was changed, at start and in verify', async () => {
    const dir = await journalOf(12);
    await tamper(dir, 'journal', { key: 7, change: (text) => text.replace('stale-book', 'fresh-book') });
    expect(await verifyJournal(dir)).toMatchObject({ kind: 'broken', seq: 7, reason: expect.stringContaining('hash') });
    expect(() => openJournal({ dir })).toThrow(
      expect.objectContaining({
        code: 'journal.unreadable',
        message: expect.stringContaining('at record 7'),
        context: expect.objectContaining({ seq: 7 }),
      }),
    );
    // The refused start left no lock behind.
    expect(existsSync(join(dir, 'owner.json'))).toBe(false);
  });

  it.each([
    ['missing', ''],
    ['no record at all', 'hello'],
  ])('names a record that is %s', async (_, left) => {
    const dir = await journalOf(5);
    await tamper(dir, 'journal', { key: 3, change: () => left });
    expect(await verifyJournal(dir)).toMatchObject({ kind: 'broken', seq: 3 });
    expect(() => openJournal({ dir })).toThrow(code('journal.unreadable'));
  });

  it('names a record written by a newer build', async () => {
    const dir = await journalOf(5);
    await tamper(dir, 'journal', { key: 4, change: (text) => text.replace('{"v":1,', '{"v":99,') });
    expect(await verifyJournal(dir)).toMatchObject({
      kind: 'broken',
      seq: 4,
      reason: expect.stringContaining('newer version (99)'),
    });
    expect(() => openJournal({ dir })).toThrow(code('journal.newer-version'));
  });

  it('finds damage before the verified tail when asked to verify all', async () => {
    const dir = await journalOf(400);
    await tamper(dir, 'journal', { key: 10, change: (text) => text.replace('"n":10', '"n":11') });
    const journal = openJournal({ dir });
    expect(() => [...journal.facts(1)]).toThrow('at record 10');
    expect([...journal.facts(200)]).toHaveLength(201);
    await journal.close();
    expect(await verifyJournal(dir)).toMatchObject({ kind: 'broken', seq: 10 });
  });

  it('refuses a head that is not the end of the chain', async () => {
    const dir = await journalOf(5);
    await tamper(dir, 'meta', { key: 'state', change: (text) => text.replace(/"headHash":"..../, '"headHash":"0000') });
    expect(() => openJournal({ dir })).toThrow('its head: its checksum does not match');
    await tamper(dir, 'meta', { key: 'state', change: () => '' });
    expect(() => openJournal({ dir })).toThrow('it has records but no head');
  });

  it('refuses an intent whose checksum does not match', async () => {
    const dir = await journalOf(2);
    await tamper(dir, 'intents', { key: 'o2', change: (text) => text.replace('"buy"', '"sell"') });
    const journal = openJournal({ dir });
    expect(() => journal.openIntents()).toThrow('the order intent o2: its checksum does not match');
    await journal.close();
  });

  it.each([
    ['a foreign file', (path: string) => writeFileSync(path, 'not a database '.repeat(4000))],
    ['a few bytes', (path: string) => truncateSync(path, 100)],
    ['half of itself', (path: string) => truncateSync(path, Math.floor(statSync(path).size / 2))],
  ])('is refused, not read past its end, when its data file is %s', async (_, damage) => {
    const dir = await journalOf(300);
    damage(join(dir, 'data.mdb'));
    const before = readFileSync(join(dir, 'data.mdb'));
    expect(() => openJournal({ dir })).toThrow(code('journal.unreadable'));
    expect(() => openJournalReader(dir)).toThrow(code('journal.unreadable'));
    expect(readFileSync(join(dir, 'data.mdb')).equals(before)).toBe(true);
  });

  it('begins anew over a data file that was made and never written', async () => {
    const dir = temporaryDirectory();
    writeFileSync(join(dir, 'data.mdb'), '');
    expect(() => openJournalReader(dir)).toThrow(code('journal.not-a-directory'));
    const journal = openJournal({ dir });
    expect(journal.lastSeq).toBe(0);
    await journal.close();
  });
});

describe('opening a journal', () => {
  it('gives a new one a birth id of its own, and keeps it', async () => {
    const dirs = [join(temporaryDirectory(), 'made', 'on the way'), temporaryDirectory()] as const;
    const births: string[] = [];
    for (const dir of [...dirs, ...dirs]) {
      const journal = openJournal({ dir });
      births.push(journal.birthId);
      await journal.close();
    }
    expect(births[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(births[0]).not.toBe(births[1]);
    expect(births.slice(2)).toEqual(births.slice(0, 2));
  });

  it('refuses the journal of another run', async () => {
    const dir = await journalOf(1);
    expect(() => openJournal({ dir, birthId: 'seed-8' })).toThrow(
      expect.objectContaining({ code: 'journal.foreign-birth', exitCode: 2 }),
    );
    const journal = openJournal({ dir, birthId: 'seed-7' });
    expect(journal.lastSeq).toBe(1);
    await journal.close();
  });

  it('refuses a file in place of a directory, and a directory without a journal to read', () => {
    const dir = temporaryDirectory();
    writeFileSync(join(dir, 'file'), '');
    for (const path of [join(dir, 'file'), join(dir, 'file', 'below')])
      expect(() => openJournal({ dir: path })).toThrow(code('journal.not-a-directory'));
    for (const path of [dir, join(dir, 'file'), join(dir, 'nowhere')])
      expect(() => openJournalReader(path)).toThrow(
        expect.objectContaining({ code: 'journal.not-a-directory', exitCode: 2 }),
      );
    expect(readdirSync(dir)).toEqual(['file']);
  });

  const canWriteAnywhere = process.getuid?.() === 0;
  it.skipIf(canWriteAnywhere)(
    `refuses a directory it may not write to${canWriteAnywhere ? ' (skipped: the superuser may write anywhere)' : ''}`,
    () => {
      const dir = join(temporaryDirectory(), 'read-only');
      mkdirSync(dir);
      chmodSync(dir, 0o500);
      expect(() => openJournal({ dir })).toThrow(expect.objectContaining({ code: 'journal.unwritable', exitCode: 3 }));
    },
  );
});
