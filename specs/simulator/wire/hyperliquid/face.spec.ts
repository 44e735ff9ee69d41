import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atMs } from '../../../../src/domain/units.ts';
import { House } from '../../../../src/simulator/wire/house.ts';
import { hyperliquidFace } from '../../../../src/simulator/wire/hyperliquid/face.ts';
import { hyperliquidProfile } from '../../../../src/venues/hyperliquid/profile.ts';
import { answerOf, request } from '../house-under-test.ts';

const USER = `0x${'ab'.repeat(20)}`;
const SIGNATURE = { r: '0x1', s: '0x2', v: 27 };

/** The simulated venue without a network, and a clock that is moved by hand. */
const openRoom = () => {
  let now = Date.UTC(2026, 0, 5, 0, 10);
  const house = new House({
    faces: [hyperliquidFace],
    profileOf: () => hyperliquidProfile,
    seed: 3,
    startAtMs: atMs(now),
    bookEveryMs: 500,
    now: () => atMs(now),
  });
  const venue = house.venues.get(hyperliquidProfile.venue);
  if (venue === undefined) throw new Error('no venue');
  const post = (
    path: string,
    body: unknown,
    headers: Record<string, string> = { 'content-type': 'application/json' },
  ) =>
    answerOf(
      venue,
      request(path, { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) }),
    );
  return {
    venue,
    now: () => now,
    pass: (ms: number) => {
      for (const end = now + ms; now < end;) {
        now += 500;
        house.advanceTo(now);
      }
    },
    info: (body: unknown) => post('/info', body),
    post,
    act: (action: object, nonce = ++now) => post('/exchange', { action, nonce, signature: SIGNATURE }).body,
    connect: () => {
      const opening = venue.connect('/ws');
      if (opening.kind !== 'open') throw new Error('refused');
      const client = { heard: [] as Record<string, unknown>[], end: '', say: (message: unknown): void => void message };
      opening.connection.start({
        send: (text) => client.heard.push(JSON.parse(text)),
        ping: () => undefined,
        close: (code) => (client.end = String(code)),
        drop: () => (client.end = 'dropped'),
      });
      client.say = (message) =>
        venue.receive(opening.connection, typeof message === 'string' ? message : JSON.stringify(message));
      return client;
    },
  };
};

const subscribe = (subscription: object) => ({ method: 'subscribe', subscription });
const order = (a: number, more: object = {}) => ({
  a,
  b: true,
  p: '1000000',
  s: '0.01',
  r: false,
  t: { limit: { tif: 'Gtc' } },
  ...more,
});

describe('a connection to the simulated Hyperliquid', () => {
  it('acknowledges with defaults filled in, before the first book', () => {
    const client = openRoom().connect();
    client.say(subscribe({ type: 'l2Book', coin: 'BTC', fast: true }));
    expect(client.heard.map(({ channel }) => channel)).toEqual(['subscriptionResponse', 'l2Book']);
    expect(client.heard[0]).toMatchObject({
      data: { subscription: { type: 'l2Book', coin: 'BTC', nSigFigs: null, mantissa: null, fast: true } },
    });
    expect(client.heard[1]).toMatchObject({ data: { coin: 'BTC', fast: true } });
  });

  it('tells fast books each half second with five levels, ordinary ones every five with 20, contexts each second', () => {
    const { connect, pass } = openRoom();
    const [fast, slow] = [connect(), connect()];
    fast.say(subscribe({ type: 'l2Book', coin: 'BTC', fast: true }));
    slow.say(subscribe({ type: 'l2Book', coin: 'kPEPE' }));
    slow.say(subscribe({ type: 'activeAssetCtx', coin: 'kPEPE' }));
    pass(10_000);
    const books = (client: typeof fast) =>
      client.heard.flatMap(({ channel, data }) =>
        channel === 'l2Book' ? [(data as { levels: unknown[][] }).levels.map((side) => side.length)] : [],
      );
    expect(books(fast)).toHaveLength(21);
    expect(new Set(books(fast).map(String))).toEqual(new Set(['5,5']));
    expect(books(slow)).toHaveLength(3);
    expect(new Set(books(slow).map(String))).toEqual(new Set(['20,20']));
    expect(slow.heard.filter(({ channel }) => channel === 'activeAssetCtx').length).toBe(11);
  });

  it('complains of a repeated subscription and of an array, and is cut for an unknown coin, with all it carried', () => {
    const { connect, pass } = openRoom();
    const client = connect();
    for (let times = 0; times < 2; times += 1) client.say(subscribe({ type: 'bbo', coin: 'SOL' }));
    client.say(subscribe({ type: 'bbo', coin: ['BTC', 'ETH'] }));
    client.say('{"method":');
    client.say({ method: 'ping' });
    expect(client.heard.map(({ channel, data }) => `${String(channel)} ${String(data).slice(0, 18)}`)).toEqual([
      'subscriptionResponse [object Object]',
      'error Already subscribed',
      'error Error parsing JSON',
      'error Error parsing JSON',
      'pong undefined',
    ]);
    client.say(subscribe({ type: 'l2Book', coin: 'btc' }));
    expect(client.end).toBe('dropped');
    const heard = client.heard.length;
    pass(5000);
    expect(client.heard.length).toBe(heard);
  });

  it('answers requests posted on it, and tells the account what happens', () => {
    const { connect, info, now } = openRoom();
    const client = connect();
    client.say(subscribe({ type: 'orderUpdates', user: USER }));
    client.say(subscribe({ type: 'userFills', user: USER }));
    client.say({ method: 'post', id: 1, request: { type: 'info', payload: { type: 'l2Book', coin: 'NOPE' } } });
    expect(client.heard.at(-1)).toEqual({
      channel: 'post',
      data: { id: 1, response: { type: 'info', payload: { type: 'l2Book', data: null } } },
    });
    const [{ universe }, contexts] = info({ type: 'metaAndAssetCtxs' }).body as [
      { universe: { name: string }[] },
      { markPx: string }[],
    ];
    const sol = universe.findIndex(({ name }) => name === 'SOL');
    const p = String(Number((Number(contexts[sol]?.markPx) * 1.02).toPrecision(4)));
    const action = { type: 'order', orders: [order(sol, { p, s: '1', t: { limit: { tif: 'Ioc' } } })], grouping: 'na' };
    client.say({
      method: 'post',
      id: 2,
      request: { type: 'action', payload: { action, nonce: now(), signature: SIGNATURE } },
    });
    const channels = client.heard.map(({ channel }) => channel);
    expect(channels).toContain('orderUpdates');
    expect(channels.filter((channel) => channel === 'userFills').length).toBeGreaterThan(1);
    expect(client.heard.at(-1)).toMatchObject({
      data: { id: 2, response: { type: 'action', payload: { status: 'ok' } } },
    });
  });
});

describe('requests to the simulated Hyperliquid', () => {
  it('fail as they were recorded to', () => {
    const { info, post, venue } = openRoom();
    const statuses = [
      info({ type: 'nothing' }),
      info('{"type":'),
      info({ type: 'fundingHistory', coin: 'NOPE', startTime: 0 }),
      info({ type: 'fundingHistory', coin: 'BTC' }),
      info({ type: 'meta', dex: 'nowhere' }),
      info({ type: 'l2Book', coin: 'NOPE' }),
      post('/info', { type: 'meta' }, {}),
      answerOf(venue, request('/info')),
      post('/elsewhere', {}),
    ].map(({ status, body }) => `${status} ${JSON.stringify(body).slice(0, 24)}`);
    expect(statuses).toEqual([
      '422 "Failed to deserialize t',
      '400 "Failed to parse the req',
      '500 null',
      '422 "Failed to deserialize t',
      '500 null',
      '200 null',
      '415 "Expected request with `',
      '405 ""',
      '404 ""',
    ]);
  });

  it('cost what they weigh, and are refused with 429 beyond the budget of a minute', () => {
    const { info } = openRoom();
    for (let count = 0; count < 60; count += 1) expect(info({ type: 'metaAndAssetCtxs' }).status).toBe(200);
    expect(info({ type: 'metaAndAssetCtxs' })).toMatchObject({ status: 429 });
  });

  it('page history forward, 500 rows at most', () => {
    const { info, now } = openRoom();
    const startTime = now() - 31 * 86_400_000;
    const rows = info({ type: 'fundingHistory', coin: 'BTC', startTime }).body as { time: number }[];
    expect(rows).toHaveLength(500);
    const rest = info({ type: 'fundingHistory', coin: 'BTC', startTime: Number(rows.at(-1)?.time) + 1 })
      .body as unknown[];
    expect(rest.length).toBeGreaterThan(200);
    expect(rest.length).toBeLessThan(500);
  });

  it('never use a nonce twice, nor one of another day', () => {
    const { act, now } = openRoom();
    const leverage = { type: 'updateLeverage', asset: 0, isCross: true, leverage: 3 };
    const nonce = now();
    expect(act(leverage, nonce)).toMatchObject({ status: 'ok' });
    expect(act(leverage, nonce)).toMatchObject({ status: 'err' });
    expect(act(leverage, nonce - 3 * 86_400_000)).toMatchObject({ status: 'err' });
  });

  it('take prices of five digits without trailing zeros, and client ids of 16 bytes', () => {
    const { act } = openRoom();
    const statusOf = (more: object) => {
      const body = act({ type: 'order', orders: [order(0, more)], grouping: 'na' });
      return JSON.stringify(body);
    };
    expect(statusOf({ p: '12.3456' })).toContain('divisible by tick');
    expect(statusOf({ p: '12.30' })).toContain('invalid price');
    expect(statusOf({ s: '0' })).toContain('zero size');
    expect(statusOf({ c: '0x12' })).toContain('Invalid cloid');
    expect(statusOf({ a: 999 })).toContain('Invalid asset');
    expect(statusOf({ t: { trigger: {} } })).toContain('Trigger');
  });

  it('of any shape are answered', () => {
    const { post, connect } = openRoom();
    const client = connect();
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom('/info', '/exchange'), (body, path) => {
        const { status } = post(path, JSON.stringify(body));
        expect([200, 403, 422, 429, 500]).toContain(status);
        client.say(body);
        client.say({ method: 'subscribe', subscription: body });
        client.say({ method: 'post', id: 1, request: body });
      }),
      { numRuns: 300 },
    );
  });
});
