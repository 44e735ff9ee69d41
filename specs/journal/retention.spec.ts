import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isRecord } from '../../src/domain/codec.ts';
import { sleep } from '../../src/clock/wall-clock.adapter.ts';
import type { Json } from '../../src/domain/codec.ts';
import { MS_PER_DAY, atMs } from '../../src/domain/units.ts';
import { openJournal } from '../../src/journal/lmdb.adapter.ts';
import { openJournalReader, verifyJournal } from '../../src/journal/reader.adapter.ts';
import { seal } from '../../src/journal/sealed.ts';
import { sha256 } from '../../src/journal/sha256.adapter.ts';
import { batch, draft, temporaryDirectory } from './support/batches.ts';
import { NEEDS_BUILD, hasBuild, startChild } from './support/child.ts';
import { tamper } from './support/tamper.ts';

const LATER = atMs(1_000_000 + 2 * MS_PER_DAY);
const opening = { rows: { 'wallet alpha USDT': '1000' } };
const seqs = (facts: Iterable<{ readonly seq: number }>): readonly number[] => [...facts].map(({ seq }) => seq);

/** Facts 1 to 20, the first 12 removed. */
const prunedJournal = async (): Promise<string> => {
  const dir = temporaryDirectory();
  const journal = openJournal({ dir, birthId: 'seed-7', durability: 'process-safe' });
  for (let n = 1; n <= 20; n += 1) journal.commit(batch(n, { facts: [draft(n)] }));
  journal.prune({ throughSeq: 5, prunedAtMs: LATER, opening: null });
  journal.prune({ throughSeq: 12, prunedAtMs: LATER, opening });
  await journal.close();
  return dir;
};

const forged = (changes: Record<string, Json>) => (text: string) => {
  const { body }: { body: Json } = JSON.parse(text);
  return seal({ ...(isRecord(body) ? (body as Record<string, Json>) : {}), ...changes }, sha256);
};

describe('a journal of which retention removed the older facts', () => {
  it('begins behind its anchor, verifies from there, and goes on with the chain of the whole', async () => {
    const [dir, whole] = [await prunedJournal(), openJournal({ dir: temporaryDirectory(), birthId: 'seed-7' })];
    for (let n = 1; n <= 21; n += 1) whole.commit(batch(n, { facts: [draft(n)] }));
    const journal = openJournal({ dir });
    expect(journal.anchor).toMatchObject({ seq: 12, atMs: draft(12).atMs, prunedAtMs: LATER, opening });
    expect(seqs(journal.facts(1))).toEqual([13, 14, 15, 16, 17, 18, 19, 20]);
    expect([seqs(journal.facts(19)), seqs(journal.facts(21))]).toEqual([[19, 20], []]);
    journal.commit(batch(21, { facts: [draft(21)] }));
    expect(journal.headHash).toBe(whole.headHash);
    await Promise.all([journal.close(), whole.close()]);
    expect(await verifyJournal(dir)).toMatchObject({ kind: 'intact', facts: 9, anchor: { seq: 12 } });
  });

  it('never loses its last fact, nor anything twice', async () => {
    const journal = openJournal({ dir: await prunedJournal() });
    for (const throughSeq of [12, 20, 21])
      expect(() => journal.prune({ throughSeq, prunedAtMs: LATER, opening })).toThrow('cannot be removed');
    await journal.close();
  });

  it('is read on while the facts ahead of the reader are removed', async () => {
    const dir = await prunedJournal();
    const [journal, reader] = [openJournal({ dir }), openJournalReader(dir)];
    const [own, read] = [journal.facts(1)[Symbol.iterator](), reader.facts(1)[Symbol.iterator]()];
    expect([own.next().value?.seq, read.next().value?.seq]).toEqual([13, 13]);
    journal.prune({ throughSeq: 17, prunedAtMs: LATER, opening });
    // whoever reads from outside sees what was there when his turn began
    while (reader.anchor()?.seq !== 17) await sleep(1);
    expect([own.next().value?.seq, read.next().value?.seq]).toEqual([18, 18]);
    await Promise.all([journal.close(), reader.close()]);
  });

  it.each([
    ['missing', () => '', 1, 'no anchor says what was removed'],
    ['of another hash', forged({ hash: 'f'.repeat(64) }), 13, 'does not follow the anchor'],
    ['of an earlier fact', forged({ seq: 11 }), 12, 'does not follow the anchor'],
    ['of a later fact', forged({ seq: 14 }), 13, 'it is there, and the anchor says it was removed'],
    ['of a fact too young to be removed', forged({ prunedAtMs: 1_000_012 }), 12, 'nothing so young'],
    ['younger than what follows it', forged({ atMs: 1_000_099 }), 12, 'nothing so young'],
  ])('names an anchor that is %s, at start and in verify', async (_, change, seq, reason) => {
    const dir = await prunedJournal();
    await tamper(dir, 'meta', { key: 'anchor', change });
    expect(await verifyJournal(dir)).toMatchObject({ kind: 'broken', seq, reason: expect.stringContaining(reason) });
    expect(() => openJournal({ dir })).toThrow(
      expect.objectContaining({ code: 'journal.unreadable', message: expect.stringContaining(reason) }),
    );
  });

  it('refuses an anchor whose opening was changed in place', async () => {
    const dir = await prunedJournal();
    await tamper(dir, 'meta', { key: 'anchor', change: (text) => text.replace('"1000"', '"9000"') });
    await expect(verifyJournal(dir)).rejects.toThrow('its anchor: its checksum does not match');
  });

  it('takes no more of the disk after twenty days than after five, a day of facts kept', async () => {
    const dir = temporaryDirectory();
    const journal = openJournal({ dir, durability: 'process-safe' });
    const bytes: number[] = [];
    let inputSeq = 0;
    for (let day = 1; day <= 20; day += 1) {
      for (let n = 0; n < 100; n += 1)
        journal.commit(
          batch((inputSeq += 1), {
            facts: [1, 2, 3, 4, 5].map((at) => ({ ...draft(at), atMs: atMs(day * MS_PER_DAY) })),
          }),
        );
      for (const part of day === 1 ? [] : [1, 2, 3, 4, 5])
        journal.prune({ throughSeq: (day - 2) * 500 + part * 100, prunedAtMs: atMs((day + 1) * MS_PER_DAY), opening });
      bytes.push(statSync(join(dir, 'data.mdb')).size);
    }
    expect([...journal.facts(1)]).toHaveLength(500);
    await journal.close();
    expect(bytes[19]).toBeLessThanOrEqual((bytes[4] ?? 0) * 1.1);
    expect(await verifyJournal(dir)).toMatchObject({ kind: 'intact', facts: 500 });
  });
});

describe.skipIf(!hasBuild)(`a journal whose process is killed while it removes facts${NEEDS_BUILD}`, () => {
  it('is valid after each kill, and its anchor where the facts begin', async () => {
    const dir = temporaryDirectory();
    let removed = 0;
    for (const delayMs of [0, 13, 41]) {
      const child = startChild({ mode: 'prune', dir, durability: 'process-safe' });
      await child.line('pruned');
      await sleep(delayMs);
      await child.kill();
      const told = Number(child.lines.findLast((line) => line.startsWith('pruned'))?.split(' ')[1]);
      const verdict = await verifyJournal(dir);
      if (verdict.kind === 'broken') throw new Error(`broken at ${verdict.seq}: ${verdict.reason}`);
      // one more cut may have been made than was told; never one less, never half of one
      expect((verdict.anchor?.seq ?? 0) - told).toBeOneOf([0, 7]);
      expect(verdict.anchor?.opening).toEqual({ through: verdict.anchor?.seq });
      expect(told).toBeGreaterThan(removed);
      removed = told;
    }
  });

  it('has removed nothing where it died in the middle of it', async () => {
    const dir = temporaryDirectory();
    const child = startChild({ mode: 'prune-and-die', dir, durability: 'process-safe' });
    expect(await child.ended()).toBeNull();
    expect(child.lines.at(-1)).toBe('pruned 21');
    expect(await verifyJournal(dir)).toMatchObject({ kind: 'intact', anchor: { seq: 21, opening: { through: 21 } } });
    const reader = openJournalReader(dir);
    expect([...reader.facts(1)][0]?.seq).toBe(22);
    await reader.close();
  });
});
