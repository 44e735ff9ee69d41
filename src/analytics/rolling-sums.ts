import { HOURS_PER_YEAR } from '../domain/units.ts';
import { Moments } from './moments.ts';
import { BUCKETS_KEPT } from './rate-buckets.ts';
import type { RateBuckets } from './rate-buckets.ts';
import type { RateStatistics } from './route-view.ts';

/** Statistics look at the buckets that ended within 30 days. */
const WINDOW = 90;
const BUCKETS_PER_DAY = 3;
/** Where less than this part of what was summed up is left, its rounding would show: then all is summed up anew. */
const LEFT_MIN = 1 / 4;
/** A deviation this small against the values is rounding of equal numbers, not movement. */
const ROUNDING = 1e-9;

/** Deviations from the mean that the buckets had at the end of a day. */
interface Summed {
  readonly mean: number;
  readonly added: Moments;
  readonly removed: Moments;
}

/**
 * Sums over the complete buckets of 30 days. The last bucket of a UTC day sums all of them up; the others of the day are added
 * to that, and those too old taken from it, apart from each other and each in order of time. So what comes out hangs on the
 * buckets and the time alone, bit for bit, whenever they were told and asked for, and no rounding outlives its day.
 */
export class RollingSums {
  readonly #buckets: RateBuckets;
  #summed: Summed = { mean: 0, added: new Moments(), removed: new Moments() };
  #dayEnd = -Infinity;
  /** Buckets up to these: seen whether they are complete, counted, taken away again. */
  #seen = -Infinity;
  #newest = -Infinity;
  #gone = -Infinity;
  #ended = -Infinity;

  constructor(buckets: RateBuckets) {
    this.#buckets = buckets;
  }

  /** Counts what ended up to the bucket `ended` and no longer what is too old: O(buckets that are new). Whether any came or went. */
  moveTo(ended: number): boolean {
    const { last } = this.#buckets;
    if (last === -Infinity) return false;
    const oldestKept = last - BUCKETS_KEPT + 1;
    if (ended < this.#ended || (this.#newest > -Infinity && this.#gone + 1 < oldestKept)) this.#forget();
    this.#ended = ended;
    const newest = this.#newestOf(Math.max(this.#seen + 1, oldestKept));
    if (newest !== undefined) this.#addTo(newest);
    const goneBefore = this.#gone;
    this.#removeTo(Math.min(ended - WINDOW, this.#newest));
    return newest !== undefined || this.#gone !== goneBefore;
  }

  /** Members are `undefined` where the samples do not give them. Economics 2, 5. */
  figures(): Omit<RateStatistics, 'ma24h'> {
    const moments = momentsOf(this.#summed);
    // behind a gap that long the oldest of the day's are no longer kept
    const isFar = moments.samples > 0 && this.#buckets.last - this.#newest > BUCKETS_PER_DAY;
    if (!isFar && moments.squares >= this.#summed.added.squares * LEFT_MIN) return figuresOf(moments);
    return figuresOf(momentsOf(this.#sumUp(this.#gone + 1, this.#newest)));
  }

  #forget(): void {
    [this.#dayEnd, this.#seen, this.#newest, this.#gone] = [-Infinity, -Infinity, -Infinity, -Infinity];
    this.#summed = { mean: 0, added: new Moments(), removed: new Moments() };
  }

  /** The newest complete bucket from `from` on. The last of all may still fill; what is incomplete before it stays so. */
  #newestOf(from: number): number | undefined {
    let newest: number | undefined;
    const to = Math.min(this.#ended, this.#buckets.last);
    for (let index = from; index <= to; index += 1) {
      if (this.#buckets.complete(index) !== undefined) newest = index;
      else if (index === this.#buckets.last) break;
      this.#seen = index;
    }
    return newest;
  }

  #addTo(newest: number): void {
    const dayEnd = newest - ((newest + 1) % BUCKETS_PER_DAY);
    if (dayEnd !== this.#dayEnd || this.#gone >= this.#newest) {
      this.#dayEnd = dayEnd;
      this.#newest = dayEnd;
      this.#gone = dayEnd - WINDOW;
      this.#summed = this.#sumUp(this.#gone + 1, dayEnd);
    }
    for (; this.#newest < newest; this.#newest += 1) this.#take(this.#summed.added, this.#newest + 1, this.#newest);
  }

  #removeTo(gone: number): void {
    for (; this.#gone < gone; this.#gone += 1) this.#take(this.#summed.removed, this.#gone + 1, this.#gone + 2);
  }

  #take(moments: Moments, index: number, besideIndex: number): void {
    const sum = this.#buckets.complete(index);
    const beside = besideIndex > this.#newest ? undefined : this.#buckets.complete(besideIndex);
    const { mean } = this.#summed;
    if (sum !== undefined) moments.add(sum - mean, beside === undefined ? undefined : beside - mean);
  }

  #sumUp(from: number, to: number): Summed {
    const sums: (number | undefined)[] = [];
    for (let index = from; index <= to; index += 1) sums.push(this.#buckets.complete(index));
    const known = sums.filter((sum) => sum !== undefined);
    const mean = known.length === 0 ? 0 : known.reduce((total, sum) => total + sum, 0) / known.length;
    const added = new Moments();
    let before: number | undefined;
    for (const sum of sums) {
      const deviation = sum === undefined ? undefined : sum - mean;
      if (deviation !== undefined) added.add(deviation, before);
      before = deviation;
    }
    // what is left of it is the rounding of the mean
    added.sum = 0;
    return { mean, added, removed: new Moments() };
  }
}

interface CentralMoments {
  readonly samples: number;
  readonly mean: number;
  /** Squared deviations from the mean. */
  readonly squares: number;
  readonly pairs: number;
  /** Products of the deviations of neighbours. */
  readonly products: number;
}

const momentsOf = ({ mean, added, removed }: Summed): CentralMoments => {
  const samples = added.count - removed.count;
  const pairs = added.pairs - removed.pairs;
  const sum = added.sum - removed.sum;
  const shift = samples === 0 ? 0 : sum / samples;
  return {
    samples,
    mean: mean + shift,
    squares: added.squares - removed.squares - sum * shift,
    pairs,
    products: added.products - removed.products - shift * (added.paired - removed.paired) + pairs * shift ** 2,
  };
};

const figuresOf = ({
  samples,
  mean,
  squares: told,
  pairs,
  products,
}: CentralMoments): Omit<RateStatistics, 'ma24h'> => {
  if (samples === 0) return { samples, mean8: undefined, sd8: undefined, phi8: undefined, sdApr: undefined };
  const squares = told <= ROUNDING ** 2 * (samples * mean ** 2 + told) ? 0 : told;
  return {
    samples,
    mean8: mean,
    sd8: samples < 2 ? undefined : Math.sqrt(squares / (samples - 1)),
    // lag-1 autocorrelation, clamped; unknown when no two buckets are neighbours
    phi8: squares === 0 || pairs === 0 ? undefined : Math.min(1, Math.max(0, products / squares)),
    sdApr: samples < 2 ? undefined : Math.sqrt(squares / samples) * (HOURS_PER_YEAR / 8),
  };
};
