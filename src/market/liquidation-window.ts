import type { LiquidationEvent } from '../domain/market-event.ts';
import type { AtMs } from '../domain/units.ts';

const WINDOW_MS = 60_000;
const ENTRIES_MAX = 4096;
const SEEN_MAX = 20;

/** One forced closing as it was told. */
export interface SeenLiquidation {
  readonly atMs: AtMs;
  readonly liquidated: LiquidationEvent['liquidated'];
  readonly price: number;
  readonly notionalUsd: number;
}

/** Notional liquidated on one market within the last 60 s, USD. Bounded: beyond 4,096 entries the oldest are merged. */
export class LiquidationWindow {
  readonly #entries: { atMs: AtMs; notionalUsd: number }[] = [];
  readonly #seen: SeenLiquidation[] = [];

  /** The last 20, oldest first, however long ago: for whoever looks, nothing is decided by them. */
  get seen(): readonly SeenLiquidation[] {
    return this.#seen;
  }

  add(notionalUsd: number, atMs: AtMs, told?: Pick<LiquidationEvent, 'liquidated' | 'price'>): void {
    this.#drop(atMs);
    if (told !== undefined) this.#see({ atMs, liquidated: told.liquidated, price: told.price, notionalUsd });
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

  #see(liquidation: SeenLiquidation): void {
    this.#seen.push(liquidation);
    if (this.#seen.length > SEEN_MAX) this.#seen.shift();
  }

  #drop(nowMs: AtMs): void {
    while ((this.#entries[0]?.atMs ?? Infinity) <= nowMs - WINDOW_MS) this.#entries.shift();
  }
}
