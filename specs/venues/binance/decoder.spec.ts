import { beforeEach, describe, expect, it } from 'vitest';
import { createBinanceDecoder } from '../../../src/venues/binance/decoder.ts';
import type { Listener } from '../listener.ts';
import { listenTo } from '../listener.ts';

/** 08:00 UTC of a day in autumn 2026. */
const AT = 1_790_928_000_000;

let listener: Listener;
beforeEach(() => {
  listener = listenTo(createBinanceDecoder());
});

const heard = (frame: unknown, conn = 'usdm-market') => listener.heard(frame, conn);
const answered = (rest: string, frame: unknown) => listener.answered(rest, frame);

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
    const data = {
      e: 'depthUpdate',
      E: AT,
      T: AT,
      s: 'BTCUSDT',
      U: 1,
      u: 9,
      pu: 0,
      b: [['10', '1']],
      a: [['11', '2']],
    };
    expect(heard({ stream: 'btcusdt@depth5', data })).toEqual([
      'book.snapshot binance:BTC/USDT:USDT #9 bids 10 1 asks 11 2',
    ]);
    expect(heard({ stream: 'btcusdt@rpiDepth@500ms', data })).toEqual(['unused: rpiDepth']);
  });

  it('counts a trade once where both trade streams flow, and leaves insurance rows out', () => {
    const aggTrade = { e: 'aggTrade', E: AT, a: 1, s: 'BTCUSDT', p: '10', q: '1', T: AT, m: true };
    const trade = { e: 'trade', E: AT, t: 1, s: 'BTCUSDT', p: '10', q: '1', T: AT, m: true, X: 'MARKET' };
    expect(heard(aggTrade)[0]).toContain('trade binance:BTC/USDT:USDT sell');
    expect(heard(trade)).toEqual(['unused: trade beside aggTrade']);
    expect(heard({ ...trade, s: 'ETHUSDT', X: 'INSURANCE_FUND' })).toEqual(['unused: trade of kind "INSURANCE_FUND"']);
  });
});

const seed = () =>
  answered('GET /fapi/v1/depth?symbol=BTCUSDT', { lastUpdateId: 10, bids: [['9', '1']], asks: [['11', '1']] });
const delta = (U: number, u: number, pu: number) =>
  heard({ e: 'depthUpdate', E: AT, s: 'BTCUSDT', U, u, pu, b: [['10', '1']], a: [] }, 'usdm-public').length;

describe('a lost socket', () => {
  it('drops the books that came over it and no others', () => {
    seed();
    expect(delta(9, 12, 8)).toBe(1);
    listener.decoder.lost('usdm-market');
    expect(delta(13, 14, 12)).toBe(1);
    listener.decoder.lost('usdm-public');
    expect(delta(15, 16, 14)).toBe(0);
    expect(seed()).toHaveLength(1);
  });
});

it('loses a book to a delta that cannot be read, and says so once', () => {
  seed();
  const unreadable = { e: 'depthUpdate', E: AT, s: 'BTCUSDT', U: 9, u: 12, pu: 8, b: [['10', 'x']], a: [] };
  expect(heard(unreadable, 'usdm-public')).toEqual([
    'rejected frame.bad-number: depthUpdate: b holds the size "x"',
    'book.gap binance:BTC/USDT:USDT expected 10 received 12: rest-snapshot',
  ]);
  expect(heard(unreadable, 'usdm-public')).toHaveLength(1);
  expect(delta(13, 14, 12)).toBe(0);
});

describe('control frames', () => {
  it.each([
    [{ result: null, id: 1 }, 'ack: request 1'],
    [{ code: 2, msg: 'Invalid request' }, 'error: 2 Invalid request'],
    [{ error: { code: 3, msg: 'Invalid JSON' }, id: 4 }, 'error: 3 Invalid JSON'],
    [{ e: 'serverShutdown', E: AT }, 'notice: serverShutdown: open a new connection'],
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
