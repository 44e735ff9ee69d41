import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accrualCash, settlementCash } from '../../src/analytics/funding-cash.ts';
import { decimal } from '../../src/domain/money.ts';

const linear = (baseQuantity: string | number, price: string | number) =>
  ({ kind: 'linear', baseQuantity: decimal(baseQuantity), price: decimal(price) }) as const;
const inverse = (contracts: number, price: string | number) =>
  ({ kind: 'inverse', contracts: decimal(contracts), contractSize: decimal(100), price: decimal(price) }) as const;

describe('settlement cash', () => {
  it('takes a positive rate from a linear long and gives it to a short', () => {
    // 0.5 x 64,000 x 0.0001 = 3.2
    expect(settlementCash(linear('0.5', '64000'), decimal('0.0001')).toFixed()).toBe('-3.2');
    expect(settlementCash(linear('-0.5', '64000'), decimal('0.0001')).toFixed()).toBe('3.2');
    expect(settlementCash(linear('0.5', '64000'), decimal('-0.0001')).toFixed()).toBe('3.2');
  });

  it('pays an inverse position in coin: 320 contracts of 100 USD at 64,000 are 0.5 coin', () => {
    expect(settlementCash(inverse(320, '64000'), decimal('0.0001')).toFixed()).toBe('-0.00005');
    expect(settlementCash(inverse(-320, '64000'), decimal('0.0001')).toFixed()).toBe('0.00005');
  });

  it('pays nothing on a flat position', () => {
    expect(settlementCash(linear(0, '64000'), decimal('0.0001')).isZero()).toBe(true);
  });

  it('keeps every digit of a product', () => {
    // 12345.678901 x 0.00012345 x 98765.4321 exactly
    const cash = settlementCash(linear('-12345.678901', '98765.4321'), decimal('0.00012345'));
    expect(cash.toFixed()).toBe(decimal('12345.678901').times('98765.4321').times('0.00012345').toFixed());
    expect(cash.precision()).toBeGreaterThan(20);
  });

  it('refuses a price that is not positive', () => {
    expect(() => settlementCash(linear(1, 0), decimal('0.0001'))).toThrow(RangeError);
    expect(() => settlementCash(inverse(1, -5), decimal('0.0001'))).toThrow(RangeError);
  });

  it('is what one leg loses and the other gains: opposite positions add up to nothing', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e6, max: 1e6 }), fc.integer({ min: 1, max: 1e6 }), fc.integer(), (q, p, r) => {
        const rate = decimal(r).div(1e9);
        const cash = settlementCash(linear(q, p), rate).plus(settlementCash(linear(-q, p), rate));
        const inCoin = settlementCash(inverse(q, p), rate).plus(settlementCash(inverse(-q, p), rate));
        expect(cash.isZero()).toBe(true);
        expect(inCoin.isZero()).toBe(true);
      }),
    );
  });
});

describe('accrued cash', () => {
  it('accrues the share of eight hours that passed', () => {
    // -2 x 60,000 x 0.0008 x (1 h / 8 h) = -12
    expect(accrualCash(linear(2, 60_000), decimal('0.0008'), 3_600_000).toFixed()).toBe('-12');
    // 600 x 100 / 60,000 = 1 coin; 1 x 0.0008 / 8
    expect(accrualCash(inverse(-600, 60_000), decimal('0.0008'), 3_600_000).toFixed()).toBe('0.0001');
  });

  it('over eight hours is one whole settlement', () => {
    const held = linear('1.5', '50000');
    expect(accrualCash(held, decimal('0.0003'), 8 * 3_600_000).eq(settlementCash(held, decimal('0.0003')))).toBe(true);
  });
});
