import { beforeEach, describe, expect, it } from 'vitest';
import { isRecord } from '../../../../src/domain/codec.ts';
import { BinanceRoom } from './room.ts';

let room: BinanceRoom;
beforeEach(() => {
  room = new BinanceRoom();
});

const streamsOf = (frames: readonly unknown[]): ReadonlySet<string> =>
  new Set(frames.map((frame) => (isRecord(frame) ? String(frame.stream) : '')));
const channelsOf = (frames: readonly unknown[]): ReadonlySet<string> =>
  new Set(frames.map((frame) => (isRecord(frame) ? String(frame.e) : Array.isArray(frame) ? 'a list' : '')));

const BOOKS = ['btcusdt@depth@100ms', 'btcusdt@bookTicker', 'btcusdt@depth5@500ms'];
const MARKET = ['btcusdt@markPrice@1s', 'btcusdt@ticker', '!markPrice@arr@1s'];

describe('the sockets of the simulated Binance', () => {
  it('send what was subscribed, under the very name, until it is taken back', () => {
    const client = room.socket('/fstream/public/stream');
    client.subscribe(...BOOKS);
    expect(client.take()).toEqual([{ result: null, id: 1 }]);
    room.advance(2000);
    expect(streamsOf(client.take())).toEqual(new Set(BOOKS));
    client.say({ method: 'UNSUBSCRIBE', params: BOOKS.slice(1), id: 2 });
    client.say({ method: 'LIST_SUBSCRIPTIONS', id: 3 });
    expect(client.take()).toEqual([
      { result: null, id: 2 },
      { result: BOOKS.slice(0, 1), id: 3 },
    ]);
    room.advance(1000);
    expect(streamsOf(client.take())).toEqual(new Set(BOOKS.slice(0, 1)));
  });

  it('acknowledge a stream of the other USD-M socket, or of none, and never send it', () => {
    const wrong = room.socket('/fstream/public/stream');
    wrong.subscribe(...MARKET, 'nosuch@depth');
    const right = room.socket('/fstream/market/stream');
    right.subscribe(...MARKET, ...BOOKS);
    room.advance(3000);
    expect(wrong.take()).toEqual([{ result: null, id: 1 }]);
    expect(streamsOf(right.take().slice(1))).toEqual(new Set(MARKET));
  });

  it('send bare frames on raw sockets, with streams named in the address', () => {
    const coinm = room.socket(
      '/dstream/ws/btcusd_perp@depth/btcusd_perp@markPrice/btcusd@markPrice/ethusd@indexPrice@1s',
    );
    const spot = room.socket('/stream/ws/0');
    spot.subscribe('ethusdt@bookTicker', 'ethusdt@depth20');
    room.advance(2000);
    expect(channelsOf(coinm.take())).toEqual(new Set(['depthUpdate', 'markPriceUpdate', 'a list', 'indexPriceUpdate']));
    const [, ...frames] = spot.take();
    expect(frames.every((frame) => isRecord(frame) && !('stream' in frame))).toBe(true);
    expect(frames.some((frame) => isRecord(frame) && 'lastUpdateId' in frame)).toBe(true);
    expect(frames.some((frame) => isRecord(frame) && frame.s === 'ETHUSDT' && 'B' in frame)).toBe(true);
  });

  it('wrap or unwrap on request', () => {
    const client = room.socket('/fstream/market/ws');
    client.subscribe('btcusdt@markPrice');
    client.say({ method: 'GET_PROPERTY', params: ['combined'], id: 2 });
    client.say({ method: 'SET_PROPERTY', params: ['combined', true], id: 3 });
    room.advance(1000);
    const [, is, set, frame] = client.take();
    expect([is, set]).toEqual([
      { result: false, id: 2 },
      { result: null, id: 3 },
    ]);
    expect(frame).toMatchObject({ stream: 'btcusdt@markPrice', data: { e: 'markPriceUpdate' } });
  });

  it.each([
    ['an unknown method', { method: 'LOGIN', id: 4 }, 2],
    ['a list that is none', { method: 'SUBSCRIBE', params: 'x', id: 4 }, 2],
    ['no number', { method: 'SUBSCRIBE', params: [] }, 2],
    ['an unknown property', { method: 'GET_PROPERTY', params: ['x'], id: 4 }, 0],
    ['no JSON', 'hello', 3],
  ])('complain of %s', (_, message, code) => {
    const client = room.socket('/dstream/stream');
    client.say(message);
    expect(client.take()).toMatchObject([{ code }]);
  });

  it('are not found at the addresses that were retired', () => {
    for (const target of ['/fstream/ws', '/fstream/stream', '/ws', '/dstream/public/ws'])
      expect(() => room.socket(target)).toThrow('404');
  });

  it('ping, and close on more than ten messages a second, on spot on more than five', () => {
    const quiet = room.socket('/stream/stream');
    room.advance(21_000);
    expect(quiet.pings()).toBe(1);
    const client = room.socket('/dstream/stream');
    for (let n = 0; n < 11; n += 1) client.subscribe('x');
    expect(client.closed()).toBe('too many messages');
    for (let n = 0; n < 5; n += 1) quiet.subscribe('x');
    expect(quiet.closed()).toBeUndefined();
    quiet.subscribe('x');
    expect(quiet.closed()).toBe('Too many requests');
  });
});

describe('requests to the simulated Binance', () => {
  it('report the weight that was used, of futures and spot apart', () => {
    room.request('GET', '/fapi/v1/depth?symbol=BTCUSDT&limit=100');
    const { headers } = room.request('GET', '/dapi/v1/premiumIndex');
    expect(headers).toMatchObject({ 'x-mbx-used-weight-1m': '15' });
    expect(room.request('GET', '/api/v3/ping').headers).toMatchObject({ 'x-mbx-used-weight-1m': '1' });
  });

  it('are refused over the limit, then banned', () => {
    const answers = Array.from({ length: 145 }, () => room.request('GET', '/fapi/v1/depth?symbol=BTCUSDT&limit=1000'));
    expect(answers.findIndex(({ status }) => status === 429)).toBe(120);
    expect(answers[120]).toMatchObject({ body: { code: -1003 }, headers: { 'retry-after': expect.any(String) } });
    expect(answers.at(-1)).toMatchObject({ status: 418 });
  });

  it.each([
    ['/fapi/v1/depth?symbol=NOSUCH', 400, -1121],
    ['/fapi/v1/depth', 400, -1102],
    ['/fapi/v1/depth?symbol=BTCUSDT&limit=7', 400, -4021],
    ['/dapi/v1/fundingRate', 400, -1102],
    ['/fapi/v1/nosuch', 404, -5000],
    ['/nosuch', 404, -5000],
    ['/fapi/v1/order?symbol=BTCUSDT', 401, -2014],
  ])('%s is answered with %d and %d', (target, status, code) => {
    expect(room.request('GET', target)).toMatchObject({ status, body: { code } });
  });

  it('page a history from its beginning, or give its end', () => {
    const all = room.request('GET', '/fapi/v1/fundingRate?symbol=BTCUSDT&limit=1000').body as { fundingTime: number }[];
    expect(all.length).toBeGreaterThanOrEqual(90);
    const from = all[3]?.fundingTime ?? 0;
    const page = room.request('GET', `/fapi/v1/fundingRate?symbol=BTCUSDT&startTime=${from}&limit=2`).body;
    expect(page).toEqual(all.slice(3, 5));
    expect(room.request('GET', '/fapi/v1/fundingRate?symbol=BTCUSDT&limit=2').body).toEqual(all.slice(-2));
  });

  it('want a key, a signature and a fresh timestamp', () => {
    const target = '/fapi/v1/positionSide/dual';
    expect(room.signed('GET', target, 'other')).toMatchObject({ status: 401, body: { code: -2015 } });
    const headers = { 'x-mbx-apikey': 'simulated-key' };
    const at = (ms: number) => room.request('GET', `${target}?timestamp=${room.now + ms}&signature=0`, { headers });
    expect([at(-5001), at(1001), at(-4999), at(999)].map(({ body }) => isRecord(body) && body.code)).toEqual([
      -1021,
      -1021,
      undefined,
      undefined,
    ]);
    expect(room.request('GET', target, { headers })).toMatchObject({ body: { code: -1102 } });
    expect(room.request('GET', `${target}?timestamp=${room.now}`, { headers })).toMatchObject({
      body: { code: -1102 },
    });
  });

  it('tell the rights of the key', () => {
    expect(room.signed('GET', '/sapi/v1/account/apiRestrictions').body).toMatchObject({
      enableFutures: true,
      enableWithdrawals: false,
    });
  });
});

describe('orders at the simulated Binance', () => {
  const BUY = 'symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01&newClientOrderId=spec-1';

  it('are acknowledged without what was filled, and tell it when they are asked for', () => {
    const acknowledged = room.signed('POST', `/fapi/v1/order?${BUY}`).body;
    expect(acknowledged).toMatchObject({ clientOrderId: 'spec-1', status: 'NEW', executedQty: '0' });
    expect(acknowledged).not.toHaveProperty('avgPrice');
    const order = room.signed('GET', '/fapi/v1/order?symbol=BTCUSDT&origClientOrderId=spec-1').body;
    expect(order).toMatchObject({ status: 'FILLED', executedQty: '0.01' });
    expect(Number((order as { avgPrice: string }).avgPrice)).toBeGreaterThan(0);
    expect(room.signed('DELETE', '/fapi/v1/order?symbol=BTCUSDT&origClientOrderId=spec-1').body).toMatchObject({
      code: -2011,
    });
  });

  it('are told to the user stream with their fills, balance and position', () => {
    const { listenKey } = room.request('POST', '/fapi/v1/listenKey', { headers: { 'x-mbx-apikey': 'simulated-key' } })
      .body as { listenKey: string };
    const client = room.socket(`/fstream/private/ws?listenKey=${listenKey}`);
    const other = room.socket('/dstream/ws/simulatedListenKeyCoinm');
    room.signed('POST', `/fapi/v1/order?${BUY}`);
    const heard = client.take();
    expect(heard[0]).toMatchObject({ e: 'ORDER_TRADE_UPDATE', o: { c: 'spec-1', x: 'NEW', X: 'NEW', s: 'BTCUSDT' } });
    expect(heard.find((frame) => isRecord(frame) && isRecord(frame.o) && frame.o.X === 'FILLED')).toMatchObject({
      o: { x: 'TRADE', z: '0.01', N: 'USDT' },
    });
    expect(heard.at(-1)).toMatchObject({ e: 'ACCOUNT_UPDATE', a: { m: 'ORDER', P: [{ s: 'BTCUSDT', pa: '0.01' }] } });
    expect(other.take()).toEqual([]);
  });

  it('are told as long as the listen key is kept: after an hour without, it is said to be over, and nothing more comes', () => {
    const headers = { 'x-mbx-apikey': 'simulated-key' };
    room.request('POST', '/fapi/v1/listenKey', { headers });
    const client = room.socket('/fstream/private/ws?listenKey=simulatedListenKeyUsdm');
    room.now += 3_000_000;
    expect(room.request('PUT', '/fapi/v1/listenKey', { headers }).status).toBe(200);
    room.now += 3_000_000;
    room.venue.second();
    expect(client.take()).toEqual([]);
    room.now += 1_000_000;
    room.venue.second();
    expect(client.take()).toMatchObject([{ e: 'listenKeyExpired', listenKey: 'simulatedListenKeyUsdm' }]);
    expect(room.request('PUT', '/fapi/v1/listenKey', { headers })).toMatchObject({ body: { code: -1125 } });
    room.signed('POST', `/fapi/v1/order?${BUY}`);
    expect(client.take()).toEqual([]);
  });

  it.each([
    ['symbol=BTCUSDT&side=UP&type=MARKET&quantity=1', -1117],
    ['symbol=BTCUSDT&side=BUY&type=STOP&quantity=1', -1116],
    ['symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=90000', -1102],
    ['symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=90000&timeInForce=FOK', -1115],
    ['symbol=BTCUSDT&side=BUY&type=MARKET&quantity=x', -1102],
    ['symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.0001', -1111],
    ['symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01&positionSide=LONG', -4061],
    ['symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01&newClientOrderId=a%20b', -4015],
  ])('%s is refused with %d', (order, code) => {
    expect(room.signed('POST', `/fapi/v1/order?${order}`)).toMatchObject({ status: 400, body: { code } });
  });

  it('on spot are answered with their fills, and refused in the words of spot', () => {
    const bought = room.signed('POST', '/api/v3/order?symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01').body;
    expect(bought).toMatchObject({ status: 'FILLED', fills: [{ commissionAsset: expect.any(String) }] });
    const poor = room.signed('POST', '/api/v3/order?symbol=BTCUSDT&side=SELL&type=MARKET&quantity=3').body;
    expect(poor).toMatchObject({ code: -2010, msg: 'Account has insufficient balance for requested action.' });
  });
});
