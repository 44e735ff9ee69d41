import type { AtMs } from '../domain/units.ts';

const WINDOW_MS = 60_000;

/**
 * How far a venue's clock is from ours, learnt from frames alone: the least `arrival - venue time` of the last 60 s
 * (the fastest frame is taken as having travelled no time at all). Unknown until the first sample. A venue instant is
 * turned into ours by adding `minLagMs`; an age can then never be negative by more than the clocks drift in a minute.
 */
export class ClockOffset {
  // a monotonic deque: lags rising from the front, so the front is always the least of the window
  readonly #atMs: number[] = [];
  readonly #lagMs: number[] = [];
  #front = 0;

  sample(arrivedAtMs: AtMs, venueAtMs: AtMs): void {
    const lagMs = arrivedAtMs - venueAtMs;
    while (this.#lagMs.length > this.#front && (this.#lagMs.at(-1) ?? 0) >= lagMs) {
      this.#lagMs.pop();
      this.#atMs.pop();
    }
    this.#lagMs.push(lagMs);
    this.#atMs.push(arrivedAtMs);
    while (this.#lagMs.length - this.#front > 1 && (this.#atMs[this.#front] ?? 0) < arrivedAtMs - WINDOW_MS)
      this.#front += 1;
    if (this.#front > 1024) this.#compact();
  }

  /** Our clock minus the venue's in ms, travel time of the fastest frame included; `undefined` before any sample. */
  get minLagMs(): number | undefined {
    return this.#lagMs[this.#front];
  }

  /** An instant of the venue in our time; `undefined` while the offset is unknown. */
  toOurs(venueAtMs: AtMs): AtMs | undefined {
    const lagMs = this.minLagMs;
    return lagMs === undefined ? undefined : ((venueAtMs + lagMs) as AtMs);
  }

  /** A lost connection to a venue says nothing about its clock, a stepped clock of ours does. */
  reset(): void {
    this.#atMs.length = 0;
    this.#lagMs.length = 0;
    this.#front = 0;
  }

  #compact(): void {
    this.#atMs.splice(0, this.#front);
    this.#lagMs.splice(0, this.#front);
    this.#front = 0;
  }
}
