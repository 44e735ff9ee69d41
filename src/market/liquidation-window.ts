import type { AtMs } from '../domain/units.ts';

const WINDOW_MS = 60_000;
const ENTRIES_MAX = 4096;

/** Notional liquidated on one market within the last 60 s, USD. Bounded: beyond 4,096 entries the oldest are merged. */
export class LiquidationWindow {
  readonly #entries: { atMs: AtMs; notionalUsd: number }[] = [];

  add(notionalUsd: number, atMs: AtMs): void {
    this.#drop(atMs);
    const oldest = this.#entries.length >= ENTRIES_MAX ? this.#entries.shift() : undefined;
    const next = this.#entries[0];
    if (oldest !== undefined && next !== undefined) next.notionalUsd += oldest.notionalUsd;
    this.#entries.push({ atMs, notionalUsd });
  }

  /** USD within the 60 s up to `nowMs`. */
  totalUsd(nowMs: AtMs): number {
    this.#drop(nowMs);
    let total = 0;
    for (const { notionalUsd } of this.#entries) total += notionalUsd;
    return total;
  }

  #drop(nowMs: AtMs): void {
    while ((this.#entries[0]?.atMs ?? Infinity) <= nowMs - WINDOW_MS) this.#entries.shift();
  }
}
