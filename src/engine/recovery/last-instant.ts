import type { JournalStore } from '../../domain/ports.ts';
import type { AtMs } from '../../domain/units.ts';

/** The instant of the last fact of an earlier life; `undefined` for a journal that is new. A world may not start before it. */
export const lastInstant = (store: JournalStore): AtMs | undefined => {
  if (store.lastSeq === 0) return undefined;
  for (const fact of store.facts(store.lastSeq)) return fact.atMs;
  return undefined;
};
