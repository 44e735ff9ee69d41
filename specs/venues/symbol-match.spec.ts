import { describe, expect, it } from 'vitest';
import { guessSymbol, scaledCoin } from '../../src/venues/symbol-match.ts';

describe('a native symbol without a list', () => {
  it.each([
    ['BTCUSDT', 'BTC', 'USDT'],
    ['1000PEPEUSDC', '1000PEPE', 'USDC'],
    ['USDCUSDT', 'USDC', 'USDT'],
    ['BTCFDUSD', 'BTC', 'FDUSD'],
    ['ETHBTC', 'ETH', 'BTC'],
    ['BTCUSD', 'BTC', 'USD'],
  ])('%s is %s in %s', (native, base, quote) => {
    expect(guessSymbol(native)).toEqual({ base, quote });
  });

  it.each(['USDT', '', 'XYZ', 'A/BUSDT', 'A USDT', `${'A'.repeat(50)}USDT`])('%j tells nothing', (native) => {
    expect(guessSymbol(native)).toBeUndefined();
  });
});

describe('the coin behind a base', () => {
  it.each([
    ['BTC', 'BTC', 1],
    ['1INCH', '1INCH', 1],
    ['0G', '0G', 1],
    ['1000PEPE', 'PEPE', 1000],
    ['10000SATS', 'SATS', 10_000],
    ['1000000MOG', 'MOG', 1_000_000],
    ['1MBABYDOGE', 'BABYDOGE', 1_000_000],
    ['SHIB1000', 'SHIB', 1000],
    ['SPX6900', 'SPX6900', 1],
  ])('%s is %s, %d a unit', (base, coin, multiplier) => {
    expect(scaledCoin(base)).toEqual({ coin, multiplier });
  });
});
