import { describe, expect, it } from 'vitest';
import { evaluateRoute } from '../../src/analytics/signal.ts';
import { defaultSignalSettings } from '../../src/analytics/signal-settings.ts';
import { book, workedRoute } from './route-fixtures.ts';

const settings = { ...defaultSignalSettings, horizonHours: 48, costing: 'always' } as const;
const costOf = (makerEntry: 'none' | 'thin-leg', route = workedRoute()) => {
  const { costBps, makerLeg } = evaluateRoute(route, { ...settings, makerEntry });
  return { costBps, makerLeg };
};

describe('an entry whose thin leg rests', () => {
  it('pays the maker fee there and slips by nothing; the other three fills are taken', () => {
    const { long, short } = workedRoute();
    const route = { ...workedRoute(), long: { ...long, makerFee: 0.0001 }, short: { ...short, makerFee: -0.00005 } };
    // the short leg finds less depth: 32.4 without its 5 bps of taker fee and 3.2 of slippage, and with its rebate
    const maker = costOf('thin-leg', route);
    expect(maker.makerLeg).toBe('short');
    expect(maker.costBps).toBeCloseTo(32.4 - 5 - 3.2 - 0.5, 9);
    expect(costOf('none', route).costBps).toBeCloseTo(32.4, 9);
    expect(costOf('none', route).makerLeg).toBeUndefined();
  });

  it('is the long leg where that one is thinner, and where both are equal', () => {
    const route = workedRoute();
    const thin = book({ asks: [[100.02, 120]] });
    expect(costOf('thin-leg', { ...route, long: { ...route.long, book: () => thin } }).makerLeg).toBe('long');
    const deep = book({ asks: [[100.02, 1e6]], bids: [[99.98, 1e6]] });
    const [long, short] = [route.long, route.short].map((leg) => ({ ...leg, book: () => deep }));
    if (long === undefined || short === undefined) throw new Error('two legs');
    expect(costOf('thin-leg', { ...route, long, short }).makerLeg).toBe('long');
  });
});
