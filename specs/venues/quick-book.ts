import type { FlatLevels } from '../../src/domain/book.ts';

/** A book that looks for its best level only when the one it knows is gone: for comparisons after every frame. */
export class QuickBook {
  readonly #bids = new QuickSide((a, b) => a > b);
  readonly #asks = new QuickSide((a, b) => a < b);

  /** Levels of one frame, size 0 deletes; a whole book replaces what was there. */
  apply(isWhole: boolean, bids: FlatLevels, asks: FlatLevels): void {
    this.#bids.apply(isWhole, bids);
    this.#asks.apply(isWhole, asks);
  }

  /** Best bid, its size, best ask, its size. */
  top(): readonly [number, number, number, number] {
    return [...this.#bids.best(), ...this.#asks.best()];
  }
}

class QuickSide {
  readonly #sizes = new Map<number, number>();
  readonly #isBetter: (a: number, b: number) => boolean;
  #best: number | undefined;

  constructor(isBetter: (a: number, b: number) => boolean) {
    this.#isBetter = isBetter;
  }

  apply(isWhole: boolean, levels: FlatLevels): void {
    if (isWhole) {
      this.#sizes.clear();
      this.#best = undefined;
    }
    for (let at = 0; at < levels.length; at += 2) {
      const [price = NaN, size = NaN] = [levels[at], levels[at + 1]];
      if (size === 0) {
        this.#sizes.delete(price);
        if (price === this.#best) this.#best = undefined;
      } else {
        this.#sizes.set(price, size);
        if (this.#best !== undefined && this.#isBetter(price, this.#best)) this.#best = price;
      }
    }
  }

  best(): readonly [number, number] {
    if (this.#best === undefined)
      for (const price of this.#sizes.keys())
        if (this.#best === undefined || this.#isBetter(price, this.#best)) this.#best = price;
    return [this.#best ?? NaN, this.#sizes.get(this.#best ?? NaN) ?? NaN];
  }
}
