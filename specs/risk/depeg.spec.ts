import { describe, expect, it } from 'vitest';
import { depegFraction, dollarValues } from '../../src/risk/depeg.ts';

const read = (coin: string, inCoin: string, ratio: number) => ({ coin, inCoin, ratio });

describe('what dollar coins are worth', () => {
  it('is what links them to USD, through as many coins as it takes', () => {
    const values = dollarValues([read('USDC', 'USDT', 0.9), read('USDT', 'USD', 1.01)]);
    expect(values.get('USD')).toBe(1);
    expect(values.get('USDT')).toBeCloseTo(1.01, 12);
    expect(values.get('USDC')).toBeCloseTo(0.909, 12);
  });

  it('takes the dearest as a dollar where nothing links them to USD: a stable coin breaks downwards', () => {
    const values = dollarValues([read('USDT', 'USDC', 1 / 0.88), read('FDUSD', 'USDT', 0.999)]);
    expect(values.get('USDT')).toBe(1);
    expect(values.get('USDC')).toBeCloseTo(0.88, 12);
    expect(values.get('FDUSD')).toBeCloseTo(0.999, 12);
  });

  it('believes the median of what is said of a pair, whichever way round it is said', () => {
    const values = dollarValues([read('USDC', 'USDT', 0.5), read('USDT', 'USDC', 1), read('USDC', 'USDT', 0.999)]);
    expect(values.get('USDC')).toBeCloseTo(0.999, 12);
  });

  it('says nothing of a coin that nobody prices, and leaves out what is no price', () => {
    expect(dollarValues([]).size).toBe(0);
    expect(dollarValues([read('USDC', 'USDT', 0), read('USDC', 'USDT', NaN), read('USDC', 'USDC', 1)]).size).toBe(0);
  });
});

it('a peg is off either way', () => {
  expect(depegFraction(0.97)).toBeCloseTo(0.03, 12);
  expect(depegFraction(1.02)).toBeCloseTo(0.02, 12);
});
