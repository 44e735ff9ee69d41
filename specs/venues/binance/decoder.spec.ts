import * as fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { symbolId } from '../../../src/domain/ids.ts';
import type { VenueDecoder } from '../../../src/domain/ports.ts';
import { atMs } from '../../../src/domain/units.ts';
import { createBinanceDecoder } from '../../../src/venues/binance/decoder.ts';
import { binanceProfile } from '../../../src/venues/binance/profile.ts';
import { printEvent } from '../printed-events.ts';

const HOUR = 3_600_000;
/** A midnight UTC. */
const MIDNIGHT = 20_700 * 24 * HOUR;

let decoder: VenueDecoder;
beforeEach(() => {
  decoder = createBinanceDecoder();
});

const heard = (frame: unknown, conn = 'usdm-market'): readonly string[] =>
  decoder
    .frame(frame, { conn, atMs: atMs(MIDNIGHT) })
    .filter(({ type }) => type !== 'instrument')
    .map(printEvent);

const answered = (rest: string, frame: unknown): readonly string[] =>
  decoder
    .rest(frame, { rest, atMs: atMs(MIDNIGHT) })
    .filter(({ type }) => type !== 'instrument')
    .map(printEvent);

const markPrice = (fields: object = {}) => ({
  e: 'markPriceUpdate',
  E: MIDNIGHT + 7 * HOUR,
  s: 'BTCUSDT',
  p: '64000.0',
  i: '63990.0',
  r: '0.0001',
  T: MIDNIGHT + 8 * HOUR,
  ...fields,
});

/** The funding part of what a mark price frame gave. */
const rates = (fields: object = {}): readonly string[] =>
  heard(markPrice(fields)).filter((line) => !line.startsWith('mark') && !line.startsWith('index'));

describe('the running rate', () => {
  it('keeps its sign: positive means that longs pay', () => {
    expect(rates({ r: '-0.00021' })[0]).toContain('predicted -0.00021 per 8 h (venue-rule)');
  });

  it('leaves dated contracts and contracts without funding out', () => {
    expect(heard(markPrice({ s: 'BTCUSDT_261225', r: '', T: 0 }))).toEqual([
      'unused: BTCUSDT_261225: a dated contract',
    ]);
    expect(heard(markPrice({ r: '', T: 0 }))).toEqual(['unused: markPrice: BTCUSDT is not a perpetual']);
  });

  it('takes interval and cap of the funding list, 8 h for what the list leaves out', () => {
    answered('GET /fapi/v1/fundingInfo', [
      { symbol: 'ETHUSDT', fundingIntervalHours: 4, adjustedFundingRateCap: '0.02', adjustedFundingRateFloor: '-0.02' },
    ]);
    decoder.rest(
      { symbols: [perpetual('ETHUSDT', 'ETH'), perpetual('BTCUSDT', 'BTC')] },
      { rest: 'GET /fapi/v1/exchangeInfo', atMs: atMs(MIDNIGHT) },
    );
    expect(rates({ s: 'ETHUSDT' })[0]).toContain('per 4 h (instrument)');
    expect(rates()[0]).toContain('per 8 h (venue-rule)');
    expect(rates({ s: 'ETHUSDT', r: '0.0201' })).toEqual([
      'rejected frame.rate-beyond-cap: ETHUSDT: rate 0.0201, cap 0.02',
    ]);
  });

  it('refuses a rate no venue ever charged where no cap is known', () => {
    expect(rates({ r: '0.0375' })[0]).toContain('predicted 0.0375');
    expect(rates({ r: '179.1' })).toEqual(['rejected frame.rate-beyond-cap: BTCUSDT: rate 179.1, cap 0.04']);
  });

  it('learns an interval from a settlement seen live', () => {
    answered('GET /fapi/v1/fundingInfo', []);
    expect(rates({ E: MIDNIGHT + 8 * HOUR - 1000 })[0]).toContain('per 8 h (venue-rule)');
    // At 08:00 the next settlement becomes 09:00: 9 - 8 = 1 hour, whatever the list said.
    expect(rates({ E: MIDNIGHT + 8 * HOUR + 1000, T: MIDNIGHT + 9 * HOUR })[0]).toContain('per 1 h (schedule)');
    // From 09:00 to 12:00 are 3 hours, no interval in use, and 12:00 is not on the grid of the list's 8 h.
    rates({ E: MIDNIGHT + 9 * HOUR - 1000, T: MIDNIGHT + 9 * HOUR });
    expect(rates({ E: MIDNIGHT + 9 * HOUR + 1000, T: MIDNIGHT + 12 * HOUR })[0]).toContain('frame.interval-unknown');
  });

  it('refuses a rate whose settlement contradicts the interval, once, until the list is read again', () => {
    answered('GET /fapi/v1/fundingInfo', []);
    const moved = { T: MIDNIGHT + 10 * HOUR };
    expect(rates(moved)[0]).toContain('rejected frame.interval-unknown: BTCUSDT: next settlement');
    expect(rates(moved)[0]).toMatch(/^unused: BTCUSDT: next settlement/);
    answered('GET /fapi/v1/fundingInfo', [{ symbol: 'BTCUSDT', fundingIntervalHours: 2 }]);
    // 10:00 lies on the grid of 2 h, but 07:00 to 10:00 is further than 2 h.
    expect(rates(moved)[0]).toContain('rejected frame.interval-unknown');
    expect(rates({ ...moved, E: MIDNIGHT + 9 * HOUR })[0]).toContain('per 2 h (instrument)');
  });

  it('takes the longest interval that fits while no list was read', () => {
    expect(rates({ T: MIDNIGHT + 12 * HOUR, E: MIDNIGHT + 9 * HOUR })[0]).toContain('per 4 h (schedule)');
    expect(rates({ s: 'ETHUSDT', T: MIDNIGHT + 9 * HOUR, E: MIDNIGHT + 8.5 * HOUR })[0]).toContain(
      'per 1 h (schedule)',
    );
  });

  it('says an unchanged value again after a second of the venue, and a changed one at once', () => {
    const at = (ms: number, fields: object = {}) => heard(markPrice({ E: MIDNIGHT + 7 * HOUR + ms, ...fields })).length;
    expect([at(0), at(500), at(600, { p: '64000.1' }), at(1000), at(1001)]).toEqual([3, 0, 1, 3, 0]);
  });
});

const perpetual = (symbol: string, baseAsset: string, fields: object = {}) => ({
  symbol,
  contractType: 'PERPETUAL',
  deliveryDate: 4_133_404_800_000,
  status: 'TRADING',
  baseAsset,
  quoteAsset: 'USDT',
  marginAsset: 'USDT',
  filters: [
    { filterType: 'PRICE_FILTER', tickSize: '0.10' },
    { filterType: 'LOT_SIZE', stepSize: '0.001', minQty: '0.002' },
    { filterType: 'MIN_NOTIONAL', notional: '100' },
  ],
  ...fields,
});

describe('frames that cannot be believed', () => {
  const ticker = { e: 'bookTicker', u: 5, s: 'BTCUSDT', b: '10', B: '1', a: '11', A: '1', T: MIDNIGHT };
  const trade = { e: 'aggTrade', E: 1, a: 1, s: 'BTCUSDT', p: '10', q: '1', T: 1, m: true };
  const depth = { e: 'depthUpdate', E: 1, s: 'BTCUSDT', U: 1, u: 2, pu: 0, b: [['10', '1']], a: [] };

  it.each([
    ['a zero price', { ...ticker, b: '0' }, 'rejected frame.bad-price: bookTicker: b is "0"'],
    ['a negative price', { ...ticker, a: '-11' }, 'rejected frame.bad-price: bookTicker: a is "-11"'],
    ['a price that is no number', { ...ticker, a: 'NaN' }, 'rejected frame.bad-number: bookTicker: a is "NaN"'],
    ['an empty price', { ...ticker, b: '' }, 'rejected frame.bad-number: bookTicker: b is ""'],
    ['a missing price', { ...ticker, a: undefined }, 'rejected frame.missing-field: bookTicker: a is missing'],
    ['a negative size', { ...ticker, A: '-1' }, 'rejected frame.bad-number: bookTicker: A is "-1"'],
    [
      'a crossed top',
      { ...ticker, a: '10' },
      'rejected frame.crossed-book: bookTicker BTCUSDT: bid 10 is not below ask 10',
    ],
    ['an id that is a text', { ...ticker, u: 'x' }, 'rejected frame.bad-number: bookTicker: u is "x"'],
    ['a trade without a side', { ...trade, m: undefined }, 'rejected frame.missing-field: aggTrade: m is missing'],
    ['a trade without a time', { ...trade, T: 0, E: 0 }, 'rejected frame.bad-number: aggTrade: T is 0'],
    [
      'levels that are no list',
      { ...depth, b: 'x' },
      'rejected frame.missing-field: depthUpdate: b is "x", not levels',
    ],
    [
      'a level without a size',
      { ...depth, b: [['10']] },
      'rejected frame.bad-number: depthUpdate: b holds the size undefined',
    ],
    ['a level at zero', { ...depth, a: [['0', '1']] }, 'rejected frame.bad-price: depthUpdate: a holds the price "0"'],
    ['a mark of zero', markPrice({ p: '0' }), 'rejected frame.bad-price: markPrice: mark price is "0"'],
    ['an unknown symbol', { ...ticker, s: 'NOSUCH' }, 'rejected frame.unknown-symbol: "NOSUCH" is no symbol of usdm'],
    [
      'a prototype key',
      { ...ticker, s: '__proto__' },
      'rejected frame.unknown-symbol: "__proto__" is no symbol of usdm',
    ],
    ['an unknown channel', { e: 'newThing' }, 'rejected frame.unknown-channel: the channel "newThing"'],
    ['a text', 'oops', 'rejected frame.not-json: "oops"'],
  ])('names field and value of %s', (_name, frame, expected) => {
    expect(heard(frame)).toEqual([expected]);
  });

  it('refuses a frame of more levels than any book has', () => {
    const b = Array.from({ length: 10_001 }, (_, i) => [String(i + 1), '1']);
    expect(heard({ ...depth, b })).toEqual([
      'rejected frame.too-large: depthUpdate: b has 10001 levels, at most 10000 are read',
    ]);
  });

  it('asks for another book when the snapshot is crossed', () => {
    const answer = { lastUpdateId: 7, bids: [['10', '1']], asks: [['9', '1']] };
    expect(answered('GET /fapi/v1/depth?symbol=BTCUSDT&limit=1000', answer)).toEqual([
      'rejected frame.crossed-book: depth BTCUSDT: best bid is not below best ask',
      'book.gap binance:BTC/USDT:USDT expected 0 received 7: rest-snapshot',
    ]);
  });

  it('never throws, whatever the frame or answer', () => {
    const field = fc.oneof(fc.string(), fc.double(), fc.constant(null), fc.array(fc.array(fc.string())), fc.object());
    const keys = [
      'e',
      's',
      'p',
      'i',
      'r',
      'T',
      'E',
      'u',
      'U',
      'pu',
      'b',
      'a',
      'B',
      'A',
      'q',
      'm',
      'o',
      'symbols',
      'code',
    ];
    const channels = fc.constantFrom(
      'depthUpdate',
      'bookTicker',
      'aggTrade',
      'markPriceUpdate',
      'forceOrder',
      'contractInfo',
    );
    const payload = fc
      .tuple(channels, fc.dictionary(fc.constantFrom(...keys), field))
      .map(([e, rest]) => ({ e, s: 'BTCUSDT', ...rest }));
    const wrapped = fc.record({ stream: fc.string(), data: fc.oneof(payload, fc.array(payload), fc.anything()) });
    const paths = fc.constantFrom(
      'exchangeInfo',
      'fundingInfo',
      'premiumIndex',
      'fundingRate',
      'depth?symbol=BTCUSDT',
      'time',
      '',
    );
    fc.assert(
      fc.property(fc.oneof(payload, wrapped, fc.jsonValue()), paths, (frame, path) => {
        const source = { atMs: atMs(1), rest: `GET /fapi/v1/${path}` };
        for (const conn of ['usdm', 'spot', 'coinm', ''])
          expect(Array.isArray(decoder.frame(frame, { conn, atMs: atMs(1) }))).toBe(true);
        expect(Array.isArray(decoder.rest(frame, source))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the three products', () => {
  const ticker = { u: 5, s: 'BTCUSDT', b: '10', B: '1', a: '11', A: '1' };

  it('keeps spot and futures of one native symbol apart by socket', () => {
    expect(heard(ticker, 'spot')[0]).toContain('top binance:BTC/USDT #5');
    expect(heard({ e: 'bookTicker', ...ticker }, 'usdm-public')[0]).toContain('top binance:BTC/USDT:USDT #5');
    expect(heard({ e: 'bookTicker', ...ticker, s: 'BTCUSD_PERP' }, 'coinm')[0]).toContain('top binance:BTC/USD:BTC #5');
  });

  it('tells them by the frame where the socket has another name', () => {
    expect(heard(ticker, '')[0]).toContain('binance:BTC/USDT #');
    expect(heard({ e: 'bookTicker', ...ticker }, '')[0]).toContain('binance:BTC/USDT:USDT');
    expect(heard({ e: 'bookTicker', ...ticker, s: 'BTCUSD_PERP', st: 2 }, 'usdm')[0]).toContain('binance:BTC/USD:BTC');
  });

  it('reads a partial book as a whole one, of spot by its stream name', () => {
    const spot = {
      stream: 'btcusdt@depth20@100ms',
      data: { lastUpdateId: 160, bids: [['10', '1']], asks: [['11', '2']] },
    };
    expect(heard(spot, 'spot')).toEqual(['book.snapshot binance:BTC/USDT #160 bids 10 1 asks 11 2']);
    const data = { e: 'depthUpdate', E: 1, T: 1, s: 'BTCUSDT', U: 1, u: 9, pu: 0, b: [['10', '1']], a: [['11', '2']] };
    expect(heard({ stream: 'btcusdt@depth5', data })).toEqual([
      'book.snapshot binance:BTC/USDT:USDT #9 bids 10 1 asks 11 2',
    ]);
    expect(heard({ stream: 'btcusdt@rpiDepth@500ms', data })).toEqual(['unused: rpiDepth']);
  });

  it('counts a trade once where both trade streams flow, and leaves insurance rows out', () => {
    const aggTrade = { e: 'aggTrade', E: 1, a: 1, s: 'BTCUSDT', p: '10', q: '1', T: 1, m: true };
    const trade = { e: 'trade', E: 1, t: 1, s: 'BTCUSDT', p: '10', q: '1', T: 1, m: true, X: 'MARKET' };
    expect(heard(aggTrade)[0]).toContain('trade binance:BTC/USDT:USDT sell');
    expect(heard(trade)).toEqual(['unused: trade beside aggTrade']);
    expect(heard({ ...trade, s: 'ETHUSDT', X: 'INSURANCE_FUND' })).toEqual(['unused: trade of kind "INSURANCE_FUND"']);
  });

  it('names native symbols as the venue does', () => {
    const native = (symbol: string) => binanceProfile.nativeSymbol?.(symbolId(symbol));
    expect([native('BTC/USDT:USDT'), native('BTC/USD:BTC'), native('BTC/USDT')]).toEqual([
      'BTCUSDT',
      'BTCUSD_PERP',
      'BTCUSDT',
    ]);
  });
});

describe('a lost socket', () => {
  it('drops the books that came over it and no others', () => {
    const seed = () =>
      answered('GET /fapi/v1/depth?symbol=BTCUSDT', { lastUpdateId: 10, bids: [['9', '1']], asks: [['11', '1']] });
    const delta = (U: number, u: number, pu: number) =>
      heard({ e: 'depthUpdate', E: 1, s: 'BTCUSDT', U, u, pu, b: [['10', '1']], a: [] }, 'usdm-public').length;
    seed();
    expect(delta(9, 12, 8)).toBe(1);
    decoder.lost('usdm-market');
    expect(delta(13, 14, 12)).toBe(1);
    decoder.lost('usdm-public');
    expect(delta(15, 16, 14)).toBe(0);
    expect(seed()).toHaveLength(1);
  });

  it('lets the rate be said again at once', () => {
    expect(rates()).toHaveLength(1);
    expect(rates()).toHaveLength(0);
    decoder.lost('usdm-market');
    expect(rates()).toHaveLength(1);
  });
});

describe('control frames', () => {
  it.each([
    [{ result: null, id: 1 }, 'ack: request 1'],
    [{ code: 2, msg: 'Invalid request' }, 'error: 2 Invalid request'],
    [{ error: { code: 3, msg: 'Invalid JSON' }, id: 4 }, 'error: 3 Invalid JSON'],
    [{ e: 'serverShutdown', E: 1 }, 'notice: serverShutdown: open a new connection'],
    [
      {
        stream: '!ticker@arr',
        data: [
          { e: '24hrTicker', s: 'A' },
          { e: '24hrTicker', s: 'B' },
        ],
      },
      'unused: 24hrTicker',
    ],
  ])('%j', (frame, expected) => {
    expect(heard(frame)).toEqual([expected]);
  });
});
