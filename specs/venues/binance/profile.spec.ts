import { expect, it } from 'vitest';
import { symbolId } from '../../../src/domain/ids.ts';
import { binanceProfile } from '../../../src/venues/binance/profile.ts';

it.each([
  ['BTC/USDT:USDT', 'BTCUSDT'],
  ['BTC/USD:BTC', 'BTCUSD_PERP'],
  ['BTC/USDT', 'BTCUSDT'],
])('names %s %s', (symbol, native) => {
  expect(binanceProfile.nativeSymbol?.(symbolId(symbol))).toBe(native);
});
