import { statSync } from 'node:fs';
import type { ActorSnapshot, Fact } from '../domain/fact.ts';
import type { ChainHead } from './journal.ts';
import { JournalNotADirectoryError, journalErrorOf, unreadableError } from './journal-error.ts';
import { openStore, readState, sealedIn } from './lmdb-store.adapter.ts';
import type { LmdbStore } from './lmdb-store.adapter.ts';
import { readFacts } from './read-facts.adapter.ts';
import { sha256 } from './sha256.adapter.ts';
import { verifyChain } from './verify.ts';
import type { ChainVerdict } from './verify.ts';

/** A journal opened for reading only: needs no lock, works beside a running engine, sees what was there when opened. */
export interface JournalReader {
  readonly birthId: string;
  readonly head: ChainHead;
  facts(fromSeq: number): Iterable<Fact>;
  /** What its actors held when it was opened. */
  snapshots(): readonly ActorSnapshot[];
  /** Walks the whole chain. */
  verify(): ChainVerdict;
  close(): Promise<void>;
}

/** Opens an existing journal for reading. Throws JournalNotADirectoryError where there is none. */
export const openJournalReader = (dir: string): JournalReader => {
  try {
    if (!statSync(dir, { throwIfNoEntry: false })?.isDirectory()) throw noJournalError(dir);
    const store = openStore(dir, 'read-only');
    if (store === undefined) throw noJournalError(dir);
    return readerOf(store, dir);
  } catch (thrown) {
    throw journalErrorOf(thrown, dir);
  }
};

/** Walks the chain of the journal in `dir`: the number of facts and the head hash, or the first bad record. */
export const verifyJournal = async (dir: string): Promise<ChainVerdict> => {
  const reader = openJournalReader(dir);
  try {
    return reader.verify();
  } finally {
    await reader.close();
  }
};

const readerOf = (store: LmdbStore, dir: string): JournalReader => {
  const state = readState(store, dir);
  if (state === undefined) throw unreadableError(dir, 'it was never begun');
  const head: ChainHead = { seq: state.lastSeq, hash: state.headHash };
  return {
    birthId: state.birthId,
    head,
    facts: (fromSeq) => readFacts(store, { dir, fromSeq, lastSeq: head.seq }),
    snapshots: () =>
      sealedIn(store.snapshots, 'the snapshot of', dir).map(([, snapshot]) => snapshot as unknown as ActorSnapshot),
    verify: () => verifyChain({ record: (seq) => store.journal.get(seq), head }, sha256),
    close: () => store.root.close(),
  };
};

const noJournalError = (dir: string): JournalNotADirectoryError =>
  new JournalNotADirectoryError(`there is no journal in ${dir}: name the directory an engine was started with`, {
    dir,
  });
