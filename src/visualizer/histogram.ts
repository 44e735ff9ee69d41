/** Counts by upper bounds, as Prometheus wants them: each bucket holds all that is not above its bound. */
export class Histogram {
  readonly #bounds: readonly number[];
  readonly #counts: number[];
  #sum = 0;
  #count = 0;

  /** Ascending. */
  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.#counts = bounds.map(() => 0);
  }

  add(value: number): void {
    this.#count += 1;
    this.#sum += value;
    for (const [at, bound] of this.#bounds.entries())
      if (value <= bound) this.#counts[at] = (this.#counts[at] ?? 0) + 1;
  }

  read(): HistogramReading {
    const buckets = this.#bounds.map((bound, at): readonly [number, number] => [bound, this.#counts[at] ?? 0]);
    return { buckets, sum: this.#sum, count: this.#count };
  }
}

export interface HistogramReading {
  /** Upper bound, and how many were at most that. */
  readonly buckets: readonly (readonly [bound: number, count: number])[];
  readonly sum: number;
  readonly count: number;
}
