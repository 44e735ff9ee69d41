import { beforeEach, describe, expect, it } from 'vitest';
import { isRecord } from '../../../../src/domain/codec.ts';
import { atMs } from '../../../../src/domain/units.ts';
import { API_KEY, API_PASSPHRASE } from '../../../../src/simulator/wire/venue-face.ts';
import { createKucoinDecoder } from '../../../../src/venues/kucoin/decoder.ts';
import { printEvent } from '../../../venues/printed-events.ts';
import { KucoinRoom } from './room.ts';

const HOUR = 3_600_000;

let room: KucoinRoom;
beforeEach(() => {
  room = new KucoinRoom();
});

/** Where a token of this kind lets in. */
const classicTarget = (kind: 'public' | 'private', headers = {}): string => {
  const data = room.told(`/api/v1/bullet-${kind}`, { method: 'POST', headers });
  if (!isRecord(data)) throw new Error(`no token: ${String(data)}`);
  return `/classic/?token=${String(data['token'])}&connectId=me`;
};

const signed = (more = {}) => ({
  'kc-api-key': API_KEY,
  'kc-api-sign': 'any',
  'kc-api-timestamp': String(room.now),
  'kc-api-passphrase': API_PASSPHRASE,
  ...more,
});

const topicOf = (topic: string, more = {}) => ({ id: '7', type: 'subscribe', topic, response: true, ...more });

describe('the token of a classic socket', () => {
  it('comes with the server to use it at, and lets in for a day', () => {
    const { body } = room.answered('/api/v1/bullet-public', { method: 'POST', headers: { host: '127.0.0.1:4705' } });
    expect(body).toMatchObject({
      code: '200000',
      data: { instanceServers: [{ endpoint: 'ws://127.0.0.1:4705/classic/', pingInterval: 18_000 }] },
    });
    const target = classicTarget('public');
    room.now += 23 * HOUR;
    expect(room.connect(target).take()).toEqual([{ id: 'me', type: 'welcome' }]);
    room.now += 2 * HOUR;
    const late = room.connect(target);
    expect(late.take()).toEqual([{ id: 'me', type: 'error', code: 401, data: 'token is expired' }]);
    room.house.advanceTo(atMs(room.now));
    expect(late.end).toBe('1000 Bye');
  });

  it('is wanted', () => {
    expect(room.connect('/classic/?connectId=me').take()).toEqual([
      { id: 'me', type: 'error', code: 401, data: 'token is invalid' },
    ]);
    expect(() => room.connect('/elsewhere')).toThrow('refused: 404');
  });
});

describe('a classic socket', () => {
  it('acknowledges symbols by the hundred, those that do not exist too, and refuses channels that do not', () => {
    const client = room.connect(classicTarget('public'));
    expect(client.answer(topicOf('/contract/instrument:XBTUSDTM,NOSUCHM'))).toEqual([{ id: '7', type: 'ack' }]);
    expect(client.answer(topicOf('/contract/instrument:ETHUSDTM', { response: false }))).toEqual([]);
    expect(client.answer(topicOf('/contractMarket/level2Depth20:XBTUSDTM'))).toEqual([
      { id: '7', type: 'error', code: 404, data: 'topic does not exist' },
    ]);
    expect(client.answer(topicOf('/contractMarket/tradeOrders'))[0]).toMatchObject({ type: 'error', code: 403 });
    expect(client.answer('not json')[0]).toMatchObject({ type: 'error', code: 400 });
    room.move(1000);
    expect(client.take().map(({ topic }) => topic)).toEqual([
      '/contract/instrument:XBTUSDTM',
      '/contract/instrument:ETHUSDTM',
    ]);
    client.answer({ id: '8', type: 'unsubscribe', topic: '/contract/instrument:XBTUSDTM', response: true });
    room.move(1000);
    expect(new Set(client.take().map(({ topic }) => topic))).toEqual(new Set(['/contract/instrument:ETHUSDTM']));
  });

  it('answers pings in microseconds, and is cut when its client says nothing for a minute', () => {
    const client = room.connect(classicTarget('public'));
    room.move(50_000);
    expect(client.answer({ id: '9', type: 'ping' })).toEqual([{ id: '9', type: 'pong', timestamp: room.now * 1000 }]);
    room.move(59_000);
    expect(client.end).toBe(undefined);
    room.move(2000);
    expect(client.end).toContain('1008');
  });

  it('complains of more than a hundred messages in ten seconds', () => {
    const client = room.connect(classicTarget('public'));
    for (let n = 0; n < 100; n += 1) client.say({ id: String(n), type: 'ping' });
    expect(client.answer({ id: '101', type: 'ping' })).toEqual([
      { id: '101', type: 'error', code: 509, data: 'exceed max permits per 10 seconds' },
    ]);
    room.move(10_000);
    expect(client.answer({ id: '102', type: 'ping' })[0]).toMatchObject({ type: 'pong' });
  });

  it('tells a change of a book in messages of one level, numbered without a hole', () => {
    const client = room.connect(classicTarget('public'));
    client.answer(topicOf('/contractMarket/level2:XBTUSDTM'));
    room.move(5000);
    const numbers = client.take().map(({ data }) => (isRecord(data) ? Number(data['sequence']) : NaN));
    expect(numbers.length).toBeGreaterThanOrEqual(50);
    const [first = NaN] = numbers;
    expect(numbers).toEqual(numbers.map((_, at) => first + at));
  });

  it('tells an account of its orders, positions and wallet', () => {
    const client = room.connect(classicTarget('private', signed()));
    for (const topic of ['/contractMarket/tradeOrders', '/contract/positionAll', '/contractAccount/wallet'])
      expect(client.answer(topicOf(topic, { privateChannel: true }))).toEqual([{ id: '7', type: 'ack' }]);
    const order = { clientOid: 'one', symbol: 'ETHUSDTM', side: 'buy', type: 'market', size: 10, leverage: 1 };
    room.told('/api/v1/orders', { method: 'POST', headers: signed(), body: JSON.stringify(order) });
    const told = client.take().map(({ topic, data }) => [topic, isRecord(data) ? data['type'] : undefined]);
    expect(told).toEqual(
      expect.arrayContaining([
        ['/contractMarket/tradeOrders:ETHUSDTM', 'match'],
        ['/contractMarket/tradeOrders:ETHUSDTM', 'filled'],
        ['/contract/position:ETHUSDTM', undefined],
        ['/contractAccount/wallet', undefined],
      ]),
    );
    for (let at = 0; at < 7; at += 1) {
      room.move(50_000);
      client.say({ id: String(at), type: 'ping' });
    }
    const settled = client.take().filter(({ subject }) => subject === 'position.settlement');
    expect(settled).toMatchObject([
      { topic: '/contract/position:ETHUSDTM', data: { qty: 10, settleCurrency: 'USDT' } },
    ]);
  });
});

describe('a unified socket', () => {
  it('welcomes without a token, confirms, and refuses in its own words', () => {
    const client = room.connect('/unified/');
    expect(client.take()).toEqual([{ sessionId: 'simulated-1', message: 'welcome', pingInterval: 18_000 }]);
    const ask = (more: object) =>
      client.answer({ id: 'p1', action: 'SUBSCRIBE', channel: 'obu', tradeType: 'FUTURES', ...more });
    expect(ask({ symbol: 'NOSUCHM', depth: 'increment@10ms' })).toEqual([{ id: 'p1', result: true }]);
    expect(ask({ symbol: 'XBTUSDTM', depth: '7' })).toEqual([
      { id: 'p1', result: false, message: 'invalid request data' },
    ]);
    expect(ask({ symbols: ['XBTUSDTM'], depth: '5' })).toEqual([
      { id: 'p1', result: false, reason: 'symbols are not supported for topic obu' },
    ]);
    expect(ask({ symbol: 'BTC-USDT', tradeType: 'SPOT', depth: '5' })[0]).toMatchObject({ result: false });
    expect(client.answer('not json')).toEqual([]);
    expect(client.answer({ id: 'p2', type: 'ping' })).toEqual([{ type: 'pong', id: 'p2', ts: room.now * 1e6 }]);
  });

  it('tells funding of all contracts once a minute in one frame, trades and marks in its own form', () => {
    const client = room.connect('/unified/');
    client.say({ id: '1', action: 'SUBSCRIBE', channel: 'funding-fee-all-symbols' });
    const symbols = room.venue.markets.map(({ instrument }) => instrument.nativeSymbol);
    for (const channel of ['trade', 'mark-price', 'ticker']) {
      client.say({ id: '2', action: 'SUBSCRIBE', channel, tradeType: 'FUTURES', symbols });
    }
    client.take();
    room.move(50_000);
    client.say({ id: '3', type: 'ping' });
    room.move(50_000);
    const frames = client.take();
    expect(frames.filter(({ T }) => T === 'funding-fee-all-symbols').length).toBe(2);
    const decoder = createKucoinDecoder();
    decoder.rest(room.answered('/api/v1/contracts/active').body, {
      rest: 'GET /api/v1/contracts/active',
      atMs: atMs(room.now),
    });
    const events = frames.flatMap((frame) => decoder.frame(frame, { conn: 'unified', atMs: atMs(room.now) }));
    expect(events.filter(({ type }) => type === 'frame.rejected').map(printEvent)).toEqual([]);
    const kinds = new Set(events.map(({ type }) => type));
    expect([...kinds].sort()).toEqual(['frame.control', 'funding', 'index', 'mark', 'top', 'trade']);
  });
});
