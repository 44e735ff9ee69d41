import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coinId, marketKey, symbolId, venueId } from '../../src/domain/ids.ts';
import { atMs } from '../../src/domain/units.ts';
import { exposureByCoin, exposureByVenue, exposureOf } from '../../src/risk/exposure.ts';
import type { LegExposure } from '../../src/risk/exposure.ts';
import {
  correlatedGrossUsd,
  defaultLimitSettings,
  fundingFraction,
  legCaps,
  opensWithinHour,
} from '../../src/risk/limits.ts';
import type { CapAsk, Portfolio } from '../../src/risk/limits.ts';
import { closeCostUsd, closeReserveUsd, worstCaseSlippageBps } from '../../src/risk/reserve.ts';
import { sizeRoute } from '../../src/risk/sizing.ts';
import { decimal } from '../../src/domain/money.ts';
import { BTC, NOW, instrument } from './sample-market.ts';
import { marginPool } from '../../src/risk/margin-pool.ts';
import { freeUsdt } from './sample-pools.ts';

const alpha = venueId('alpha');
const beta = venueId('beta');
const ETH = coinId('ETH');
const perp = (venue: string, coin: string) => marketKey(venueId(venue), symbolId(`${coin}/USDT:USDT`));

const held = (change: Partial<LegExposure> = {}): LegExposure => ({
  coin: ETH,
  market: perp('alpha', 'ETH'),
  leg: 'long',
  state: 'held',
  notionalUsd: 1000,
  closeCostUsd: 1,
  ...change,
});

const portfolio = (change: Partial<Portfolio> = {}): Portfolio => ({
  equityUsd: 10_000_000,
  legs: [],
  freeMarginUsd: freeUsdt({ alpha: 1e9, beta: 1e9 }),
  correlationOf: () => 0,
  ...change,
});

const capOf = (code: string, own: Portfolio, change: Partial<CapAsk> = {}): number | undefined =>
  legCaps({
    coin: BTC,
    legs: [
      { market: perp('alpha', 'BTC'), perNotionalFraction: 1 },
      { market: perp('beta', 'BTC'), perNotionalFraction: 0.5 },
    ],
    portfolio: own,
    limits: defaultLimitSettings,
    equityFractionMax: 0.25,
    ...change,
  }).find((cap) => cap.code === code)?.usd;

describe('exposure', () => {
  const legs = [held(), held({ leg: 'short', notionalUsd: 400, market: perp('beta', 'ETH') }), held({ coin: BTC })];

  it('is gross and net, by coin and by venue', () => {
    expect(exposureOf(legs)).toEqual({ grossUsd: 2400, netUsd: 1600 });
    expect(exposureByCoin(legs).get(ETH)).toEqual({ grossUsd: 1400, netUsd: 600 });
    expect(exposureByVenue(legs).get(beta)).toEqual({ grossUsd: 400, netUsd: -400 });
  });

  it('counts pending, in-doubt and dust legs like held ones', () => {
    const states = ['held', 'pending', 'in-doubt', 'dust'] as const;
    expect(exposureOf(states.map((state) => held({ state }))).grossUsd).toBe(4000);
  });
});

const marketAt = (venue: string) => ({
  instrument: instrument({ venue }),
  price: decimal('43210.98'),
  usdPerQuote: 1,
  feeInBaseFraction: 0,
});

describe('caps of one leg', () => {
  it('take a quarter of equity, the leg limit and its share of the gross limit', () => {
    const own = portfolio({ equityUsd: 40_000 });
    expect(capOf('equity-share', own)).toBe(10_000);
    expect(capOf('leg-notional', own)).toBe(100_000);
    expect(capOf('leg-share', own)).toBe(100_000);
  });

  it('leave half of the gross limit s rest to each of the two legs, nothing where it is broken', () => {
    // (5,000,000 - 4,900,000) / 2
    expect(capOf('gross-notional', portfolio({ legs: [held({ notionalUsd: 4_900_000 })] }))).toBe(50_000);
    expect(capOf('gross-notional', portfolio({ legs: [held({ notionalUsd: 5_100_000 })] }))).toBe(-50_000);
  });

  it('count what moves together: the coin itself, correlations above 0.7, unknown ones as 1', () => {
    const legs = [held({ notionalUsd: 300_000 }), held({ coin: BTC, notionalUsd: 100_000 })];
    const correlation = (value: number | undefined) => portfolio({ legs, correlationOf: () => value });
    expect(correlatedGrossUsd(BTC, correlation(0.7), 0.7)).toBe(100_000);
    expect(correlatedGrossUsd(BTC, correlation(0.71), 0.7)).toBe(400_000);
    expect(correlatedGrossUsd(BTC, correlation(undefined), 0.7)).toBe(400_000);
    // (50 % of 5,000,000 - 400,000) / 2
    expect(capOf('correlated-exposure', correlation(undefined))).toBe(1_050_000);
  });

  it('keep each venue s close reserve out of its free margin', () => {
    const own = portfolio({
      legs: [held({ closeCostUsd: 50 }), held({ market: perp('beta', 'ETH'), closeCostUsd: 999 })],
      freeMarginUsd: freeUsdt({ alpha: 1050, beta: 1e9 }),
    });
    // alpha: (1,050 - 50) / 1
    expect(capOf('free-margin', own)).toBe(1000);
  });

  it('let two legs at one venue share its margin, and give a venue that says nothing none', () => {
    const own = portfolio({ freeMarginUsd: freeUsdt({ alpha: 1500 }) });
    const legs = [
      { market: marketKey(alpha, symbolId('BTC/USDT')), perNotionalFraction: 1 },
      { market: perp('alpha', 'BTC'), perNotionalFraction: 0.5 },
    ] as const;
    expect(capOf('free-margin', own, { legs })).toBe(1000);
    expect(
      legCaps({
        coin: BTC,
        legs: [legs[0], { market: perp('beta', 'BTC'), perNotionalFraction: 1 }],
        portfolio: own,
        limits: defaultLimitSettings,
        equityFractionMax: 0.25,
      }).filter(({ code }) => code === 'free-margin'),
    ).toEqual([
      { code: 'free-margin', usd: 1500, venue: alpha },
      { code: 'free-margin', usd: 0, venue: beta },
    ]);
  });

  it('are never exceeded by a size, whatever the portfolio', () => {
    const money = fc.integer({ min: 0, max: 6_000_000 });
    fc.assert(
      fc.property(fc.tuple(money, money, money, money), ([gross, equityUsd, freeAlpha, targetUsd]) => {
        const own = portfolio({
          equityUsd,
          legs: [held({ notionalUsd: gross })],
          freeMarginUsd: freeUsdt({ alpha: freeAlpha, beta: 1e6 }),
          correlationOf: () => undefined,
        });
        const caps = legCaps({
          coin: BTC,
          legs: [
            { market: perp('alpha', 'BTC'), perNotionalFraction: 1.002 },
            { market: perp('beta', 'BTC'), perNotionalFraction: 0.502 },
          ],
          portfolio: own,
          limits: defaultLimitSettings,
          equityFractionMax: 0.25,
        });
        const size = sizeRoute({ targetUsd, caps, long: marketAt('alpha'), short: marketAt('beta') });
        if (size.kind === 'refused') return;
        for (const { usd } of caps) expect(size.notionalUsd).toBeLessThanOrEqual(usd);
        expect(gross + 2 * size.notionalUsd).toBeLessThanOrEqual(5_000_000);
      }),
    );
  });
});

describe('what a leg ties up', () => {
  it('is its margin, both fees and the worst way out', () => {
    // spot: 1 + 2 x 0.001 + 10 / 10,000; perpetual at leverage 2: 0.5 + 2 x 0.0005 + 0
    expect(
      fundingFraction({ kind: 'spot', leverage: 5, takerFeeFraction: 0.001, worstCaseSlippageBps: 10 }),
    ).toBeCloseTo(1.003, 12);
    expect(
      fundingFraction({ kind: 'linear', leverage: 2, takerFeeFraction: 0.0005, worstCaseSlippageBps: 0 }),
    ).toBeCloseTo(0.501, 12);
    expect(fundingFraction({ kind: 'linear', leverage: 1, takerFeeFraction: -0.0005, worstCaseSlippageBps: 0 })).toBe(
      1,
    );
  });

  it('of an inverse contract is its coin: dollars beside it do not count', () => {
    const inverse = marketKey(alpha, symbolId('BTC/USD:BTC'));
    const legs = [
      { market: inverse, perNotionalFraction: 0.5 },
      { market: perp('beta', 'BTC'), perNotionalFraction: 0.5 },
    ] as const;
    const dollars = freeUsdt({ alpha: 1e9, beta: 1e9 });
    const coins = new Map([...dollars, [marginPool(alpha, 'BTC'), 1000]] as const);
    expect(capOf('free-margin', portfolio({ freeMarginUsd: coins }), { legs })).toBe(2000);
    expect(capOf('free-margin', portfolio({ freeMarginUsd: dollars }), { legs })).toBe(0);
  });

  it('is reserved again for the way out of everything held', () => {
    // 10,000 x (0.0005 + 2.5 x 3 / 10,000) = 5 + 7.5
    expect(
      closeCostUsd({ notionalUsd: -10_000, takerFeeFraction: 0.0005, worstCaseSlippageBps: worstCaseSlippageBps(3) }),
    ).toBeCloseTo(12.5, 12);
    const legs = [held({ closeCostUsd: 3 }), held({ closeCostUsd: 4 }), held({ market: perp('beta', 'ETH') })];
    expect(closeReserveUsd(marginPool(alpha, 'USDT'), legs)).toBe(7);
  });
});

const ago = (minutes: number) => atMs(NOW - minutes * 60_000);

describe('opens of one coin', () => {
  it('count for an hour, the instant an hour ago no more', () => {
    expect(opensWithinHour([ago(60), ago(59), ago(0), ago(-1)], NOW)).toBe(2);
  });
});
