import type { Json } from '../domain/codec.ts';
import type { StoreRow, VenueStore } from './venue-store.ts';
import type { RootDatabase } from 'lmdb';
import { join } from 'node:path';
import { open } from 'lmdb';

/**
 * The simulated venues' own LMDB environment, apart from the engine's journal and never derived from it. A `write` is one
 * synchronous transaction, on disk before it returns. A `note` is committed behind the caller's back; one that a kill cuts
 * off is as if it had not been made.
 */
export const openVenueStore = (dataDir: string): VenueStore => {
  const db = open<Json, string>({ path: join(dataDir, 'venues.mdb'), encoding: 'json', maxDbs: 1 });
  const notes = new Notes(db);
  return {
    write: (rows) => {
      notes.check();
      db.transactionSync(() => {
        for (const { key, value } of rows) db.putSync(key, value);
      });
    },
    note: (row) => notes.add(row),
    rows: () => [...db.getRange({ snapshot: false })].map(({ key, value }) => ({ key, value })),
    close: async () => {
      await notes.written();
      await db.flushed;
      await db.close();
    },
  };
};

/** One commit at a time; what is noted meanwhile replaces what waits, so that nothing piles up while the disk is slow. */
class Notes {
  readonly #db: RootDatabase<Json, string>;
  #waiting = new Map<string, Json>();
  #commit: Promise<void> | undefined;
  #failure: unknown;

  constructor(db: RootDatabase<Json, string>) {
    this.#db = db;
  }

  add({ key, value }: StoreRow): void {
    this.#waiting.set(key, value);
    this.#commit ??= this.#run();
  }

  /** Throws what a commit failed with: nothing may be written after a note that was lost. */
  check(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  async written(): Promise<void> {
    await this.#commit;
    this.check();
  }

  async #run(): Promise<void> {
    try {
      while (this.#waiting.size > 0) {
        const rows = this.#waiting;
        this.#waiting = new Map();
        await Promise.all([...rows].map(([key, value]) => this.#db.put(key, value)));
      }
    } catch (error) {
      this.#failure = error;
    }
    this.#commit = undefined;
  }
}
