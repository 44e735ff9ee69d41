import { RateBucket } from './rate-limit.ts';
import type { Rate } from './venue-link.ts';

/** Budgets that all connections of a venue draw on, one a rate, whatever kind of socket states it. */
export class SharedBudgets {
  readonly #buckets = new Map<string, RateBucket>();
  readonly #fraction: number;

  constructor(fraction: number) {
    this.#fraction = fraction;
  }

  of(rate: Rate): RateBucket {
    const key = `${rate.count}/${rate.perMs}`;
    const known = this.#buckets.get(key);
    if (known !== undefined) return known;
    const bucket = new RateBucket(rate, this.#fraction);
    this.#buckets.set(key, bucket);
    return bucket;
  }
}
