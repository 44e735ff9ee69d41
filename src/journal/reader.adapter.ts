import { statSync } from 'node:fs';
import type { JournalAnchor } from '../domain/anchor.ts';
import type { ActorSnapshot, Fact } from '../domain/fact.ts';
import type { ChainHead } from './journal.ts';
import { JournalNotADirectoryError, JournalUnreadableError, journalErrorOf, unreadableError } from './journal-error.ts';
import { firstSeqOf, openStore, readAnchor, readState, sealedIn } from './lmdb-store.adapter.ts';
import type { LmdbStore } from './lmdb-store.adapter.ts';
import { readFacts } from './read-facts.adapter.ts';
import { sha256 } from './sha256.adapter.ts';
import { verifyChain } from './verify.ts';
import type { ChainVerdict } from './verify.ts';

/** A journal opened for reading only: needs no lock, works beside a running engine, sees what was there when opened. */
export interface JournalReader {
  readonly birthId: string;
  readonly head: ChainHead;
  /** Those that retention has removed are passed over, also while somebody reads. */
  facts(fromSeq: number): Iterable<Fact>;
  /** What retention has removed by now; `undefined` where nothing was. Throws JournalUnreadableError. */
  anchor(): JournalAnchor | undefined;
  /** What the books of the engine came to when it was opened. */
  balances(): Readonly<Record<string, string>>;
  /** What its actors held when it was opened. */
  snapshots(): readonly ActorSnapshot[];
  /** Walks the whole chain. */
  verify(): ChainVerdict;
  close(): Promise<void>;
}

/** So often in a row nobody sees halves of two moments. */
const READS_MAX = 12;

/** Opens an existing journal for reading. Throws JournalNotADirectoryError where there is none. */
export const openJournalReader = (dir: string): JournalReader => {
  for (let reads = 1; ; reads += 1)
    try {
      return openedReader(dir);
    } catch (thrown) {
      // it is not there, or an engine wrote to it while it was opened
      const error = journalErrorOf(thrown, dir);
      const mayPass = error instanceof JournalUnreadableError || error instanceof JournalNotADirectoryError;
      if (reads === READS_MAX || !mayPass) throw error;
    }
};

const openedReader = (dir: string): JournalReader => {
  if (!statSync(dir, { throwIfNoEntry: false })?.isDirectory()) throw noJournalError(dir);
  const store = openStore(dir, 'read-only');
  if (store === undefined) throw noJournalError(dir);
  try {
    return readerOf(store, dir);
  } catch (thrown) {
    void store.root.close();
    throw thrown;
  }
};

/** Walks the chain of the journal in `dir`: the number of facts and the head hash, or the first bad record. */
export const verifyJournal = (dir: string): Promise<ChainVerdict> =>
  readAtOnce(
    dir,
    (reader) => reader.verify(),
    ({ kind }) => kind === 'intact',
  );

/**
 * Reads a journal that an engine may be writing to: what is seen across two of its transactions looks damaged, and is read again.
 * Throws what reading a damaged one throws; what is not whole every time is returned as it is.
 */
export const readAtOnce = async <Told>(
  dir: string,
  read: (reader: JournalReader) => Told,
  isWhole: (told: Told) => boolean,
): Promise<Told> => {
  for (let reads = 1; ; reads += 1) {
    let reader: JournalReader | undefined;
    try {
      reader = openJournalReader(dir);
      const told = read(reader);
      if (isWhole(told) || reads === READS_MAX) return told;
    } catch (thrown) {
      const error = journalErrorOf(thrown, dir);
      if (reads === READS_MAX || !(error instanceof JournalUnreadableError)) throw error;
    } finally {
      await reader?.close();
    }
  }
};

const readerOf = (store: LmdbStore, dir: string): JournalReader => {
  const state = readState(store, dir);
  if (state === undefined) throw unreadableError(dir, 'it was never begun');
  const head: ChainHead = { seq: state.lastSeq, hash: state.headHash };
  const anchor = () => {
    store.root.resetReadTxn();
    return readAnchor(store, dir);
  };
  return {
    birthId: state.birthId,
    head,
    facts: (fromSeq) => readFacts(store, { dir, fromSeq, lastSeq: head.seq, anchor }),
    anchor,
    balances: () =>
      Object.fromEntries(sealedIn(store.ledger, 'the balance of', dir).map(([row, value]) => [row, value as string])),
    snapshots: () =>
      sealedIn(store.snapshots, 'the snapshot of', dir).map(([, snapshot]) => snapshot as unknown as ActorSnapshot),
    verify: () =>
      verifyChain(
        { record: (seq) => store.journal.get(seq), firstSeq: firstSeqOf(store), anchor: anchor(), head },
        sha256,
      ),
    close: () => store.root.close(),
  };
};

const noJournalError = (dir: string): JournalNotADirectoryError =>
  new JournalNotADirectoryError(`there is no journal in ${dir}: name the directory an engine was started with`, {
    dir,
  });
