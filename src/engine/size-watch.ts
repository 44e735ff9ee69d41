import type { Input } from '../domain/input.ts';
import type { JournalStore } from '../domain/ports.ts';
import type { AtMs } from '../domain/units.ts';

/** The directory is looked at this often, engine time. */
const EVERY_MS = 60_000;
const BYTES_PER_MB = 1_048_576;

/**
 * Says when the data directory grows over its size, and when it is within it again: as an input, so that a replay is told the
 * same. As long as neither happens it says nothing.
 */
export class SizeWatch {
  readonly #store: Pick<JournalStore, 'sizeBytes'>;
  readonly #limitMb: number;
  #state: 'over' | 'within' = 'within';
  #nextAtMs = 0;

  constructor(store: Pick<JournalStore, 'sizeBytes'>, limitMb: number) {
    this.#store = store;
    this.#limitMb = limitMb;
  }

  look(nowMs: AtMs): Extract<Input, { kind: 'storage' }> | undefined {
    if (nowMs < this.#nextAtMs) return undefined;
    this.#nextAtMs = nowMs + EVERY_MS;
    const bytes = this.#store.sizeBytes?.();
    if (bytes === undefined) return undefined;
    const usedMb = Math.ceil(bytes / BYTES_PER_MB);
    const state = usedMb > this.#limitMb ? 'over' : 'within';
    if (state === this.#state) return undefined;
    this.#state = state;
    return { kind: 'storage', atMs: nowMs, usedMb, state };
  }
}
