import type { AtMs } from '../domain/units.ts';
import { SlotRing } from './slot-ring.ts';

const STEP_MS = 300_000;
const SLOTS = 288;
/** An hour of returns: fewer say nothing about a day. */
const RETURNS_MIN = 12;

/**
 * Standard deviation of 5-minute mark returns over the last 24 h: the first mark of each 5-minute slot is its sample, a
 * slot without one breaks the chain. Incremental, at most 288 returns kept.
 */
export class MarkReturns {
  readonly #returns = new SlotRing(SLOTS);
  #last = 0;

  observe(mark: number, atMs: AtMs): void {
    const slot = Math.floor(atMs / STEP_MS);
    const before = this.#returns.newest;
    if (slot <= before) return;
    this.#returns.moveTo(slot);
    if (slot === before + 1 && this.#last > 0) this.#returns.keep(mark / this.#last - 1);
    this.#last = mark;
  }

  /** Sample standard deviation, a fraction; `undefined` under 12 returns. */
  get sd(): number | undefined {
    const { count, sum, sumOfSquares } = this.#returns;
    if (count < RETURNS_MIN) return undefined;
    const variance = (sumOfSquares - sum ** 2 / count) / (count - 1);
    return Math.sqrt(Math.max(0, variance));
  }
}
