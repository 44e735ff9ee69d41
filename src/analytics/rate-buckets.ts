import { MS_PER_HOUR } from '../domain/units.ts';

export const BUCKET_MS = 8 * MS_PER_HOUR;
/** 30 days of 8-hour buckets, those of the day in hand, and a few of which the last is filling. */
export const BUCKETS_KEPT = 96;

/** One UTC 8-hour bucket; `index` counts them from the epoch. */
export interface RateBucket {
  readonly index: number;
  /** Sum of hourly-normalised rates over the hours covered: fraction per 8 hours when complete. */
  readonly sum: number;
  readonly coveredMs: number;
}

/** The last 96 buckets of a market, found by their index in O(1). */
export class RateBuckets {
  readonly #sums = new Float64Array(BUCKETS_KEPT);
  readonly #covered = new Int32Array(BUCKETS_KEPT);
  #last = -Infinity;

  /** The newest bucket that anything was added to. */
  get last(): number {
    return this.#last;
  }

  /** Adds to the newest bucket, or to one after it. */
  add({ index, sum, coveredMs }: RateBucket): void {
    this.#reach(index);
    const slot = slotOf(index);
    this.#sums[slot] = (this.#sums[slot] ?? 0) + sum;
    this.#covered[slot] = (this.#covered[slot] ?? 0) + coveredMs;
  }

  /** Takes a bucket as it is, the newest or one after it. */
  put({ index, sum, coveredMs }: RateBucket): void {
    this.#reach(index);
    this.#sums[slotOf(index)] = sum;
    this.#covered[slotOf(index)] = coveredMs;
  }

  /** Its sum once all its hours are covered, fraction per 8 hours; `undefined` while they are not, or where it is not kept. */
  complete(index: number): number | undefined {
    if (index > this.#last || index <= this.#last - BUCKETS_KEPT) return undefined;
    const slot = slotOf(index);
    return (this.#covered[slot] ?? 0) >= BUCKET_MS ? this.#sums[slot] : undefined;
  }

  /** All that hold something, oldest first. */
  held(): readonly RateBucket[] {
    const held: RateBucket[] = [];
    for (let back = BUCKETS_KEPT - 1; back >= 0; back -= 1) {
      const index = this.#last - back;
      const slot = slotOf(index);
      const coveredMs = this.#covered[slot] ?? 0;
      if (coveredMs > 0) held.push({ index, sum: this.#sums[slot] ?? 0, coveredMs });
    }
    return held;
  }

  #reach(index: number): void {
    for (let at = Math.max(this.#last + 1, index - BUCKETS_KEPT + 1); at <= index; at += 1) {
      this.#sums[slotOf(at)] = 0;
      this.#covered[slotOf(at)] = 0;
    }
    this.#last = Math.max(this.#last, index);
  }
}

const slotOf = (index: number): number => index % BUCKETS_KEPT;
