import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal, commonStep, decimal, text } from '../../src/domain/money.ts';
import { coinStep, coinsOf, pricePerCoin } from '../../src/risk/coins.ts';
import { netCoins, residualMaxCoins, sizeRoute } from '../../src/risk/sizing.ts';
import type { LegMarket, SizeAsk } from '../../src/risk/sizing.ts';
import { instrument } from './sample-market.ts';

const leg = (change: Parameters<typeof instrument>[0] = {}, price: string | number = 100): LegMarket => ({
  instrument: instrument(change),
  price: decimal(price),
  usdPerQuote: 1,
  feeInBaseFraction: 0,
});

const size = (long: LegMarket, short: LegMarket, usd = 10_000) => sizeRoute({ targetUsd: usd, caps: [], long, short });

describe('sizing a route', () => {
  it('rounds down to a common multiple of both lots', () => {
    // 1,000 USD at 100 is 10 coins; lots 0.3 and 0.2 share 0.6: 16 x 0.6 = 9.6
    expect(size(leg({ lotSize: '0.3' }), leg({ venue: 'beta', lotSize: '0.2' }), 1000)).toMatchObject({
      kind: 'sized',
      baseQuantity: '9.6',
      residualCoins: '0',
      notionalUsd: 960,
      boundBy: 'target',
      long: { quantity: '9.6' },
      short: { quantity: '9.6' },
    });
  });

  it('counts a contract and a scaled symbol in coins', () => {
    // long: contracts of 0.01 coins, lot 1; short: 1000PEPE style, 1 unit is 1,000 coins at 1,000 x the price.
    // 70,000 coins at 0.01 are 700 USD: 7,000,000 contracts on one leg, 70 units on the other.
    const long = leg({ lotSize: 1, contractSize: '0.01', minNotional: 5 }, '0.01');
    const short = leg({ venue: 'beta', lotSize: 1, multiplier: 1000, minNotional: 5 }, 10);
    expect(size(long, short, 705)).toMatchObject({
      baseQuantity: '70000',
      long: { quantity: '7000000', coins: '70000', notionalUsd: 700 },
      short: { quantity: '70', coins: '70000', notionalUsd: 700 },
    });
  });

  it('takes whole contracts on an inverse leg and shows what is left', () => {
    // 10,050 USD at 100.5 are 100 coins (lot 0.001); 100 x 100.4 / 100 USD a contract = 100.4 -> 100 contracts
    // 100 contracts x 100 USD / 100.4 = 99.601593625498 coins: 0.398 coins (under one contract, 0.996) stay unhedged
    const result = size(
      leg({}, '100.5'),
      leg({ venue: 'beta', symbol: 'BTC/USD:BTC', lotSize: 1, contractSize: 100 }, '100.4'),
      10_050,
    );
    expect(result).toMatchObject({ kind: 'sized', long: { quantity: '100' }, short: { quantity: '100' } });
    if (result.kind !== 'sized') throw new Error('not sized');
    expect(Number(result.residualCoins)).toBeCloseTo(0.398406374502, 9);
    expect(Number(result.residualCoins)).toBeLessThan(100 / 100.4);
  });

  it('grosses a spot buy up to the least lot that nets the short leg', () => {
    // 10 coins bought, 0.1 % kept: 9.99 left; the perpetual has lot 0.1: 9.9. To net 9.9: 9.9 / 0.999 = 9.90990.. -> 9.91
    // in lots of 0.01, which leaves 9.91 x 0.999 = 9.90009 coins: 0.00009 over.
    const spot = { ...leg({ symbol: 'BTC/USDT', lotSize: '0.01' }), feeInBaseFraction: 0.001 };
    expect(size(spot, leg({ venue: 'beta', lotSize: '0.1' }), 1000)).toMatchObject({
      long: { quantity: '9.91', coins: '9.90009' },
      short: { quantity: '9.9', coins: '9.9' },
      baseQuantity: '9.9',
      residualCoins: '0.00009',
    });
  });

  it('does not trade a remainder below a minimum, and says by how much it missed', () => {
    expect(size(leg({ minQuantity: '0.05' }), leg({ venue: 'beta', minNotional: 10 }), 4.09)).toEqual({
      kind: 'refused',
      reasons: [
        { code: 'min-quantity', limit: 0.05, actual: 0.04, market: 'alpha:BTC/USDT:USDT' },
        { code: 'min-notional', limit: 5, actual: 4, market: 'alpha:BTC/USDT:USDT' },
        { code: 'min-notional', limit: 10, actual: 4, market: 'beta:BTC/USDT:USDT' },
      ],
    });
    expect(size(leg({ minNotional: 0 }), leg({ venue: 'beta', minNotional: 0 }), 0.05)).toMatchObject({
      kind: 'refused',
      reasons: [
        { code: 'min-quantity', actual: 0 },
        { code: 'min-quantity', actual: 0 },
      ],
    });
  });

  it('names the cap that binds, the smallest', () => {
    const ask: SizeAsk = {
      targetUsd: 9000,
      caps: [
        { code: 'leg-notional', usd: 5000 },
        { code: 'free-margin', usd: 1234 },
      ],
      long: leg(),
      short: leg({ venue: 'beta' }),
    };
    expect(sizeRoute(ask)).toMatchObject({ boundBy: 'free-margin', notionalUsd: 1234 });
    expect(sizeRoute({ ...ask, caps: [{ code: 'gross-notional', usd: -3 }] })).toEqual({
      kind: 'refused',
      reasons: [{ code: 'no-size', limit: 'gross-notional', actual: -3 }],
    });
    expect(sizeRoute({ ...ask, targetUsd: Number.NaN, caps: [] })).toEqual({
      kind: 'refused',
      reasons: [{ code: 'no-size', limit: 'target', actual: 'unknown' }],
    });
  });

  it('measures a foreign quote in USD', () => {
    // 1 quote unit is 1.25 USD: 1,000 USD are 800 quote units, 8 coins at 100
    const quoted = { ...leg(), usdPerQuote: 1.25 };
    expect(size(quoted, { ...leg({ venue: 'beta' }), usdPerQuote: 1.25 }, 1000)).toMatchObject({
      baseQuantity: '8',
      notionalUsd: 1000,
    });
  });
});

const priced = (
  sample: { lotSize: string; contractSize: string; multiplier: number },
  venue: string,
  coinCents: number,
) => leg({ ...sample, venue, minNotional: 0 }, text(decimal(coinCents).div(100).times(sample.multiplier)));

describe('whatever the lots, contract sizes, multipliers and prices', () => {
  const step = fc.constantFrom('0.00001', '0.001', '0.003', '0.25', '1', '5', '0.7');
  const contractSize = fc.constantFrom('1', '0.0001', '0.01', '10', '0.5');
  const multiplier = fc.constantFrom(1, 1000);
  const market = fc.record({ lotSize: step, contractSize, multiplier });
  const cents = fc.integer({ min: 100, max: 9_000_000 });
  const usd = fc.double({ min: 1, max: 5e6, noNaN: true });

  let sized = 0;
  it('both legs carry the same coins, a multiple of both lots, never above the cap, and no lot could be added', () => {
    fc.assert(
      fc.property(
        fc.tuple(market, market),
        fc.tuple(cents, fc.integer({ min: -50, max: 50 })),
        usd,
        ([a, b], [price, apart], cap) => {
          const [long, short] = [priced(a, 'alpha', price), priced(b, 'beta', price + apart)];
          const result = size(long, short, cap);
          if (result.kind === 'refused') return;
          const quantity = { long: decimal(result.long.quantity), short: decimal(result.short.quantity) };
          const coins = coinsOf(long.instrument, quantity.long, long.price);
          expect(coins.eq(coinsOf(short.instrument, quantity.short, short.price))).toBe(true);
          expect(result.residualCoins).toBe('0');
          expect(quantity.long.mod(long.instrument.lotSize).isZero()).toBe(true);
          expect(quantity.short.mod(short.instrument.lotSize).isZero()).toBe(true);
          expect(Math.max(result.long.notionalUsd, result.short.notionalUsd)).toBeLessThanOrEqual(cap * (1 + 1e-12));
          const step = commonStep(coinStep(long.instrument), coinStep(short.instrument));
          const dearest = Decimal.max(
            pricePerCoin(long.instrument, long.price),
            pricePerCoin(short.instrument, short.price),
          );
          expect(coins.plus(step).times(dearest).toNumber()).toBeGreaterThanOrEqual(cap * (1 - 1e-12));
          sized += 1;
        },
      ),
    );
    expect(sized).toBeGreaterThan(20);
  });

  it('a fee in base or an inverse leg leaves less than one lot or contract apart', () => {
    const sample = { lotSize: '1', contractSize: '10', multiplier: 1 };
    fc.assert(
      fc.property(fc.tuple(market, cents), usd, fc.constantFrom('spot', 'inverse'), ([a, price], cap, kind) => {
        const linear = priced({ ...a, multiplier: 1 }, 'alpha', price);
        const spot = {
          ...linear,
          instrument: { ...linear.instrument, kind: 'spot' as const },
          feeInBaseFraction: 0.001,
        };
        const inverse = leg({ ...sample, venue: 'beta', symbol: 'BTC/USD:BTC', minNotional: 0 }, text(price / 100));
        const [long, short] = kind === 'spot' ? [spot, priced(sample, 'beta', price)] : [linear, inverse];
        const result = size(long, short, cap);
        if (result.kind === 'refused') return;
        const apart = netCoins(long, decimal(result.long.quantity)).minus(
          netCoins(short, decimal(result.short.quantity)),
        );
        expect(apart.gte(0) && apart.lt(residualMaxCoins(long, short))).toBe(true);
        expect(Math.max(result.long.notionalUsd, result.short.notionalUsd)).toBeLessThanOrEqual(cap * (1 + 1e-12));
      }),
    );
  });
});
