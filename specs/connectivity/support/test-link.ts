import type { Channel, RestCall, SocketKind, SocketWord, VenueLink } from '../../../src/connectivity/venue-link.ts';
import { isRecord } from '../../../src/domain/codec.ts';
import { marketKey, symbolId, venueId } from '../../../src/domain/ids.ts';
import { decimal } from '../../../src/domain/money.ts';
import type { Instrument } from '../../../src/domain/instrument.ts';
import { hours } from '../../../src/domain/units.ts';

const VENUE = venueId('testing');

export const instrumentOf = (coin: string): Instrument => {
  const symbol = symbolId(`${coin}/USDT:USDT`);
  return {
    market: marketKey(VENUE, symbol),
    venue: VENUE,
    symbol,
    nativeSymbol: coin,
    coin: coin as Instrument['coin'],
    kind: 'linear',
    quote: 'USDT',
    settle: 'USDT',
    multiplier: 1,
    contractSize: decimal('1'),
    tickSize: decimal('0.1'),
    lotSize: decimal('0.1'),
    minQuantity: decimal('0.1'),
    minNotional: decimal('1'),
    status: 'trading',
    fundingIntervalHours: hours(8),
    source: 'listed',
  };
};

/** What a spec wants to be different from an easy-going venue. */
export interface LinkOptions {
  readonly socket?: Partial<SocketKind>;
  readonly bookSilenceMs?: number;
  readonly fundingSilenceMs?: number;
  readonly buckets?: VenueLink['rest']['buckets'];
}

/** A venue that speaks plainly: `{"topic":"book.BTC"}` is data, `{"ack":1}` a confirmation, `pong` a pong. */
export const testLink = ({ socket, bookSilenceMs, fundingSilenceMs, buckets }: LinkOptions = {}): VenueLink => ({
  venue: VENUE,
  hosts: { rest: 'https://rest.testing', stream: 'wss://stream.testing' },
  sockets: [{ ...defaultSocket, ...socket }],
  channels: ({ nativeSymbol, market }): readonly Channel[] => [
    {
      socket: 'public',
      topic: `book.${nativeSymbol}`,
      market,
      carries: 'book',
      conflation: 'none',
      ...(bookSilenceMs === undefined ? {} : { silenceMs: bookSilenceMs }),
    },
    {
      socket: 'public',
      topic: `funding.${nativeSymbol}`,
      market,
      carries: 'funding',
      conflation: 'latest',
      ...(fundingSilenceMs === undefined ? {} : { silenceMs: fundingSilenceMs }),
    },
  ],
  rest: {
    buckets: buckets ?? { weight: { count: 1000, perMs: 60_000 } },
    instruments: () => [get('/instruments?page=1', 5)],
    nextPage: (call, answer) => {
      const next = isRecord(answer) ? answer['next'] : undefined;
      return typeof next === 'string' ? { ...call, path: next } : undefined;
    },
    fundingHistory: ({ nativeSymbol }, { fromMs, toMs }) =>
      get(`/history?symbol=${nativeSymbol}&from=${fromMs}&to=${toMs}`, 1),
    bookSnapshot: ({ nativeSymbol }) => get(`/depth?symbol=${nativeSymbol}`, 5),
    time: () => get('/time', 1),
    funding: (instruments) => [get(`/funding?symbols=${instruments.map((each) => each.nativeSymbol).join()}`, 2)],
    used: ({ 'x-used': used }) => (used === undefined ? [] : [{ bucket: 'weight', weight: Number(used) }]),
    throttled: (answer) => (isRecord(answer) && answer['code'] === 3001 ? { retryAfterMs: 7000 } : undefined),
  },
  capabilities: [],
});

const get = (path: string, weight: number): RestCall => ({
  method: 'GET',
  host: 'rest',
  path,
  bucket: 'weight',
  weight,
});

const defaultSocket: SocketKind = {
  name: 'public',
  host: 'stream',
  path: '/ws',
  subscribe: (topics, id) => JSON.stringify({ op: 'subscribe', topics, id }),
  unsubscribe: (topics, id) => JSON.stringify({ op: 'unsubscribe', topics, id }),
  read: (frame) => wordOf(frame),
  heartbeat: { kind: 'text', everyMs: 10_000, text: () => 'ping' },
  silenceMs: 30_000,
  limits: {
    topicsPerConnection: 100,
    topicsPerMessage: 10,
    messages: { count: 10, perMs: 1000 },
    connects: { count: 100, perMs: 60_000 },
  },
  overlap: 'switch',
};

const wordOf = (frame: unknown): SocketWord => {
  if (frame === 'pong') return { kind: 'pong' };
  if (!isRecord(frame)) return { kind: 'other' };
  const { topic, ack, refused, because, welcome, leaving, ask } = frame;
  if (typeof topic === 'string') return { kind: 'data', topic };
  if (typeof ack === 'number') return { kind: 'confirmed', id: ack };
  if (welcome === true) return { kind: 'welcome' };
  if (leaving === true) return { kind: 'leaving', reason: 'upgrade' };
  if (typeof ask === 'string') return { kind: 'answer', text: `answer ${ask}` };
  if (typeof because !== 'string') return { kind: 'other' };
  return {
    kind: 'refused',
    ...(typeof refused === 'string' ? { topics: [refused] } : {}),
    ...(typeof frame['id'] === 'number' ? { id: frame['id'] } : {}),
    reason: 'told so',
    because: because as 'unknown',
  };
};
