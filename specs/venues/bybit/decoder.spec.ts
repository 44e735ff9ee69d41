import * as fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { symbolId } from '../../../src/domain/ids.ts';
import type { VenueDecoder } from '../../../src/domain/ports.ts';
import { atMs } from '../../../src/domain/units.ts';
import { createBybitDecoder } from '../../../src/venues/bybit/decoder.ts';
import { bybitProfile } from '../../../src/venues/bybit/profile.ts';
import { printEvent } from '../printed-events.ts';

const HOUR = 3_600_000;
/** A midnight UTC. */
const MIDNIGHT = 20_700 * 24 * HOUR;

let decoder: VenueDecoder;
beforeEach(() => {
  decoder = createBybitDecoder();
});

const heard = (frame: unknown, conn = 'linear'): readonly string[] =>
  decoder
    .frame(frame, { conn, atMs: atMs(MIDNIGHT) })
    .filter(({ type }) => type !== 'instrument')
    .map(printEvent);

const answered = (rest: string, result: object, retCode = 0): readonly string[] =>
  decoder
    .rest({ retCode, retMsg: retCode === 0 ? 'OK' : 'no', result, time: MIDNIGHT }, { rest, atMs: atMs(MIDNIGHT) })
    .filter(({ type }) => type !== 'instrument')
    .map(printEvent);

const ticker = (type: 'snapshot' | 'delta', fields: object, ts = MIDNIGHT) => ({
  topic: 'tickers.BTCUSDT',
  type,
  data: { symbol: 'BTCUSDT', ...fields },
  cs: 1,
  ts,
});

const FULL = {
  markPrice: '64000',
  indexPrice: '63990',
  fundingRate: '0.0001',
  nextFundingTime: String(MIDNIGHT + 8 * HOUR),
  fundingIntervalHour: '8',
  fundingCap: '0.005',
};

/** The funding part of what a frame gave. */
const rates = (frame: unknown): readonly string[] =>
  heard(frame).filter((line) => !line.startsWith('mark') && !line.startsWith('index'));

const linear = (fields: object) => ({
  category: 'linear',
  list: [
    {
      symbol: 'BTCUSDT',
      contractType: 'LinearPerpetual',
      status: 'Trading',
      baseCoin: 'BTC',
      quoteCoin: 'USDT',
      settleCoin: 'USDT',
      deliveryTime: '0',
      priceFilter: { tickSize: '0.1' },
      lotSizeFilter: { qtyStep: '0.001', minOrderQty: '0.001', minNotionalValue: '5' },
      ...fields,
    },
  ],
});
const LIST = 'GET /v5/market/instruments-info?category=linear';

describe('the running rate', () => {
  it('keeps its sign: positive means that longs pay', () => {
    expect(rates(ticker('snapshot', { ...FULL, fundingRate: '-0.00021' }))[0]).toContain('-0.00021 per 8 h (frame)');
  });

  it('stays what it was when a delta leaves it out', () => {
    heard(ticker('snapshot', FULL));
    expect(rates(ticker('delta', { fundingRate: '0.0002' }))[0]).toContain('predicted 0.0002 per 8 h (frame)');
    expect(rates(ticker('delta', { markPrice: '64001' }))).toEqual([]);
    expect(rates(ticker('delta', { markPrice: '64002' }, MIDNIGHT + 1000))[0]).toContain('predicted 0.0002 per 8 h');
  });

  it('is forgotten by a new snapshot and by a lost socket', () => {
    heard(ticker('snapshot', FULL));
    expect(rates(ticker('snapshot', { markPrice: '64000' }, MIDNIGHT + 2000))).toEqual([]);
    heard(ticker('snapshot', FULL));
    decoder.lost('linear');
    expect(rates(ticker('delta', { markPrice: '64000' }, MIDNIGHT + 4000))).toEqual([]);
  });

  it('reads hours in the ticker and minutes in the instrument list', () => {
    answered(LIST, linear({ fundingInterval: 240 }));
    const { fundingIntervalHour: _hours, ...withoutInterval } = FULL;
    // 240 minutes / 60 = 4 hours.
    expect(rates(ticker('snapshot', withoutInterval))[0]).toContain('per 4 h (instrument)');
    expect(rates(ticker('snapshot', FULL))[0]).toContain('per 8 h (frame)');
    expect(rates(ticker('delta', { fundingIntervalHour: '1' }))[0]).toContain('per 1 h (frame)');
  });

  it('does not take 8 minutes for an interval, and reports an unknown one once', () => {
    answered(LIST, linear({ fundingInterval: 8 }));
    const { fundingIntervalHour: _hours, ...withoutInterval } = FULL;
    expect(rates(ticker('snapshot', withoutInterval))).toEqual([
      'rejected frame.interval-unknown: BTCUSDT: neither ticker nor instrument list names a funding interval',
    ]);
    expect(rates(ticker('delta', { fundingRate: '0.0002' }))[0]).toMatch(/^unused: BTCUSDT: neither/);
    expect(rates(ticker('delta', { fundingIntervalHour: '8' }))[0]).toContain('predicted 0.0002 per 8 h (frame)');
  });

  it('refuses what lies beyond the cap: of the ticker, else of the list, else of all contracts', () => {
    expect(rates(ticker('snapshot', { ...FULL, fundingRate: '-0.005' }))[0]).toContain('predicted -0.005');
    const beyond = ticker('snapshot', { ...FULL, fundingRate: '-0.0051' });
    expect(rates(beyond)).toEqual(['rejected frame.rate-beyond-cap: BTCUSDT: rate -0.0051, cap 0.005']);
    answered(LIST, linear({ fundingInterval: 480, upperFundingRate: '0.003', lowerFundingRate: '-0.003' }));
    const listed = ticker('snapshot', { ...FULL, fundingCap: '', fundingRate: '0.0031' });
    expect(rates(listed)).toEqual(['rejected frame.rate-beyond-cap: BTCUSDT: rate 0.0031, cap 0.003']);
    const unknown = { ...ticker('snapshot', { ...FULL, symbol: 'ETHUSDT', fundingCap: '', fundingRate: '0.051' }) };
    expect(rates(unknown)).toEqual(['rejected frame.rate-beyond-cap: ETHUSDT: rate 0.051, cap 0.05']);
  });

  it('is none where the venue sends the empty text', () => {
    expect(rates(ticker('snapshot', { ...FULL, fundingRate: '', nextFundingTime: '' }))).toEqual([]);
  });
});

describe('the best bid and ask of a ticker', () => {
  const TOP = { bid1Price: '10', bid1Size: '1', ask1Price: '11', ask1Size: '2' };

  it('serves until a deeper book flows', () => {
    expect(heard(ticker('snapshot', TOP))).toHaveLength(1);
    heard(book('snapshot', 5));
    expect(heard(ticker('delta', TOP))).toEqual([]);
  });

  it('is refused when it is crossed', () => {
    expect(heard(ticker('snapshot', { ...TOP, ask1Price: '10' }))).toEqual([
      'rejected frame.crossed-book: tickers BTCUSDT: bid 10 is not below ask 10',
    ]);
  });
});

const book = (type: 'snapshot' | 'delta', u: number, depth = 50, asks: readonly unknown[] = [['11', '1']]) => ({
  topic: `orderbook.${depth}.BTCUSDT`,
  type,
  ts: MIDNIGHT,
  data: { s: 'BTCUSDT', b: [['10', '1']], a: asks, u, seq: 1 },
});

describe('books', () => {
  it('reads one depth of a market, so that two do not mix', () => {
    heard(book('snapshot', 5, 50));
    expect(heard(book('snapshot', 9, 200))).toEqual(['unused: orderbook.200.BTCUSDT beside orderbook.50.BTCUSDT']);
    expect(heard(book('delta', 6, 50))).toHaveLength(1);
    expect(heard(book('snapshot', 3, 1))[0]).toMatch(/^top bybit:BTC\/USDT:USDT #3/);
  });

  it('asks for another snapshot when one is crossed or cannot be read', () => {
    const gap = 'book.gap bybit:BTC/USDT:USDT expected 0 received 5: resubscribe';
    const crossed = 'rejected frame.crossed-book: orderbook BTCUSDT: best bid is not below best ask';
    expect(heard(book('snapshot', 5, 50, [['9', '1']]))).toEqual([crossed, gap]);
    const unreadable = 'rejected frame.bad-number: orderbook: a holds the size "many"';
    expect(heard(book('snapshot', 5, 50, [['11', 'many']]))).toEqual([unreadable, gap]);
  });

  it('drops a book with its socket', () => {
    heard(book('snapshot', 5));
    decoder.lost('spot');
    expect(heard(book('delta', 6))).toHaveLength(1);
    decoder.lost('linear');
    expect(heard(book('delta', 7))).toEqual([]);
    expect(heard(book('snapshot', 8))).toHaveLength(1);
  });
});

describe('symbols', () => {
  const seen = (symbol: string, conn: string): readonly string[] =>
    heard({ topic: `publicTrade.${symbol}`, data: [{ T: 1, s: symbol, S: 'Buy', v: '1', p: '2', i: 'a' }] }, conn);

  it.each([
    ['BTCUSDT', 'linear', 'trade bybit:BTC/USDT:USDT buy'],
    ['BTCUSDT', 'public-linear', 'trade bybit:BTC/USDT:USDT buy'],
    ['BTCUSDT', 'spot', 'trade bybit:BTC/USDT buy'],
    ['BTCPERP', 'linear', 'trade bybit:BTC/USDC:USDC buy'],
    ['1000BONKPERP', 'linear', 'trade bybit:1000BONK/USDC:USDC buy'],
    ['BTCUSD', 'inverse', 'trade bybit:BTC/USD:BTC buy'],
    ['BTCUSDT-25DEC26', 'linear', 'unused: BTCUSDT-25DEC26: a dated contract'],
    ['BTCUSDH26', 'inverse', 'unused: BTCUSDH26: a dated contract'],
    ['NOSUCH', 'linear', 'rejected frame.unknown-symbol: "NOSUCH" is no linear symbol'],
    ['__proto__', 'linear', 'rejected frame.unknown-symbol: "__proto__" is no linear symbol'],
    ['A/BUSDT', 'linear', 'rejected frame.unknown-symbol: "A/BUSDT" is no linear symbol'],
  ])('%s on %s', (symbol, conn, expected) => {
    expect(seen(symbol, conn)[0]).toContain(expected);
  });

  it('names native symbols as the venue does', () => {
    const native = (symbol: string) => bybitProfile.nativeSymbol?.(symbolId(symbol));
    expect(['BTC/USDT:USDT', 'BTC/USDC:USDC', 'BTC/USD:BTC', 'BTC/USDC'].map(native)).toEqual([
      'BTCUSDT',
      'BTCPERP',
      'BTCUSD',
      'BTCUSDC',
    ]);
  });
});

describe('frames that cannot be believed', () => {
  const trade = { T: 1, s: 'BTCUSDT', S: 'Buy', v: '1', p: '2', i: 'a' };

  it.each([
    ['a zero mark', ticker('snapshot', { markPrice: '0' }), 'rejected frame.bad-price: tickers: markPrice is "0"'],
    [
      'a rate that is no number',
      ticker('snapshot', { fundingRate: 'x' }),
      'rejected frame.bad-number: tickers: fundingRate is "x"',
    ],
    [
      'a ticker without time',
      { ...ticker('snapshot', FULL), ts: undefined },
      'rejected frame.missing-field: tickers: ts is missing',
    ],
    [
      'a negative size',
      { topic: 'publicTrade.X', data: [{ ...trade, v: '-1' }] },
      'rejected frame.bad-number: publicTrade: v is "-1"',
    ],
    [
      'a trade without a side',
      { topic: 'publicTrade.X', data: [{ ...trade, S: 'None' }] },
      'rejected frame.bad-number: publicTrade: S is "None"',
    ],
    [
      'data that is no object',
      { topic: 'tickers.BTCUSDT', ts: 1 },
      'rejected frame.missing-field: tickers: data is undefined',
    ],
    [
      'a topic of another time',
      { topic: 'instrument_info.100ms.BTCUSD' },
      'rejected frame.unknown-channel: the topic "instrument_info.100ms.BTCUSD"',
    ],
    ['a text', 'hello', 'rejected frame.not-json: "hello"'],
    ['a list', [1], 'rejected frame.unknown-channel: a frame of [1]'],
  ])('names field and value of %s', (_name, frame, expected) => {
    expect(heard(frame)).toEqual([expected]);
  });

  it('passes on what the venue says when it refuses', () => {
    expect(answered('GET /v5/market/tickers?category=linear', {}, 10001)).toEqual([
      'rejected frame.venue-error: /v5/market/tickers: 10001 "no"',
    ]);
  });

  it('never throws, whatever the frame or answer', () => {
    const field = fc.oneof(fc.string(), fc.double(), fc.constant(null), fc.array(fc.array(fc.string())), fc.object());
    const keys = [
      'symbol',
      's',
      'b',
      'a',
      'u',
      'markPrice',
      'fundingRate',
      'nextFundingTime',
      'S',
      'p',
      'v',
      'T',
      'i',
      'list',
    ];
    const row = fc
      .dictionary(fc.constantFrom(...keys), field)
      .map((fields) => ({ s: 'BTCUSDT', symbol: 'BTCUSDT', ...fields }));
    const topic = fc.constantFrom(
      'orderbook.50.BTCUSDT',
      'orderbook.1.BTCUSDT',
      'tickers.BTCUSDT',
      'publicTrade.BTCUSDT',
      'allLiquidation.BTCUSDT',
    );
    const framed = fc.record({
      topic,
      type: fc.constantFrom('snapshot', 'delta'),
      ts: fc.integer(),
      data: fc.oneof(row, fc.array(row), fc.anything()),
    });
    const answer = fc.record({ retCode: fc.constant(0), result: fc.oneof(row, fc.record({ list: fc.array(row) })) });
    const paths = fc.constantFrom('instruments-info', 'tickers', 'funding/history', 'orderbook', 'time');
    fc.assert(
      fc.property(fc.oneof(framed, answer, fc.jsonValue()), paths, (frame, path) => {
        for (const conn of ['linear', 'spot', 'inverse']) {
          expect(Array.isArray(decoder.frame(frame, { conn, atMs: atMs(1) }))).toBe(true);
          const rest = `GET /v5/market/${path}?category=${conn}`;
          expect(Array.isArray(decoder.rest(frame, { rest, atMs: atMs(1) }))).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('control frames', () => {
  it.each([
    [{ success: true, ret_msg: '', op: 'subscribe' }, 'ack: subscribe'],
    [{ success: false, ret_msg: 'Invalid topic', op: 'subscribe' }, 'error: subscribe: "Invalid topic"'],
    [{ success: true, ret_msg: 'pong', op: 'ping' }, 'pong: pong'],
    [{ op: 'pong', args: ['1'] }, 'pong: pong'],
    [{ retCode: 0, retMsg: 'OK', op: 'pong' }, 'pong: pong'],
    [{ retCode: 10004, retMsg: 'bad sign', op: 'auth' }, 'error: auth: "bad sign"'],
    [{ topic: 'kline.1.BTCUSDT', data: [] }, 'unused: kline.1.BTCUSDT'],
  ])('%j', (frame, expected) => {
    expect(heard(frame)).toEqual([expected]);
  });
});
