import type { JournalAnchor, JournalCut } from '../domain/anchor.ts';
import { asJson } from '../domain/codec.ts';
import { hashOfRecord } from './journal.ts';
import { unreadableError } from './journal-error.ts';
import { ANCHOR_KEY, firstSeqOf } from './lmdb-store.adapter.ts';
import type { LmdbStore } from './lmdb-store.adapter.ts';
import { readFacts } from './read-facts.adapter.ts';
import { seal } from './sealed.ts';
import { sha256 } from './sha256.adapter.ts';

/** The anchor that a cut leaves. Throws JournalUnreadableError for a record that is damaged, Error for a cut that cannot be. */
export const anchorOf = (
  store: LmdbStore,
  { throughSeq, prunedAtMs, opening }: JournalCut,
  {
    dir,
    lastSeq,
    anchor,
  }: { readonly dir: string; readonly lastSeq: number; readonly anchor: JournalAnchor | undefined },
): JournalAnchor => {
  if (throughSeq <= (anchor?.seq ?? 0) || throughSeq >= lastSeq)
    throw new Error(`facts up to ${throughSeq} cannot be removed from ${anchor?.seq ?? 0} to ${lastSeq}`);
  const hash = hashOfRecord(store.journal.get(throughSeq));
  const range = { dir, fromSeq: throughSeq, lastSeq: throughSeq, anchor: () => anchor };
  for (const { seq, atMs } of readFacts(store, range))
    if (hash !== undefined) return { seq, hash, atMs, prunedAtMs, opening };
  throw unreadableError(dir, 'it is not a journal record', throughSeq);
};

/** Removes what is before the anchor and writes it. To be called within a transaction. */
export const cutOff = (store: LmdbStore, anchor: JournalAnchor): void => {
  for (let seq = firstSeqOf(store) ?? Infinity; seq <= anchor.seq; seq += 1) void store.journal.remove(seq);
  void store.meta.put(ANCHOR_KEY, seal(asJson(anchor), sha256));
};
