import { describe, expect, it } from 'vitest';
import type { RestCall } from '../../../src/connectivity/venue-link.ts';
import { lineOf } from '../../../src/connectivity/venue-link.ts';
import type { Instrument } from '../../../src/domain/instrument.ts';
import { okxLink } from '../../../src/venues/okx/link.ts';
import { assumedInstrument } from '../../../src/venues/okx/instruments.ts';

const instrument = (instId: string): Instrument => {
  const assumed = assumedInstrument(instId);
  if (assumed === undefined) throw new Error(`${instId} is no name of an instrument`);
  return assumed;
};

const topicsOf = (instId: string) =>
  okxLink.channels(instrument(instId)).map(({ socket, topic, carries }) => `${socket} ${topic}: ${carries}`);

const [socket] = okxLink.sockets;

/** A page of settled rates, newest first. */
const page = (count: number, oldestMs: number) => ({
  code: '0',
  data: Array.from({ length: count }, (_, at) => ({ fundingTime: String(oldestMs + 1000 * (count - 1 - at)) })),
});

const pathAfter = (call: RestCall, answer: unknown): string | undefined => okxLink.rest.nextPage(call, answer)?.path;

describe('the channels of a market', () => {
  it('follow the index of a swap, and all liquidations at once; books have connections of their own', () => {
    expect(topicsOf('BTC-USD-SWAP')).toEqual([
      'public-books books:BTC-USD-SWAP: book',
      'public funding-rate:BTC-USD-SWAP: funding',
      'public mark-price:BTC-USD-SWAP: prices',
      'public index-tickers:BTC-USD: prices',
      'public trades:BTC-USD-SWAP: trades',
      'public liquidation-orders:SWAP: liquidations',
    ]);
  });

  it('are book and trades of a spot pair', () => {
    expect(topicsOf('BTC-USDT')).toEqual(['public-books books:BTC-USDT: book', 'public trades:BTC-USDT: trades']);
  });

  it('name the topic that all swaps share without a market', () => {
    expect(okxLink.channels(instrument('BTC-USDT-SWAP')).filter(({ market }) => market === undefined)).toHaveLength(1);
  });

  it('stay under 64 KB of arguments a connection', () => {
    const topic = 'liquidation-orders:1000000BABYDOGEINU-USDT-SWAP';
    for (const kind of okxLink.sockets) {
      const bytes = kind.subscribe(
        Array.from({ length: kind.limits.topicsPerConnection }, () => topic),
        1,
      ).length;
      expect(bytes).toBeLessThanOrEqual(65_536);
    }
  });
});

describe('a subscription', () => {
  it('names channel and instrument, or channel and type', () => {
    const topics = ['index-tickers:BTC-USD', 'liquidation-orders:SWAP'];
    expect(JSON.parse(socket?.subscribe(topics, 12) ?? '')).toEqual({
      id: '12',
      op: 'subscribe',
      args: [
        { channel: 'index-tickers', instId: 'BTC-USD' },
        { channel: 'liquidation-orders', instType: 'SWAP' },
      ],
    });
    expect(JSON.parse(socket?.unsubscribe(['books:BTC-USDT'], 13) ?? '')).toMatchObject({ op: 'unsubscribe' });
  });

  it('is kept alive by bare text', () => {
    expect(socket?.heartbeat).toMatchObject({ kind: 'text', everyMs: 20_000 });
    expect(socket?.heartbeat.kind === 'text' ? socket.heartbeat.text(1, 1) : '').toBe('ping');
  });
});

describe('what a frame says about the session', () => {
  const books = { channel: 'books', instId: 'BTC-USDT' };
  it.each([
    ['pong', { kind: 'pong' }],
    [
      { arg: books, action: 'update', data: [] },
      { kind: 'data', topic: 'books:BTC-USDT' },
    ],
    [
      { arg: { channel: 'liquidation-orders', instType: 'SWAP' }, data: [] },
      { kind: 'data', topic: 'liquidation-orders:SWAP' },
    ],
    [
      { id: '7', event: 'subscribe', arg: books },
      { kind: 'confirmed', id: 7, topics: ['books:BTC-USDT'] },
    ],
    [{ id: '8', event: 'unsubscribe', arg: books }, { kind: 'other' }],
    [
      { event: 'error', code: '60018', msg: "Wrong URL or channel:books,instId:XYZ-USDT-SWAP doesn't exist." },
      {
        kind: 'refused',
        topics: ['books:XYZ-USDT-SWAP'],
        reason: "60018 Wrong URL or channel:books,instId:XYZ-USDT-SWAP doesn't exist.",
        because: 'unknown',
      },
    ],
    [
      { id: '9', event: 'error', code: '60012', msg: 'Invalid request: {}' },
      { kind: 'refused', id: 9, reason: '60012 Invalid request: {}', because: 'unknown' },
    ],
    [
      { event: 'error', code: '60014', msg: 'Requests too frequent.' },
      { kind: 'refused', reason: '60014 Requests too frequent.', because: 'rate-limited' },
    ],
    [
      { event: 'notice', code: '64008', msg: 'The connection will soon be closed.' },
      { kind: 'leaving', reason: '64008 The connection will soon be closed.' },
    ],
    [{ event: 'channel-conn-count', channel: 'orders', connCount: '2' }, { kind: 'other' }],
    [
      { event: 'channel-conn-count-error', channel: 'orders', connCount: '30' },
      { kind: 'refused', reason: 'too many connections to "orders"', because: 'rate-limited' },
    ],
    ['<html>', { kind: 'other' }],
    [{ arg: null }, { kind: 'other' }],
  ])('%j', (frame, word) => {
    expect(socket?.read(frame)).toEqual(word);
  });
});

describe('requests', () => {
  const { rest } = okxLink;

  it('ask for two lists', () => {
    expect(rest.instruments().map(lineOf)).toEqual([
      'GET /api/v5/public/instruments?instType=SWAP',
      'GET /api/v5/public/instruments?instType=SPOT',
    ]);
  });

  it('read the rates of every swap in one call, marks in one, indices in one a quote coin', () => {
    const instruments = ['BTC-USDT-SWAP', 'ETH-USDT-SWAP', 'BTC-USD-SWAP', 'BTC-USDT'].map(instrument);
    expect(rest.funding(instruments).map(lineOf)).toEqual([
      'GET /api/v5/public/funding-rate?instId=ANY',
      'GET /api/v5/public/mark-price?instType=SWAP',
      'GET /api/v5/market/index-tickers?quoteCcy=USD',
      'GET /api/v5/market/index-tickers?quoteCcy=USDT',
    ]);
    expect(rest.funding([instrument('BTC-USDT')])).toEqual([]);
  });

  it('page a history backwards until a short page or its beginning', () => {
    const first = rest.fundingHistory(instrument('BTC-USD-SWAP'), {
      fromMs: 1_790_929_000_000,
      toMs: 1_790_937_000_000,
    });
    if (first === undefined) throw new Error('no history');
    const base = '/api/v5/public/funding-rate-history?instId=BTC-USD-SWAP&before=1790928999999';
    expect(first.path).toBe(`${base}&after=1790937000001&limit=400`);
    expect(pathAfter(first, page(400, 1_790_933_000_000))).toBe(`${base}&after=1790933000000&limit=400`);
    expect(pathAfter(first, page(399, 1_790_933_000_000))).toBe(undefined);
    expect(pathAfter(first, page(400, 1_790_928_900_000))).toBe(undefined);
    // A venue that gives the same page for ever is not asked for ever.
    expect(pathAfter(first, page(400, 1_790_937_000_001))).toBe(undefined);
    expect(pathAfter(first, 'nonsense')).toBe(undefined);
    expect(rest.fundingHistory(instrument('BTC-USDT'), { fromMs: 1, toMs: 2 })).toBe(undefined);
  });

  it('see a limit that is refused with HTTP 200', () => {
    expect(rest.throttled?.({ code: '50011', msg: 'Too Many Requests', data: [] })).toEqual({ retryAfterMs: 2000 });
    expect(rest.throttled?.({ code: '0', data: [] })).toBe(undefined);
  });
});
