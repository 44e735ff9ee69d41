import type { JournalStore } from '../domain/ports.ts';

/** A journal as it is, but for how batches are committed and awaited: for whoever must see both. */
export const aroundStore = (
  store: JournalStore,
  { commit, flushed }: Pick<JournalStore, 'commit' | 'flushed'>,
): JournalStore => ({
  birthId: store.birthId,
  get lastInputSeq() {
    return store.lastInputSeq;
  },
  get lastSeq() {
    return store.lastSeq;
  },
  get headHash() {
    return store.headHash;
  },
  commit,
  flushed,
  facts: (fromSeq) => store.facts(fromSeq),
  get anchor() {
    return store.anchor;
  },
  ...(store.prune === undefined ? {} : { prune: (cut) => store.prune?.(cut) }),
  snapshots: () => store.snapshots(),
  openIntents: () => store.openIntents(),
  balances: () => store.balances(),
  ...(store.sizeBytes === undefined ? {} : { sizeBytes: () => store.sizeBytes?.() ?? 0 }),
  readMeta: (key) => store.readMeta(key),
  writeMeta: (key, value) => store.writeMeta(key, value),
  close: () => store.close(),
});
