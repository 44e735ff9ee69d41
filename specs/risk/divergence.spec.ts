import { describe, expect, it } from 'vitest';
import { coinPrice, largestDivergence } from '../../src/risk/divergence.ts';
import type { LegPrices } from '../../src/risk/divergence.ts';

const at = (mark: number | undefined, own: Partial<LegPrices> = {}): LegPrices => ({
  mark,
  index: undefined,
  mid: undefined,
  multiplier: 1,
  ...own,
});

describe('prices of a route that should be one', () => {
  it('are told by the pair that is furthest apart', () => {
    const long = at(100, { index: 101, mid: 100.5 });
    expect(largestDivergence(long, at(100))?.between).toBe('mark-index');
    expect(largestDivergence({ ...long, mid: 96 }, at(100))).toEqual({ between: 'mark-mid', fraction: 100 / 96 - 1 });
    expect(largestDivergence(long, at(90))).toEqual({ between: 'legs', fraction: 100 / 90 - 1 });
  });

  it('are compared coin by coin: a contract of a thousand is no divergence', () => {
    expect(largestDivergence(at(0.02), at(20, { multiplier: 1000 }))?.fraction).toBeCloseTo(0, 12);
  });

  it('are compared by the book where there is no mark, and not at all where there is neither', () => {
    expect(coinPrice(at(undefined, { mid: 30, multiplier: 10 }))).toBe(3);
    expect(largestDivergence(at(undefined, { mid: 100 }), at(110))?.between).toBe('legs');
    expect(largestDivergence(at(undefined), at(undefined, { index: 5 }))).toBeUndefined();
  });
});
