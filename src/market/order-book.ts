import type { BookDepth, BookSide, FlatLevels, TopOfBook } from '../domain/book.ts';
import type { MarketKind } from '../domain/ids.ts';

const LEVELS_MAX_DEFAULT = 1000;
const LEVELS_START = 64;
const NO_LEVELS = new Float64Array(0);

/**
 * One market's book, both sides best level first in typed arrays: the touch is read in O(1), a level is found by
 * binary search. Prices in quote units, sizes in the venue's unit.
 *
 * Each side keeps at most `levelsMax` levels (1,000 unless told): when a better level needs room the worst is dropped,
 * and a worse one is not taken in. So after many deletions near the touch the far end may have holes beyond what the
 * venue showed last; a walk of the book must not trust more depth than it needs. Levels with a price that is not
 * positive and finite, or a size that is not at least 0, are ignored: decoders reject them with a reason before.
 */
export class OrderBook {
  readonly #bids: Levels;
  readonly #asks: Levels;

  constructor(options: { readonly levelsMax?: number } = {}) {
    const levelsMax = options.levelsMax ?? LEVELS_MAX_DEFAULT;
    if (!Number.isInteger(levelsMax) || levelsMax < 1) throw new RangeError(`levelsMax ${levelsMax} is not a count`);
    this.#bids = new Levels('bids', levelsMax);
    this.#asks = new Levels('asks', levelsMax);
  }

  /** Replaces the whole book. Any order of levels; of equal prices the last one counts; size 0 is no level. */
  applySnapshot(bids: FlatLevels, asks: FlatLevels): void {
    this.clear();
    this.applyDelta(bids, asks);
  }

  /** Sets the given levels to their new absolute size, in any order; size 0 deletes, an unknown one is ignored. */
  applyDelta(bids: FlatLevels, asks: FlatLevels): void {
    this.#bids.setAll(bids);
    this.#asks.setAll(asks);
  }

  /**
   * A fresher touch than the last levels: everything better than it is gone, its own sizes are set, deeper levels stay.
   * A side whose price is not positive is left alone (the venue showed no touch there).
   */
  applyTop(top: TopOfBook): void {
    this.#bids.setTouch(top.bid, top.bidSize);
    this.#asks.setTouch(top.ask, top.askSize);
  }

  clear(): void {
    this.#bids.count = 0;
    this.#asks.count = 0;
  }

  /** Best bid and ask, also when crossed; `undefined` while a side is empty. */
  top(): TopOfBook | undefined {
    const bids = this.#bids;
    const asks = this.#asks;
    if (bids.count === 0 || asks.count === 0) return undefined;
    return {
      bid: bids.prices[0] ?? NaN,
      bidSize: bids.sizes[0] ?? NaN,
      ask: asks.prices[0] ?? NaN,
      askSize: asks.sizes[0] ?? NaN,
    };
  }

  /** Middle of the touch in quote units; `undefined` while a side is empty. */
  get mid(): number | undefined {
    if (this.#bids.count === 0 || this.#asks.count === 0) return undefined;
    return ((this.#bids.prices[0] ?? NaN) + (this.#asks.prices[0] ?? NaN)) / 2;
  }

  /** True when the best bid is at or above the best ask: no such book can be traded on. */
  get isCrossed(): boolean {
    if (this.#bids.count === 0 || this.#asks.count === 0) return false;
    return (this.#bids.prices[0] ?? NaN) >= (this.#asks.prices[0] ?? NaN);
  }

  /** The live levels, not copied: valid only until the next change of this book. */
  depth(kind: MarketKind, contractSize: number): BookDepth {
    return { bids: this.#bids, asks: this.#asks, kind, contractSize };
  }
}

/** One side, best first; only the first `count` entries count. */
class Levels implements BookSide {
  // most listed markets never show a book: room is made with the first level
  prices = NO_LEVELS;
  sizes = NO_LEVELS;
  count = 0;
  readonly #side: 'bids' | 'asks';
  readonly #levelsMax: number;

  constructor(side: 'bids' | 'asks', levelsMax: number) {
    this.#side = side;
    this.#levelsMax = levelsMax;
  }

  setAll(levels: FlatLevels): void {
    for (let i = 0; i + 1 < levels.length; i += 2) this.#set(levels[i] ?? NaN, levels[i + 1] ?? NaN);
  }

  setTouch(price: number, size: number): void {
    if (!isLevel(price, size)) return;
    const better = this.#firstNotBetterThan(price);
    if (better > 0) this.#removeRange(0, better);
    this.#set(price, size);
  }

  #set(price: number, size: number): void {
    if (!isLevel(price, size)) return;
    const at = this.#firstNotBetterThan(price);
    const isKnown = at < this.count && this.prices[at] === price;
    if (size === 0) {
      if (isKnown) this.#removeRange(at, at + 1);
    } else if (isKnown) this.sizes[at] = size;
    else this.#insert(at, price, size);
  }

  #insert(at: number, price: number, size: number): void {
    if (at >= this.#levelsMax) return;
    if (this.count === this.#levelsMax) this.count -= 1;
    if (this.count === this.prices.length) this.#grow();
    if (at < this.count) {
      this.prices.copyWithin(at + 1, at, this.count);
      this.sizes.copyWithin(at + 1, at, this.count);
    }
    this.prices[at] = price;
    this.sizes[at] = size;
    this.count += 1;
  }

  #removeRange(from: number, to: number): void {
    this.prices.copyWithin(from, to, this.count);
    this.sizes.copyWithin(from, to, this.count);
    this.count -= to - from;
  }

  #grow(): void {
    const length = Math.max(LEVELS_START, Math.min(this.prices.length * 2, this.#levelsMax));
    const prices = new Float64Array(length);
    const sizes = new Float64Array(length);
    prices.set(this.prices);
    sizes.set(this.sizes);
    this.prices = prices;
    this.sizes = sizes;
  }

  /** Where `price` is or belongs. The far end is looked at first: snapshots arrive best first. */
  #firstNotBetterThan(price: number): number {
    const { prices, count } = this;
    const isBids = this.#side === 'bids';
    const worst = prices[count - 1] ?? NaN;
    if (count === 0 || (isBids ? worst > price : worst < price)) return count;
    let low = 0;
    let high = count - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const candidate = prices[middle] ?? NaN;
      if (isBids ? candidate > price : candidate < price) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const isLevel = (price: number, size: number): boolean =>
  price > 0 && price < Number.POSITIVE_INFINITY && size >= 0 && size < Number.POSITIVE_INFINITY;
