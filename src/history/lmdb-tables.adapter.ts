import { join } from 'node:path';
import { open } from 'lmdb';
import type { Database, RootDatabase } from 'lmdb';
import { isRecord } from '../domain/codec.ts';
import type { MarketKey } from '../domain/ids.ts';
import { inspectDataFile } from '../journal/data-file.adapter.ts';
import { seal, unseal } from '../journal/sealed.ts';
import { sha256 } from '../journal/sha256.adapter.ts';
import type { BlockPlace } from './block-store.ts';
import type { HistoryKind } from './history.ts';
import { newerVersionError, unreadableError } from './store-failure.adapter.ts';

export type BlockKey = [kind: HistoryKind, market: MarketKey, startMs: number];

/** The one LMDB environment of a history and its tables. */
export interface HistoryTables {
  readonly root: RootDatabase<unknown, string>;
  /** Place to `[id, rows, firstMs, lastMs]`. */
  readonly index: Database<string, BlockKey>;
  /** Id to the gzipped lines of a block; gzip's own checksum guards them. */
  readonly texts: Database<Buffer, number>;
  readonly notes: Database<string, number>;
  readonly meta: Database<string, string>;
}

/** How the store is written; raised when that changes, with a migration. */
const VERSION = 1;
const STATE_KEY = 'state';
const TABLES = ['index', 'texts', 'notes', 'meta'].map((name) => `history-${name}`);

export const keyOf = ({ kind, market, startMs }: BlockPlace): BlockKey => [kind, market, startMs];

/** Opens the tables, after making sure that the data file is a history's; `undefined` where a reader finds none. */
export const openTables = (dir: string, mode: 'read' | 'write'): HistoryTables | undefined => {
  const file = inspectDataFile(join(dir, 'data.mdb'), mode === 'read' ? 'inspect' : 'repair');
  if (file.kind === 'unsound') throw unreadableError(dir, file.reason);
  if (file.kind === 'empty' && mode === 'read') return undefined;
  const root = open<unknown, string>({
    path: dir,
    maxDbs: 8,
    readOnly: mode === 'read',
    // With it LMDB syncs inside every synchronous commit whatever the transaction's flags say.
    overlappingSync: false,
  });
  const foreign = [...root.getKeys()].find((name) => !TABLES.includes(name));
  if (foreign !== undefined) {
    void root.close();
    throw unreadableError(dir, `it is not a history: it holds a table "${foreign}"`);
  }
  const tables = {
    root,
    index: root.openDB<string, BlockKey>({ name: 'history-index', encoding: 'string' }),
    texts: root.openDB<Buffer, number>({ name: 'history-texts', encoding: 'binary' }),
    notes: root.openDB<string, number>({ name: 'history-notes', encoding: 'string' }),
    meta: root.openDB<string, string>({ name: 'history-meta', encoding: 'string' }),
  };
  // A read-only store lacks tables that were never made, whatever the types say.
  return Object.values<unknown>(tables).includes(undefined) ? undefined : tables;
};

export interface HistoryState {
  /** Texts from this id on were staged and never published. */
  readonly nextId: number;
}

/** The state of the store, checked; `undefined` before the first write. Throws HistoryStoreError. */
export const readState = (tables: HistoryTables, dir: string): HistoryState | undefined => {
  const stored = tables.meta.get(STATE_KEY);
  if (stored === undefined) return undefined;
  const value = unseal(stored, sha256);
  if (value.kind !== 'intact' || !isRecord(value.body)) throw unreadableError(dir, 'its head is damaged');
  const { version, nextId } = value.body;
  if (typeof version !== 'number' || typeof nextId !== 'number') throw unreadableError(dir, 'its head is not one');
  if (version > VERSION) throw newerVersionError(dir, version, VERSION);
  return { nextId };
};

/** Within a transaction. */
export const writeState = (tables: HistoryTables, { nextId }: HistoryState): void => {
  void tables.meta.put(STATE_KEY, seal({ version: VERSION, nextId }, sha256));
};
