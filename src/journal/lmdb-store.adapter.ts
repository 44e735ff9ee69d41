import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { open } from 'lmdb';
import type { Database, RootDatabase } from 'lmdb';
import type { JournalAnchor } from '../domain/anchor.ts';
import { isRecord } from '../domain/codec.ts';
import type { Json } from '../domain/codec.ts';
import { JOURNAL_VERSION } from './journal.ts';
import { inspectDataFile } from './data-file.adapter.ts';
import { newerVersionError, unreadableError } from './journal-error.ts';
import { unseal } from './sealed.ts';
import { sha256 } from './sha256.adapter.ts';

type Table<Key extends string | number> = Database<string, Key>;

/** The one LMDB environment of a journal and its five tables; all values are text. */
export interface LmdbStore {
  readonly root: RootDatabase<string, string>;
  readonly journal: Table<number>;
  readonly snapshots: Table<string>;
  readonly intents: Table<string>;
  readonly ledger: Table<string>;
  readonly meta: Table<string>;
}

/** Where a journal stands; written with every commit. */
export interface JournalState {
  readonly birthId: string;
  readonly lastInputSeq: number;
  readonly lastSeq: number;
  readonly headHash: string;
}

export type StoreMode =
  /** Every commit is on disk when it returns. */
  | 'power-safe'
  /** Every commit survives the process, not the machine: for worlds that can be invented again. */
  | 'process-safe'
  | 'read-only';

/** The key of the state in `meta`; the engine's own keys have a prefix. */
export const STATE_KEY = 'state';
/** The key of what retention left in place of the facts it removed. */
export const ANCHOR_KEY = 'anchor';

const DATA_FILE = 'data.mdb';

/** Opens the tables, after making sure that the data file can be mapped at all. */
export const openStore = (dir: string, mode: StoreMode): LmdbStore | undefined => {
  const file = inspectDataFile(join(dir, DATA_FILE), mode === 'read-only' ? 'inspect' : 'repair');
  if (file.kind === 'unsound') throw unreadableError(dir, file.reason);
  if (file.kind === 'empty' && mode === 'read-only') return undefined;
  const apart = mode === 'read-only' ? readingRoom(dir) : undefined;
  const root = open<string, string>({
    path: apart ?? dir,
    encoding: 'string',
    maxDbs: 8,
    readOnly: mode === 'read-only',
    // With it LMDB syncs inside every synchronous commit whatever the transaction's flags say.
    overlappingSync: mode !== 'process-safe',
  });
  const table = <Key extends string | number>(name: string): Table<Key> =>
    root.openDB<string, Key>({ name, encoding: 'string' });
  const store = {
    root,
    journal: table<number>('journal'),
    snapshots: table<string>('snapshots'),
    intents: table<string>('intents'),
    ledger: table<string>('ledger'),
    meta: table<string>('meta'),
  };
  // what is open stays open
  if (apart !== undefined) rmSync(apart, { recursive: true, force: true });
  // Each table is seen as of the moment it was opened at; an engine may have written between two of them.
  if (mode === 'read-only') root.resetReadTxn();
  // A read-only store lacks tables that were never made, whatever the types say.
  if (!Object.values<unknown>(store).includes(undefined)) return store;
  void root.close();
  return undefined;
};

/**
 * A directory with a way to the data and a lock file of its own. Whoever opens an LMDB environment sets the number of its last
 * transaction in the lock file that all share; a reader that did so while an engine commits would have the engine write over that
 * transaction. Without it the engine does not know of the reader and may use pages again that are being read: what is read is
 * checked, and read again (see `readAtOnce`).
 */
const readingRoom = (dir: string): string => {
  const room = mkdtempSync(join(tmpdir(), 'hedgerow-read-'));
  symlinkSync(resolve(dir, DATA_FILE), join(room, DATA_FILE));
  return room;
};

/** A sealed value, checked. Throws JournalUnreadableError or JournalNewerVersionError. */
export const unsealed = (stored: string, what: string, dir: string): Json => {
  const value = unseal(stored, sha256);
  if (value.kind === 'damaged') throw unreadableError(dir, `${what}: ${value.reason}`);
  if (value.kind === 'newer') throw newerVersionError(dir, value.version, JOURNAL_VERSION);
  return value.body;
};

/** All values of a table in key order, their checksums verified. */
export const sealedIn = (table: Table<string>, what: string, dir: string): readonly [string, Json][] =>
  Array.from(table.getRange(), ({ key, value }) => [key, unsealed(value, `${what} ${key}`, dir)]);

/** The state of the journal, or `undefined` when it was never born. */
export const readState = (store: LmdbStore, dir: string): JournalState | undefined => {
  const stored = store.meta.get(STATE_KEY);
  if (stored === undefined) {
    if (firstSeqOf(store) !== undefined) throw unreadableError(dir, 'it has records but no head');
    return undefined;
  }
  const state = unsealed(stored, 'its head', dir);
  if (!isState(state)) throw unreadableError(dir, 'its head is not one of a journal');
  return state;
};

/** Where retention left the facts to begin; `undefined` for a journal that is whole. Throws as `unsealed` does. */
export const readAnchor = ({ meta }: Pick<LmdbStore, 'meta'>, dir: string): JournalAnchor | undefined => {
  const stored = meta.get(ANCHOR_KEY);
  if (stored === undefined) return undefined;
  const anchor = unsealed(stored, 'its anchor', dir);
  if (!isAnchor(anchor)) throw unreadableError(dir, 'its anchor is not one of a journal');
  return anchor;
};

/** Of the first fact that is stored. */
export const firstSeqOf = ({ journal }: Pick<LmdbStore, 'journal'>): number | undefined => {
  for (const seq of journal.getKeys({ limit: 1 })) return seq;
  return undefined;
};

const isAnchor = (value: Json): value is Json & JournalAnchor =>
  isRecord(value) &&
  typeof value['seq'] === 'number' &&
  typeof value['hash'] === 'string' &&
  typeof value['atMs'] === 'number' &&
  typeof value['prunedAtMs'] === 'number' &&
  'opening' in value;

const isState = (value: Json): value is Json & JournalState =>
  isRecord(value) &&
  typeof value['birthId'] === 'string' &&
  typeof value['lastInputSeq'] === 'number' &&
  typeof value['lastSeq'] === 'number' &&
  typeof value['headHash'] === 'string';
