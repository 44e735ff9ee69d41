import type { JournalStore } from '../domain/ports.ts';
import { aroundStore } from '../journal/around-store.ts';
import type { Recorder } from './recorder.adapter.ts';

/**
 * A journal that commits nothing before the recording of the inputs that led to it is written out: whatever a killed run
 * committed, its recording leads to. Inputs that commit nothing wait for one that does.
 */
export const writtenFirst = (store: JournalStore, recorder: Pick<Recorder, 'writeOut'>): JournalStore =>
  aroundStore(store, {
    commit: (batch) => {
      recorder.writeOut();
      return store.commit(batch);
    },
    flushed: () => store.flushed(),
  });
