import type { Channel, SocketKind, VenueLink } from '../../connectivity/venue-link.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { okxCapabilities } from './capabilities.ts';
import { OKX } from './instruments.ts';
import { okxRest } from './rest-link.ts';
import { argOf, readSessionWord, topicOf } from './session-word.ts';

const request = (op: 'subscribe' | 'unsubscribe', topics: readonly string[], id: number): string =>
  JSON.stringify({ id: String(id), op, args: topics.map(argOf) });

const socketOf = (name: string, topicsPerConnection: number): SocketKind => ({
  name,
  host: 'stream',
  path: '/ws/v5/public',
  subscribe: (topics, id) => request('subscribe', topics, id),
  unsubscribe: (topics, id) => request('unsubscribe', topics, id),
  read: readSessionWord,
  // Bare text, no JSON. The server closes where nothing was pushed for 30 s.
  heartbeat: { kind: 'text', everyMs: 20_000, text: () => 'ping' },
  silenceMs: 30_000,
  limits: {
    topicsPerConnection,
    // Some 80 bytes an argument; all arguments of a connection may hold 64 KB.
    topicsPerMessage: 100,
    // Of subscribing, unsubscribing and logging in; pings do not count there, but do here.
    messages: { count: 480, perMs: 3_600_000 },
    connects: { count: 3, perMs: 1000 },
  },
  overlap: 'switch',
});

/** The venue asks for fewer than 30 books a connection: they have connections of their own. */
const BOOKS = socketOf('public-books', 25);
const PUBLIC = socketOf('public', 480);

/** OKX v5 swaps and spot. Keys and hosts belong to a region (EEA, US): configuration names others. */
export const okxLink: VenueLink = {
  venue: OKX,
  hosts: { rest: 'https://www.okx.com', stream: 'wss://ws.okx.com:8443' },
  sockets: [PUBLIC, BOOKS],
  channels: (instrument: Instrument): readonly Channel[] => {
    const { nativeSymbol: instId, market, kind } = instrument;
    const of = (channel: string, id = instId) => ({ socket: PUBLIC.name, topic: topicOf(channel, id), market });
    const book: Channel = {
      ...of('books'),
      socket: BOOKS.name,
      carries: 'book',
      conflation: 'none',
      // Says after 60 s without a change that there was none.
      silenceMs: 75_000,
    };
    const trades: Channel = { ...of('trades'), carries: 'trades', conflation: 'none' };
    if (kind === 'spot') return [book, trades];
    return [
      book,
      // Every 30 to 90 s.
      { ...of('funding-rate'), carries: 'funding', conflation: 'latest', silenceMs: 120_000 },
      // Every 10 s where the mark stands still, every minute where the index does.
      { ...of('mark-price'), carries: 'prices', conflation: 'latest', silenceMs: 25_000 },
      { ...of('index-tickers', indexOf(instId)), carries: 'prices', conflation: 'latest', silenceMs: 90_000 },
      trades,
      // All swaps at once: there is no topic of a single one.
      {
        socket: PUBLIC.name,
        topic: topicOf('liquidation-orders', 'SWAP'),
        carries: 'liquidations',
        conflation: 'none',
      },
    ];
  },
  rest: okxRest,
  capabilities: okxCapabilities,
};

/** `BTC-USD-SWAP` follows `BTC-USD`, and so does `BTC-USD_UM-SWAP`, which settles in another coin. */
const indexOf = (instId: string): string => instId.replace(/(_[A-Z]+)?-SWAP$/, '');
