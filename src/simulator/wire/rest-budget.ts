import type { FaceLimits } from './venue-face.ts';
import { WindowMeter } from './window-meter.ts';

/** After so many refusals in a row without a pause the address is banned. */
const REFUSALS_MAX = 20;
const BAN_MS = 120_000;

export type BudgetVerdict =
  { readonly kind: 'granted' } | { readonly kind: 'rate-limited' | 'banned'; readonly retryAfterSeconds: number };

/** A venue's weighted budgets of REST requests for one address, and its patience with one that goes on over them. */
export class RestBudget {
  readonly #limits: FaceLimits['rest'];
  readonly #meters = new Map<string, WindowMeter>();
  #refusals = 0;
  #bannedUntilMs = -Infinity;

  constructor(limits: FaceLimits['rest']) {
    this.#limits = limits;
    for (const [bucket, { perMs }] of Object.entries(limits)) this.#meters.set(bucket, new WindowMeter(perMs));
  }

  /** Books a request. A bucket without a limit grants everything. */
  ask({ bucket, weight }: { readonly bucket: string; readonly weight: number }, nowMs: number): BudgetVerdict {
    if (nowMs < this.#bannedUntilMs) return refused('banned', this.#bannedUntilMs - nowMs);
    const limit = this.#limits[bucket];
    const meter = this.#meters.get(bucket);
    if (limit === undefined || meter === undefined) return { kind: 'granted' };
    if (meter.add(nowMs, weight) <= limit.count) {
      this.#refusals = 0;
      return { kind: 'granted' };
    }
    // Refused requests count as well: the wait is until the next like it would be granted.
    const waitMs = meter.waitMs(nowMs, { count: limit.count, amount: weight });
    this.#refusals += 1;
    if (this.#refusals < REFUSALS_MAX) return refused('rate-limited', waitMs);
    this.#bannedUntilMs = nowMs + BAN_MS;
    return refused('banned', BAN_MS);
  }

  /** What is used of each bucket now. */
  used(nowMs: number): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#meters].map(([bucket, meter]) => [bucket, meter.used(nowMs)]));
  }

  weights(): Readonly<Record<string, { readonly total: number; readonly inWindow: number }>> {
    return Object.fromEntries(
      [...this.#meters].map(([bucket, { total, maximum }]) => [bucket, { total, inWindow: maximum }]),
    );
  }
}

const refused = (kind: 'rate-limited' | 'banned', waitMs: number): BudgetVerdict => ({
  kind,
  retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)),
});
