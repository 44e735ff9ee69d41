import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bookMid, depthConfidence, estimateSlippage } from '../../src/analytics/slippage.ts';
import { book } from './route-fixtures.ts';

describe('slippage', () => {
  it('is nothing but half the spread within the best level', () => {
    const bought = estimateSlippage(book(), { side: 'buy', quantityBase: 50, mid: 100 });
    expect(bought).toMatchObject({ kind: 'filled', vwap: 100.02 });
    if (bought.kind === 'filled') expect(bought.slippageBps).toBeCloseTo(2, 9);
  });

  it('fills an order of exactly the visible side, and is insufficient one step beyond it', () => {
    expect(estimateSlippage(book(), { side: 'buy', quantityBase: 430, mid: 100 }).kind).toBe('filled');
    const beyond = estimateSlippage(book(), { side: 'buy', quantityBase: 860, mid: 100 });
    expect(beyond).toMatchObject({ kind: 'insufficient', fillableFraction: 0.5 });
    // 43,035 / 86,000 / 10
    expect(beyond.depthConfidence).toBeCloseTo(0.0500407, 7);
    expect(beyond).not.toHaveProperty('slippageBps');
  });

  it('fills none of an order against an empty side', () => {
    expect(estimateSlippage(book({ asks: [] }), { side: 'buy', quantityBase: 1, mid: 100 })).toEqual({
      kind: 'insufficient',
      fillableFraction: 0,
      depthConfidence: 0,
    });
  });

  it('reads contracts of 0.01 base units', () => {
    const small = book(
      {
        asks: [
          [101, 100],
          [103, 100],
        ],
      },
      { kind: 'linear', contractSize: 0.01 },
    );
    // One base unit at 101, one at 103.
    expect(estimateSlippage(small, { side: 'buy', quantityBase: 2, mid: 100 })).toMatchObject({ vwap: 102 });
    expect(estimateSlippage(small, { side: 'buy', quantityBase: 2.5, mid: 100 })).toMatchObject({
      kind: 'insufficient',
      fillableFraction: 0.8,
    });
  });

  it('reads inverse contracts: 100 of 100 USD at 50,000 are 0.2 base units', () => {
    const inverse = book(
      {
        bids: [
          [49_000, 98],
          [48_000, 96],
        ],
        asks: [
          [50_000, 100],
          [51_000, 102],
        ],
      },
      { kind: 'inverse', contractSize: 100 },
    );
    expect(estimateSlippage(inverse, { side: 'buy', quantityBase: 0.2, mid: 49_500 })).toMatchObject({ vwap: 50_000 });
    const both = estimateSlippage(inverse, { side: 'buy', quantityBase: 0.4, mid: 49_500 });
    if (both.kind !== 'filled') throw new Error('0.2 + 0.2 base units are offered');
    expect(both.vwap).toBeCloseTo(50_500, 8);
    // 1000 USD of slippage on 0.4 coins; the depth is 10,000 + 10,200 USD.
    expect(both.executionCostUsd).toBeCloseTo(400, 8);
    expect(both.depthConfidence).toBeCloseTo(20_200 / (0.4 * 49_500) / 10, 12);
    expect(estimateSlippage(inverse, { side: 'sell', quantityBase: 0.2, mid: 49_500 })).toMatchObject({ vwap: 49_000 });
  });

  it('never gets cheaper with size, on either side', () => {
    const levels = fc.array(
      fc.tuple(fc.double({ min: 0.01, max: 1, noNaN: true }), fc.double({ min: 0.1, max: 50, noNaN: true })),
      {
        minLength: 1,
        maxLength: 30,
      },
    );
    const size = fc.double({ min: 0.01, max: 400, noNaN: true });
    const pairOfSizes = fc.tuple(size, size);
    fc.assert(
      fc.property(levels, fc.constantFrom('buy', 'sell'), pairOfSizes, (steps, side, [a, b]) => {
        const prices = steps.map((_, at) => steps.slice(0, at + 1).reduce((total, [step]) => total + step, 0));
        const asks = steps.map(([, offered], at) => [100 + (prices[at] ?? 0), offered] as const);
        const bids = steps.map(([, offered], at) => [100 - (prices[at] ?? 0), offered] as const);
        const depth = book({ bids, asks });
        const small = estimateSlippage(depth, { side, quantityBase: Math.min(a, b), mid: 100 });
        const large = estimateSlippage(depth, { side, quantityBase: Math.max(a, b), mid: 100 });
        if (small.kind === 'insufficient') expect(large.kind).toBe('insufficient');
        if (small.kind === 'filled' && large.kind === 'filled')
          expect(large.slippageBps).toBeGreaterThanOrEqual(small.slippageBps - 1e-9);
        expect(large.depthConfidence).toBeLessThanOrEqual(small.depthConfidence);
      }),
    );
  });

  it('costs a buyer what it costs a seller of the mirrored book', () => {
    const steps = [
      [0.1, 3],
      [0.4, 5],
      [0.9, 40],
    ] as const;
    const mirrored = book({
      bids: steps.map(([away, size]) => [100 - away, size]),
      asks: steps.map(([away, size]) => [100 + away, size]),
    });
    const bought = estimateSlippage(mirrored, { side: 'buy', quantityBase: 20, mid: 100 });
    const sold = estimateSlippage(mirrored, { side: 'sell', quantityBase: 20, mid: 100 });
    if (bought.kind !== 'filled' || sold.kind !== 'filled') throw new Error('both sides have the depth');
    expect(bought.slippageBps).toBeCloseTo(sold.slippageBps, 9);
  });

  it('counts only the first `count` levels of a longer run', () => {
    const asks = { prices: Float64Array.of(101, 102, 103), sizes: Float64Array.of(1, 1, 99), count: 2 };
    const short = { ...book(), asks };
    expect(estimateSlippage(short, { side: 'buy', quantityBase: 4, mid: 100 })).toMatchObject({
      fillableFraction: 0.5,
    });
    expect(
      estimateSlippage({ ...short, asks: { ...asks, count: 9 } }, { side: 'buy', quantityBase: 404, mid: 100 }),
    ).toMatchObject({ fillableFraction: 0.25 });
  });

  it('throws for a quantity or a mid that is not positive', () => {
    for (const order of [
      { quantityBase: 0, mid: 100 },
      { quantityBase: Number.NaN, mid: 100 },
      { quantityBase: 1, mid: 0 },
    ])
      expect(() => estimateSlippage(book(), { side: 'buy', ...order })).toThrow(RangeError);
  });
});

describe('depth confidence', () => {
  it('is 1 where the top ten levels hold ten times the order', () => {
    expect(depthConfidence(book(), { side: 'buy', quantityBase: 43, mid: 100 })).toBe(1);
  });

  it('looks at ten levels and no further', () => {
    const asks = Array.from({ length: 20 }, (_, at) => [100 + at, 1] as const);
    // 100 + 101 + ... + 109 = 1045
    expect(depthConfidence(book({ asks }), { side: 'buy', quantityBase: 10, mid: 100 })).toBeCloseTo(0.1045, 12);
    const broken = { ...book(), asks: { prices: [100], sizes: [1], count: 3 } };
    expect(depthConfidence(broken, { side: 'buy', quantityBase: 1, mid: 100 })).toBeCloseTo(0.1, 12);
  });
});

describe('the mid of a book', () => {
  it('needs two sides that do not cross', () => {
    expect(bookMid(book())).toBe(100);
    expect(bookMid(book({ bids: [] }))).toBeUndefined();
    expect(bookMid(book({ asks: [] }))).toBeUndefined();
    expect(bookMid(book({ bids: [[101, 1]], asks: [[100, 1]] }))).toBeUndefined();
    expect(bookMid(book({ bids: [[0, 1]] }))).toBeUndefined();
  });
});
