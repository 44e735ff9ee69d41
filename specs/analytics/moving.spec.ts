import { describe, expect, it } from 'vitest';
import { alternateBps, remainderBps, rollFigures } from '../../src/analytics/moving.ts';
import { atMs } from '../../src/domain/units.ts';
import { HOUR, WORKED_NOW, funding, workedRoute } from './route-fixtures.ts';

const held = workedRoute();
const size = { leg: 'short', coins: 100, horizonHours: 48 } as const;
const terms = { ...size, gainRatio: 1.2, exitCarryBps: 0 };
const rate = (perInterval: number) => ({
  funding: funding({ market: held.short.market, rate: perInterval, settlementAtMs: atMs(WORKED_NOW + 3 * HOUR) }),
});

describe('what a roll gains and costs', () => {
  it('is the difference of the carries, against one fill out and one fill in', () => {
    // 14, 11.6, 9.68, 8.144, 6.9152, 5.93216 against 7, 6, 5.2, 4.56, 4.048, 3.6384
    const figures = rollFigures(held, workedRoute({ short: rate(0.0014) }), terms);
    expect(figures?.gainBps).toBeCloseTo(56.27136 - 30.4464, 9);
    // buying back here 5 + 3.5, selling there 5 + 3.2
    expect(figures?.extraBps).toBeCloseTo(16.7, 9);
    expect(figures?.requiredBps).toBeCloseTo(20.04, 9);
  });

  it('is no more than over leaving, where the route held is to be left', () => {
    const losing = workedRoute({ short: rate(-0.002) });
    const figures = rollFigures(losing, held, terms);
    expect(figures?.gainBps).toBeCloseTo(20.8464, 9);
    expect(rollFigures(losing, held, { ...terms, exitCarryBps: 5 })?.gainBps).toBeCloseTo(15.8464, 9);
  });

  it('is the buying there and the selling here for a long leg', () => {
    const figures = rollFigures(held, workedRoute({ long: { takerFee: 0 } }), { ...terms, leg: 'long' });
    expect(figures?.extraBps).toBeCloseTo(4.5 + 3.2 + 3.5, 9);
  });

  it('asks nothing of a rebate, and gives no gain for it', () => {
    const free = { takerFee: -0.01 };
    const figures = rollFigures(held, workedRoute({ short: free }), terms);
    expect(figures?.requiredBps).toBe(0);
    expect(figures?.gainBps).toBeCloseTo(0, 9);
  });

  it('is not known without a rate, a book or the depth for either fill', () => {
    expect(rollFigures(held, workedRoute({ short: { funding: undefined } }), terms)).toBeUndefined();
    expect(rollFigures(held, workedRoute({ short: { book: () => undefined } }), terms)).toBeUndefined();
    expect(rollFigures(held, workedRoute({ short: { instrument: undefined } }), terms)).toBeUndefined();
    expect(rollFigures(held, held, { ...terms, coins: 1000 })).toBeUndefined();
  });
});

describe('another market for a naked leg', () => {
  it('is worth the carry it makes less getting in and out there', () => {
    expect(alternateBps(held, size)).toBeCloseTo(20.8464 - 8.5 - 8.2, 9);
    expect(alternateBps(held, { ...size, coins: 1000 })).toBeUndefined();
  });
});

describe('what a cut leaves', () => {
  it('is worth its carry less leaving both legs', () => {
    expect(remainderBps(held, { ...size, fixedCostsUsd: 0 })).toBeCloseTo(20.8464 - 7.7 - 8.5, 9);
  });

  it('carries the fixed costs, which weigh more the smaller it is: 10 USD on 10,000 are 10 bps', () => {
    expect(remainderBps(held, { ...size, fixedCostsUsd: 10 })).toBeCloseTo(20.8464 - 7.7 - 8.5 - 10, 9);
    const small = remainderBps(held, { ...size, coins: 10, fixedCostsUsd: 10 }) ?? 0;
    expect(small).toBeLessThan(-80);
  });

  it('cannot be judged where a book is missing', () => {
    const blind = workedRoute({ long: { book: () => undefined } });
    expect(remainderBps(blind, { ...size, fixedCostsUsd: 0 })).toBeUndefined();
  });
});
