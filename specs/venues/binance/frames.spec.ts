import * as fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { atMs } from '../../../src/domain/units.ts';
import { createBinanceDecoder } from '../../../src/venues/binance/decoder.ts';
import type { Listener } from '../listener.ts';
import { MIDNIGHT, listenTo } from '../listener.ts';

/** 08:00 UTC of a day in autumn 2026. */
const AT = 1_790_928_000_000;

let listener: Listener;
beforeEach(() => {
  listener = listenTo(createBinanceDecoder());
});

const heard = (frame: unknown, conn = 'usdm-market') => listener.heard(frame, conn);
const answered = (rest: string, frame: unknown) => listener.answered(rest, frame);

describe('frames that cannot be believed', () => {
  const ticker = { e: 'bookTicker', u: 5, s: 'BTCUSDT', b: '10', B: '1', a: '11', A: '1', T: MIDNIGHT };
  const trade = { e: 'aggTrade', E: AT, a: 1, s: 'BTCUSDT', p: '10', q: '1', T: AT, m: true };
  const depth = { e: 'depthUpdate', E: AT, s: 'BTCUSDT', U: 1, u: 2, pu: 0, b: [['10', '1']], a: [] };

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
    [
      'a mark of zero',
      { e: 'markPriceUpdate', E: MIDNIGHT, s: 'BTCUSDT', p: '0', r: '0.0001', T: MIDNIGHT + 1 },
      'rejected frame.bad-price: markPrice: mark price is "0"',
    ],
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
    const keys = 'e s p i r T E u U pu b a B A q m o symbols code'.split(' ');
    const names = 'depthUpdate bookTicker aggTrade markPriceUpdate forceOrder contractInfo'.split(' ');
    const channels = fc.constantFrom(...names);
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
          expect(Array.isArray(listener.decoder.frame(frame, { conn, atMs: atMs(1) }))).toBe(true);
        expect(Array.isArray(listener.decoder.rest(frame, source))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
