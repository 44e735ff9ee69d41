import type { AtMs } from '../domain/units.ts';
import { MS_PER_DAY, MS_PER_HOUR } from '../domain/units.ts';

/** A stretch of time and the hourly rate that was charged for it. */
export interface RateSpan {
  readonly fromMs: AtMs;
  readonly toMs: AtMs;
  /** Fraction per hour. */
  readonly hourly: number;
}

/** Sums count in 2^-128 an hour times ms: whole numbers, so that what is taken away again leaves no rounding behind. */
const WHOLE_PER_RATE = 2 ** 128;

/** The spans of rates that end within the 24 hours up to the last settlement. */
export class RecentRates {
  readonly #spans: RateSpan[] = [];
  #sum = 0n;
  #coveredMs = 0;

  /** Ascending. */
  get spans(): readonly RateSpan[] {
    return this.#spans;
  }

  /** Adds the newest: O(1) over time. */
  add(span: RateSpan): void {
    this.#spans.push(span);
    this.#count(span, 1);
    for (let oldest = this.#spans[0]; oldest !== undefined && isPast(oldest, span); oldest = this.#spans[0]) {
      this.#count(oldest, -1);
      this.#spans.shift();
    }
  }

  /** Mean of the 24 hours, per 8 hours; `undefined` unless they are covered and not over themselves. O(1). */
  mean24h(nowMs: AtMs): number | undefined {
    const [oldest] = this.#spans;
    const last = this.#spans.at(-1);
    if (oldest === undefined || last === undefined || nowMs - last.toMs > MS_PER_DAY) return undefined;
    // of the oldest only its end may lie within the day
    const beforeMs = Math.max(0, last.toMs - MS_PER_DAY - oldest.fromMs);
    if (this.#coveredMs - beforeMs < MS_PER_DAY) return undefined;
    return Number(this.#sum - whole(oldest.hourly, beforeMs)) / (3 * MS_PER_HOUR * WHOLE_PER_RATE);
  }

  #count({ fromMs, toMs, hourly }: RateSpan, by: 1 | -1): void {
    this.#sum += BigInt(by) * whole(hourly, toMs - fromMs);
    this.#coveredMs += by * (toMs - fromMs);
  }
}

const isPast = ({ toMs }: RateSpan, last: RateSpan): boolean => toMs <= last.toMs - MS_PER_DAY;

const whole = (hourly: number, spanMs: number): bigint => BigInt(Math.round(hourly * WHOLE_PER_RATE)) * BigInt(spanMs);
