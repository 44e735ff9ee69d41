import { beforeEach, describe, expect, it } from 'vitest';
import { bybitFace } from '../../../../src/simulator/wire/bybit/face.ts';
import { API_KEY } from '../../../../src/simulator/wire/venue-face.ts';
import { bybitProfile } from '../../../../src/venues/bybit/profile.ts';
import { FaceRoom } from '../face-room.ts';

let room: FaceRoom;
beforeEach(() => {
  room = new FaceRoom(bybitFace, bybitProfile);
});

const subscribe = (args: readonly string[], id = '1') => ({ req_id: id, op: 'subscribe', args });

/** Topic and type of data, or what an answer says. */
const briefly = (frame: Readonly<Record<string, unknown>>): string =>
  typeof frame['topic'] === 'string'
    ? `${frame['topic']} ${String(frame['type'])}`
    : `${String(frame['op'])} ${String(frame['success'])} ${String(frame['ret_msg'])}`;

const told = (path: string): unknown => {
  const { status, body } = room.ask(path);
  return [status, body['retCode'], body['retMsg']];
};

describe('a public socket', () => {
  it('acknowledges, then begins with a snapshot, then goes on with deltas', () => {
    const client = room.connect('/v5/public/inverse');
    expect(client.answer(subscribe(['orderbook.50.BTCUSD', 'tickers.BTCUSD'])).map(briefly)).toEqual([
      'subscribe true ',
      'orderbook.50.BTCUSD snapshot',
      'tickers.BTCUSD snapshot',
    ]);
    room.move(1000);
    expect(new Set(client.take().map(briefly))).toEqual(new Set(['orderbook.50.BTCUSD delta', 'tickers.BTCUSD delta']));
    expect(client.answer({ op: 'unsubscribe', args: ['orderbook.50.BTCUSD', 'tickers.BTCUSD'] }).map(briefly)).toEqual([
      'unsubscribe true ',
    ]);
    room.move(2000);
    expect(client.take()).toEqual([]);
  });

  it('sends the other depths and spot tickers whole', () => {
    const client = room.connect('/v5/public/spot');
    client.answer(subscribe(['orderbook.1.BTCUSDT', 'orderbook.200.BTCUSDT', 'tickers.BTCUSDT']));
    room.move(500);
    const frames = client.take();
    expect(new Set(frames.map(briefly))).toEqual(
      new Set(['orderbook.1.BTCUSDT snapshot', 'orderbook.200.BTCUSDT snapshot', 'tickers.BTCUSDT snapshot']),
    );
    expect(JSON.stringify(frames.find(({ topic }) => topic === 'tickers.BTCUSDT'))).not.toContain('bid1Price');
  });

  it.each([
    ['a symbol of another category', '/v5/public/linear', ['tickers.BTCUSD'], 'Invalid topic: [tickers.BTCUSD]'],
    ['a depth that is gone', '/v5/public/linear', ['orderbook.500.BTCUSDT'], 'Invalid topic: [orderbook.500.BTCUSDT]'],
    ['the retired topic', '/v5/public/linear', ['liquidation.BTCUSDT'], 'Invalid topic: [liquidation.BTCUSDT]'],
    [
      'eleven topics on spot',
      '/v5/public/spot',
      Array.from({ length: 11 }, (_, at) => `t.${at}`),
      'error:args size >10',
    ],
    ['nothing', '/v5/public/spot', [], 'error:args is empty'],
  ])('refuses %s', (_name, target, args, reason) => {
    expect(room.connect(target).answer(subscribe(args)).map(briefly)).toEqual([`subscribe false ${reason}`]);
  });

  it('refuses a request whole for one bad topic, and a topic asked for twice', () => {
    const client = room.connect('/v5/public/linear');
    expect(client.answer(subscribe(['tickers.BTCUSDT', 'tickers.NOTEXIST'])).map(briefly)).toEqual([
      'subscribe false Invalid topic: [tickers.NOTEXIST]',
    ]);
    expect(client.answer(subscribe(['tickers.BTCUSDT'])).map(briefly)).toHaveLength(2);
    expect(client.answer(subscribe(['tickers.BTCUSDT'])).map(briefly)).toEqual([
      'subscribe false error:already subscribed,topic:tickers.BTCUSDT',
    ]);
  });

  it('answers pings as public sockets do, and rubbish with an error', () => {
    const client = room.connect('/v5/public/linear');
    expect(client.answer({ req_id: '9', op: 'ping' })).toMatchObject([{ op: 'ping', ret_msg: 'pong', req_id: '9' }]);
    expect(client.answer('{')).toMatchObject([{ success: false }]);
    expect(client.answer([1])).toMatchObject([{ success: false }]);
  });

  it('is closed after ten minutes in which its client said nothing', () => {
    const client = room.connect('/v5/public/linear');
    room.move(601_000);
    expect(client.end).toContain('1008');
  });
});

describe('a private socket', () => {
  it('says nothing before a key', () => {
    const client = room.connect('/v5/private');
    expect(client.answer(subscribe(['order'])).map(briefly)).toEqual(['subscribe false Request not authorized']);
    expect(client.answer({ op: 'auth', args: ['stranger', room.now + 5000, 'x'] }).map(briefly)).toEqual([
      'auth false Params Error',
    ]);
    expect(client.answer({ op: 'auth', args: [API_KEY, room.now - 1, 'x'] }).map(briefly)).toEqual([
      'auth false Request expired',
    ]);
    expect(client.answer({ op: 'auth', args: [API_KEY, room.now + 5000, 'x'] }).map(briefly)).toEqual(['auth true ']);
    expect(client.answer(subscribe(['order', 'execution', 'position'])).map(briefly)).toEqual(['subscribe true ']);
    expect(client.answer({ op: 'ping' })).toMatchObject([{ op: 'pong' }]);
  });
});

describe('requests', () => {
  it.each([
    ['/v5/market/tickers?category=linear&symbol=NOSUCH', 10_001, 'Not supported symbols'],
    ['/v5/market/tickers?category=futures', 10_001, 'params error: Category is invalid'],
    [
      '/v5/market/funding/history?category=linear&symbol=BTCUSDT&startTime=1',
      10_001,
      'params error: endTime is required with startTime',
    ],
    ['/v5/account/wallet-balance?accountType=UNIFIED', 10_003, 'API key is invalid.'],
  ])('%s are refused with HTTP 200', (path, code, message) => {
    expect(told(path)).toEqual([200, code, message]);
  });

  it('page instruments by cursor', () => {
    const symbols: string[] = [];
    let cursor = '';
    for (let page = 0; page < 10; page += 1) {
      const { body } = room.ask(
        `/v5/market/instruments-info?category=linear&limit=3&cursor=${encodeURIComponent(cursor)}`,
      );
      const result = body['result'] as { list: { symbol: string }[]; nextPageCursor: string };
      symbols.push(...result.list.map(({ symbol }) => symbol));
      cursor = result.nextPageCursor;
      if (cursor === '') break;
    }
    expect(symbols.length).toBe(7);
    expect(new Set(symbols).size).toBe(7);
  });

  it('are refused by code over an account’s budget, and with a page over an address’s', () => {
    const headers = { 'x-bapi-api-key': API_KEY, 'x-bapi-sign': 'x', 'x-bapi-timestamp': String(room.now) };
    const codes = Array.from({ length: 51 }, () => room.ask('/v5/account/info', { headers }).body['retCode']);
    expect(codes.slice(-2)).toEqual([0, 10_006]);
    const answers = Array.from({ length: 640 }, () => room.ask('/v5/market/time'));
    expect(answers.at(599)?.body['retCode']).toBe(0);
    expect(answers.at(-1)).toEqual({ status: 403, body: { text: 'access too frequent' } });
  });
});
