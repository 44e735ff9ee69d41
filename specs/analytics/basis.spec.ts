import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { baseUnitsOf, basisBps, isAdverseBasis } from '../../src/analytics/basis.ts';

const basisAt = (long: number, short: number) =>
  basisBps({ long: { mid: long, multiplier: 1 }, short: { mid: short, multiplier: 1 } });

describe('basis', () => {
  it('is what the short leg is dearer by, in bps of the long leg', () => {
    expect(basisAt(100, 100.25)).toBeCloseTo(25, 9);
    expect(basisAt(100, 99.75)).toBeCloseTo(-25, 9);
    expect(basisAt(100, 100)).toBe(0);
  });

  it('compares single coins: 1000PEPE at 0.01 is PEPE at 0.00001', () => {
    const basis = basisBps({ long: { mid: 0.01, multiplier: 1000 }, short: { mid: 0.00001002, multiplier: 1 } });
    expect(basis).toBeCloseTo(20, 6);
    expect(baseUnitsOf(5_000_000, { multiplier: 1000 })).toBe(5000);
  });

  it('does not depend on how either leg is scaled', () => {
    const scale = fc.constantFrom(1, 10, 1000, 1_000_000);
    fc.assert(
      fc.property(scale, scale, fc.double({ min: 0.5, max: 2, noNaN: true }), (a, b, ratio) => {
        const scaled = basisBps({ long: { mid: a, multiplier: a }, short: { mid: ratio * b, multiplier: b } });
        expect(scaled).toBeCloseTo(1e4 * (ratio - 1), 6);
      }),
    );
  });
});

describe('an adverse basis', () => {
  it('lies more than 10 bps under its mean of the day', () => {
    expect(isAdverseBasis({ basisBps: -8.1, mean24hBps: 2 })).toBe(true);
    expect(isAdverseBasis({ basisBps: -8, mean24hBps: 2 })).toBe(false);
    expect(isAdverseBasis({ basisBps: 40, mean24hBps: 2 })).toBe(false);
    expect(isAdverseBasis({ basisBps: -3, mean24hBps: 0 }, 2)).toBe(true);
  });
});
