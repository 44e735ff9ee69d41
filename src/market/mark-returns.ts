import type { AtMs } from '../domain/units.ts';

const STEP_MS = 300_000;
const RETURNS_MAX = 288;
/** An hour of returns: fewer say nothing about a day. */
const RETURNS_MIN = 12;

/**
 * Standard deviation of 5-minute mark returns over the last 24 h: the first mark of each 5-minute slot is its sample, a
 * slot without one breaks the chain. Incremental, 288 returns kept.
 */
export class MarkReturns {
  readonly #returns: number[] = [];
  #next = 0;
  #sum = 0;
  #sumOfSquares = 0;
  #slot = -1;
  #last = 0;

  observe(mark: number, atMs: AtMs): void {
    const slot = Math.floor(atMs / STEP_MS);
    if (slot <= this.#slot) return;
    if (slot === this.#slot + 1 && this.#last > 0) this.#push(mark / this.#last - 1);
    this.#slot = slot;
    this.#last = mark;
  }

  /** Sample standard deviation, a fraction; `undefined` under 12 returns. */
  get sd(): number | undefined {
    const count = this.#returns.length;
    if (count < RETURNS_MIN) return undefined;
    const variance = (this.#sumOfSquares - this.#sum ** 2 / count) / (count - 1);
    return Math.sqrt(Math.max(0, variance));
  }

  #push(value: number): void {
    const old = this.#returns[this.#next] ?? 0;
    this.#returns[this.#next] = value;
    this.#next = (this.#next + 1) % RETURNS_MAX;
    this.#sum += value - old;
    this.#sumOfSquares += value ** 2 - old ** 2;
  }
}
