import * as fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { atMs } from '../../../src/domain/units.ts';
import { createBybitDecoder } from '../../../src/venues/bybit/decoder.ts';
import type { Listener } from '../listener.ts';
import { HOUR, MIDNIGHT, listenTo } from '../listener.ts';

/** 08:00 UTC of a day in autumn 2026. */
const AT = 1_790_928_000_000;

let listener: Listener;
beforeEach(() => {
  listener = listenTo(createBybitDecoder());
});

const heard = (frame: unknown, conn = 'linear') => listener.heard(frame, conn);
const answered = (rest: string, result: object, retCode = 0) =>
  listener.answered(rest, { retCode, retMsg: retCode === 0 ? 'OK' : 'no', result, time: MIDNIGHT });

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

describe('frames that cannot be believed', () => {
  const trade = { T: AT, s: 'BTCUSDT', S: 'Buy', v: '1', p: '2', i: 'a' };

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
      { topic: 'tickers.BTCUSDT', ts: AT },
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
          expect(Array.isArray(listener.decoder.frame(frame, { conn, atMs: atMs(1) }))).toBe(true);
          const rest = `GET /v5/market/${path}?category=${conn}`;
          expect(Array.isArray(listener.decoder.rest(frame, { rest, atMs: atMs(1) }))).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});
