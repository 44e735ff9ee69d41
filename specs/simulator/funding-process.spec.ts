import { describe, expect, it } from 'vitest';
import type { FundingRule } from '../../src/simulator/funding-process.ts';
import {
  FundingProcess,
  fundingRate,
  premiumIndex,
  settlementAtOrBefore,
} from '../../src/simulator/funding-process.ts';
import { binanceWire } from '../../src/simulator/wire/binance/wire.ts';
import { bybitWire } from '../../src/simulator/wire/bybit/wire.ts';
import { deribitWire } from '../../src/simulator/wire/deribit/wire.ts';
import { hyperliquidWire } from '../../src/simulator/wire/hyperliquid/wire.ts';
import { okxWire } from '../../src/simulator/wire/okx/wire.ts';

const BPS = 1e-4;
const HOUR = 3_600_000;
const NO_IMPACT = 0;
const START = Date.UTC(2026, 0, 5, 0, 4);

describe('the funding formula of each venue', () => {
  it('prints the interest of 0.01 % per 8 h wherever the premium lies within 0.05 % of it', () => {
    for (const premium of [-4 * BPS, 0, 1 * BPS, 6 * BPS]) {
      expect(fundingRate(premium, binanceWire.fundingRule(8, NO_IMPACT))).toBeCloseTo(1 * BPS, 12);
      expect(fundingRate(premium, bybitWire.fundingRule(8, NO_IMPACT))).toBeCloseTo(1 * BPS, 12);
      expect(fundingRate(premium, okxWire.fundingRule(8, NO_IMPACT))).toBeCloseTo(1 * BPS, 12);
      // 1 / 8 = 0.125 bp an hour.
      expect(fundingRate(premium, hyperliquidWire.fundingRule(1, NO_IMPACT))).toBeCloseTo(0.125 * BPS, 12);
    }
  });

  it('gives Hyperliquid an eighth per hour: 77 bps of premium less 5 over 8 is 9 bps', () => {
    const rule = hyperliquidWire.fundingRule(1, NO_IMPACT);
    expect(fundingRate(77 * BPS, rule)).toBeCloseTo(9 * BPS, 12);
    // Below the index: -29 + 5 over 8 is -3.
    expect(fundingRate(-29 * BPS, rule)).toBeCloseTo(-3 * BPS, 12);
    // 50 % of premium would be 6.24 % an hour: the cap is 4 %.
    expect(fundingRate(0.5, rule)).toBe(0.04);
    expect(fundingRate(-0.5, rule)).toBe(-0.04);
  });

  it('halves an 8-hour figure on Binance contracts that settle every 4 h: (29 - 5) / 2 is 12 bps', () => {
    expect(fundingRate(29 * BPS, binanceWire.fundingRule(4, NO_IMPACT))).toBeCloseTo(12 * BPS, 12);
    expect(fundingRate(29 * BPS, binanceWire.fundingRule(8, NO_IMPACT))).toBeCloseTo(24 * BPS, 12);
    expect(fundingRate(0, binanceWire.fundingRule(4, NO_IMPACT))).toBeCloseTo(0.5 * BPS, 12);
  });

  it('scales only the interest on Bybit: at 4 h the neutral rate is 0.5 bp, 29 bps of premium give 24', () => {
    expect(fundingRate(0, bybitWire.fundingRule(4, NO_IMPACT))).toBeCloseTo(0.5 * BPS, 12);
    expect(fundingRate(29 * BPS, bybitWire.fundingRule(4, NO_IMPACT))).toBeCloseTo(24 * BPS, 12);
  });
});

describe('the premium index', () => {
  const rule: FundingRule = binanceWire.fundingRule(8, 2 * BPS);

  it('takes on Deribit what lies beyond 2.5 bps, instant by instant: the hour pays an eighth of the mean of rates, not a rate of the mean', () => {
    const rule = deribitWire.fundingRule(1, 5 * BPS);
    // A frame of September 2026: premium 0.0003923, rate 0.0001423.
    expect(premiumIndex(0.0003923, rule)).toBeCloseTo(0.0001423, 12);
    expect(premiumIndex(-0.0003923, rule)).toBeCloseTo(-0.0001423, 12);
    expect(premiumIndex(2.4 * BPS, rule)).toBe(0);
    expect(premiumIndex(0.2, rule)).toBeCloseTo(0.05, 12);
    const funding = new FundingProcess(rule, START);
    for (const premium of [6.5, 0, -2.5, 2.5]) funding.sample(premium * BPS);
    // (4 + 0 + 0 + 0) / 4 per 8 h, and an eighth of it per hour.
    expect(funding.estimate()).toBeCloseTo((1 / 8) * BPS, 12);
  });

  it('counts only what the impact prices show: nothing while the index lies between them', () => {
    expect(premiumIndex(0, rule)).toBe(0);
    expect(premiumIndex(1.9 * BPS, rule)).toBe(0);
    expect(premiumIndex(-1.9 * BPS, rule)).toBe(0);
    // Impact bid: 1.001 * 0.9998 - 1 = 0.0007998. Impact ask: 0.999 * 1.0002 - 1 = -0.0008002.
    expect(premiumIndex(10 * BPS, rule)).toBeCloseTo(0.0007998, 12);
    expect(premiumIndex(-10 * BPS, rule)).toBeCloseTo(-0.0008002, 12);
  });
});

describe('the running estimate', () => {
  it('weighs the n-th sample n times: 10, 20 and 60 bps average (10 + 40 + 180) / 6', () => {
    const funding = new FundingProcess(binanceWire.fundingRule(8, NO_IMPACT), START);
    for (const premium of [10, 20, 60]) funding.sample(premium * BPS);
    // 230 / 6 = 38.333, less 5.
    expect(funding.estimate()).toBeCloseTo((230 / 6 - 5) * BPS, 12);
  });

  it('weighs all samples alike on Hyperliquid: 10, 20 and 60 bps average 30', () => {
    const funding = new FundingProcess(hyperliquidWire.fundingRule(1, NO_IMPACT), START);
    for (const premium of [10, 20, 60]) funding.sample(premium * BPS);
    expect(funding.estimate()).toBeCloseTo((25 / 8) * BPS, 12);
  });

  it('settles on the UTC grid of its interval, and begins anew from the last index', () => {
    const rule = binanceWire.fundingRule(4, NO_IMPACT);
    expect(settlementAtOrBefore(Date.UTC(2026, 0, 5, 7, 59), rule)).toBe(Date.UTC(2026, 0, 5, 4));
    expect(settlementAtOrBefore(Date.UTC(2026, 0, 5, 8), rule)).toBe(Date.UTC(2026, 0, 5, 8));
    const funding = new FundingProcess(rule, START);
    expect(funding.nextAtMs).toBe(Date.UTC(2026, 0, 5, 4));
    funding.sample(10 * BPS);
    funding.sample(55 * BPS);
    funding.roll();
    expect(funding.nextAtMs - funding.previousAtMs).toBe(4 * HOUR);
    expect(funding.previousAtMs).toBe(Date.UTC(2026, 0, 5, 4));
    expect(funding.estimate()).toBeCloseTo(((55 - 5) / 2) * BPS, 12);
  });

  it('goes on exactly where it was saved', () => {
    const rule = bybitWire.fundingRule(8, 1 * BPS);
    const funding = new FundingProcess(rule, START);
    for (let n = 0; n < 40; n++) funding.sample(n * BPS);
    const again = new FundingProcess(rule, START + 90 * HOUR);
    again.restore(JSON.parse(JSON.stringify(funding.save())));
    for (const process of [funding, again]) process.sample(3 * BPS);
    expect(again.estimate()).toBe(funding.estimate());
    expect(again.nextAtMs).toBe(funding.nextAtMs);
  });
});
