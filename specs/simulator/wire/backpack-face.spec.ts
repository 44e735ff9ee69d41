import { beforeEach, describe, expect, it } from 'vitest';
import { isRecord } from '../../../src/domain/codec.ts';
import type { MarketEvent } from '../../../src/domain/market-event.ts';
import { atMs } from '../../../src/domain/units.ts';
import { backpackFace } from '../../../src/simulator/wire/backpack-face.ts';
import { House } from '../../../src/simulator/wire/house.ts';
import type { HousedVenue } from '../../../src/simulator/wire/housed-venue.ts';
import { API_KEY } from '../../../src/simulator/wire/venue-face.ts';
import type { WireRequest } from '../../../src/simulator/wire/venue-face.ts';
import { backpackProfile } from '../../../src/venues/backpack/profile.ts';
import { printEvent } from '../../venues/printed-events.ts';

const START = Date.UTC(2026, 0, 5, 0, 10);
const ETH = 'ETH_USDC_PERP';

let now = START;
let house: House;
let venue: HousedVenue;

beforeEach(() => {
  now = START;
  house = new House({
    faces: [backpackFace],
    profileOf: () => backpackProfile,
    seed: 3,
    startAtMs: atMs(START),
    now: () => atMs(now),
  });
  const found = house.venues.get(backpackProfile.venue);
  if (found === undefined) throw new Error('no venue');
  venue = found;
});

const advance = (byMs: number): void => {
  for (const end = now + byMs; now < end;) {
    now += 100;
    house.advanceTo(now);
  }
};

/** A client's socket: what it says, and what it hears. */
const connect = () => {
  const opening = venue.connect('/');
  if (opening.kind !== 'open') throw new Error('refused');
  const heard: unknown[] = [];
  let pings = 0;
  let closed: string | undefined;
  opening.connection.start({
    send: (text) => heard.push(JSON.parse(text)),
    ping: () => (pings += 1),
    close: (_code, reason) => (closed = reason),
    drop: () => (closed = 'dropped'),
  });
  return {
    say: (message: unknown) =>
      venue.receive(opening.connection, typeof message === 'string' ? message : JSON.stringify(message)),
    subscribe: (...params: readonly string[]) =>
      venue.receive(opening.connection, JSON.stringify({ method: 'SUBSCRIBE', params })),
    take: (): readonly unknown[] => heard.splice(0),
    pings: () => pings,
    closed: () => closed,
  };
};

const ask = (method: WireRequest['method'], target: string, more: Partial<WireRequest> = {}) => {
  const [path = '', query = ''] = target.split('?');
  const reply = venue.rest({ method, path, query: new URLSearchParams(query), headers: {}, body: '', ...more });
  if (reply.kind !== 'answer') throw new Error('silence');
  return reply.answer;
};

const signed = (more: Readonly<Record<string, string>> = {}) => ({
  headers: { 'x-api-key': API_KEY, 'x-signature': 'c2ln', 'x-timestamp': String(now), 'x-window': '5000', ...more },
});

const streamsOf = (frames: readonly unknown[]): ReadonlySet<string> =>
  new Set(frames.map((frame) => (isRecord(frame) ? String(frame.stream) : '')));

describe('the socket of the simulated backpack', () => {
  it('acknowledges nothing, and sends what was subscribed from then on', () => {
    const client = connect();
    client.subscribe(`depth.${ETH}`, `markPrice.${ETH}`, `ticker.${ETH}`, `bookTicker.${ETH}`, `openInterest.${ETH}`);
    expect(client.take()).toEqual([]);
    advance(60_000);
    expect(streamsOf(client.take())).toEqual(
      new Set([`depth.${ETH}`, `markPrice.${ETH}`, `ticker.${ETH}`, `bookTicker.${ETH}`, `openInterest.${ETH}`]),
    );
    client.say({ method: 'UNSUBSCRIBE', params: [`depth.${ETH}`, `bookTicker.${ETH}`, `ticker.${ETH}`] });
    advance(3000);
    expect(streamsOf(client.take())).toEqual(new Set([`markPrice.${ETH}`]));
  });

  it.each([
    ['an unknown stream', { method: 'SUBSCRIBE', params: ['premium.ETH_USDC_PERP'] }, 4006, 'Invalid stream'],
    ['a stream in lower case', { method: 'SUBSCRIBE', params: ['markprice.ETH_USDC_PERP'] }, 4006, 'Invalid stream'],
    ['an unknown window', { method: 'SUBSCRIBE', params: ['depth.100ms.ETH_USDC_PERP'] }, 4008, 'Invalid depth window'],
    ['an unknown method', { method: 'LIST', params: [] }, 4002, 'Parse error'],
    ['no JSON', 'hello', 4002, 'Parse error'],
  ])('complains of %s, naming neither', (_, message, code, said) => {
    const client = connect();
    client.say(message);
    expect(client.take()).toEqual([{ id: null, error: { code, message: said } }]);
  });

  it('meets an unknown symbol with silence', () => {
    const client = connect();
    client.subscribe('depth.NOPE_USDC_PERP', 'markPrice.NOPE_USDC_PERP');
    advance(5000);
    expect(client.take()).toEqual([]);
  });

  it('lets nobody into the account without the key, and tells its orders to those with it', () => {
    const client = connect();
    client.subscribe('account.orderUpdate');
    expect(client.take()).toHaveLength(1);
    const signature = [API_KEY, 'c2ln', String(now), '5000'];
    client.say({ method: 'SUBSCRIBE', params: ['account.orderUpdate', `account.orderUpdate.${ETH}`], signature });
    const order = { symbol: ETH, side: 'Bid', orderType: 'Market', quantity: '0.1', clientId: 7 };
    ask('POST', '/api/v1/order', { ...signed(), body: JSON.stringify(order) });
    const [accepted, twin, ...fills] = client.take();
    expect(accepted).toMatchObject({ stream: 'account.orderUpdate', data: { e: 'orderAccepted', c: 7, s: ETH } });
    expect(twin).toMatchObject({ stream: `account.orderUpdate.${ETH}`, data: { e: 'orderAccepted' } });
    expect(fills.at(-1)).toMatchObject({ data: { e: 'orderFill', X: 'Filled', S: 'Bid', N: 'USDC' } });
  });

  it('pings once a minute, and closes on a client that gives no sign of life', () => {
    const client = connect();
    client.subscribe(`trade.${ETH}`);
    advance(61_000);
    expect(client.pings()).toBe(1);
    expect(client.closed()).toBeUndefined();
    advance(60_000);
    expect(client.closed()).toBeDefined();
  });
});

const isSame = (
  one: ReadonlyMap<string, number> = new Map(),
  other: ReadonlyMap<string, number> = new Map(),
): boolean => one.size > 0 && one.size === other.size && [...one].every(([level, size]) => other.get(level) === size);

describe('books in windows', () => {
  it('gather changes with all their ids, and end where the plain stream does', () => {
    const plain = connect();
    const gathered = connect();
    plain.subscribe(`depth.${ETH}`);
    gathered.subscribe(`depth.200ms.${ETH}`);
    const decoders = [plain, gathered].map(() => backpackProfile.createDecoder());
    advance(1000);
    plain.take();
    gathered.take();
    // A snapshot of now, then what follows.
    const books = new Map<number, Map<string, number>>();
    const apply = (of: number, events: readonly MarketEvent[]): void => {
      for (const event of events) {
        if (event.type === 'book.gap' || event.type === 'frame.rejected') throw new Error(printEvent(event));
        if (event.type !== 'book.snapshot' && event.type !== 'book.delta') continue;
        const book = books.get(of) ?? new Map<string, number>();
        books.set(of, book);
        for (const side of ['bids', 'asks'] as const)
          for (let at = 0; at < event[side].length; at += 2) {
            const size = event[side][at + 1] ?? NaN;
            if (size === 0) book.delete(`${side} ${event[side][at]}`);
            else book.set(`${side} ${event[side][at]}`, size);
          }
      }
    };
    const hear = () => {
      for (const [at, client] of [plain, gathered].entries())
        for (const frame of client.take())
          apply(at, decoders[at]?.frame(frame, { conn: 'public', atMs: atMs(now) }) ?? []);
    };
    const seed = (at: number, snapshot: unknown) =>
      apply(at, decoders[at]?.rest(snapshot, { rest: `GET /api/v1/depth?symbol=${ETH}`, atMs: atMs(now) }) ?? []);
    // What the window holds back is older than the snapshot, whose id lies inside a later gathered frame.
    const snapshot = ask('GET', `/api/v1/depth?symbol=${ETH}&limit=1000`).body;
    seed(0, snapshot);
    seed(1, snapshot);
    let equal = 0;
    for (let step = 0; step < 40; step += 1) {
      advance(100);
      hear();
      if (isSame(books.get(0), books.get(1))) equal += 1;
    }
    expect(equal).toBeGreaterThanOrEqual(10);
  });
});

describe('requests to the simulated backpack', () => {
  it('count pages of the history in headers, the running interval first', () => {
    const { body, headers } = ask('GET', '/api/v1/fundingRates?symbol=ETH_USDC_PERP&limit=2');
    expect(body).toMatchObject([
      { intervalEndTimestamp: '2026-01-05T01:00:00', symbol: ETH },
      { intervalEndTimestamp: '2026-01-05T00:00:00', symbol: ETH },
    ]);
    expect(headers).toMatchObject({ 'x-page-size': '2', 'x-current-page': '1' });
    const next = ask('GET', '/api/v1/fundingRates?symbol=ETH_USDC_PERP&limit=2&offset=2').body;
    expect(next).toMatchObject([
      { intervalEndTimestamp: '2026-01-04T23:00:00' },
      { intervalEndTimestamp: '2026-01-04T22:00:00' },
    ]);
  });

  it.each([
    ['GET', '/api/v1/depth?symbol=NOPE', 400, { code: 'INVALID_CLIENT_REQUEST', message: 'Invalid market symbol' }],
    ['GET', '/api/v1/depth?symbol=ETH_USDC_PERP&limit=7', 400, 'failed to parse parameter `limit`'],
    ['GET', '/api/v1/fundingRates?symbol=ETH_USDC_PERP&limit=10001', 400, 'failed to parse parameter `limit`'],
    ['GET', '/api/v2/markets', 404, 'not found'],
    ['POST', '/api/v1/markets', 404, 'not found'],
    ['GET', '/api/v1/capital', 401, { code: 'UNAUTHORIZED', message: 'Invalid API key' }],
  ] as const)('refuse %s %s', (method, target, status, body) => {
    expect(ask(method, target)).toEqual({ status, body });
  });

  it('want a key, a signature and a time of now', () => {
    expect(ask('GET', '/api/v1/capital', signed())).toMatchObject({ status: 200, body: { USDC: { staked: '0' } } });
    expect(ask('GET', '/api/v1/capital', signed({ 'x-signature': '' })).body).toMatchObject({
      message: 'Invalid signature',
    });
    for (const late of [{ 'x-timestamp': String(now - 5001) }, { 'x-window': '60001' }])
      expect(ask('GET', '/api/v1/capital', signed(late)).body).toMatchObject({ message: 'Request has expired' });
  });

  it('find resting orders alone, by exactly one of two ids', () => {
    const order = { symbol: ETH, side: 'Bid', orderType: 'Limit', price: '1', quantity: '0.1', clientId: 9 };
    const resting = ask('POST', '/api/v1/order', { ...signed(), body: JSON.stringify(order) }).body;
    expect(resting).toMatchObject({ clientId: 9, status: 'New', executedQuantity: '0', reduceOnly: null });
    const path = `/api/v1/order?symbol=${ETH}`;
    expect(ask('GET', `${path}&clientId=9`, signed()).body).toEqual(resting);
    expect(ask('GET', `${path}&clientId=9&orderId=1`, signed()).status).toBe(400);
    const body = JSON.stringify({ symbol: ETH, clientId: 9 });
    expect(ask('DELETE', '/api/v1/order', { ...signed(), body }).body).toMatchObject({ status: 'Cancelled' });
    expect(ask('GET', `${path}&clientId=9`, signed())).toMatchObject({
      status: 404,
      body: { code: 'RESOURCE_NOT_FOUND' },
    });
    expect(ask('GET', '/wapi/v1/history/orders', signed()).body).toMatchObject([
      { clientId: 9, status: 'Cancelled', createdAt: '2026-01-05T00:10:00' },
    ]);
  });

  it('are limited as documented, the past more than the present', () => {
    for (let asked = 0; asked < 30; asked += 1)
      expect(ask('GET', `/api/v1/fundingRates?symbol=${ETH}&limit=1`).status).toBe(200);
    expect(ask('GET', `/api/v1/fundingRates?symbol=${ETH}&limit=1`)).toMatchObject({
      status: 429,
      body: { code: 'TOO_MANY_REQUESTS' },
    });
    expect(ask('GET', '/api/v1/time')).toEqual({ status: 200, body: now });
  });
});
