import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { atMs, hours } from '../../src/domain/units.ts';
import { openHistory, openHistoryReader } from '../../src/history/lmdb.adapter.ts';
import { createMemoryHistory } from '../../src/history/memory.ts';
import { openJournal } from '../../src/journal/lmdb.adapter.ts';
import { at, btc, everything, importRows, scratchDir, series } from './support/stores.ts';

const start = at('2026-01-01');
const code = (expected: string): unknown => expect.objectContaining({ code: expected });

it('is there after closing, for a reader beside a writer too', async () => {
  const dir = scratchDir();
  const store = openHistory(dir);
  importRows(store, series(start, 100, 8));
  const reader = openHistoryReader(dir);
  importRows(store, series(start, 200, 8));
  expect(everything(reader)).toHaveLength(100);
  expect(everything(store)).toHaveLength(200);
  await reader.close();
  await store.close();
  const again = openHistory(dir);
  expect(everything(again)).toHaveLength(200);
  expect(again.imports().map(({ added }) => added)).toEqual([100, 100]);
  await again.close();
});

it('has one writer', async () => {
  const dir = scratchDir();
  const store = openHistory(dir);
  expect(() => openHistory(dir)).toThrow(code('history.in-use'));
  await store.close();
  await openHistory(dir).close();
});

it('forgets what was staged by a process that was killed', async () => {
  const dir = scratchDir();
  const store = openHistory(dir);
  importRows(store, series(start, 10, 8));
  const before = store.sizeBytes();
  const entry = store.begin({ source: 'killed', atMs: atMs(0) }, 'refuse');
  for (const [place, row] of series(start, 70_000, 1).entries())
    if (row.atMs % (8 * 3_600_000) !== 0) entry.add(row, place);
  expect(store.sizeBytes()).toBeGreaterThan(before);
  // no abort, no commit: as a kill leaves it
  await store.close();
  const again = openHistory(dir);
  expect(everything(again)).toHaveLength(10);
  importRows(again, series(start, 20, 8));
  expect(everything(again)).toHaveLength(20);
  await again.close();
});

it('goes on where it takes a new map of its file, and under a walk keeps the old one', async () => {
  const dir = scratchDir();
  const store = openHistory(dir);
  // one row a block, and more blocks than are looked at through one map
  const rows = series(start, 300, 8 * 24);
  expect(importRows(store, rows)).toMatchObject({ added: 300 });
  const walk = store.fundingRows(btc, -Infinity, Infinity)[Symbol.iterator]();
  const first = walk.next();
  expect(importRows(store, rows)).toMatchObject({ added: 0, same: 300 });
  expect([first, walk.next()].map(({ value }) => value?.rate)).toEqual(['0.0001', '0.0002']);
  walk.return?.();
  const told = rows.map((row) => ({ ...row, intervalHours: hours(8) }));
  expect(importRows(store, told)).toMatchObject({ changed: 300 });
  expect(importRows(store, told)).toMatchObject({ same: 300 });
  expect(everything(store)).toEqual(told.map((row) => ({ ...row, intervalSource: 'stated' })));
  await store.close();
});

it('says what is wrong with a directory', async () => {
  expect(() => openHistoryReader(join(scratchDir(), 'none'))).toThrow(code('history.missing'));
  expect(() => openHistoryReader(scratchDir())).toThrow(code('history.missing'));
  const file = join(scratchDir(), 'file');
  writeFileSync(file, 'x');
  expect(() => openHistory(file)).toThrow(code('history.missing'));
  const journal = scratchDir();
  await openJournal({ dir: journal }).close();
  expect(() => openHistory(journal)).toThrow(code('history.unreadable'));
  const damaged = scratchDir();
  const store = openHistory(damaged);
  importRows(store, series(start, 3000, 1));
  await store.close();
  truncateSync(join(damaged, 'data.mdb'), 12_000);
  expect(() => openHistory(damaged)).toThrow(code('history.unreadable'));
});

it('leaves the history as it was when the disk is full half-way', async () => {
  let isFull = false;
  const store = createMemoryHistory({ isFull: () => isFull });
  importRows(store, series(start, 10, 8));
  const entry = store.begin({ source: 'full', atMs: atMs(0) }, 'refuse');
  const fill = (): void => {
    for (const [place, row] of series(start + 8_000_000_000, 130_000, 1).entries()) {
      isFull = place > 100_000;
      entry.add(row, place);
    }
  };
  expect(fill).toThrow(code('history.disk-full'));
  entry.abort();
  expect(everything(store)).toHaveLength(10);
  await store.close();
});
