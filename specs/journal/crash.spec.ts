import { readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sleep } from '../../src/clock/wall-clock.adapter.ts';
import { openJournal } from '../../src/journal/lmdb.adapter.ts';
import { openJournalReader, verifyJournal } from '../../src/journal/reader.adapter.ts';
import { batch, draft, temporaryDirectory } from './support/batches.ts';
import { NEEDS_BUILD, hasBuild, startChild } from './support/child.ts';

describe.skipIf(!hasBuild)(`a journal whose process is killed${NEEDS_BUILD}`, () => {
  it.each(['power-safe', 'process-safe'] as const)(
    'has every acknowledged batch, whole, and an intact chain after each kill (%s)',
    async (durability) => {
      const dir = temporaryDirectory();
      for (const delayMs of [0, 3, 11, 29, 47, 71, 5, 97]) {
        const child = startChild({ mode: 'commit', dir, durability });
        await child.line('acknowledged');
        await sleep(delayMs);
        await child.kill();
        const [, seq, inputSeq] = child.lines.findLast((line) => line.startsWith('acknowledged'))?.split(' ') ?? [];
        const journal = openJournal({ dir, durability });
        // One more batch may have been committed than was told; never one less, never half of one.
        expect(journal.lastSeq).toBeGreaterThanOrEqual(Number(seq));
        expect(journal.lastInputSeq - Number(inputSeq)).toBeLessThanOrEqual(1);
        const last = [...journal.facts(journal.lastSeq)][0];
        expect(last?.body).toMatchObject({ inputSeq: journal.lastInputSeq, index: journal.lastInputSeq % 4 });
        expect(journal.balances()).toEqual({ 'wallet alpha USDT': String(journal.lastInputSeq) });
        expect(journal.snapshots()).toMatchObject([
          { seq: journal.lastSeq, snapshot: { inputSeq: journal.lastInputSeq } },
        ]);
        await journal.close();
        for (const line of child.lines.filter((line) => line.startsWith('acknowledged')).slice(-3)) {
          const reader = openJournalReader(dir);
          expect([...reader.facts(Number(line.split(' ')[1]))][0]?.seq).toBe(Number(line.split(' ')[1]));
          await reader.close();
        }
        expect(await verifyJournal(dir)).toMatchObject({ kind: 'intact', facts: journal.lastSeq });
      }
    },
  );

  it('takes over the lock of a dead process, and refuses the directory of a living one, naming it', async () => {
    const dir = temporaryDirectory();
    const child = startChild({ mode: 'hold', dir });
    await child.line('open');
    expect(() => openJournal({ dir })).toThrow(
      expect.objectContaining({
        code: 'journal.in-use',
        exitCode: 3,
        context: { dir, pid: child.process.pid, host: hostname() },
      }),
    );
    const second = startChild({ mode: 'commit', dir });
    expect(await second.line('error')).toMatch(`in use by process ${child.process.pid}: stop it first`);
    expect(await second.ended()).toBe(3);
    await child.kill();
    const journal = openJournal({ dir });
    journal.commit(batch(1, { facts: [draft(1)] }));
    await journal.close();
  });

  it('can be read while its process writes', async () => {
    const dir = temporaryDirectory();
    const child = startChild({ mode: 'commit', dir });
    await child.line('acknowledged');
    for (let round = 0; round < 5; round += 1) {
      await sleep(5);
      expect(await verifyJournal(dir)).toMatchObject({ kind: 'intact' });
    }
    await child.kill();
  });

  it('loses nothing to readers that come and go while its process writes', async () => {
    const dir = temporaryDirectory();
    const child = startChild({ mode: 'commit', dir, durability: 'process-safe' });
    await child.line('acknowledged');
    for (let opened = 0; opened < 150; opened += 1) {
      const reader = openJournalReader(dir);
      await reader.close();
      // the writer must have its turn between two of them
      await sleep(1);
    }
    await child.kill();
    expect(child.lines.filter((line) => line.startsWith('error'))).toEqual([]);
    expect(await verifyJournal(dir)).toMatchObject({ kind: 'intact' });
  });

  it('stops with a typed error on a full disk, and goes on where it stood once there is room', async () => {
    const dir = temporaryDirectory();
    const child = startChild({ mode: 'commit', dir, fileBlocksMax: 1000 });
    expect(await child.line('error')).toContain('journal.disk-full');
    expect(await child.ended()).toBe(3);
    const [, seq, inputSeq] = child.lines.findLast((line) => line.startsWith('acknowledged'))?.split(' ') ?? [];
    const journal = openJournal({ dir });
    expect([journal.lastSeq, journal.lastInputSeq]).toEqual([Number(seq), Number(inputSeq)]);
    journal.commit(batch(Number(inputSeq) + 1, { facts: [draft(1)] }));
    await journal.close();
    expect(await verifyJournal(dir)).toMatchObject({ kind: 'intact', facts: Number(seq) + 1 });
  });
});

describe('the lock of a directory', () => {
  it('refuses a second opening in the same process, and is gone after closing', async () => {
    const dir = temporaryDirectory();
    const journal = openJournal({ dir });
    expect(() => openJournal({ dir })).toThrow(expect.objectContaining({ code: 'journal.in-use' }));
    await journal.close();
    await openJournal({ dir }).close();
  });

  it('is taken over when its process id was given to another process since', async () => {
    const dir = temporaryDirectory();
    const first = openJournal({ dir });
    const owner: object = JSON.parse(readFileSync(join(dir, 'owner.json'), 'utf8'));
    await first.close();
    writeFileSync(join(dir, 'owner.json'), JSON.stringify({ ...owner, startedAt: '1' }));
    await openJournal({ dir }).close();
  });

  it('is taken over when it is unreadable, and never when it is of another machine', async () => {
    const dir = temporaryDirectory();
    writeFileSync(join(dir, 'owner.json'), '{"pid":');
    await openJournal({ dir }).close();
    writeFileSync(join(dir, 'owner.json'), JSON.stringify({ pid: 1, host: 'elsewhere.invalid', startedAt: '1' }));
    expect(() => openJournal({ dir })).toThrow('in use by process 1 of elsewhere.invalid');
  });
});
