import type { Json } from '../domain/codec.ts';

/** Where simulated venues keep what they know, written before they answer. */
export interface VenueStore {
  /** All rows or none, before the call returns; survives a kill of the process. */
  write(rows: readonly StoreRow[]): void;
  /**
   * Writes one row soon, without holding the caller up; of notes of one key the last may be the only one committed. A key is either written or
   * noted, never both, since a note may be committed after a later write.
   */
  note(row: StoreRow): void;
  /** Every row, by ascending key. */
  rows(): Iterable<StoreRow>;
  close(): Promise<void>;
}

export interface StoreRow {
  readonly key: string;
  readonly value: Json;
}
