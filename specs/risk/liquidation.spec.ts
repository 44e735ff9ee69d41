import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dailyMoveFraction,
  liquidationBufferMissed,
  liquidationDistanceFraction,
  liquidationPrice,
} from '../../src/risk/liquidation.ts';
import type { LeveredLeg } from '../../src/risk/liquidation.ts';

const leg = (change: Partial<LeveredLeg> = {}): LeveredLeg => ({
  kind: 'linear',
  leg: 'long',
  entryPrice: 100,
  markPrice: 100,
  leverage: 5,
  maintenanceFraction: 0.01,
  ...change,
});

describe('distance to liquidation', () => {
  it('of a linear long is where its margin is down to maintenance', () => {
    // margin 20, loss 100 - p, maintenance 0.01 p: 20 - 100 + p = 0.01 p, p = 80 / 0.99 = 80.80808
    expect(liquidationPrice(leg())).toBeCloseTo(80.80808, 5);
    expect(liquidationDistanceFraction(leg())).toBeCloseTo(0.1919192, 7);
  });

  it('of a linear short lies above', () => {
    // 20 + 100 - p = 0.01 p, p = 120 / 1.01 = 118.81188
    expect(liquidationPrice(leg({ leg: 'short' }))).toBeCloseTo(118.81188, 5);
    expect(liquidationDistanceFraction(leg({ leg: 'short' }))).toBeCloseTo(0.1881188, 7);
  });

  it('of an inverse leg counts that its margin is coin', () => {
    // long: 1/100 x (1 + 1/5) = (1 + 0.01) / p, p = 101 / 1.2 = 84.16667; short: 99 / 0.8 = 123.75
    expect(liquidationPrice(leg({ kind: 'inverse' }))).toBeCloseTo(84.16667, 5);
    expect(liquidationPrice(leg({ kind: 'inverse', leg: 'short' }))).toBeCloseTo(123.75, 10);
  });

  it('is endless for a bought coin and an inverse short that its own coins cover', () => {
    expect(liquidationDistanceFraction(leg({ kind: 'spot' }))).toBe(Number.POSITIVE_INFINITY);
    expect(liquidationDistanceFraction(leg({ kind: 'inverse', leg: 'short', leverage: 1 }))).toBe(
      Number.POSITIVE_INFINITY,
    );
  });

  it('is nothing or less once passed', () => {
    expect(liquidationDistanceFraction(leg({ markPrice: 80 }))).toBeLessThan(0);
  });

  it('never grows with leverage', () => {
    const lever = fc.double({ min: 1, max: 50, noNaN: true });
    const kind = fc.constantFrom('linear' as const, 'inverse' as const);
    fc.assert(
      fc.property(
        fc.tuple(lever, lever),
        kind,
        fc.constantFrom('long' as const, 'short' as const),
        ([a, b], market, side) => {
          const at = (leverage: number) => liquidationDistanceFraction(leg({ kind: market, leg: side, leverage }));
          expect(at(Math.max(a, b))).toBeLessThanOrEqual(at(Math.min(a, b)));
        },
      ),
    );
  });
});

describe('the liquidation buffer', () => {
  const ask = { assumedDailyMoveFraction: 0.2, bufferMultiple: 3 };

  it('asks for three days moves', () => {
    // sd 0.1 % per 5 minutes: 0.001 x sqrt(288) = 1.697 % a day, three of them 5.09 %
    expect(dailyMoveFraction(0.001)).toBeCloseTo(0.01697056, 8);
    expect(liquidationBufferMissed({ ...ask, leg: leg(), sd5m: 0.001 })).toBeUndefined();
    // 0.4 %: 3 x 6.788 % = 20.36 % > 19.19 %
    const missed = liquidationBufferMissed({ ...ask, leg: leg(), sd5m: 0.004 });
    expect(missed).toMatchObject({ code: 'liquidation-buffer' });
    expect(missed?.limit).toBeCloseTo(0.2036468, 7);
    expect(missed?.actual).toBeCloseTo(0.1919192, 7);
  });

  it('assumes a wild day while the market s own is not measured', () => {
    expect(liquidationBufferMissed({ ...ask, leg: leg({ leverage: 1 }), sd5m: undefined })).toBeUndefined();
    // 3 x 20 % = 60 %: leverage 2 leaves 49.5 %
    expect(liquidationBufferMissed({ ...ask, leg: leg({ leverage: 2 }), sd5m: undefined })).toMatchObject({
      limit: 0.6000000000000001,
    });
  });
});
