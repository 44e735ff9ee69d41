import type { MarketEvent } from '../domain/market-event.ts';
import type { AtMs, Ms } from '../domain/units.ts';
import { ms } from '../domain/units.ts';

const WINDOW_MS = 60_000;
/** Records remembered; a busier minute is measured by its latest. */
const RECORDS_MAX = 10_000;

/** How old a relay's records are on arrival, over the last minute: its own clock against ours. */
export class RelayLatency {
  #atMs: number[] = [];
  #ageMs: number[] = [];

  add(ageMs: number, arrivedAtMs: AtMs): void {
    this.#atMs.push(arrivedAtMs);
    // A clock of theirs that runs ahead is not speed.
    this.#ageMs.push(Math.max(0, ageMs));
    if (this.#atMs.length >= 2 * RECORDS_MAX) this.#keep(RECORDS_MAX);
  }

  /** 95 of 100 records are at most this old; `undefined` when none of the last minute told its time. */
  p95Ms(nowMs: AtMs): Ms | undefined {
    const first = this.#atMs.findIndex((atMs) => atMs > nowMs - WINDOW_MS);
    this.#keep(first < 0 ? 0 : Math.min(RECORDS_MAX, this.#atMs.length - first));
    const ascending = [...this.#ageMs].sort((a, b) => a - b);
    const age = ascending[Math.ceil(ascending.length * 0.95) - 1];
    return age === undefined ? undefined : ms(age);
  }

  #keep(count: number): void {
    if (count === this.#atMs.length) return;
    this.#atMs = count === 0 ? [] : this.#atMs.slice(-count);
    this.#ageMs = count === 0 ? [] : this.#ageMs.slice(-count);
  }
}

/** A record's age on arrival by the time the relay gave it; `undefined` where it gave none. */
export const relayAgeMs = (event: MarketEvent, arrivedAtMs: AtMs): number | undefined => {
  if (event.type === 'funding') {
    const { kind, observedAtMs } = event.funding;
    // Arrival stands in where a record has no time of its own.
    return kind === 'settled' || observedAtMs === arrivedAtMs ? undefined : arrivedAtMs - observedAtMs;
  }
  if (event.type !== 'book.snapshot' && event.type !== 'mark' && event.type !== 'index' && event.type !== 'top')
    return undefined;
  return event.venueAtMs === undefined ? undefined : arrivedAtMs - event.venueAtMs;
};
