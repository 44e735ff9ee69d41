import type { JournalStore } from '../domain/ports.ts';
import { aroundStore } from '../journal/around-store.ts';
import type { ChaosWatch } from './chaos-watch.ts';

/** A journal that shows the watch each transaction before and after, and what has been flushed. */
export const watchedStore = (store: JournalStore, watch: ChaosWatch): JournalStore =>
  aroundStore(store, {
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
  });
