import { describe, expect, it } from 'vitest';
import { symbolId } from '../../src/domain/ids.ts';
import { knownVenues, venueProfile } from '../../src/venues/registry.ts';

describe('venue registry', () => {
  it('finds each venue by its name and gives every one its own decoder', () => {
    expect(knownVenues.map(({ venue }) => venue)).toEqual([
      'backpack',
      'binance',
      'bybit',
      'deribit',
      'hyperliquid',
      'kucoin',
      'okx',
    ]);
    for (const profile of knownVenues) {
      expect(venueProfile(profile.venue)).toBe(profile);
      expect(profile.createDecoder()).not.toBe(profile.createDecoder());
    }
  });

  it.each([
    [
      'byibt',
      '"byibt" is not a venue (did you mean bybit?); known are backpack, binance, bybit, deribit, hyperliquid, kucoin, okx',
    ],
    [
      'OKX',
      '"OKX" is not a venue (did you mean okx?); known are backpack, binance, bybit, deribit, hyperliquid, kucoin, okx',
    ],
    [
      'hyperliqid',
      '"hyperliqid" is not a venue (did you mean hyperliquid?); known are backpack, binance, bybit, deribit, hyperliquid, kucoin, okx',
    ],
    ['kraken', '"kraken" is not a venue; known are backpack, binance, bybit, deribit, hyperliquid, kucoin, okx'],
    [
      'constructor',
      '"constructor" is not a venue; known are backpack, binance, bybit, deribit, hyperliquid, kucoin, okx',
    ],
    ['', '"" is not a venue; known are backpack, binance, bybit, deribit, hyperliquid, kucoin, okx'],
  ])('refuses %j and says what there is', (name, message) => {
    expect(() => venueProfile(name)).toThrow(message);
    expect(() => venueProfile(name)).toThrow(expect.objectContaining({ code: 'venue.unknown', exitCode: 2 }));
  });

  it.each([
    ['okx', 'BTC/USDT:USDT', 'BTC-USDT-SWAP'],
    ['okx', 'BTC/USD:BTC', 'BTC-USD-SWAP'],
    ['okx', 'BTC/USDT', 'BTC-USDT'],
    ['okx', 'BTC/USD:USDC', undefined],
    ['deribit', 'BTC/USD:BTC', 'BTC-PERPETUAL'],
    ['deribit', 'SOL/USDC:USDC', 'SOL_USDC-PERPETUAL'],
    ['deribit', 'SOL/USDC', undefined],
    ['kucoin', 'BTC/USDT:USDT', 'XBTUSDTM'],
    ['kucoin', 'BTC/USD:BTC', 'XBTUSDM'],
    ['kucoin', '1000BONK/USDT:USDT', '1000BONKUSDTM'],
    ['kucoin', 'BTC/USD:USDC', undefined],
    ['hyperliquid', 'BTC/USDC:USDC', 'BTC'],
    ['hyperliquid', 'KPEPE/USDC:USDC', 'kPEPE'],
    ['hyperliquid', 'KAITO/USDC:USDC', 'KAITO'],
    ['hyperliquid', 'BTC/USDT:USDT', undefined],
    ['hyperliquid', 'PURR/USDC', undefined],
  ])('knows the name of %s for %s', (venue, symbol, native) => {
    expect(venueProfile(venue).nativeSymbol?.(symbolId(symbol))).toBe(native);
  });
});
