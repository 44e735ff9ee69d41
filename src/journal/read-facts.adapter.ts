import type { Fact } from '../domain/fact.ts';
import { GENESIS_HASH, JOURNAL_VERSION, hashOfRecord, readRecord } from './journal.ts';
import type { ChainHead } from './journal.ts';
import { newerVersionError, unreadableError } from './journal-error.ts';
import type { LmdbStore } from './lmdb-store.adapter.ts';
import { sha256 } from './sha256.adapter.ts';

interface FactRange {
  readonly dir: string;
  /** First and last seq, both included. */
  readonly fromSeq: number;
  readonly lastSeq: number;
}

/**
 * Facts in order, each verified against the one before. One read a fact, so no cursor holds pages while the reader
 * thinks. Throws JournalUnreadableError naming the first bad record.
 */
export function* readFacts({ journal }: Pick<LmdbStore, 'journal'>, range: FactRange): Generator<Fact, void, void> {
  const { dir, lastSeq } = range;
  const beforeSeq = Math.max(0, Math.min(range.fromSeq, lastSeq + 1) - 1);
  const beforeHash = beforeSeq === 0 ? GENESIS_HASH : hashOfRecord(journal.get(beforeSeq));
  if (beforeHash === undefined) throw unreadableError(dir, 'it is not a journal record', beforeSeq);
  let head: ChainHead = { seq: beforeSeq, hash: beforeHash };
  while (head.seq < lastSeq) {
    const read = readRecord(journal.get(head.seq + 1), head, sha256);
    if (read.kind === 'damaged') throw unreadableError(dir, read.reason, read.seq);
    if (read.kind === 'newer') throw newerVersionError(dir, read.version, JOURNAL_VERSION);
    yield read.fact;
    head = { seq: read.fact.seq, hash: read.hash };
  }
}
