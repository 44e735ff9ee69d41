import type { JournalAnchor } from '../domain/anchor.ts';
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
  /** What retention removed by now: it may go on while somebody reads. */
  readonly anchor: () => JournalAnchor | undefined;
}

/**
 * Facts in order, each verified against the one before. One read a fact, so no cursor holds pages while the reader
 * thinks. Those that retention has removed are passed over. Throws JournalUnreadableError naming the first bad record.
 */
export function* readFacts({ journal }: Pick<LmdbStore, 'journal'>, range: FactRange): Generator<Fact, void, void> {
  const { dir, lastSeq, anchor } = range;
  let head = headBefore(journal, range);
  let isReadAgain = false;
  while (head.seq < lastSeq) {
    const read = readRecord(journal.get(head.seq + 1), head, sha256);
    if (read.kind === 'newer') throw newerVersionError(dir, read.version, JOURNAL_VERSION);
    if (read.kind === 'damaged') {
      // removed meanwhile, or seen while its neighbours were
      const removed = anchor();
      const isRemoved = removed !== undefined && removed.seq > head.seq;
      if (!isRemoved && isReadAgain) throw unreadableError(dir, read.reason, read.seq);
      if (isRemoved) head = removed;
      else isReadAgain = true;
      continue;
    }
    yield read.fact;
    head = { seq: read.fact.seq, hash: read.hash };
    isReadAgain = false;
  }
}

const headBefore = (journal: LmdbStore['journal'], { dir, fromSeq, lastSeq, anchor }: FactRange): ChainHead => {
  const seq = Math.max(0, Math.min(fromSeq, lastSeq + 1) - 1);
  const removed = anchor();
  if (removed !== undefined && removed.seq >= seq) return removed;
  const hash = seq === 0 ? GENESIS_HASH : hashOfRecord(journal.get(seq));
  if (hash === undefined) throw unreadableError(dir, 'it is not a journal record', seq);
  return { seq, hash };
};
