import { describe, expect, it } from 'vitest';
import { BookProcess, LEVELS } from '../../src/simulator/book-process.ts';
import type { LadderSettings } from '../../src/simulator/book-process.ts';
import { Prng } from '../../src/simulator/prng.ts';

const SETTINGS: LadderSettings = {
  priceDecimals: 2,
  sizeDecimals: 1,
  stepTicks: 2,
  contractSize: 1,
  kind: 'linear',
  touchUsd: 20_000,
};

const opened = (seed = 1): BookProcess => {
  const book = new BookProcess(SETTINGS, new Prng(seed, 'book'));
  book.open(135);
  return book;
};

/** Price ticks to lots of both sides, as a client keeps them. */
class Client {
  readonly bids = new Map<number, number>();
  readonly asks = new Map<number, number>();

  constructor(book: BookProcess) {
    for (const side of ['bids', 'asks'] as const)
      for (let level = 0; level < LEVELS; level++)
        this[side].set(Math.round((book.depth[side].prices[level] ?? NaN) * 100), book.lots(side, level));
  }

  apply({ change }: BookProcess): void {
    for (const side of ['bids', 'asks'] as const)
      for (let at = 0; at < change[side].length; at += 2) {
        const [ticks = NaN, lots = NaN] = change[side].slice(at, at + 2);
        if (lots === 0) this[side].delete(ticks);
        else this[side].set(ticks, lots);
      }
  }

  levels(side: 'bids' | 'asks'): readonly (readonly [number, number])[] {
    const rows = [...this[side]].sort(([a], [b]) => (side === 'bids' ? b - a : a - b));
    return rows.map(([ticks, lots]) => [ticks / 100, lots / 10]);
  }
}

const levelsOf = (book: BookProcess, side: 'bids' | 'asks'): readonly (readonly [number, number])[] =>
  Array.from({ length: LEVELS }, (_, level) => [
    book.depth[side].prices[level] ?? NaN,
    book.depth[side].sizes[level] ?? NaN,
  ]);

const depthOf = ({ depth }: BookProcess): number =>
  Array.from({ length: LEVELS }, (_, level) => depth.bids.sizes[level] ?? 0).reduce((a, b) => a + b, 0);

const spreadOf = ({ bidTicks, askTicks }: BookProcess): number => askTicks - bidTicks;

describe('a ladder', () => {
  it('stands on its grid, best first, and never crosses, wherever the price goes', () => {
    const book = opened();
    const walk = new Prng(2, 'walk');
    for (let n = 0; n < 2000; n++) {
      book.step(135 + Math.sin(n / 40) + 0.02 * walk.normal() + (n === 1000 ? 20 : 0), n % 300 === 0 ? 2 : 0);
      const { bids, asks } = book.depth;
      expect(bids.prices[0]).toBeLessThan(asks.prices[0] ?? NaN);
      for (let level = 1; level < LEVELS; level++) {
        // Two ticks of 0.01 between levels.
        expect((bids.prices[level - 1] ?? NaN) - (bids.prices[level] ?? NaN)).toBeCloseTo(0.02, 9);
        expect((asks.prices[level] ?? NaN) - (asks.prices[level - 1] ?? NaN)).toBeCloseTo(0.02, 9);
      }
    }
  });

  it('tells all that it changed: a client who follows the changes holds the same ladder', () => {
    const book = opened();
    const client = new Client(book);
    const walk = new Prng(3, 'walk');
    for (let n = 0; n < 3000; n++) {
      // Half-second noise, and jumps further than the ladder is deep.
      book.step(135 + 0.03 * walk.normal() + (n % 500 > 250 ? 3 : 0), n % 200 === 0 ? 1 : 0);
      client.apply(book);
    }
    expect(client.levels('bids')).toEqual(levelsOf(book, 'bids'));
    expect(client.levels('asks')).toEqual(levelsOf(book, 'asks'));
  });

  it('changes a handful of levels when the price hardly moves', () => {
    const book = opened();
    let changed = 0;
    for (let n = 0; n < 1000; n++) {
      book.step(135 + 0.005 * Math.sin(n), 0);
      changed += (book.change.bids.length + book.change.asks.length) / 2;
    }
    expect(changed / 1000).toBeLessThan(8);
  });

  it('costs an order of 10,000 USD less than 3 bps on a major', () => {
    const book = opened();
    for (let n = 0; n < 50; n++) book.step(135, 0);
    const { asks } = book.depth;
    let left = 10_000;
    let paid = 0;
    let bought = 0;
    for (let level = 0; level < LEVELS && left > 0; level++) {
      const price = asks.prices[level] ?? NaN;
      const taken = Math.min(left, price * (asks.sizes[level] ?? NaN));
      paid += taken;
      bought += taken / price;
      left -= taken;
    }
    expect(left).toBe(0);
    const bps = (1e4 * (paid / bought - book.mid)) / book.mid;
    expect(bps).toBeGreaterThan(0);
    expect(bps).toBeLessThan(3);
  });

  it('thins and widens under stress', () => {
    const [calm, wild] = [opened(5), opened(5)];
    for (let n = 0; n < 400; n++) {
      calm.step(135, 0);
      wild.step(135, 2);
    }
    // 1 / (1 + 2 * 2) of the depth once every level was drawn anew.
    expect(depthOf(wild)).toBeLessThan(depthOf(calm) / 3);
    expect(spreadOf(wild)).toBeGreaterThan(spreadOf(calm));
  });

  it('goes on exactly where it was saved', () => {
    const book = opened(6);
    for (let n = 0; n < 500; n++) book.step(135 + Math.sin(n / 9), 0.2);
    const again = new BookProcess(SETTINGS, new Prng(77, 'other'));
    again.restore(JSON.parse(JSON.stringify(book.save())));
    for (let n = 500; n < 900; n++) {
      for (const one of [book, again]) one.step(135 + Math.sin(n / 9), 0.2);
      expect([...again.change.bids, ...again.change.asks]).toEqual([...book.change.bids, ...book.change.asks]);
    }
    expect(levelsOf(again, 'asks')).toEqual(levelsOf(book, 'asks'));
  });
});
