import { describe, expect, it } from 'vitest';
import type { RestCall } from '../../../src/connectivity/venue-link.ts';
import { lineOf } from '../../../src/connectivity/venue-link.ts';
import type { Instrument } from '../../../src/domain/instrument.ts';
import { atMs } from '../../../src/domain/units.ts';
import { binanceLink } from '../../../src/venues/binance/link.ts';
import { binanceProfile } from '../../../src/venues/binance/profile.ts';

const filters = [
  { filterType: 'PRICE_FILTER', tickSize: '0.1' },
  { filterType: 'LOT_SIZE', stepSize: '1', minQty: '1' },
];

/** What the decoder makes of a listing. */
const listed = (path: string, row: object): Instrument => {
  const frame = { symbols: [{ contractType: 'PERPETUAL', status: 'TRADING', filters, ...row }] };
  const [event] = binanceProfile.createDecoder().rest(frame, { rest: `GET ${path}/exchangeInfo`, atMs: atMs(1) });
  if (event?.type !== 'instrument') throw new Error(`no instrument: ${JSON.stringify(event)}`);
  return event.instrument;
};

const LINEAR = listed('/fapi/v1', {
  symbol: '1000PEPEUSDT',
  baseAsset: '1000PEPE',
  quoteAsset: 'USDT',
  marginAsset: 'USDT',
});
const INVERSE = listed('/dapi/v1', {
  symbol: 'BTCUSD_PERP',
  contractStatus: 'TRADING',
  contractSize: 100,
  baseAsset: 'BTC',
  quoteAsset: 'USD',
  marginAsset: 'BTC',
});
const SPOT = listed('/api/v3', { symbol: 'BTCUSDT', baseAsset: 'BTC', quoteAsset: 'USDT' });

const { rest, sockets } = binanceLink;
const topicsOf = (instrument: Instrument) =>
  binanceLink.channels(instrument).map(({ socket, topic, carries }) => `${socket} ${topic}: ${carries}`);
const pathAfter = (call: RestCall, answer: unknown): string | undefined => rest.nextPage(call, answer)?.path;
const historyOf = (instrument: Instrument): RestCall => {
  const call = rest.fundingHistory(instrument, { fromMs: 1_790_928_001_000, toMs: 1_790_937_000_000 });
  if (call === undefined) throw new Error('no history');
  return call;
};
/** A full page, ascending. */
const rows = (count: number, newestMs: number) =>
  Array.from({ length: count }, (_, at) => ({ fundingTime: newestMs - (count - 1 - at) }));

describe('the channels of a market', () => {
  it('are in lower case on the socket of its product, books of USD-M apart from prices', () => {
    expect([...topicsOf(LINEAR), ...topicsOf(INVERSE), ...topicsOf(SPOT)]).toEqual([
      'usdm-public 1000pepeusdt@depth@100ms: book',
      'usdm-market 1000pepeusdt@markPrice@1s: funding',
      'usdm-market 1000pepeusdt@aggTrade: trades',
      'usdm-market 1000pepeusdt@forceOrder: liquidations',
      'coinm btcusd_perp@depth@100ms: book',
      'coinm btcusd_perp@markPrice@1s: funding',
      'coinm btcusd_perp@aggTrade: trades',
      'coinm btcusd_perp@forceOrder: liquidations',
      'coinm btcusd@indexPrice@1s: prices',
      'spot btcusdt@depth@100ms: book',
      'spot btcusdt@bookTicker: top',
      'spot btcusdt@aggTrade: trades',
    ]);
  });

  it('are on sockets whose names, numbered or not, tell the decoder the product', () => {
    const tops = [
      ['usdm-public#2', '1000PEPEUSDT'],
      ['coinm#3', 'BTCUSD_PERP'],
      ['spot', 'BTCUSDT'],
    ].map(([conn = '', s]) => {
      const frame = { u: 5, s, b: '10', B: '1', a: '11', A: '1' };
      return binanceProfile
        .createDecoder()
        .frame(frame, { conn, atMs: atMs(1) })
        .at(-1);
    });
    expect(tops.map((event) => event?.type === 'top' && event.market)).toEqual(
      [LINEAR, INVERSE, SPOT].map(({ market }) => market),
    );
    const names = new Set(sockets.map(({ name }) => name));
    for (const instrument of [LINEAR, INVERSE, SPOT])
      for (const { socket } of binanceLink.channels(instrument)) expect(names).toContain(socket);
  });
});

describe('a subscription', () => {
  const [socket] = sockets;
  it('is one request with its number, taken back the same way', () => {
    expect(socket?.subscribe(['a@depth@100ms', 'b@depth@100ms'], 7)).toBe(
      '{"method":"SUBSCRIBE","params":["a@depth@100ms","b@depth@100ms"],"id":7}',
    );
    expect(socket?.unsubscribe(['a@depth@100ms'], 8)).toBe(
      '{"method":"UNSUBSCRIBE","params":["a@depth@100ms"],"id":8}',
    );
  });

  it('stays within the messages and streams a connection may have', () => {
    for (const { name, limits } of sockets) {
      expect(limits.messages).toEqual({ count: name === 'spot' ? 5 : 10, perMs: 1000 });
      expect(limits.topicsPerConnection).toBeLessThanOrEqual(1024);
      expect(limits.topicsPerMessage).toBeLessThanOrEqual(limits.topicsPerConnection);
    }
  });
});

describe('what a frame says about the session', () => {
  const [socket] = sockets;
  it.each([
    [
      { stream: 'btcusdt@markPrice@1s', data: {} },
      { kind: 'data', topic: 'btcusdt@markPrice@1s' },
    ],
    [
      { result: null, id: 4 },
      { kind: 'confirmed', id: 4 },
    ],
    [
      { code: 2, msg: 'Invalid request', id: 5 },
      { kind: 'refused', id: 5, reason: '2 Invalid request', because: 'unknown' },
    ],
    [{ error: { code: 3, msg: 'Invalid JSON' } }, { kind: 'refused', reason: '3 Invalid JSON', because: 'unknown' }],
    [
      { error: { code: -1003, msg: 'Too many requests' }, id: 6 },
      { kind: 'refused', id: 6, reason: '-1003 Too many requests', because: 'rate-limited' },
    ],
    [
      { stream: '!serverShutdown', data: { e: 'serverShutdown', E: 1 } },
      { kind: 'leaving', reason: 'the server shuts down' },
    ],
    [
      { e: 'serverShutdown', E: 1 },
      { kind: 'leaving', reason: 'the server shuts down' },
    ],
    ['<html>', { kind: 'other' }],
    [null, { kind: 'other' }],
    [{ code: 1 }, { kind: 'other' }],
  ])('%j', (frame, word) => {
    expect(socket?.read(frame)).toEqual(word);
  });
});

describe('requests', () => {
  it('ask for terms before the lists they belong to', () => {
    expect(rest.instruments().map(lineOf)).toEqual([
      'GET /fapi/v1/fundingInfo',
      'GET /dapi/v1/fundingInfo',
      'GET /fapi/v1/exchangeInfo',
      'GET /dapi/v1/exchangeInfo',
      'GET /api/v3/exchangeInfo',
    ]);
  });

  it('page a history forward until a short page or its end', () => {
    const first = historyOf(INVERSE);
    expect([first.host, first.path]).toEqual([
      'dapi',
      '/dapi/v1/fundingRate?symbol=BTCUSD_PERP&startTime=1790928001000&endTime=1790937000000&limit=1000',
    ]);
    expect(pathAfter(first, rows(1000, 1_790_933_000_000))).toBe(
      '/dapi/v1/fundingRate?symbol=BTCUSD_PERP&startTime=1790933000001&endTime=1790937000000&limit=1000',
    );
    expect(pathAfter(first, rows(999, 1_790_933_000_000))).toBe(undefined);
    expect(pathAfter(first, rows(1000, 1_790_937_000_000))).toBe(undefined);
    expect(pathAfter(first, rows(1000, 1_790_928_000_999))).toBe(undefined);
    expect(pathAfter(first, '<html>')).toBe(undefined);
    const [list] = rest.instruments();
    expect(list && rest.nextPage(list, rows(1000, 1_790_933_000_000))).toBe(undefined);
    expect(rest.fundingHistory(SPOT, { fromMs: 1, toMs: 2 })).toBe(undefined);
  });

  it('read all rates of a product in one call, and books from its own host', () => {
    expect(rest.funding([LINEAR, INVERSE, SPOT, LINEAR]).map(lineOf)).toEqual([
      'GET /fapi/v1/premiumIndex',
      'GET /dapi/v1/premiumIndex',
    ]);
    expect(rest.funding([SPOT])).toEqual([]);
    expect([LINEAR, INVERSE, SPOT].map((one) => rest.bookSnapshot(one)).map((call) => call && lineOf(call))).toEqual([
      'GET /fapi/v1/depth?symbol=1000PEPEUSDT&limit=100',
      'GET /dapi/v1/depth?symbol=BTCUSD_PERP&limit=100',
      'GET /api/v3/depth?symbol=BTCUSDT&limit=100',
    ]);
  });

  it('belong to budgets that exist, and learn from headers which of them was used', () => {
    const calls = [...rest.instruments(), ...rest.funding([LINEAR, INVERSE]), historyOf(LINEAR), rest.time()];
    for (const call of calls) expect(Object.keys(rest.buckets)).toContain(call?.bucket);
    for (const call of calls) expect(Object.keys(binanceLink.hosts)).toContain(call?.host);
    const used = (instrument: Instrument, headers: Readonly<Record<string, string>>) => {
      const call = rest.bookSnapshot(instrument);
      return call === undefined ? [] : rest.used(headers, call);
    };
    expect(used(LINEAR, { 'x-mbx-used-weight-1m': '35' })).toEqual([{ bucket: 'futures', weight: 35 }]);
    expect(used(INVERSE, { 'x-mbx-used-weight-1m': '36' })).toEqual([{ bucket: 'futures', weight: 36 }]);
    expect(used(SPOT, { 'x-mbx-used-weight-1m': '7' })).toEqual([{ bucket: 'spot', weight: 7 }]);
    expect(used(SPOT, {})).toEqual([]);
  });
});
