import type { JournalStore } from '../../src/domain/ports.ts';
import { createMemoryJournal } from '../../src/journal/memory.adapter.ts';

/** A journal as it is now, as if its directory had been copied; what either goes on with is not in the other. */
export const copyOf = (store: JournalStore): JournalStore => {
  const copy = createMemoryJournal({ birthId: store.birthId });
  copy.commit({
    inputSeq: store.lastInputSeq,
    facts: [...store.facts(1)].map(({ seq: _seq, ...draft }) => draft),
    snapshots: store.snapshots(),
    intents: store.openIntents().map((intent) => ({ kind: 'opened', intent })),
    ledger: store.balances(),
  });
  return copy;
};
