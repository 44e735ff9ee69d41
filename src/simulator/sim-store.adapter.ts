import type { StoreRow, VenueStore } from './venue-store.ts';
import { join } from 'node:path';
import { open, TransactionFlags } from 'lmdb';

const { ABORTABLE, SYNCHRONOUS_COMMIT, NO_SYNC_FLUSH } = TransactionFlags;

/**
 * The simulated venues' own LMDB environment, apart from the engine's journal and never derived from it. A write returns
 * when it is committed, which a killed process cannot undo; the disk itself is synced behind it, so that a loss of power
 * may cost the last moments of an invented world, never its consistency.
 */
export const openVenueStore = (dataDir: string): VenueStore => {
  const db = open<StoreRow['value'], string>({
    path: join(dataDir, 'venues.mdb'),
    encoding: 'json',
    maxDbs: 1,
    noMemInit: true,
  });
  return {
    write: (rows) => {
      db.transactionSync(
        () => {
          for (const { key, value } of rows) db.putSync(key, value);
        },
        ABORTABLE | SYNCHRONOUS_COMMIT | NO_SYNC_FLUSH,
      );
    },
    rows: () => [...db.getRange({ snapshot: false })].map(({ key, value }) => ({ key, value })),
    close: async () => {
      await db.flushed;
      await db.close();
    },
  };
};
