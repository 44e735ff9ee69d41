import type { Channel, SocketKind, VenueLink } from '../../connectivity/venue-link.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { MS_PER_HOUR } from '../../domain/units.ts';
import { binanceCapabilities } from './capabilities.ts';
import { BINANCE, PERP_ENDING } from './products.ts';
import { binanceRest } from './rest-link.ts';
import { readSessionWord } from './session-word.ts';

/** Books speak on change; a contract on which nothing changes for a minute is not worth a leg. */
const QUIET_MS = 60_000;
/** `markPrice@1s` speaks every second, come what may. */
const PRICES_SILENCE_MS = 10_000;

/** 1,024 are allowed; so many make a connection whose loss costs little. */
const TOPICS_PER_CONNECTION = 200;
const TOPICS_PER_MESSAGE = 50;

const request = (method: 'SUBSCRIBE' | 'UNSUBSCRIBE', params: readonly string[], id: number): string =>
  JSON.stringify({ method, params, id });

type Address = Pick<SocketKind, 'name' | 'host' | 'path'>;

/** A socket of wrapped frames, so that the stream's name tells the channel even where a payload has no `e`. */
const socketOf = (address: Address, messagesPerSecond: number): SocketKind => ({
  ...address,
  subscribe: (topics, id) => request('SUBSCRIBE', topics, id),
  unsubscribe: (topics, id) => request('UNSUBSCRIBE', topics, id),
  read: readSessionWord,
  // The server's own pings come every 3 min (spot: 20 s): too seldom to tell a dead line from a quiet one.
  heartbeat: { kind: 'protocol', everyMs: 10_000 },
  silenceMs: 25_000,
  lifetimeMs: 24 * MS_PER_HOUR,
  limits: {
    topicsPerConnection: TOPICS_PER_CONNECTION,
    topicsPerMessage: TOPICS_PER_MESSAGE,
    messages: { count: messagesPerSecond, perMs: 1000 },
    // Documented for spot, assumed for futures.
    connects: { count: 300, perMs: 300_000 },
  },
  // Diffs do not begin with a snapshot: none may be missing while one connection replaces another.
  overlap: 'both',
});

/**
 * Binance. USD-M is split since April 2026: books on `/public`, everything else on `/market`; a stream asked for on the
 * wrong one is acknowledged and never comes. COIN-M and spot have one socket each.
 * https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams
 */
export const binanceLink: VenueLink = {
  venue: BINANCE,
  hosts: {
    fapi: 'https://fapi.binance.com',
    dapi: 'https://dapi.binance.com',
    api: 'https://api.binance.com',
    fstream: 'wss://fstream.binance.com',
    dstream: 'wss://dstream.binance.com',
    stream: 'wss://stream.binance.com:9443',
    wsapi: 'wss://ws-api.binance.com:443',
  },
  sockets: [
    socketOf({ name: 'usdm-public', host: 'fstream', path: '/public/stream' }, 10),
    socketOf({ name: 'usdm-market', host: 'fstream', path: '/market/stream' }, 10),
    socketOf({ name: 'coinm', host: 'dstream', path: '/stream' }, 10),
    socketOf({ name: 'spot', host: 'stream', path: '/stream' }, 5),
  ],
  channels: (instrument) => {
    const name = instrument.nativeSymbol.toLowerCase();
    if (instrument.kind === 'spot') return spotChannels(instrument, name);
    const isInverse = instrument.kind === 'inverse';
    const market = instrument.market;
    const books = isInverse ? 'coinm' : 'usdm-public';
    const socket = isInverse ? 'coinm' : 'usdm-market';
    const channels: readonly Channel[] = [
      bookOf(instrument, books, name),
      {
        socket,
        topic: `${name}@markPrice@1s`,
        market,
        carries: 'funding',
        conflation: 'latest',
        silenceMs: PRICES_SILENCE_MS,
      },
      { socket, topic: `${name}@aggTrade`, market, carries: 'trades', conflation: 'none' },
      { socket, topic: `${name}@forceOrder`, market, carries: 'liquidations', conflation: 'none' },
    ];
    if (!isInverse) return channels;
    // Where mark price frames carry no index, the pair's own stream does.
    const pair = name.slice(0, -PERP_ENDING.length);
    return [...channels, { socket, topic: `${pair}@indexPrice@1s`, market, carries: 'prices', conflation: 'latest' }];
  },
  rest: binanceRest,
  capabilities: binanceCapabilities,
};

const spotChannels = (instrument: Instrument, name: string): readonly Channel[] => [
  bookOf(instrument, 'spot', name),
  { socket: 'spot', topic: `${name}@bookTicker`, market: instrument.market, carries: 'top', conflation: 'latest' },
  { socket: 'spot', topic: `${name}@aggTrade`, market: instrument.market, carries: 'trades', conflation: 'none' },
];

/** 100 ms is the fastest documented cadence; `@depth@0ms` is seen in captures and documented nowhere. */
const bookOf = ({ market }: Instrument, socket: string, name: string): Channel => ({
  socket,
  topic: `${name}@depth@100ms`,
  market,
  carries: 'book',
  conflation: 'none',
  silenceMs: QUIET_MS,
});
