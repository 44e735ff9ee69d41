import type { JournalStore } from '../domain/ports.ts';
import type { ChaosWatch } from './chaos-watch.ts';

/** A journal that shows the watch each transaction before and after, and what has been flushed. */
export const watchedStore = (store: JournalStore, watch: ChaosWatch): JournalStore => ({
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
  commit: (batch) => {
    watch.committing(batch);
    const facts = store.commit(batch);
    watch.committed(batch, facts);
    return facts;
  },
  flushed: async () => {
    await store.flushed();
    watch.chronicle.flushed();
  },
  facts: (fromSeq) => store.facts(fromSeq),
  snapshots: () => store.snapshots(),
  openIntents: () => store.openIntents(),
  balances: () => store.balances(),
  readMeta: (key) => store.readMeta(key),
  writeMeta: (key, value) => store.writeMeta(key, value),
  close: () => store.close(),
});
