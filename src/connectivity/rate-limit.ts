import type { AtMs } from '../domain/units.ts';
import { atMs } from '../domain/units.ts';
import type { BucketStatus } from './feed-status.ts';
import type { Rate } from './venue-link.ts';

/** Parts a window is cut into: what is used is forgotten a part at a time, never early. */
const SLOTS = 50;

/**
 * One weighted budget of a venue. Within any `perMs` it spends at most `fraction` of what the venue allows, so that it
 * fits the venue's count however that is cut into windows. Response headers can only raise what is thought used.
 */
export class RateBucket {
  readonly #limit: number;
  readonly #perMs: number;
  readonly #slotMs: number;
  // weights by the instant they are forgotten, oldest first
  readonly #spent: { untilMs: number; weight: number }[] = [];
  #used = 0;
  #pausedUntilMs = 0;

  constructor({ count, perMs }: Rate, fraction: number) {
    this.#limit = Math.max(1, Math.floor(count * fraction));
    this.#perMs = perMs;
    this.#slotMs = perMs / SLOTS;
  }

  /** Whether `weight` may be spent now. What is heavier than the whole budget passes alone. `share` is the part of the budget a caller may fill. */
  admits(weight: number, nowMs: number, share = 1): boolean {
    if (nowMs < this.#pausedUntilMs) return false;
    this.#forget(nowMs);
    return this.#used === 0 || this.#used + weight <= this.#limit * share;
  }

  /** The first instant at which `admits` can be true, if nothing else is spent before. */
  admitsAtMs(weight: number, nowMs: number, share = 1): AtMs {
    this.#forget(nowMs);
    const fromMs = Math.max(nowMs, this.#pausedUntilMs);
    let left = this.#used;
    let readyAtMs = fromMs;
    for (const spent of this.#spent) {
      if (left === 0 || left + weight <= this.#limit * share) break;
      left -= spent.weight;
      readyAtMs = Math.max(readyAtMs, spent.untilMs);
    }
    return atMs(readyAtMs);
  }

  spend(weight: number, nowMs: number): void {
    if (weight <= 0) return;
    // Kept to the end of its slot and a whole window more: never forgotten before the venue forgets it.
    const untilMs = (Math.floor(nowMs / this.#slotMs) + 1) * this.#slotMs + this.#perMs;
    const last = this.#spent.at(-1);
    if (last !== undefined && last.untilMs >= untilMs) last.weight += weight;
    else this.#spent.push({ untilMs, weight });
    this.#used += weight;
  }

  /** The venue says how much of its window is used: others behind the same address, or weights we misjudged, count too. */
  observe(usedWeight: number, nowMs: number): void {
    this.#forget(nowMs);
    if (Number.isFinite(usedWeight)) this.spend(usedWeight - this.#used, nowMs);
  }

  /** The venue asked to be left alone until then. */
  pauseUntil(untilMs: number): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, untilMs);
  }

  /** How long to wait where the venue names no wait: a whole window. */
  get perMs(): number {
    return this.#perMs;
  }

  status(nowMs: number): BucketStatus {
    this.#forget(nowMs);
    const status = { used: this.#used, limit: this.#limit, perMs: this.#perMs };
    return this.#pausedUntilMs > nowMs ? { ...status, pausedUntilMs: atMs(this.#pausedUntilMs) } : status;
  }

  #forget(nowMs: number): void {
    let over = 0;
    for (const { untilMs, weight } of this.#spent) {
      if (untilMs > nowMs) break;
      this.#used -= weight;
      over += 1;
    }
    if (over > 0) this.#spent.splice(0, over);
  }
}
