import { describe, expect, it } from 'vitest';
import type { SocketWord } from '../../src/connectivity/venue-link.ts';
import { EIGHT, answered, codes, decoderOf, heard, linkOf, types } from './spoken-to.ts';

/** Deeper than a text of it can be made by recursion. */
const DEEP: unknown = JSON.parse(`${'['.repeat(20_000)}1${']'.repeat(20_000)}`);
const LONG = 'x'.repeat(1_000_000);
const LONE_SURROGATE = '\uD800';
const REASON_MAX = 300;

describe('a value as deep as no text of it can be', () => {
  it('is put in words where a decoder speaks of it', () => {
    const okx = { arg: { channel: 'books', instId: 'BTC-USDT-SWAP' }, action: DEEP, data: [{}] };
    expect(codes(heard(decoderOf('okx'), okx))).toEqual(['frame.missing-field']);
    const list = answered(decoderOf('deribit'), 'GET /api/v2/public/get_instruments?currency=any', {
      result: [{ kind: DEEP }],
    });
    expect(types(list)).toEqual(['frame.control']);
  });

  it.each([
    ['binance', { result: null, id: DEEP }, 'confirmed'],
    ['bybit', { op: 'subscribe', success: true, req_id: DEEP }, 'confirmed'],
    ['okx', { event: 'subscribe', id: DEEP }, 'confirmed'],
    ['kucoin', { type: 'ack', result: true, id: DEEP }, 'confirmed'],
    ['hyperliquid', { channel: DEEP, data: { coin: 'BTC' } }, 'other'],
    ['deribit', { id: DEEP, error: { code: DEEP, message: DEEP, data: { param: DEEP, reason: DEEP } } }, 'refused'],
    ['backpack', { id: DEEP, error: { code: DEEP, message: DEEP } }, 'refused'],
  ])('is no number of a request to %s', (venue, frame, kind) => {
    for (const socket of linkOf(venue).sockets) {
      const word = socket.read(frame);
      expect(word.kind).toBe(kind);
      expect('id' in word).toBe(false);
    }
  });
});

describe('texts of a million characters, and texts that are none', () => {
  const refusals: readonly (readonly [string, unknown])[] = [
    ['binance', { error: { code: LONG, msg: LONG } }],
    ['bybit', { op: 'subscribe', success: false, ret_msg: LONG }],
    ['bybit', { op: 'subscribe', success: false, ret_msg: `Invalid topic: ${'['.repeat(1_000_000)}` }],
    ['okx', { event: 'error', code: LONG, msg: LONG }],
    ['okx', { event: 'notice', code: '64008', msg: LONG }],
    ['kucoin', { type: 'error', code: LONG, data: LONG, result: false, message: LONG }],
    ['hyperliquid', { channel: 'error', data: LONG }],
    ['deribit', { error: { code: LONG, message: LONG, data: { param: LONG, reason: LONG } } }],
    ['backpack', { error: { code: LONG, message: LONG } }],
  ];

  it.each(refusals)('do not swell what %s refuses', (venue, frame) => {
    const words: readonly SocketWord[] = linkOf(venue).sockets.map((socket) => socket.read(frame));
    for (const word of words) {
      expect(['refused', 'leaving']).toContain(word.kind);
      if ('reason' in word) expect(word.reason.length).toBeLessThanOrEqual(REASON_MAX);
    }
  });

  it.each([[LONE_SURROGATE], [LONG], ['two words'], ['ümlaut'], [''], [7], [DEEP]])(
    'lead to no further page',
    (cursor) => {
      const [call] = linkOf('bybit').rest.instruments();
      if (call === undefined) throw new Error('Bybit has a list');
      const answer = { retCode: 0, result: { list: [], nextPageCursor: cursor } };
      expect(linkOf('bybit').rest.nextPage(call, answer)).toBeUndefined();
    },
  );

  it.each([
    ['token', LONE_SURROGATE],
    ['token', LONG],
    ['endpoint', `wss://x/${LONG}`],
    ['endpoint', `wss://x/${LONE_SURROGATE}`],
  ])('make no address of a %s', (name, text) => {
    const socket = linkOf('kucoin').sockets.find(({ token }) => token !== undefined);
    const server = { endpoint: name === 'endpoint' ? text : 'wss://x/', pingInterval: 18_000 };
    const data = { token: name === 'token' ? text : 'abc', instanceServers: [server] };
    expect(socket?.token?.url({ code: '200000', data }, 'c1')).toBeUndefined();
  });

  it('are no name of an instrument', () => {
    const deribit = {
      instrument_name: LONG,
      settlement_period: 'perpetual',
      kind: 'future',
      base_currency: 'BTC',
      quote_currency: 'USD',
      settlement_currency: 'BTC',
      tick_size: 0.5,
      contract_size: 10,
      min_trade_amount: 10,
      is_active: true,
    };
    const rest = 'GET /api/v2/public/get_instruments?currency=any&kind=future';
    expect(types(answered(decoderOf('deribit'), rest, { result: [deribit] }))).toEqual(['frame.rejected']);
    const okx = { instId: `${LONG}-SWAP`, instType: 'SWAP', uly: 'BTC-USDT', settleCcy: 'USDT', ctType: 'linear' };
    const steps = { ctValCcy: 'BTC', ctVal: '0.01', ctMult: '1', tickSz: '0.1', lotSz: '1', minSz: '1', state: 'live' };
    const list = answered(decoderOf('okx'), 'GET /api/v5/public/instruments?instType=SWAP', {
      code: '0',
      data: [{ ...okx, ...steps }],
    });
    expect(types(list)).toEqual(['frame.rejected']);
  });

  it.each([
    ['bybit', (id: unknown) => ({ topic: 'publicTrade.BTCUSDT', data: [bybitTrade(id)] })],
    ['okx', (id: unknown) => okxTrade(id)],
    ['kucoin', (id: unknown) => kucoinTrade(id)],
    ['deribit', (id: unknown) => deribitTrade(id)],
  ])('are no id of a trade on %s', (venue, frame) => {
    for (const id of ['', LONG, 'x'.repeat(65), null, undefined, DEEP])
      expect(types(heard(decoderOf(venue), frame(id)))).not.toContain('trade');
    expect(types(heard(decoderOf(venue), frame('x'.repeat(64))))).toContain('trade');
  });
});

const bybitTrade = (i: unknown) => ({ s: 'BTCUSDT', p: '1', v: '1', T: EIGHT, S: 'Buy', i });
const okxTrade = (tradeId: unknown) => ({
  arg: { channel: 'trades', instId: 'BTC-USDT-SWAP' },
  data: [{ instId: 'BTC-USDT-SWAP', px: '1', sz: '1', ts: String(EIGHT), side: 'buy', tradeId }],
});
const kucoinTrade = (tradeId: unknown) => ({
  topic: '/contractMarket/execution:XBTUSDTM',
  subject: 'match',
  data: { symbol: 'XBTUSDTM', side: 'buy', price: '1', size: 1, sequence: 1, tradeId, ts: EIGHT * 1e6 },
});
const deribitTrade = (trade_id: unknown) => ({
  method: 'subscription',
  params: {
    channel: 'trades.BTC-PERPETUAL.100ms',
    data: [{ instrument_name: 'BTC-PERPETUAL', price: 1, amount: 1, timestamp: EIGHT, direction: 'buy', trade_id }],
  },
});
