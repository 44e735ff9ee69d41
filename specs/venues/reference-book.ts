import type { FlatLevels } from '../../src/domain/book.ts';
import type { MarketEvent } from '../../src/domain/market-event.ts';

/** A book kept in the dullest way there is, as an independent check of sequences: two maps, the best found by looking. */
export class ReferenceBook {
  readonly #bids = new Map<number, number>();
  readonly #asks = new Map<number, number>();

  /** Applies one book event; true when the book is usable after it. */
  apply(event: MarketEvent): boolean {
    if (event.type === 'book.gap') return false;
    if (event.type !== 'book.snapshot' && event.type !== 'book.delta') return false;
    if (event.type === 'book.snapshot') {
      this.#bids.clear();
      this.#asks.clear();
    }
    set(this.#bids, event.bids);
    set(this.#asks, event.asks);
    return true;
  }

  /** Best bid, its size, best ask, its size. */
  top(): readonly [number, number, number, number] {
    const bid = Math.max(...this.#bids.keys());
    const ask = Math.min(...this.#asks.keys());
    return [bid, this.#bids.get(bid) ?? NaN, ask, this.#asks.get(ask) ?? NaN];
  }

  levels(): readonly [number, number] {
    return [this.#bids.size, this.#asks.size];
  }
}

const set = (side: Map<number, number>, levels: FlatLevels): void => {
  for (let i = 0; i < levels.length; i += 2) {
    const price = levels[i];
    const size = levels[i + 1];
    if (price === undefined || size === undefined) continue;
    if (size === 0) side.delete(price);
    else side.set(price, size);
  }
};
