import { describe, expect, it } from 'vitest';
import type { RestCall } from '../../../src/connectivity/venue-link.ts';
import { lineOf } from '../../../src/connectivity/venue-link.ts';
import type { Instrument } from '../../../src/domain/instrument.ts';
import { atMs } from '../../../src/domain/units.ts';
import { bybitLink } from '../../../src/venues/bybit/link.ts';
import { bybitProfile } from '../../../src/venues/bybit/profile.ts';

/** What the decoder makes of a listing. */
const listed = (category: string, row: object): Instrument => {
  const frame = { retCode: 0, result: { category, list: [row] }, time: 1 };
  const rest = `GET /v5/market/instruments-info?category=${category}`;
  const [event] = bybitProfile.createDecoder().rest(frame, { rest, atMs: atMs(1) });
  if (event?.type !== 'instrument') throw new Error(`no instrument: ${JSON.stringify(event)}`);
  return event.instrument;
};

const steps = { priceFilter: { tickSize: '0.1' }, lotSizeFilter: { qtyStep: '1', basePrecision: '1' } };
const LINEAR = listed('linear', {
  symbol: '1000PEPEUSDT',
  contractType: 'LinearPerpetual',
  baseCoin: '1000PEPE',
  quoteCoin: 'USDT',
  settleCoin: 'USDT',
  ...steps,
});
const INVERSE = listed('inverse', {
  symbol: 'BTCUSD',
  contractType: 'InversePerpetual',
  baseCoin: 'BTC',
  quoteCoin: 'USD',
  settleCoin: 'BTC',
  ...steps,
});
const SPOT = listed('spot', { symbol: 'BTCUSDT', baseCoin: 'BTC', quoteCoin: 'USDT', ...steps });

const topicsOf = (instrument: Instrument) =>
  bybitLink.channels(instrument).map(({ socket, topic, carries }) => `${socket} ${topic}: ${carries}`);

const answered = (list: readonly unknown[], more: object = {}) => ({ retCode: 0, result: { list, ...more } });
const pathAfter = (call: RestCall, answer: unknown): string | undefined => bybitLink.rest.nextPage(call, answer)?.path;

/** A page of settled rates, newest first. */
const rows = (count: number, oldestMs: number) =>
  answered(
    Array.from({ length: count }, (_, at) => ({
      fundingRateTimestamp: String(oldestMs + 1000 * (count - 1 - at)),
    })),
  );

describe('the channels of a market', () => {
  it('are those of its category', () => {
    expect([...topicsOf(LINEAR), ...topicsOf(INVERSE), ...topicsOf(SPOT)]).toEqual([
      'linear orderbook.50.1000PEPEUSDT: book',
      'linear tickers.1000PEPEUSDT: funding',
      'linear publicTrade.1000PEPEUSDT: trades',
      'linear allLiquidation.1000PEPEUSDT: liquidations',
      'inverse orderbook.50.BTCUSD: book',
      'inverse tickers.BTCUSD: funding',
      'inverse publicTrade.BTCUSD: trades',
      'inverse allLiquidation.BTCUSD: liquidations',
      'spot orderbook.50.BTCUSDT: book',
      'spot publicTrade.BTCUSDT: trades',
    ]);
  });

  it('lose no frame: books and tickers are told in deltas', () => {
    expect(bybitLink.channels(LINEAR).map(({ conflation }) => conflation)).toEqual(['none', 'none', 'none', 'none']);
  });

  it('fill a connection with at most 21,000 characters, whatever the symbol', () => {
    const symbol = '1000000BABYDOGEINUUSDT-LONG';
    const topics = bybitLink.channels({ ...LINEAR, nativeSymbol: symbol }).map(({ topic }) => topic.length);
    const longest = Math.max(...topics);
    for (const { limits } of bybitLink.sockets)
      expect(limits.topicsPerConnection * longest).toBeLessThanOrEqual(21_000);
  });
});

describe('a subscription', () => {
  const [socket] = bybitLink.sockets;
  it('is one request with its number, taken back the same way', () => {
    expect(socket?.subscribe(['tickers.BTCUSDT'], 7)).toBe(
      '{"req_id":"7","op":"subscribe","args":["tickers.BTCUSDT"]}',
    );
    expect(socket?.unsubscribe(['tickers.BTCUSDT'], 8)).toBe(
      '{"req_id":"8","op":"unsubscribe","args":["tickers.BTCUSDT"]}',
    );
  });
});

describe('what a frame says about the session', () => {
  const [socket] = bybitLink.sockets;
  it.each([
    [
      { topic: 'tickers.BTCUSDT', data: {} },
      { kind: 'data', topic: 'tickers.BTCUSDT' },
    ],
    [
      { success: true, ret_msg: '', op: 'subscribe', req_id: '4' },
      { kind: 'confirmed', id: 4 },
    ],
    [{ success: true, ret_msg: 'subscribe', op: 'subscribe', req_id: '' }, { kind: 'confirmed' }],
    [{ success: true, ret_msg: '', op: 'unsubscribe', req_id: '5' }, { kind: 'other' }],
    [{ success: true, ret_msg: 'pong', op: 'ping', req_id: '6' }, { kind: 'pong' }],
    [{ op: 'pong', args: ['1'] }, { kind: 'pong' }],
    [
      { success: false, ret_msg: 'Invalid topic: [tickers.NOTEXIST]', op: 'subscribe', req_id: '3' },
      {
        kind: 'refused',
        id: 3,
        reason: 'Invalid topic: [tickers.NOTEXIST]',
        because: 'unknown',
      },
    ],
    [
      { success: false, ret_msg: 'error:handler not found,topic:liquidation.X', op: 'subscribe', req_id: '' },
      {
        kind: 'refused',
        topics: ['liquidation.X'],
        reason: 'error:handler not found,topic:liquidation.X',
        because: 'unknown',
      },
    ],
    [
      { success: false, ret_msg: 'error:already subscribed,topic:tickers.X', op: 'subscribe', req_id: '2' },
      { kind: 'confirmed', id: 2 },
    ],
    ['<html>', { kind: 'other' }],
    [null, { kind: 'other' }],
  ])('%j', (frame, word) => {
    expect(socket?.read(frame)).toEqual(word);
  });
});

describe('requests', () => {
  const { rest } = bybitLink;

  it('ask for the lists of three categories, and follow their cursors', () => {
    const [linear] = rest.instruments();
    expect(rest.instruments().map(lineOf)).toEqual([
      'GET /v5/market/instruments-info?category=linear&limit=1000',
      'GET /v5/market/instruments-info?category=inverse&limit=1000',
      'GET /v5/market/instruments-info?category=spot&limit=1000',
    ]);
    if (linear === undefined) throw new Error('no list');
    const next = pathAfter(linear, answered([], { nextPageCursor: 'first=A&last=B' }));
    expect(next).toBe('/v5/market/instruments-info?category=linear&limit=1000&cursor=first%3DA%26last%3DB');
    expect(pathAfter({ ...linear, path: next ?? '' }, answered([], { nextPageCursor: 'first=A&last=B' }))).toBe(
      undefined,
    );
    expect(pathAfter(linear, answered([], { nextPageCursor: '' }))).toBe(undefined);
    expect(pathAfter(linear, '<html>')).toBe(undefined);
  });

  it('page a history backwards until a short page or its beginning', () => {
    const first = rest.fundingHistory(INVERSE, { fromMs: 1_790_929_000_000, toMs: 1_790_937_000_000 });
    if (first === undefined) throw new Error('no history');
    expect(first.path).toBe(
      '/v5/market/funding/history?category=inverse&symbol=BTCUSD&startTime=1790929000000&endTime=1790937000000&limit=200',
    );
    expect(pathAfter(first, rows(200, 1_790_933_000_000))).toBe(
      '/v5/market/funding/history?category=inverse&symbol=BTCUSD&startTime=1790929000000&endTime=1790932999999&limit=200',
    );
    expect(pathAfter(first, rows(199, 1_790_933_000_000))).toBe(undefined);
    expect(pathAfter(first, rows(200, 1_790_929_000_000))).toBe(undefined);
    expect(rest.fundingHistory(SPOT, { fromMs: 1, toMs: 2 })).toBe(undefined);
  });

  it('read all rates of a category in one call', () => {
    expect(rest.funding([LINEAR, INVERSE, SPOT, LINEAR]).map(lineOf)).toEqual([
      'GET /v5/market/tickers?category=linear',
      'GET /v5/market/tickers?category=inverse',
    ]);
    expect(rest.funding([SPOT])).toEqual([]);
  });

  it('see a limit that is refused with HTTP 200', () => {
    expect(rest.throttled?.({ retCode: 10006, retMsg: 'Too many visits!' })).toEqual({});
    expect(rest.throttled?.({ retCode: 0 })).toBe(undefined);
    expect(rest.throttled?.(null)).toBe(undefined);
  });
});
