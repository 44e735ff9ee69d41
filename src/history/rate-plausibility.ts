/** Rates looked at before anything is said of all of them. */
const ROWS_MIN = 10;
/** In fractions half of all rates are below 1 bp or so; in percent the usual 0.01 % is written 0.01. */
const MEDIAN_MAX = 0.002;
/** The rate that most markets pay most of the time, in percent. */
const USUAL_PERCENT = 0.01;
const USUAL_SHARE = 0.2;
/** No venue charges more for an interval: the widest caps are 4 %. */
const RATE_MAX = 0.05;
/** Where even the largest rate is below this, percent were taken for what are fractions. */
const LARGEST_MIN = 2e-6;
const BINS_PER_DECADE = 4;

/** Looks at the sizes of rates and says when their unit cannot be what it was taken for. Memory does not grow. */
export class RatePlausibility {
  readonly #bins = new Map<number, number>();
  #rows = 0;
  #usual = 0;
  #largest = 0;
  #largestLine = 0;

  /** `rate` as a fraction, as it was read. */
  add(rate: number, line: number): void {
    const size = Math.abs(rate);
    if (size === 0) return;
    this.#rows += 1;
    if (Math.abs(size - USUAL_PERCENT) < 1e-12) this.#usual += 1;
    if (size > this.#largest) {
      this.#largest = size;
      this.#largestLine = line;
    }
    const bin = Math.floor(Math.log10(size) * BINS_PER_DECADE);
    this.#bins.set(bin, (this.#bins.get(bin) ?? 0) + 1);
  }

  /** What speaks against the unit, with the line of the largest rate; `undefined` where nothing does. */
  doubt(): { readonly line: number; readonly text: string } | undefined {
    const line = this.#largestLine;
    const shown = `the largest rate is ${this.#largest}`;
    if (this.#largest > RATE_MAX)
      return { line, text: `${shown}, more than any venue charges for an interval: are the rates in percent?` };
    if (this.#rows < ROWS_MIN) return undefined;
    if (this.#usual > this.#rows * USUAL_SHARE)
      return {
        line,
        text: `${this.#usual} of ${this.#rows} rates are 0.01, the usual rate in percent: is it percent?`,
      };
    const median = this.#median();
    if (median > MEDIAN_MAX)
      return { line, text: `half of the rates are above ${median.toPrecision(2)}: are they in percent?` };
    if (this.#largest < LARGEST_MIN)
      return { line, text: `${shown}, which is next to nothing: are the rates fractions, not percent?` };
    return undefined;
  }

  /** The lower end of the bin in which the median lies. */
  #median(): number {
    let left = this.#rows / 2;
    for (const [bin, count] of [...this.#bins].sort(([a], [b]) => a - b)) {
      left -= count;
      if (left <= 0) return 10 ** (bin / BINS_PER_DECADE);
    }
    return 0;
  }
}
