import type { Channel, SocketKind, VenueLink } from '../../connectivity/venue-link.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { deribitCapabilities } from './capabilities.ts';
import { DERIBIT } from './instruments.ts';
import { deribitRest } from './rest-link.ts';
import { TEST, UNSUBSCRIBED_FROM_ID, readSessionWord } from './session-word.ts';

/** Books speak on change; a contract on which nothing changes for a minute is not worth a leg. */
const BOOK_QUIET_MS = 60_000;
/** A ticker comes about once a second. */
const TICKER_QUIET_MS = 30_000;
/** The least that may be asked for, seconds. */
export const HEARTBEAT_SECONDS = 10;

const request = (method: string, params: object, id: number): string =>
  JSON.stringify({ jsonrpc: '2.0', id, method: `public/${method}`, params });

/** Said first on every socket. */
export const SET_HEARTBEAT = request('set_heartbeat', { interval: HEARTBEAT_SECONDS }, 0);

const socket: SocketKind = {
  name: 'public',
  host: 'stream',
  path: '/ws/api/v2',
  greeting: [SET_HEARTBEAT],
  subscribe: (topics, id) => request('subscribe', { channels: topics }, id),
  unsubscribe: (topics, id) => request('unsubscribe', { channels: topics }, id + UNSUBSCRIBED_FROM_ID),
  read: readSessionWord,
  // The server asks by itself; this tells the line alive where it does not.
  heartbeat: { kind: 'text', everyMs: 15_000, text: () => TEST },
  silenceMs: 2 * HEARTBEAT_SECONDS * 1000,
  limits: {
    // Not documented; three channels a contract of a venue that lists some 60.
    topicsPerConnection: 500,
    // A message may hold 32 KiB: room for topics of 120 characters.
    topicsPerMessage: 250,
    // 30,000 credits pay for ten subscriptions at once, and 10,000 come back a second.
    messages: { count: 10, perMs: 4000 },
    // Only the number of open connections is limited, 32 an address; this is our own.
    connects: { count: 10, perMs: 10_000 },
  },
  // Books begin with a snapshot, tickers are whole.
  overlap: 'switch',
};

/** Deribit: one public socket for everything. https://docs.deribit.com/articles/market-data-collection-best-practices */
export const deribitLink: VenueLink = {
  venue: DERIBIT,
  hosts: { rest: 'https://www.deribit.com', stream: 'wss://www.deribit.com' },
  sockets: [socket],
  channels: ({ nativeSymbol, kind, market }: Instrument): readonly Channel[] =>
    kind === 'spot'
      ? []
      : [
          {
            socket: socket.name,
            topic: `book.${nativeSymbol}.100ms`,
            market,
            carries: 'book',
            conflation: 'none',
            silenceMs: BOOK_QUIET_MS,
          },
          {
            socket: socket.name,
            topic: `ticker.${nativeSymbol}.agg2`,
            market,
            carries: 'funding',
            conflation: 'latest',
            silenceMs: TICKER_QUIET_MS,
          },
          // Liquidations are trades that say so.
          {
            socket: socket.name,
            topic: `trades.${nativeSymbol}.100ms`,
            market,
            carries: 'trades',
            conflation: 'none',
          },
        ],
  rest: deribitRest,
  capabilities: deribitCapabilities,
};
