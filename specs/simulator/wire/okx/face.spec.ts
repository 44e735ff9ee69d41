import { beforeEach, describe, expect, it } from 'vitest';
import { okxFace } from '../../../../src/simulator/wire/okx/face.ts';
import { API_KEY, API_PASSPHRASE } from '../../../../src/simulator/wire/venue-face.ts';
import { okxProfile } from '../../../../src/venues/okx/profile.ts';
import { FaceRoom } from '../face-room.ts';

let room: FaceRoom;
beforeEach(() => {
  room = new FaceRoom(okxFace, okxProfile);
});

type Argument = Readonly<Record<string, string>>;

const subscribe = (...args: readonly Argument[]) => ({ id: '1', op: 'subscribe', args });
const of = (channel: string, instId: string): Argument => ({ channel, instId });

/** Event or action, and what it is of. */
const briefly = (frame: Readonly<Record<string, unknown>>): string => {
  const { channel, instId, instType } = (frame['arg'] ?? {}) as Argument;
  const { event, action, code } = frame as Argument;
  return `${event ?? action ?? 'data'}${code === undefined ? '' : ` ${code}`}${channel === undefined ? '' : ` ${channel} ${instId ?? instType}`}`;
};

const login = (more: object = {}) => ({
  op: 'login',
  args: [
    {
      apiKey: API_KEY,
      passphrase: API_PASSPHRASE,
      timestamp: String(Math.floor(room.now / 1000)),
      sign: 'x',
      ...more,
    },
  ],
});

const rows = (path: string) => room.ask(path).body['data'] as Readonly<Record<string, string>>[];

describe('a public socket', () => {
  it('acknowledges each argument by itself and begins with what is known', () => {
    const client = room.connect('/ws/v5/public');
    const frames = client.answer(
      subscribe(
        of('books', 'BTC-USD-SWAP'),
        of('funding-rate', 'BTC-USD-SWAP'),
        of('index-tickers', 'BTC-USD'),
        of('books', 'NO-SUCH-SWAP'),
        { channel: 'liquidation-orders', instType: 'SWAP' },
      ),
    );
    expect(frames.map(briefly)).toEqual([
      'subscribe books BTC-USD-SWAP',
      'snapshot books BTC-USD-SWAP',
      'subscribe funding-rate BTC-USD-SWAP',
      'data funding-rate BTC-USD-SWAP',
      'subscribe index-tickers BTC-USD',
      'data index-tickers BTC-USD',
      'error 60018',
      'subscribe liquidation-orders SWAP',
    ]);
    room.move(1000);
    const heard = new Set(client.take().map(briefly));
    expect(heard).toContain('update books BTC-USD-SWAP');
    expect(heard).toContain('data index-tickers BTC-USD');
  });

  it('sends tickers, five levels and the touch whole', () => {
    const client = room.connect('/ws/v5/public');
    client.answer(subscribe(of('tickers', 'BTC-USDT'), of('books5', 'BTC-USDT'), of('bbo-tbt', 'BTC-USDT')));
    room.move(500);
    expect(new Set(client.take().map(briefly))).toEqual(
      new Set(['data tickers BTC-USDT', 'data books5 BTC-USDT', 'data bbo-tbt BTC-USDT']),
    );
  });

  it.each([
    ['a mark of spot', of('mark-price', 'BTC-USDT'), '60018'],
    ['an index under the name of its swap', of('index-tickers', 'BTC-USDT-SWAP'), '60018'],
    ['a book for VIPs', of('books-l2-tbt', 'BTC-USDT-SWAP'), '64003'],
    ['a channel of another time', of('bookz', 'BTC-USDT-SWAP'), '60018'],
  ])('refuses %s', (_name, arg, code) => {
    expect(room.connect('/ws/v5/public').answer(subscribe(arg))).toMatchObject([{ event: 'error', code, id: '1' }]);
  });

  it('answers bare pings, and what it cannot read with an error', () => {
    const client = room.connect('/ws/v5/public');
    expect(client.answer('ping')).toEqual([{ text: 'pong' }]);
    expect(client.answer('{"op":"ping"}')).toMatchObject([{ event: 'error', code: '60012' }]);
    expect(client.answer('{')).toMatchObject([{ event: 'error', code: '60012' }]);
  });

  it('complains of more than 480 requests an hour', () => {
    const client = room.connect('/ws/v5/public');
    for (let asked = 0; asked < 480; asked += 1) {
      client.answer({ op: 'unsubscribe', args: [of('trades', 'BTC-USDT')] });
      room.move(10);
    }
    expect(client.answer(subscribe(of('trades', 'BTC-USDT')))).toMatchObject([{ event: 'error', code: '60014' }]);
  });

  it('is closed after 30 s without a subscription or a word', () => {
    const client = room.connect('/ws/v5/public');
    const pinging = room.connect('/ws/v5/public');
    for (let second = 0; second < 32; second += 1) {
      room.move(1000);
      if (second % 10 === 0) pinging.answer('ping');
    }
    expect(client.end).toBe('4004 No data received in 30s.');
    expect(pinging.end).toBe(undefined);
  });
});

describe('a private socket', () => {
  it('says nothing before a login', () => {
    const client = room.connect('/ws/v5/private');
    const orders = subscribe({ channel: 'orders', instType: 'ANY' });
    expect(client.answer(orders)).toMatchObject([{ code: '60011' }]);
    expect(client.answer(login({ apiKey: 'stranger' }))).toMatchObject([{ code: '60005' }]);
    expect(client.answer(login({ passphrase: 'wrong' }))).toMatchObject([{ code: '60024' }]);
    expect(client.answer(login({ timestamp: '1' }))).toMatchObject([{ code: '60006' }]);
    expect(client.answer(login())).toMatchObject([{ event: 'login', code: '0' }]);
    expect(client.answer(orders).map(({ event }) => event)).toEqual(['subscribe', 'channel-conn-count']);
  });
});

describe('requests', () => {
  it.each([
    ['/api/v5/public/instruments', 200, '50014'],
    ['/api/v5/market/books?instId=NO-SUCH', 200, '51001'],
    ['/api/v5/public/funding-rate?instId=BTC-USDT', 200, '51001'],
    ['/api/v5/account/balance', 401, '50103'],
    ['/api/v5/no/such', 404, '50404'],
  ])('%s are refused by code', (path, status, code) => {
    expect(room.ask(path)).toMatchObject({ status, body: { code } });
  });

  it('answer ANY with the rate of every swap, and page history by before and after', () => {
    expect(rows('/api/v5/public/funding-rate?instId=ANY').length).toBe(9);
    const path = '/api/v5/public/funding-rate-history?instId=ETH-USD-SWAP';
    const times = rows(path).map((row) => Number(row['fundingTime']));
    expect(times).toEqual([...times].sort((a, b) => b - a));
    const between = rows(`${path}&before=${times[4]}&after=${times[1]}`);
    expect(between.map((row) => Number(row['fundingTime']))).toEqual(times.slice(2, 4));
    expect(rows(`${path}&limit=3`).length).toBe(3);
  });

  it('tell a batch that partly failed row by row', () => {
    const headers = {
      'ok-access-key': API_KEY,
      'ok-access-passphrase': API_PASSPHRASE,
      'ok-access-sign': 'x',
      'ok-access-timestamp': new Date(room.now).toISOString(),
    };
    const order = { instId: 'ETH-USDT-SWAP', tdMode: 'cross', side: 'buy', ordType: 'limit', sz: '1', px: '2500' };
    const body = JSON.stringify([order, { ...order, instId: 'NO-SUCH' }, { ...order, clOrdId: 'with-dash' }]);
    const answer = room.ask('/api/v5/trade/batch-orders', { method: 'POST', headers, body });
    expect(answer.body).toMatchObject({
      code: '2',
      data: [{ sCode: '0' }, { sCode: '51001' }, { sCode: '51000', sMsg: 'Parameter clOrdId error' }],
    });
  });

  it('are refused with 50011 over a budget, and with a page in the end', () => {
    const answers = Array.from({ length: 40 }, () => room.ask('/api/v5/public/time'));
    expect(answers.at(9)).toMatchObject({ status: 200 });
    expect(answers.at(10)).toMatchObject({ status: 429, body: { code: '50011' } });
    expect(answers.at(-1)?.status).toBe(403);
  });
});
