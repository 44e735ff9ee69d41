import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { atMs } from '../../../src/domain/units.ts';
import type { BlockStore } from '../../../src/history/block-store.ts';
import type { BookRow, RowDraft } from '../../../src/history/history.ts';
import { openHistory } from '../../../src/history/lmdb.adapter.ts';
import { createMemoryHistory, memoryBlocks } from '../../../src/history/memory.ts';
import { textOfRow } from '../../../src/history/row-text.ts';
import { StagedImport } from '../../../src/history/staging/staged-import.ts';
import { sizeOf } from '../../../src/history/staging/told-row.ts';
import { at, btc, eth, everything, funding, importRows, scratchDir, series } from '../support/stores.ts';

const HOUR = 3_600_000;
const start = at('2026-01-01');
/** Small enough that a short import needs many runs, and runs of runs. */
const LIMITS = { rows: 7, bytes: 1024 * 1024, runs: 3 };

/** The store's books are kept: what was handed to an import, less what it gave away again, is what it holds. */
const heldAtMost = (rows: number): { readonly heldBytes: number; readonly toldBytes: number } => {
  const limits = { rows: 500, bytes: 1024 * 1024, runs: 4 };
  const bytes = { told: 0, held: 0, most: 0 };
  const move = (change: number): void => {
    bytes.held += change;
    bytes.most = Math.max(bytes.most, bytes.held);
  };
  const lineBytes = textOfRow(rowOf(0)).length;
  const store = memoryBlocks();
  const watched: BlockStore = {
    ...store,
    scratch: () => {
      const scratch = store.scratch();
      return {
        ...scratch,
        append: (added) => {
          move(-added.length);
          return scratch.append(added);
        },
        read: (into, from) => {
          const read = scratch.read(into, from);
          move(read);
          return read;
        },
      };
    },
    stage: (texts) => {
      // a block staged is six numbers to remember
      const ids = store.stage(texts);
      const lines = ids.reduce((total, id) => total + (store.bytes(id).length + 1) / (lineBytes + 1), 0);
      move(6 * 8 * ids.length - lines * sizeOf(lineBytes));
      return ids;
    },
  };
  const entry = new StagedImport(watched, { note: 'unnoted', rule: 'refuse', limits });
  for (let nth = 0; nth < rows; nth += 1) {
    entry.add(rowOf(nth), nth);
    bytes.told += sizeOf(lineBytes);
    move(sizeOf(lineBytes));
  }
  while (entry.prepare() < 1);
  const heldBytes = bytes.most;
  expect(entry.commit()).toMatchObject({ added: rows });
  return { heldBytes, toldBytes: bytes.told };
};

/** One a day: eight to a block, so that the blocks are many too. Lines of one length. */
const rowOf = (nth: number): RowDraft =>
  funding(start + nth * 24 * HOUR, `0.000${100_000 + (nth % 9)}1`, { intervalHours: 8 });

it('holds no more at once of ten times as many rows', () => {
  const few = heldAtMost(5_000);
  const many = heldAtMost(50_000);
  expect(many.toldBytes).toBe(10 * few.toldBytes);
  // a run of a higher level is one window more to read through
  expect(many.heldBytes).toBeLessThan(2 * few.heldBytes);
  expect(many.heldBytes).toBeLessThan(many.toldBytes / 10);
});

const row = fc
  .record({
    hour: fc.integer({ min: 0, max: 400 }),
    kind: fc.constantFrom('funding', 'mark', 'liquidation'),
  })
  .map(({ hour, kind }): RowDraft => {
    const instant = atMs(start + hour * HOUR);
    if (kind === 'funding')
      return funding(instant, `0.00${hour + 1}`, {
        market: hour % 3 === 0 ? eth : btc,
      });
    if (kind === 'mark') return { kind, market: btc, atMs: instant, mark: hour + 1 };
    // ids whose order is another one once they are encoded
    const id = ['a b', 'a,b', 'a-b', 'ä'][hour % 4] ?? '';
    return {
      kind: 'liquidation',
      market: eth,
      atMs: instant,
      id,
      liquidated: 'long',
      price: 1 + hour,
      size: 2,
    };
  });

it('comes to the same by many runs as by one', () => {
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 200 }), (rows) => {
      const whole = createMemoryHistory();
      const piecemeal = createMemoryHistory({ limits: LIMITS });
      expect(importRows(piecemeal, rows)).toEqual(importRows(whole, rows));
      expect(everything(piecemeal)).toEqual(everything(whole));
      expect(importRows(piecemeal, rows)).toMatchObject({ added: 0, changed: 0, same: rows.length });
    }),
    { numRuns: 60 },
  );
});

it('lets of rows that contradict each other the one stand that was told last, however far apart they were told', () => {
  const store = createMemoryHistory({ limits: LIMITS });
  const others = (fromHour: number): readonly RowDraft[] => series(start + fromHour * HOUR, 40, 1);
  const told = [funding(start, '0.1'), ...others(1), funding(start, '0.3'), ...others(41), funding(start, '0.2')];
  expect(importRows(store, told, 'replace')).toMatchObject({ added: 81, changed: 2, conflictCount: 2 });
  expect([...store.fundingRows(btc, start, start + 1)]).toMatchObject([{ rate: '0.2' }]);
  const refusing = createMemoryHistory({ limits: LIMITS });
  expect(() => importRows(refusing, told)).toThrow(/^2 rows contradict .* row 42: binance:BTC/);
  expect(everything(refusing)).toEqual([]);
});

const deepBook = (nth: number): BookRow => ({
  kind: 'book',
  market: eth,
  atMs: atMs(start + nth),
  bids: levels(nth),
  asks: levels(1e6),
});
const levels = (from: number): readonly number[] => Array.from({ length: 20_000 }, (_, nth) => from + nth);

it('takes rows that are longer than anything it reads at once', () => {
  const store = createMemoryHistory({ limits: LIMITS });
  const books = [2, 1, 0].map(deepBook);
  importRows(store, [...books, ...series(start, 40, 1)]);
  expect([...store.books(eth, start, start + HOUR)]).toEqual([...books].reverse());
});

it('leaves nothing beside the blocks, not even what a killed process left', async () => {
  const dir = scratchDir();
  const aside = (): readonly string[] => readdirSync(dir).filter((name) => name.endsWith('.scratch'));
  writeFileSync(join(dir, 'import-7.scratch'), 'left by a kill');
  writeFileSync(join(dir, 'mine.scratch'), 'not ours');
  const store = openHistory(dir);
  expect(aside()).toEqual(['mine.scratch']);
  // more bytes than are held
  const rows = Array.from({ length: 40 }, (_, nth) => deepBook(nth));
  const tell = (): StagedImport | ReturnType<typeof store.begin> => {
    const entry = store.begin({ source: 'spec', atMs: atMs(0) }, 'refuse');
    for (const [place, each] of rows.entries()) entry.add(each, place);
    expect(aside()).toHaveLength(2);
    return entry;
  };
  tell().abort();
  expect(aside()).toHaveLength(1);
  expect(everything(store)).toEqual([]);
  tell().commit();
  expect(aside()).toHaveLength(1);
  await store.close();
  expect(existsSync(join(dir, 'mine.scratch'))).toBe(true);
});
