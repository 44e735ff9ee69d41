import { expect, it } from 'vitest';
import { symbolId } from '../../../src/domain/ids.ts';
import { bybitProfile } from '../../../src/venues/bybit/profile.ts';

it.each([
  ['BTC/USDT:USDT', 'BTCUSDT'],
  ['BTC/USDC:USDC', 'BTCPERP'],
  ['BTC/USD:BTC', 'BTCUSD'],
  ['BTC/USDC', 'BTCUSDC'],
])('names %s %s', (symbol, native) => {
  expect(bybitProfile.nativeSymbol?.(symbolId(symbol))).toBe(native);
});
