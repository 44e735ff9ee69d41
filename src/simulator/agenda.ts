import { compareText } from '../domain/compare-text.ts';
import type { MarketKey, VenueId } from '../domain/ids.ts';
import type { AtMs } from '../domain/units.ts';

/** What stands at one instant, in this order: things done at the venues, then what they tell. */
type AgendaPhase = 'act' | 'tell';

export interface AgendaEntry<Item> {
  readonly atMs: AtMs;
  readonly phase: AgendaPhase;
  readonly venue: VenueId;
  /** Orders entries of one instant and venue; absent sorts first. */
  readonly market?: MarketKey | undefined;
  readonly item: Item;
}

/** What is still to happen, ordered by instant, phase, venue, market, insertion. Short: a sorted array serves. */
export class Agenda<Item> {
  #entries: AgendaEntry<Item>[] = [];

  /** Instant of the earliest entry; Infinity when there is none. */
  nextAtMs(): number {
    return this.#entries[0]?.atMs ?? Infinity;
  }

  add(entry: AgendaEntry<Item>): void {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#entries[middle];
      if (other !== undefined && compareEntries(other, entry) <= 0) low = middle + 1;
      else high = middle;
    }
    this.#entries.splice(low, 0, entry);
  }

  /** Takes the earliest entry at or before `atMs`. */
  take(atMs: AtMs): AgendaEntry<Item> | undefined {
    return this.nextAtMs() <= atMs ? this.#entries.shift() : undefined;
  }

  keep(wanted: (item: Item) => boolean): void {
    this.#entries = this.#entries.filter(({ item }) => wanted(item));
  }
}

const compareEntries = (a: AgendaEntry<unknown>, b: AgendaEntry<unknown>): number =>
  a.atMs - b.atMs ||
  compareText(a.phase, b.phase) ||
  compareText(a.venue, b.venue) ||
  compareText(a.market ?? '', b.market ?? '');
