import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BookSide } from '../../src/domain/book.ts';
import { OrderBook } from '../../src/market/order-book.ts';

const levelsOf = (side: BookSide): (readonly [number, number])[] =>
  Array.from({ length: side.count }, (_, i) => [side.prices[i] ?? NaN, side.sizes[i] ?? NaN] as const);

const sidesOf = (book: OrderBook) => {
  const { bids, asks } = book.depth('linear', 1);
  return { bids: levelsOf(bids), asks: levelsOf(asks) };
};

const byPrice = (direction: 1 | -1) => (a: readonly [number, number], b: readonly [number, number]) =>
  (a[0] - b[0]) * direction;

/** The same book as plain maps: what the typed arrays must agree with. */
class MapBook {
  readonly bids = new Map<number, number>();
  readonly asks = new Map<number, number>();

  apply(side: Map<number, number>, levels: readonly number[]): void {
    for (let i = 0; i + 1 < levels.length; i += 2) {
      const price = levels[i] ?? NaN;
      const size = levels[i + 1] ?? NaN;
      if (size === 0) side.delete(price);
      else side.set(price, size);
    }
  }

  get sides() {
    return { bids: [...this.bids].sort(byPrice(-1)), asks: [...this.asks].sort(byPrice(1)) };
  }
}

const flat = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 0, max: 5 })), { maxLength: 150 })
  .map((levels) => levels.flat());

const change = fc.oneof(
  fc.record({ kind: fc.constant('snapshot' as const), bids: flat, asks: flat }),
  fc.record({ kind: fc.constant('delta' as const), bids: flat, asks: flat }),
);

describe('order book', () => {
  it('holds the same levels as a pair of maps after any snapshots and deltas, best first', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 20 }), (changes) => {
        const book = new OrderBook();
        const model = new MapBook();
        for (const { kind, bids, asks } of changes) {
          if (kind === 'snapshot') {
            model.bids.clear();
            model.asks.clear();
            book.applySnapshot(bids, asks);
          } else book.applyDelta(bids, asks);
          model.apply(model.bids, bids);
          model.apply(model.asks, asks);
          expect(sidesOf(book)).toEqual(model.sides);
          const [bestBid, bestAsk] = [model.sides.bids[0], model.sides.asks[0]];
          expect(book.isCrossed).toBe(bestBid !== undefined && bestAsk !== undefined && bestBid[0] >= bestAsk[0]);
        }
      }),
    );
  });

  it('keeps the best levels of a snapshot that is larger than its bound, whatever the order', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 10_000 }), { minLength: 1, maxLength: 300 }),
        fc.integer({ min: 1, max: 100 }),
        (prices, levelsMax) => {
          const book = new OrderBook({ levelsMax });
          const levels = prices.flatMap((price) => [price, price * 2]);
          book.applySnapshot(levels, levels);
          const best = (direction: 1 | -1) =>
            [...prices]
              .sort((a, b) => (a - b) * direction)
              .slice(0, levelsMax)
              .map((price) => [price, price * 2]);
          expect(sidesOf(book)).toEqual({ bids: best(-1), asks: best(1) });
        },
      ),
    );
  });

  it('drops the worst level for a better one when full and takes no worse one in', () => {
    const book = new OrderBook({ levelsMax: 2 });
    book.applySnapshot([100, 1, 99, 1], [101, 1, 102, 1]);
    book.applyDelta([100.5, 3, 98, 9], [103, 9]);
    expect(sidesOf(book)).toEqual({
      bids: [
        [100.5, 3],
        [100, 1],
      ],
      asks: [
        [101, 1],
        [102, 1],
      ],
    });
  });

  it('shows the touch and its middle, and nothing while a side is empty', () => {
    const book = new OrderBook();
    expect(book.top()).toBeUndefined();
    book.applySnapshot([100, 2, 99, 5], []);
    expect([book.top(), book.mid]).toEqual([undefined, undefined]);
    book.applyDelta([], [102, 4]);
    expect(book.top()).toEqual({ bid: 100, bidSize: 2, ask: 102, askSize: 4 });
    expect(book.mid).toBe(101);
    book.clear();
    expect([book.top(), book.mid, book.isCrossed]).toEqual([undefined, undefined, false]);
  });

  it('removes what is better than a fresher touch and keeps what is deeper', () => {
    const book = new OrderBook();
    book.applySnapshot([100, 1, 99, 2, 98, 3], [101, 1, 102, 2, 103, 3]);
    book.applyTop({ bid: 98.5, bidSize: 7, ask: 102, askSize: 8 });
    expect(sidesOf(book)).toEqual({
      bids: [
        [98.5, 7],
        [98, 3],
      ],
      asks: [
        [102, 8],
        [103, 3],
      ],
    });
  });

  it('is built from touches alone where a venue sends nothing else', () => {
    const book = new OrderBook();
    book.applyTop({ bid: 10, bidSize: 1, ask: 11, askSize: 2 });
    book.applyTop({ bid: 9, bidSize: 3, ask: 10, askSize: 4 });
    expect(book.top()).toEqual({ bid: 9, bidSize: 3, ask: 10, askSize: 4 });
  });

  it('says when it is crossed or locked', () => {
    const book = new OrderBook();
    book.applySnapshot([100, 1], [101, 1]);
    expect(book.isCrossed).toBe(false);
    book.applyDelta([101, 1], []);
    expect(book.isCrossed).toBe(true);
  });

  it('ignores impossible levels instead of keeping them', () => {
    const book = new OrderBook();
    book.applySnapshot([100, 1, NaN, 1, -5, 1, 0, 1, 99, NaN, 98, -1, Infinity, 1, 97], [101, 1, 102, Infinity]);
    expect(sidesOf(book)).toEqual({ bids: [[100, 1]], asks: [[101, 1]] });
  });

  it('lends its own arrays, so a reading costs no copy', () => {
    const book = new OrderBook();
    book.applySnapshot([100, 1], [101, 1]);
    const depth = book.depth('inverse', 100);
    book.applyDelta([100, 5], []);
    expect(depth.bids.sizes[0]).toBe(5);
    expect([depth.kind, depth.contractSize]).toEqual(['inverse', 100]);
  });
});
