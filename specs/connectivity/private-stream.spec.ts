import { beforeEach, describe, expect, it } from 'vitest';
import { createVirtualClock } from '../../src/clock/virtual-clock.adapter.ts';
import type { VirtualClock } from '../../src/clock/virtual-clock.adapter.ts';
import type { PrivateLink } from '../../src/connectivity/private-link.ts';
import { PrivateStream } from '../../src/connectivity/private-stream.ts';
import { isRecord } from '../../src/domain/codec.ts';
import { clientOrderId, venueId } from '../../src/domain/ids.ts';
import { text } from '../../src/domain/money.ts';
import { VenueFaultError } from '../../src/domain/request-failure.ts';
import type { PrivateWord, VenueRequest } from '../../src/domain/venue-trading.ts';
import { START_MS, passTime } from './support/feed-stage.ts';
import { testLink } from './support/test-link.ts';
import { TestVenue } from './support/test-venue.ts';

const VENUE = venueId('testing');
const KEY = 'the-key-of-the-account';
const FETCH: VenueRequest = { api: 'private', method: 'POST', path: 'listenKey', params: {} };
const KEEP: VenueRequest = { ...FETCH, method: 'PUT' };
const MINUTE_MS = 60_000;

/** Orders whose quantity is told as `done`; anything else cannot be read. */
const link = (more: Partial<PrivateLink> = {}): PrivateLink => ({
  venue: VENUE,
  kinds: ['linear'],
  socket: ({ key }) => ({
    ...must(testLink().sockets[0]),
    heartbeat: { kind: 'text', everyMs: 5000, text: () => 'ping' },
    silenceMs: 12_000,
    login: () => JSON.stringify({ op: 'login', key, topics: [], id: 0 }),
    awaitsWelcome: true,
  }),
  topics: ['orders'],
  words: (frame) => {
    if (!isRecord(frame) || frame['topic'] !== 'orders') return [];
    if (typeof frame['done'] !== 'string') throw new Error('cannot be read');
    const found = { venueOrderId: '1', status: 'filled', filledQuantity: text(frame['done']) } as const;
    return [{ kind: 'order', clientOrderId: clientOrderId('h1'), found }];
  },
  ...more,
});

/** The address says it all. */
const keyed = (): Partial<PrivateLink> => ({
  socket: () => ({
    ...must(testLink().sockets[0]),
    token: {
      call: { method: 'POST', host: 'rest', path: '/listenKey', bucket: 'weight', weight: 1 },
      url: (answer) =>
        typeof answer === 'string' ? { url: `wss://stream.testing/ws?listenKey=${answer}` } : undefined,
    },
    read: (frame) =>
      isRecord(frame) && frame['expired'] === true
        ? { kind: 'refused', reason: 'expired', because: 'fatal' }
        : { kind: 'other' },
  }),
  topics: [],
  listenKey: { fetch: FETCH, kept: { by: KEEP, everyMs: 30 * MINUTE_MS } },
});

const must = <Value>(value: Value | undefined): Value => {
  if (value === undefined) throw new Error('nothing there');
  return value;
};

let clock: VirtualClock;
let venue: TestVenue;
let told: string[];
let words: PrivateWord[];
let asked: string[];
let answer: (request: VenueRequest) => Promise<unknown>;

const open = (more: Partial<PrivateLink> = {}): PrivateStream => {
  const stream = new PrivateStream({
    link: link(more),
    access: {
      hosts: { stream: 'wss://stream.testing' },
      key: KEY,
      passphrase: 'a-passphrase',
      account: '',
      sign: () => '',
      venueNowMs: () => clock.now(),
    },
    transport: venue,
    clock,
    random: () => 0.5,
    ask: (request) => {
      asked.push(`${request.method} ${(clock.now() - START_MS) / MINUTE_MS}`);
      return answer(request);
    },
    markets: { of: () => undefined, named: () => undefined, all: () => [] },
    told: (heard) => words.push(...heard),
    status: (status) => told.push(status),
    notice: ({ type, ...body }) => told.push(`${type} ${Object.values(body).join(' ')}`),
  });
  stream.start();
  return stream;
};

beforeEach(() => {
  clock = createVirtualClock(START_MS);
  venue = new TestVenue(clock);
  venue.greeting = undefined;
  [told, words, asked] = [[], [], []];
  answer = async () => 'a-listen-key';
});

const fault = (code: string): VenueFaultError =>
  new VenueFaultError(`testing refuses POST listenKey: no such key ${KEY}`, {
    venue: VENUE,
    request: 'POST listenKey',
    fault: { code, message: 'no such key' },
  });

/** The login is answered with `frame`. */
const answerLogin = (frame: object): void => {
  venue.greeting = frame;
};

describe('a private stream that logs in', () => {
  it('subscribes after its login was welcomed, and not before', async () => {
    const stream = open();
    await passTime(clock, 3000);
    const [socket] = venue.sockets;
    expect(socket?.heard.map((heard) => heard.text)).toEqual([expect.stringContaining('"login"')]);
    expect(stream.isAlive).toBe(false);
    socket?.say({ welcome: true });
    await passTime(clock, 500);
    expect([...must(socket).topics]).toEqual(['orders']);
    expect(stream.isAlive).toBe(true);
    expect(told).toEqual(['alive']);
    stream.stop();
  });

  it('reads numbers as they are written', async () => {
    answerLogin({ welcome: true });
    const stream = open();
    await passTime(clock, 500);
    must(venue.sockets[0]).say('{"topic":"orders","done":12345678901234567890.123456789}');
    await passTime(clock, 100);
    expect(words).toMatchObject([{ kind: 'order', found: { filledQuantity: '12345678901234567890.123456789' } }]);
    stream.stop();
  });

  it('has the lists looked at where it cannot read what it hears', async () => {
    answerLogin({ welcome: true });
    const stream = open();
    await passTime(clock, 500);
    must(venue.sockets[0]).say({ topic: 'orders', done: { more: 'than expected' } });
    await passTime(clock, 100);
    expect(words).toEqual([{ kind: 'account' }]);
    stream.stop();
  });

  it('is gone when it is cut or silent, says so, and comes back by itself', async () => {
    answerLogin({ welcome: true });
    const stream = open();
    await passTime(clock, 500);
    venue.cutAll();
    await passTime(clock, 5000);
    expect(told).toEqual(['alive', 'fallback begins private', 'gone', 'fallback ends private', 'alive']);
    // the socket stays open, and nothing is heard, not even a pong
    venue.pongs = 'ignored';
    await passTime(clock, 9000);
    expect(stream.isAlive).toBe(false);
    expect(told.at(-1)).toBe('gone');
    stream.stop();
  });

  it('rests where what it asks for is refused, for half of it would pass for all', async () => {
    answerLogin({ welcome: true });
    venue.onSubscribe = (socket, topics) => {
      socket.say({ refused: topics[0], because: 'unknown' });
      return 'handled';
    };
    const stream = open();
    await passTime(clock, MINUTE_MS);
    expect(told).toEqual(['channel-refused private orders told so']);
    expect(venue.open).toHaveLength(0);
    stream.stop();
  });

  it('is told once that the key is refused, in words without the key, and asks again only minutes later', async () => {
    answerLogin({ because: 'authentication', id: 0 });
    const stream = open({
      socket: (access) => ({
        ...link().socket(access),
        read: () => ({ kind: 'refused', reason: `no such key: ${KEY}`, because: 'authentication' }),
      }),
    });
    await passTime(clock, 2 * MINUTE_MS);
    expect(told).toEqual([
      'authentication-failed private no such key: …',
      expect.stringContaining('connection-failing'),
    ]);
    expect(told.join()).not.toContain(KEY);
    expect(venue.connects).toHaveLength(1);
    stream.stop();
  });
});

describe('a private stream with a listen key', () => {
  it('keeps the key alive, and fetches another one when it has expired all the same', async () => {
    const stream = open(keyed());
    await passTime(clock, 61 * MINUTE_MS, 200);
    expect(asked.map((line) => line.split(' ')[0])).toEqual(['POST', 'PUT', 'PUT']);
    expect(venue.connects).toHaveLength(1);
    must(venue.sockets[0]).say({ expired: true });
    await passTime(clock, 5000);
    expect(asked.at(-1)).toMatch(/^POST/);
    expect(venue.open).toHaveLength(1);
    expect(must(venue.open[0]).url).toBe('wss://stream.testing/ws?listenKey=a-listen-key');
    expect(stream.isAlive).toBe(true);
    stream.stop();
  });

  it('begins anew where the venue does not know the key any more', async () => {
    const stream = open(keyed());
    await passTime(clock, 1000);
    answer = async ({ method }) => {
      if (method === 'PUT') throw fault('-1125');
      return 'another-key';
    };
    await passTime(clock, 31 * MINUTE_MS, 200);
    expect(must(venue.open[0]).url).toContain('another-key');
    stream.stop();
  });

  it('says once that it gets none, without the key, and asks again only minutes later', async () => {
    answer = () => Promise.reject(fault('-2015'));
    const stream = open(keyed());
    await passTime(clock, 4 * MINUTE_MS, 100);
    expect(told).toEqual(['authentication-failed private testing refuses POST listenKey: no such key …']);
    expect(asked).toHaveLength(1);
    answer = async () => 'a-listen-key';
    await passTime(clock, 2 * MINUTE_MS, 100);
    expect(stream.isAlive).toBe(true);
    stream.stop();
  });
});
