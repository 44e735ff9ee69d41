import { beforeEach, describe, expect, it } from 'vitest';
import { createBybitDecoder } from '../../../src/venues/bybit/decoder.ts';
import type { Listener } from '../listener.ts';
import { MIDNIGHT, listenTo } from '../listener.ts';

/** 08:00 UTC of a day in autumn 2026. */
const AT = 1_790_928_000_000;

let listener: Listener;
beforeEach(() => {
  listener = listenTo(createBybitDecoder());
});

const heard = (frame: unknown, conn = 'linear') => listener.heard(frame, conn);

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

  it('loses a book to a delta that cannot be read, and says so once', () => {
    heard(book('snapshot', 5));
    const unreadable = book('delta', 6, 50, [['11', 'x']]);
    expect(heard(unreadable)).toEqual([
      'rejected frame.bad-number: orderbook: a holds the size "x"',
      'book.gap bybit:BTC/USDT:USDT expected 5 received 6: resubscribe',
    ]);
    expect(heard(unreadable)).toHaveLength(1);
    expect(heard(book('delta', 7))).toEqual([]);
  });

  it('drops a book with its socket', () => {
    heard(book('snapshot', 5));
    listener.decoder.lost('spot');
    expect(heard(book('delta', 6))).toHaveLength(1);
    listener.decoder.lost('linear');
    expect(heard(book('delta', 7))).toEqual([]);
    expect(heard(book('snapshot', 8))).toHaveLength(1);
  });
});

const seen = (symbol: string, conn: string): readonly string[] =>
  heard({ topic: `publicTrade.${symbol}`, data: [{ T: AT, s: symbol, S: 'Buy', v: '1', p: '2', i: 'a' }] }, conn);

describe('symbols', () => {
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
