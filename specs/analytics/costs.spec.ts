import { describe, expect, it } from 'vitest';
import { requiredBps, roundTripCostBps } from '../../src/analytics/costs.ts';

const each = (value: number) => ({ longIn: value, shortIn: value, longOut: value, shortOut: value });

const fixedAt = (notionalUsd: number) =>
  roundTripCostBps({ feeBps: each(0), slippageBps: each(0), fixedCostsUsd: 30, notionalUsd });

describe('the cost of a round trip', () => {
  it('adds four fees, four slippages and the fixed costs of the size', () => {
    // 4 x 5 + 4 x 2 + 1e4 x 30 / 10,000
    expect(
      roundTripCostBps({ feeBps: each(5), slippageBps: each(2), fixedCostsUsd: 30, notionalUsd: 10_000 }),
    ).toBeCloseTo(58, 10);
  });

  it('lets fixed costs weigh less on a larger size', () => {
    expect([fixedAt(10_000), fixedAt(100_000)]).toEqual([30, 3]);
  });
});

describe('what carry must reach', () => {
  it('is the cost and a fifth of it', () => {
    expect(requiredBps(32.4)).toBeCloseTo(38.88, 10);
    expect(requiredBps(10, 0.5)).toBe(15);
  });

  it('leaves a rebate as it is: the buffer never shrinks what is required, nor inflates a gift', () => {
    expect(requiredBps(-4)).toBe(-4);
    expect(requiredBps(0)).toBe(0);
  });
});
