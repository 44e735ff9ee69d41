import { describe, expect, it } from 'vitest';
import { aprOf, hourlyRate } from '../../src/domain/funding.ts';
import { breakEvenHours } from '../../src/analytics/break-even.ts';
import { carryPerHour, projectCarry } from '../../src/analytics/carry.ts';
import { requiredBps, roundTripCostBps } from '../../src/analytics/costs.ts';
import { evaluateRoute } from '../../src/analytics/signal.ts';
import { defaultSignalSettings } from '../../src/analytics/signal-settings.ts';
import { bookMid, depthValue, estimateSlippage } from '../../src/analytics/slippage.ts';
import { bookPressure } from '../../src/analytics/spread-monitor.ts';
import { book, workedRoute } from './route-fixtures.ts';

const settings = { ...defaultSignalSettings, horizonHours: 48 };

describe('the worked route of economics 13', () => {
  it('buys 100 coins at 100.035: 3.5 bps, worst case 8.75 bps, 3.50 USD, depth confidence 0.43035', () => {
    const bought = estimateSlippage(book(), { side: 'buy', quantityBase: 100, mid: 100 });
    if (bought.kind !== 'filled') throw new Error('the book has the depth');
    // (50 x 100.02 + 50 x 100.05) / 100
    expect(bought.vwap).toBeCloseTo(100.035, 10);
    expect(bought.slippageBps).toBeCloseTo(3.5, 9);
    expect(bought.worstCaseSlippageBps).toBeCloseTo(8.75, 9);
    expect(bought.executionCostUsd).toBeCloseTo(3.5, 9);
    // 50 x 100.02 + 80 x 100.05 + 300 x 100.10 = 5001 + 8004 + 30030
    expect(depthValue(book(), 'buy', 10)).toBeCloseTo(43_035, 8);
    expect(bought.depthConfidence).toBeCloseTo(0.43035, 10);
  });

  it('sells 100 coins at 99.968: 3.2 bps, depth confidence 0.299768; pressure 300 / 430', () => {
    const sold = estimateSlippage(book(), { side: 'sell', quantityBase: 100, mid: 100 });
    if (sold.kind !== 'filled') throw new Error('the book has the depth');
    // (40 x 99.98 + 60 x 99.96) / 100
    expect(sold.vwap).toBeCloseTo(99.968, 10);
    expect(sold.slippageBps).toBeCloseTo(3.2, 9);
    expect(sold.depthConfidence).toBeCloseTo(0.299768, 10);
    expect(bookMid(book())).toBe(100);
    expect(bookPressure(book())).toBeCloseTo(300 / 430, 12);
    expect(300 / 430).toBeCloseTo(0.6977, 4);
  });

  it('looks splendid in the headline: 0.675 bp per hour, 59 % a year', () => {
    const { long, short } = workedRoute();
    if (long.funding === undefined || short.funding === undefined) throw new Error('both legs have a rate');
    const perHour = carryPerHour({ long: hourlyRate(long.funding), short: hourlyRate(short.funding) });
    expect(1e4 * perHour).toBeCloseTo(7 / 8 - 0.2, 10);
    expect(aprOf(short.funding) - aprOf(long.funding)).toBeCloseTo(0.675e-4 * 8760, 10);
    expect(0.675e-4 * 8760).toBeCloseTo(0.5913, 10);
  });

  it('expects 20.8464 bps in 48 h: six short settlements less forty-eight long payments', () => {
    const carry = projectCarry(workedRoute(), 48);
    if (carry === undefined) throw new Error('both legs project');
    const shortBps = carry.settlements.short.map(({ rate }) => Number((1e4 * rate).toFixed(8)));
    expect(shortBps).toEqual([7, 6, 5.2, 4.56, 4.048, 3.6384]);
    expect(carry.settlements.long).toHaveLength(48);
    for (const { rate } of carry.settlements.long) expect(1e4 * rate).toBeCloseTo(0.2, 12);
    expect(carry.expectedCarryBps).toBeCloseTo(30.4464 - 9.6, 9);
    expect(carry.expectedCarryBps).toBeCloseTo(20.8464, 9);
    expect(carry.cautious).toBe(false);
  });

  it('nets the two settlements that fall on one instant into one step', () => {
    const carry = projectCarry(workedRoute(), 48);
    if (carry === undefined) throw new Error('both legs project');
    expect(carry.steps).toHaveLength(48);
    // Hours 1 and 2: the long leg pays 0.2; hour 3: 7 - 0.2.
    expect(carry.steps.slice(0, 3).map(({ inHours, carryBps }) => [inHours, Number(carryBps.toFixed(8))])).toEqual([
      [1, -0.2],
      [2, -0.2],
      [3, 6.8],
    ]);
    expect(carry.steps[2]?.cumulativeBps).toBeCloseTo(6.4, 10);
  });

  it('costs 32.4 bps and needs 38.88', () => {
    const costBps = roundTripCostBps({
      feeBps: { longIn: 4.5, shortIn: 5, longOut: 4.5, shortOut: 5 },
      slippageBps: { longIn: 3.5, shortIn: 3.2, longOut: 3.2, shortOut: 3.5 },
      fixedCostsUsd: 0,
      notionalUsd: 10_000,
    });
    expect(costBps).toBeCloseTo(32.4, 10);
    expect(requiredBps(costBps)).toBeCloseTo(38.88, 10);
  });

  it('is refused at -18.0336 bps, with break-even never, and says so in numbers', () => {
    const signal = evaluateRoute(workedRoute(), settings);
    expect(signal.spreadPer8hBps).toBeCloseTo(5.4, 9);
    expect(signal.aprSpread).toBeCloseTo(0.5913, 9);
    expect(signal.expectedCarryBps).toBeCloseTo(20.8464, 9);
    expect(signal.costBps).toBeCloseTo(32.4, 8);
    expect(signal.requiredBps).toBeCloseTo(38.88, 8);
    expect(signal.netBps).toBeCloseTo(-18.0336, 8);
    expect(signal.breakEvenHours).toBe('never');
    expect(signal.coins).toBe(100);
    expect(signal.verdict).toBe('refused');
    expect(signal.reasons).toContainEqual({ code: 'net-below-threshold', limit: 5, actual: signal.netBps });
    // 299.768 / 10,000 of the thin side, |0.5913| / 0.10 capped at 1, 0.65 under 20 bps.
    expect(signal.confidence?.depth).toBeCloseTo(0.299768, 9);
    expect(signal.confidence).toMatchObject({ deviation: 1, tier: 0.65, value: signal.confidence?.depth });
    expect(signal.isCautious).toBe(false);
    // The long leg settles first, in an hour.
    expect(signal.ttlMs).toBe(3_600_000);
  });

  it('never breaks even on the schedule it was given', () => {
    const carry = projectCarry(workedRoute(), 48);
    expect(breakEvenHours(carry?.steps ?? [], 38.88)).toBe('never');
  });
});
