import { expect, it } from 'vitest';
import { requestLine } from '../../src/venues/request-line.ts';

it.each([
  ['GET /fapi/v1/depth?symbol=BTCUSDT&limit=1000', '/fapi/v1/depth', 'BTCUSDT'],
  ['GET https://fapi.binance.com/fapi/v1/depth?symbol=ETHUSDT', '/fapi/v1/depth', 'ETHUSDT'],
  ['/fapi/v1/time', '/fapi/v1/time', undefined],
  ['', '', undefined],
])('%j', (rest, path, symbol) => {
  const line = requestLine(rest);
  expect(line.path).toBe(path);
  expect(line.query('symbol')).toBe(symbol);
});
