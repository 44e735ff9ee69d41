import type { Channel, SocketKind, VenueLink } from '../../connectivity/venue-link.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { bybitCapabilities } from './capabilities.ts';
import { BYBIT } from './categories.ts';
import type { Category } from './categories.ts';
import { bybitRest } from './rest-link.ts';
import { readSessionWord } from './session-word.ts';

/** Books and tickers speak on change; a contract on which nothing changes for a minute is not worth a leg. */
const QUIET_MS = 60_000;

const request = (op: 'subscribe' | 'unsubscribe', topics: readonly string[], id: number): string =>
  JSON.stringify({ req_id: String(id), op, args: topics });

/**
 * All topics of one connection may hold 21,000 characters. Four topics of a contract hold 48 characters besides four
 * times its symbol: 400 stay within the limit for symbols of up to 40 characters.
 */
const TOPICS_PER_CONNECTION = 400;
/** The limit on spot; one unknown topic fails its whole request, so requests stay small elsewhere too. */
const TOPICS_PER_MESSAGE = 10;

const socketOf = (category: Category): SocketKind => ({
  name: category,
  host: 'stream',
  path: `/v5/public/${category}`,
  subscribe: (topics, id) => request('subscribe', topics, id),
  unsubscribe: (topics, id) => request('unsubscribe', topics, id),
  read: readSessionWord,
  // Recommended every 20 s, whatever the traffic; without a ping or data the venue closes after ten minutes.
  heartbeat: { kind: 'text', everyMs: 20_000, text: (id) => JSON.stringify({ req_id: String(id), op: 'ping' }) },
  silenceMs: 30_000,
  limits: {
    topicsPerConnection: TOPICS_PER_CONNECTION,
    topicsPerMessage: TOPICS_PER_MESSAGE,
    // No limit on client messages is documented; this is our own.
    messages: { count: 50, perMs: 1000 },
    connects: { count: 500, perMs: 300_000 },
  },
  // Book and ticker begin with a snapshot.
  overlap: 'switch',
});

/**
 * Bybit v5: one public socket a category. Hosts differ by region (`.nl`, `.tr`, `.eu` and others): configuration names
 * them. https://bybit-exchange.github.io/docs/v5/ws/connect
 */
export const bybitLink: VenueLink = {
  venue: BYBIT,
  hosts: { rest: 'https://api.bybit.com', stream: 'wss://stream.bybit.com' },
  sockets: [socketOf('linear'), socketOf('inverse'), socketOf('spot')],
  channels: ({ nativeSymbol, kind, market }: Instrument): readonly Channel[] => {
    const socket = kind;
    const book: Channel = {
      socket,
      topic: `orderbook.50.${nativeSymbol}`,
      market,
      carries: 'book',
      conflation: 'none',
      silenceMs: QUIET_MS,
    };
    const trades: Channel = {
      socket,
      topic: `publicTrade.${nativeSymbol}`,
      market,
      carries: 'trades',
      conflation: 'none',
    };
    // A spot ticker has neither best bid and ask nor a mark.
    if (kind === 'spot') return [book, trades];
    return [
      book,
      // Deltas: a frame that is left out takes what it changed with it.
      {
        socket,
        topic: `tickers.${nativeSymbol}`,
        market,
        carries: 'funding',
        conflation: 'none',
        silenceMs: QUIET_MS,
      },
      trades,
      { socket, topic: `allLiquidation.${nativeSymbol}`, market, carries: 'liquidations', conflation: 'none' },
    ];
  },
  rest: bybitRest,
  capabilities: bybitCapabilities,
};
