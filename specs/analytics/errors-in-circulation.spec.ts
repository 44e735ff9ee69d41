import { describe, expect, it } from 'vitest';
import { breakEvenRate } from '../../src/analytics/break-even.ts';
import { carryPerHour, projectCarry } from '../../src/analytics/carry.ts';
import { requiredBps, roundTripCostBps } from '../../src/analytics/costs.ts';
import { ageMs } from '../../src/analytics/freshness-budget.ts';
import { settlementCash } from '../../src/analytics/funding-cash.ts';
import { projectFunding } from '../../src/analytics/funding-schedule.ts';
import { orient } from '../../src/analytics/headline.ts';
import { evaluateRoute } from '../../src/analytics/signal.ts';
import { defaultSignalSettings } from '../../src/analytics/signal-settings.ts';
import { estimateSlippage } from '../../src/analytics/slippage.ts';
import { aprOf } from '../../src/domain/funding.ts';
import { marketKey, symbolId, venueId } from '../../src/domain/ids.ts';
import { decimal } from '../../src/domain/money.ts';
import { atMs, hours } from '../../src/domain/units.ts';
import { BOUNDARY, HOUR, book, funding, statistics, workedRoute } from './route-fixtures.ts';

const market = (venue: string) => marketKey(venueId(venue), symbolId('BTC/USDT:USDT'));

const aprPer = (interval: number) => aprOf({ rate: 0.0001, intervalHours: hours(interval) });

describe('errors in circulation', () => {
  it('1: long the venue with the LOWER rate; long the higher pays the spread', () => {
    const low = { market: market('low'), hourly: 0.00001 };
    const high = { market: market('high'), hourly: 0.00009 };
    const wrong = { long: high.market, short: low.market };
    const ours = orient(low, high);
    expect(ours).not.toEqual(wrong);
    expect(ours).toEqual({ long: low.market, short: high.market });
    // The wrong way round pays 0.8 bp an hour, ours earns it.
    expect(carryPerHour({ long: high.hourly, short: low.hourly })).toBeCloseTo(-0.00008, 12);
    expect(carryPerHour({ long: low.hourly, short: high.hourly })).toBeCloseTo(0.00008, 12);
  });

  it('2: at a positive rate LONGS pay shorts', () => {
    const [q, mark, rate] = [decimal(1), decimal(50_000), decimal('0.0001')];
    const wrong = q.times(mark).times(rate);
    const ours = settlementCash({ kind: 'linear', baseQuantity: q, price: mark }, rate);
    expect(wrong.toFixed()).toBe('5');
    expect(ours.toFixed()).toBe('-5');
  });

  it('3: a buyer walks the ASKS, a seller the BIDS', () => {
    const order = { quantityBase: 100, mid: 100 };
    const vwap = (side: 'buy' | 'sell') => {
      const estimate = estimateSlippage(book(), { side, ...order });
      return estimate.kind === 'filled' ? estimate.vwap : Number.NaN;
    };
    // Against the bids: (40 x 99.98 + 60 x 99.96) / 100; against the asks: (50 x 100.02 + 50 x 100.05) / 100
    const wrong = { buy: 99.968, sell: 100.035 };
    expect(vwap('buy')).toBeCloseTo(100.035, 10);
    expect(vwap('sell')).toBeCloseTo(99.968, 10);
    expect(Math.abs(vwap('buy') - wrong.buy)).toBeGreaterThan(0.06);
    expect(Math.abs(vwap('sell') - wrong.sell)).toBeGreaterThan(0.06);
  });

  it('4: a 1-hour rate is paid 8760 times a year and a 4-hour rate 2190 times, not 3 x 365', () => {
    const wrong = 0.0001 * 3 * 365;
    expect(wrong).toBeCloseTo(0.1095, 12);
    expect(aprPer(1)).toBeCloseTo(0.876, 12);
    expect(aprPer(4)).toBeCloseTo(0.219, 12);
    expect(aprPer(8)).toBeCloseTo(wrong, 12);
  });

  it('5: a cost is paid once; times 1095 it is no break-even rate', () => {
    const [costUsd, sizeUsd] = [38.88, 10_000];
    const wrong = (costUsd / sizeUsd) * 1095;
    const ours = breakEvenRate({ requiredBps: (1e4 * costUsd) / sizeUsd, periodsHeld: 1095 });
    // Held a year of 8-hour periods, 0.0355 bp per period pays 38.88 bps; the wrong figure says 426 %.
    expect(wrong).toBeCloseTo(4.25736, 10);
    expect(ours).toBeCloseTo(0.00000355068, 11);
    expect(1e4 * ours * 1095).toBeCloseTo(38.88, 9);
  });

  it('6: a round trip has FOUR fills', () => {
    const fees = { longIn: 4.5, shortIn: 5, longOut: 4.5, shortOut: 5 };
    const slips = { longIn: 3.5, shortIn: 3.2, longOut: 3.2, shortOut: 3.5 };
    const wrong = fees.longIn + fees.shortIn + slips.longIn + slips.shortIn;
    const ours = roundTripCostBps({ feeBps: fees, slippageBps: slips, fixedCostsUsd: 0, notionalUsd: 10_000 });
    expect(wrong).toBeCloseTo(16.2, 10);
    expect(ours).toBeCloseTo(32.4, 10);
    // With 20.8464 bps of carry the two fills would have entered a route that loses 18.
    expect(20.8464 - requiredBps(wrong)).toBeCloseTo(1.4064, 9);
    expect(20.8464 - requiredBps(ours)).toBeCloseTo(-18.0336, 9);
  });

  it('10: a depth that is not there is no number; 999 bps would be ranked and averaged', () => {
    const wrong = { kind: 'filled', slippageBps: 999 };
    const ours = estimateSlippage(book(), { side: 'buy', quantityBase: 860, mid: 100 });
    expect(ours.kind).not.toBe(wrong.kind);
    expect(ours).toMatchObject({ kind: 'insufficient', fillableFraction: 0.5 });
    expect(ours).not.toHaveProperty('slippageBps');
    // The costs of the route are unknown then, not 999 bps.
    const signal = evaluateRoute(workedRoute(), { ...defaultSignalSettings, notionalUsd: 86_000 });
    expect(signal.costBps).toBeUndefined();
    expect(signal.netBps).toBeUndefined();
    expect(signal.reasons).toContainEqual({ code: 'insufficient-depth', fill: 'longIn', limit: 1, actual: 0.5 });
  });

  it('11: the latest settled rate is history, not the coming rate', () => {
    const now = atMs(BOUNDARY + HOUR);
    const settled = funding({ kind: 'settled', rate: 0.003, settlementAtMs: atMs(BOUNDARY) });
    const predicted = funding({ kind: 'predicted', rate: 0.0002, settlementAtMs: atMs(BOUNDARY + 8 * HOUR) });
    const span = { leg: 'short', nowMs: now, horizonHours: 8 } as const;
    const wrong = 1e4 * settled.rate;
    const ours = projectFunding(predicted, statistics(), span)?.settlements.map(({ rate }) => 1e4 * rate);
    expect(wrong).toBe(30);
    expect(ours).toHaveLength(1);
    expect(ours?.[0]).toBeCloseTo(2, 10);
    // A settled rate projects nothing, and a route that has only that is refused.
    expect(projectFunding({ ...settled, settlementAtMs: atMs(now + HOUR) }, statistics(), span)).toBeUndefined();
    const view = workedRoute({ short: { funding: settled } });
    expect(projectCarry(view, 48)).toBeUndefined();
    expect(evaluateRoute(view, defaultSignalSettings).reasons).toContainEqual({
      code: 'rate-not-predicted',
      leg: 'short',
    });
  });

  it('12: a venue timestamp is moved by the clock offset before it meets the local clock', () => {
    // The venue's clock runs 800 ms behind ours; the book left it 50 ms ago.
    const [nowMs, venueAtMs, offsetMs] = [atMs(1_000_000), atMs(999_150), -800];
    const wrong = nowMs - venueAtMs;
    const ours = ageMs({ nowMs, venueAtMs, offsetMs, arrivedAtMs: nowMs });
    expect(wrong).toBe(850);
    expect(ours).toBe(50);
    // And a venue 800 ms ahead would look as fresh as can be with a book of 700 ms.
    const stale = { nowMs, venueAtMs: atMs(1_000_100), offsetMs: 800, arrivedAtMs: nowMs };
    expect(stale.nowMs - stale.venueAtMs).toBeLessThan(0);
    expect(ageMs(stale)).toBe(700);
  });
});
