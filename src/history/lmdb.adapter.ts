import { mkdirSync, statSync } from 'node:fs';
import type { Transaction } from 'lmdb';
import type { MarketKey } from '../domain/ids.ts';
import { claimDirectory } from '../journal/directory-lock.adapter.ts';
import type { DirectoryLock } from '../journal/directory-lock.adapter.ts';
import { directorySize } from '../journal/directory-size.adapter.ts';
import type { Block, BlockPlace, BlockStore, Publication, StoredNote } from './block-store.ts';
import { NOTES_MAX } from './block-store.ts';
import { BlockHistory } from './block-history.ts';
import type { HistoryKind, HistoryReader, HistoryStore } from './history.ts';
import { packText, unpackText } from './packed-text.adapter.ts';
import type { Scratch } from './staging/scratch.ts';
import { openScratch, removeScratches } from './staging/scratch.adapter.ts';
import { historyFailureOf, missingError, unreadableError } from './store-failure.adapter.ts';
import { keyOf, openTables, readState, writeState } from './lmdb-tables.adapter.ts';
import type { BlockKey, HistoryTables } from './lmdb-tables.adapter.ts';

/** Opens or makes the history of a directory, for this process alone. Throws HistoryStoreError, and then holds nothing. */
export const openHistory = (dir: string): HistoryStore => {
  let lock: DirectoryLock | undefined;
  let tables: HistoryTables | undefined;
  try {
    mkdirSync(dir, { recursive: true });
    lock = claimDirectory(dir);
    tables = openTables(dir, 'write');
    if (tables === undefined) throw unreadableError(dir, 'its tables cannot be made');
    return new BlockHistory(new LmdbBlocks({ dir, tables, lock }));
  } catch (thrown) {
    void tables?.root.close();
    lock?.release();
    throw historyFailureOf(thrown, dir);
  }
};

/**
 * Opens a history for reading: needs no lock, works beside a writer, and sees what was there when it was opened. Throws
 * HistoryStoreError, `history.missing` where there is none.
 */
export const openHistoryReader = (dir: string): HistoryReader => {
  let tables: HistoryTables | undefined;
  try {
    if (statSync(dir, { throwIfNoEntry: false })?.isDirectory() !== true) throw missingError(dir);
    tables = openTables(dir, 'read');
    if (tables === undefined || readState(tables, dir) === undefined) throw missingError(dir);
    return new BlockHistory(new LmdbBlocks({ dir, tables }));
  } catch (thrown) {
    void tables?.root.close();
    throw historyFailureOf(thrown, dir);
  }
};

interface LmdbBlocksParts {
  readonly dir: string;
  readonly tables: HistoryTables;
  /** Absent for a reader. */
  readonly lock?: DirectoryLock;
}

/** LMDB's transaction flags: may be aborted, is committed when it returns; and: without waiting for the disk. */
const COMMITTED: number = 3;
const NO_SYNC = 0x10000;
/** Texts looked at through one map. Each look may bring in 64 KiB around it. */
const LOOKS_MAX = 256;
const FIRST_MS = -8.64e15;
const LAST_MS = 8.64e15;

class LmdbBlocks implements BlockStore {
  readonly #dir: string;
  #tables: HistoryTables;
  readonly #lock: DirectoryLock | undefined;
  /** A reader sees one state of the store all its life. */
  readonly #snapshot: { readonly transaction?: Transaction };
  readonly #scratches = new Set<Scratch>();
  #nextId: number;
  #looks = 0;
  /** Ranges that are being gone through. */
  #walks = 0;

  constructor({ dir, tables, lock }: LmdbBlocksParts) {
    this.#dir = dir;
    this.#tables = tables;
    this.#lock = lock;
    this.#nextId = readState(tables, dir)?.nextId ?? 1;
    this.#snapshot = lock === undefined ? { transaction: tables.root.useReadTransaction() } : {};
    if (lock === undefined) return;
    removeScratches(dir);
    this.#write(() => this.#forgetUnpublished());
  }

  *series(): Generator<{ readonly kind: HistoryKind; readonly market: MarketKey }> {
    let start: BlockKey | undefined;
    for (;;) {
      const range = start === undefined ? {} : { start };
      const [key] = this.#tables.index.getKeys({ ...range, ...this.#snapshot, limit: 1 });
      if (key === undefined) return;
      const [kind, market] = key;
      yield { kind, market };
      start = [kind, market, LAST_MS];
    }
  }

  *blocks({ kind, market }: Omit<BlockPlace, 'startMs'>, fromStartMs: number, toMs: number): Generator<Block> {
    const range = {
      start: keyOf({ kind, market, startMs: Math.max(FIRST_MS, fromStartMs) }),
      end: keyOf({ kind, market, startMs: Math.min(LAST_MS, toMs) }),
    };
    this.#walks += 1;
    try {
      for (const { key, value } of this.#tables.index.getRange({ ...range, ...this.#snapshot }))
        yield this.#blockOf({ kind, market, startMs: key[2] }, value);
    } finally {
      this.#walks -= 1;
    }
  }

  block(place: BlockPlace): Block | undefined {
    const value = this.#tables.index.get(keyOf(place), this.#snapshot);
    return value === undefined ? undefined : this.#blockOf(place, value);
  }

  bytes(id: number): Buffer {
    this.#look();
    const stored = this.#tables.texts.get(id, this.#snapshot);
    if (stored === undefined) throw unreadableError(this.#dir, `block ${id} is not there`);
    try {
      return unpackText(stored);
    } catch {
      throw unreadableError(this.#dir, `block ${id} does not inflate to what was written`);
    }
  }

  scratch(): Scratch {
    const scratch = openScratch(this.#dir);
    this.#scratches.add(scratch);
    const close = (): void => {
      scratch.close();
      this.#scratches.delete(scratch);
    };
    return { ...scratch, close };
  }

  stage(texts: Iterable<Uint8Array>): readonly number[] {
    this.#look();
    const ids: number[] = [];
    this.#write(() => {
      for (const text of texts) {
        const id = this.#nextId + ids.length;
        void this.#tables.texts.put(id, packText(text));
        ids.push(id);
      }
    }, COMMITTED | NO_SYNC);
    this.#nextId += ids.length;
    return ids;
  }

  unstage(ids: Iterable<number>): void {
    this.#write(() => {
      for (const id of ids) void this.#tables.texts.remove(id);
    }, COMMITTED | NO_SYNC);
  }

  publish({ put, remove, note }: Publication): void {
    const { texts, index, notes } = this.#tables;
    this.#write(() => {
      for (const block of remove) {
        void texts.remove(block.id);
        void index.remove(keyOf(block));
      }
      for (const block of put) {
        const { id, rows, firstMs, lastMs } = block;
        const replaced = this.block(block);
        if (replaced !== undefined) void texts.remove(replaced.id);
        void index.put(keyOf(block), JSON.stringify([id, rows, firstMs, lastMs]));
      }
      if (note !== undefined) {
        const [last = 0] = notes.getKeys({ reverse: true, limit: 1 });
        void notes.put(last + 1, JSON.stringify(note));
        void notes.remove(last + 1 - NOTES_MAX);
      }
      writeState(this.#tables, { nextId: this.#nextId });
    });
  }

  notes(): readonly StoredNote[] {
    return Array.from(this.#tables.notes.getRange(this.#snapshot), ({ value }) => JSON.parse(value) as StoredNote);
  }

  sizeBytes(): number {
    return directorySize(this.#dir);
  }

  async close(): Promise<void> {
    for (const scratch of this.#scratches) scratch.close();
    this.#snapshot.transaction?.done();
    await this.#tables.root.close();
    this.#lock?.release();
  }

  /**
   * Pages once looked at count as memory of this process until the map is let go: a writer takes a new one now and then,
   * where nothing holds on to the old one. Not within a transaction.
   */
  #look(): void {
    this.#looks += 1;
    if (this.#looks < LOOKS_MAX || this.#lock === undefined || this.#walks > 0) return;
    this.#looks = 0;
    void this.#tables.root.close();
    const tables = openTables(this.#dir, 'write');
    if (tables === undefined) throw unreadableError(this.#dir, 'its tables cannot be opened again');
    this.#tables = tables;
  }

  #forgetUnpublished(): void {
    const unpublished = Array.from(this.#tables.texts.getKeys({ start: this.#nextId }));
    for (const id of unpublished) void this.#tables.texts.remove(id);
    writeState(this.#tables, { nextId: this.#nextId });
  }

  #blockOf(place: BlockPlace, value: string): Block {
    const [id, rows, firstMs, lastMs] = this.#numbersOf(value);
    if (id === undefined || rows === undefined || firstMs === undefined || lastMs === undefined)
      throw unreadableError(this.#dir, `the entry of ${place.market} ${place.kind} ${place.startMs} is no entry`);
    return { ...place, id, rows, firstMs, lastMs };
  }

  #numbersOf(value: string): readonly number[] {
    try {
      const fields: unknown = JSON.parse(value);
      return Array.isArray(fields) ? fields.filter((field) => typeof field === 'number') : [];
    } catch {
      return [];
    }
  }

  /** One transaction, committed when it returns or not at all. `put` must return nothing: LMDB would wait for it. */
  #write(put: () => void, flags = COMMITTED): void {
    try {
      this.#tables.root.transactionSync(put, flags);
    } catch (thrown) {
      throw historyFailureOf(thrown, this.#dir);
    }
  }
}
