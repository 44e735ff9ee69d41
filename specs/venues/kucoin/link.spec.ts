import { describe, expect, it } from 'vitest';
import type { RestCall } from '../../../src/connectivity/venue-link.ts';
import { lineOf } from '../../../src/connectivity/venue-link.ts';
import type { Instrument } from '../../../src/domain/instrument.ts';
import { atMs } from '../../../src/domain/units.ts';
import { createKucoinDecoder } from '../../../src/venues/kucoin/decoder.ts';
import { kucoinLink } from '../../../src/venues/kucoin/link.ts';

/** What the decoder makes of a trade of a contract that no list has named. */
const contract = (symbol: string): Instrument => {
  const data = { symbol, sequence: 1, side: 'buy', size: 1, price: '1', tradeId: '1', ts: 1_790_928_000_000_000_000 };
  const frame = { topic: `/contractMarket/execution:${symbol}`, type: 'message', subject: 'match', data };
  const [event] = createKucoinDecoder().frame(frame, { conn: 'execution', atMs: atMs(1) });
  if (event?.type !== 'instrument') throw new Error(`no instrument: ${JSON.stringify(event)}`);
  return event.instrument;
};

const answer = (data: unknown) => ({ code: '200000', data });
/** A page of settled rates. */
const page = (...times: readonly number[]) => answer(times.map((timepoint) => ({ timepoint })));
const after = (call: RestCall, told: unknown) => kucoinLink.rest.nextPage(call, told)?.path;

const LINEAR = contract('XBTUSDTM');
const INVERSE = contract('ETHUSDM');
const [unified, prices, trades] = kucoinLink.sockets;
if (unified === undefined || prices === undefined || trades === undefined) throw new Error('a socket is missing');

describe('the channels of a market', () => {
  it('are books and funding on the unified socket, prices and trades on classic ones', () => {
    const told = [LINEAR, INVERSE].flatMap((instrument) =>
      kucoinLink.channels(instrument).map(({ socket, topic, carries }) => `${socket} ${topic}: ${carries}`),
    );
    expect(told).toEqual([
      'unified obu:XBTUSDTM: book',
      'unified funding-fee-all-symbols: funding',
      'instrument /contract/instrument:XBTUSDTM: prices',
      'execution /contractMarket/execution:XBTUSDTM: trades',
      'unified obu:ETHUSDM: book',
      'unified funding-fee-all-symbols: funding',
      'instrument /contract/instrument:ETHUSDM: prices',
      'execution /contractMarket/execution:ETHUSDM: trades',
    ]);
  });

  it('are none for a pair', () => {
    expect(kucoinLink.channels({ ...LINEAR, kind: 'spot', nativeSymbol: 'BTC-USDT' })).toEqual([]);
  });
});

describe('a subscription', () => {
  it('joins the symbols of one channel on a classic socket', () => {
    expect(prices.subscribe(['/contract/instrument:XBTUSDTM', '/contract/instrument:ETHUSDTM'], 7)).toBe(
      '{"id":"7","type":"subscribe","topic":"/contract/instrument:XBTUSDTM,ETHUSDTM","privateChannel":false,"response":true}',
    );
    expect(trades.unsubscribe(['/contractMarket/execution:XBTUSDTM'], 8)).toBe(
      '{"id":"8","type":"unsubscribe","topic":"/contractMarket/execution:XBTUSDTM","privateChannel":false,"response":true}',
    );
  });

  it('is of one symbol, or of all, on the unified socket', () => {
    expect(unified.limits.topicsPerMessage).toBe(1);
    expect(unified.subscribe(['obu:XBTUSDTM'], 1)).toBe(
      '{"id":"1","action":"SUBSCRIBE","channel":"obu","tradeType":"FUTURES","symbol":"XBTUSDTM","depth":"increment@10ms"}',
    );
    expect(unified.unsubscribe(['funding-fee-all-symbols'], 2)).toBe(
      '{"id":"2","action":"UNSUBSCRIBE","channel":"funding-fee-all-symbols"}',
    );
  });

  it('is kept alive by pings of its own', () => {
    for (const { heartbeat } of kucoinLink.sockets)
      expect(heartbeat.kind === 'text' ? heartbeat.text(3, 0) : heartbeat).toBe('{"id":"3","type":"ping"}');
  });
});

describe('the address of a classic socket', () => {
  const server = { endpoint: 'wss://example.test/', encrypt: true, protocol: 'websocket', pingTimeout: 10_000 };
  it.each([
    [
      answer({ token: '2ne==.x', instanceServers: [{ ...server, pingInterval: 18_000 }, server] }),
      { url: 'wss://example.test/?token=2ne%3D%3D.x&connectId=me', pingEveryMs: 9000 },
    ],
    [
      answer({ token: 't', instanceServers: [{ ...server, pingInterval: 50_000 }] }),
      { url: 'wss://example.test/?token=t&connectId=me', pingEveryMs: 15_000 },
    ],
    [answer({ token: 't', instanceServers: [server] }), { url: 'wss://example.test/?token=t&connectId=me' }],
    [answer({ token: 't', instanceServers: [] }), undefined],
    [answer({ token: 't', instanceServers: [{ endpoint: 'javascript:alert(1)' }] }), undefined],
    [answer({ instanceServers: [server] }), undefined],
    [{ code: '429000', msg: 'Too many requests' }, undefined],
    ['<html>', undefined],
  ])('%j', (told, address) => {
    expect(prices.token?.url(told, 'me')).toEqual(address);
  });

  it('is asked for without a key', () => {
    expect(prices.token === undefined ? undefined : lineOf(prices.token.call)).toBe('POST /api/v1/bullet-public');
    expect(unified.token).toBe(undefined);
  });
});

describe('what a frame says about the session', () => {
  it.each([
    [{ id: 'me', type: 'welcome' }, { kind: 'welcome' }],
    [
      { id: '4', type: 'ack' },
      { kind: 'confirmed', id: 4 },
    ],
    [{ id: '4', type: 'pong', timestamp: 1 }, { kind: 'pong' }],
    [
      { topic: '/contract/instrument:XBTUSDTM', type: 'message', subject: 'mark.index.price', data: {} },
      { kind: 'data', topic: '/contract/instrument:XBTUSDTM' },
    ],
    [
      { id: '5', type: 'error', code: 404, data: 'topic does not exist' },
      { kind: 'refused', id: 5, reason: '404 "topic does not exist"', because: 'unknown' },
    ],
    [
      { id: '6', type: 'error', code: 509, data: 'exceed max permits per 10 seconds' },
      {
        kind: 'refused',
        id: 6,
        reason: '509 "exceed max permits per 10 seconds"',
        because: 'rate-limited',
        retryAfterMs: 10_000,
      },
    ],
    [
      { id: '64d8d2a3', type: 'error', code: 401, data: 'token is expired' },
      { kind: 'refused', reason: '401 "token is expired"', because: 'authentication' },
    ],
    [
      { type: 'error', code: 400, data: 'ping timeout' },
      { kind: 'leaving', reason: '400 "ping timeout"' },
    ],
    ['<html>', { kind: 'other' }],
  ])('classic %j', (frame, word) => {
    expect(prices.read(frame)).toEqual(word);
  });

  it.each([
    [{ sessionId: 'x', message: 'welcome', pingInterval: 18_000 }, { kind: 'welcome' }],
    [
      { id: '4', result: true },
      { kind: 'confirmed', id: 4 },
    ],
    [
      { id: '4', result: 'true' },
      { kind: 'confirmed', id: 4 },
    ],
    [{ type: 'pong', id: '4', ts: 1 }, { kind: 'pong' }],
    [
      { T: 'obu.FUTURES', d: { s: 'XBTUSDTM' } },
      { kind: 'data', topic: 'obu:XBTUSDTM' },
    ],
    [
      { T: 'funding-fee-all-symbols', d: [{ s: 'XBTUSDTM' }] },
      { kind: 'data', topic: 'funding-fee-all-symbols' },
    ],
    [
      { id: '5', result: false, reason: 'symbols are not supported for topic obu' },
      { kind: 'refused', id: 5, reason: '"symbols are not supported for topic obu"', because: 'unknown' },
    ],
    [null, { kind: 'other' }],
  ])('unified %j', (frame, word) => {
    expect(unified.read(frame)).toEqual(word);
  });
});

describe('requests', () => {
  const { rest } = kucoinLink;

  it('read every contract, its terms and its rate, in one', () => {
    expect(rest.instruments().map(lineOf)).toEqual(['GET /api/v1/contracts/active']);
    expect(rest.funding([LINEAR, INVERSE]).map(lineOf)).toEqual(['GET /api/v1/contracts/active']);
    expect(rest.funding([])).toEqual([]);
  });

  it('page a history backwards from the oldest row until nothing is left', () => {
    const first = rest.fundingHistory(LINEAR, { fromMs: 1_790_928_001_000, toMs: 1_790_928_009_000 });
    if (first === undefined) throw new Error('no history');
    const path = '/api/v1/contract/funding-rates?symbol=XBTUSDTM&from=1790928001000&to=';
    expect(first.path).toBe(`${path}1790928009000`);
    expect(after(first, page(1_790_928_008_000, 1_790_928_006_000, 1_790_928_007_000))).toBe(`${path}1790928005999`);
    expect(after(first, page())).toBe(undefined);
    expect(after(first, page(1_790_928_001_000))).toBe(undefined);
    expect(after(first, page(1_790_928_009_500))).toBe(undefined);
    expect(after(first, { code: '429000' })).toBe(undefined);
    expect(after({ ...first, path: '/api/v1/contracts/active' }, page(1_790_928_002_000))).toBe(undefined);
  });

  it('count what the headers say of the budget, and see a limit that is refused with HTTP 200', () => {
    const time = rest.time();
    if (time === undefined) throw new Error('no server time');
    const headers = { 'gw-ratelimit-limit': '2000', 'gw-ratelimit-remaining': '1997', 'gw-ratelimit-reset': '22273' };
    expect(rest.used(headers, time)).toEqual([{ bucket: 'public', weight: 3 }]);
    expect(rest.used({}, time)).toEqual([]);
    expect(rest.throttled?.({ code: '429000', msg: 'Too many requests' })).toEqual({ retryAfterMs: 30_000 });
    expect(rest.throttled?.({ code: '200000', data: [] })).toBe(undefined);
  });
});
