import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateSlippage } from '../../src/analytics/slippage.ts';
import { decimal } from '../../src/domain/money.ts';
import { capPriceOf, levelsTaken, limitPriceOf, priceOf, quantityWithin } from '../../src/risk/pricing.ts';
import { book } from './sample-market.ts';

const priced = (side: 'buy' | 'sell', rounding: 'within' | 'beyond', { tick = '0.01', mid = 100, bps = 4 } = {}) =>
  limitPriceOf({
    side,
    mid: decimal(mid),
    slippageMaxBps: bps,
    instrument: { tickSize: decimal(tick) },
    rounding,
  }).toString();

const digits = (side: 'buy' | 'sell', mid: number, tick: string) =>
  limitPriceOf({
    side,
    mid: decimal(mid),
    slippageMaxBps: 4,
    instrument: { tickSize: decimal(tick), priceDigits: 5 },
    rounding: 'within',
  }).toString();

describe('the worst price of an order', () => {
  it('is the bound around the mid, on a tick', () => {
    expect(priced('buy', 'within')).toBe('100.04');
    expect(priced('sell', 'within')).toBe('99.96');
  });

  it('stays within the bound for new risk and goes beyond by less than a tick for repairs', () => {
    // bound 100.04 and 99.96 on ticks of 0.03: 100.02 / 100.05 and 99.96 (a multiple itself)
    expect([priced('buy', 'within', { tick: '0.03' }), priced('buy', 'beyond', { tick: '0.03' })]).toEqual([
      '100.02',
      '100.05',
    ]);
    expect([priced('sell', 'within', { tick: '0.07' }), priced('sell', 'beyond', { tick: '0.07' })]).toEqual([
      '99.96',
      '99.96',
    ]);
    expect([priced('sell', 'within', { tick: '0.5' }), priced('sell', 'beyond', { tick: '0.5' })]).toEqual([
      '100',
      '99.5',
    ]);
  });

  it('has no more digits than the venue takes, in whole numbers at least, and stays on the side it rounds to', () => {
    // bound 135.89 +- 0.054356 on ticks of 0.0001: five digits are hundredths
    expect([digits('buy', 135.89, '0.0001'), digits('sell', 135.89, '0.0001')]).toEqual(['135.94', '135.84']);
    // bound 0.140123 + 0.0000560492 on ticks of 0.000001
    expect(digits('buy', 0.140123, '0.000001')).toBe('0.14017');
    // six digits before the point: whole numbers are taken all the same
    expect(digits('buy', 123_456.7, '0.1')).toBe('123506');
    // a tick coarser than the digits goes before
    expect(digits('buy', 12.3456, '0.1')).toBe('12.3');
  });

  it('is never below one tick', () => {
    expect(priced('sell', 'beyond', { mid: 0.004, bps: 100 })).toBe('0.01');
  });

  it('caps a buy at what it may cost and a sale at what it is worth', () => {
    const at = { mid: decimal(100), limitPrice: decimal('100.04') };
    expect(capPriceOf({ side: 'buy', ...at }).toString()).toBe('100.04');
    expect(capPriceOf({ side: 'buy', mid: decimal(100), limitPrice: decimal('99.5') }).toString()).toBe('100');
    expect(capPriceOf({ side: 'sell', ...at }).toString()).toBe('100');
  });

  it('is not made of what is no price', () => {
    for (const value of [undefined, 0, -1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(priceOf(value)).toBeUndefined();
    expect(priceOf(0.5)?.toString()).toBe('0.5');
  });
});

describe('walking a book', () => {
  const stairs = book({
    bids: [
      [99.99, 10],
      [99.9, 100],
    ],
    asks: [
      [100.01, 10],
      [100.1, 100],
    ],
  });

  it('names the levels an order would use', () => {
    expect(levelsTaken(stairs, 'buy', 15)).toEqual([
      [100.01, 10],
      [100.1, 100],
    ]);
    expect(levelsTaken(stairs, 'sell', 10)).toEqual([[99.99, 10]]);
  });

  it('finds the size at which the average reaches the limit', () => {
    // worst average 100.04: 10 x 0.03 of room pays for x coins 0.06 too dear: x = 5, together 15
    expect(quantityWithin(stairs, 'buy', { mid: 100, slippageMaxBps: 4 })).toBeCloseTo(15, 6);
    expect(quantityWithin(stairs, 'sell', { mid: 100, slippageMaxBps: 4 })).toBeCloseTo(15, 6);
    expect(quantityWithin(stairs, 'buy', { mid: 100, slippageMaxBps: 0.5 })).toBe(0);
    expect(quantityWithin(stairs, 'buy', { mid: 100, slippageMaxBps: 50 })).toBeCloseTo(110, 6);
  });

  it('at any size within it the estimate keeps the limit, of a linear or an inverse book', () => {
    const level = fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 1, max: 10_000 }));
    const kind = fc.constantFrom('linear' as const, 'inverse' as const);
    fc.assert(
      fc.property(
        fc.array(level, { minLength: 1, maxLength: 8 }),
        kind,
        fc.integer({ min: 1, max: 90 }),
        (levels, market, limit) => {
          const sorted = levels.toSorted(([a], [b]) => a - b);
          const asks = sorted.map(([ticks, size]) => [100.01 + ticks / 100, size] as const);
          const bids = sorted.map(([ticks, size]) => [99.99 - ticks / 100, size] as const);
          const own = book({ bids, asks }, { kind: market, contractSize: 1 });
          for (const side of ['buy', 'sell'] as const) {
            const quantityBase = quantityWithin(own, side, { mid: 100, slippageMaxBps: limit });
            if (quantityBase === 0) continue;
            const estimate = estimateSlippage(own, { side, quantityBase, mid: 100 });
            expect(estimate.kind === 'filled' && estimate.slippageBps <= limit * (1 + 1e-9)).toBe(true);
          }
        },
      ),
    );
  });
});
