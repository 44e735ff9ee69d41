import type { Channel, SocketKind, SocketWord, VenueLink } from '../../connectivity/venue-link.ts';
import { isRecord } from '../../domain/codec.ts';
import { shown } from '../wire-value.ts';
import { backpackCapabilities } from './capabilities.ts';
import { BACKPACK } from './instruments.ts';
import { backpackRest } from './rest-link.ts';

/** Books speak on change: a quiet one was seen silent for half a minute. */
const QUIET_MS = 60_000;
const QUIET_SPOT_MS = 300_000;
/** `markPrice` speaks every second, come what may: a symbol that does not exist is known by its silence alone. */
const PRICES_SILENCE_MS = 10_000;

/** No `id`: none is echoed. */
const request = (method: 'SUBSCRIBE' | 'UNSUBSCRIBE', params: readonly string[]): string =>
  JSON.stringify({ method, params });

/**
 * What a frame says about the session. Success is not acknowledged, so that a subscription stands with its first data;
 * an error names neither the stream nor the message that it answers.
 */
export const readSessionWord = (frame: unknown): SocketWord => {
  if (!isRecord(frame)) return { kind: 'other' };
  const { stream, error } = frame;
  if (typeof stream === 'string') return { kind: 'data', topic: stream };
  if (!isRecord(error) || error.code === undefined) return { kind: 'other' };
  const message = typeof error.message === 'string' ? error.message.slice(0, 120) : '';
  return { kind: 'refused', reason: `${shown(error.code)} ${message}`, because: 'unknown' };
};

const socketOf = (name: string): SocketKind => ({
  name,
  host: 'ws',
  path: '/',
  subscribe: (topics) => request('SUBSCRIBE', topics),
  unsubscribe: (topics) => request('UNSUBSCRIBE', topics),
  read: readSessionWord,
  // The server's own pings come once a minute: too seldom to tell a dead line from a quiet one. Ours are answered.
  heartbeat: { kind: 'protocol', everyMs: 15_000 },
  silenceMs: 40_000,
  limits: {
    // Not documented. 91 streams in one message were seen to work.
    topicsPerConnection: 100,
    topicsPerMessage: 50,
    messages: { count: 5, perMs: 1000 },
    connects: { count: 20, perMs: 10_000 },
  },
  // There is no snapshot on the socket: none of its changes may be missing while one connection replaces another.
  overlap: 'both',
});

/**
 * Backpack: one address for everything. The liquidation stream has a connection of its own, because nobody has seen
 * whether it is live, and a refusal does not say which stream of a message it is about.
 * https://docs.backpack.exchange/#tag/Streams
 */
export const backpackLink: VenueLink = {
  venue: BACKPACK,
  hosts: { api: 'https://api.backpack.exchange', ws: 'wss://ws.backpack.exchange' },
  sockets: [socketOf('public'), socketOf('liquidations')],
  channels: ({ nativeSymbol, market, kind }) => {
    const isSpot = kind === 'spot';
    const book: Channel = {
      socket: 'public',
      topic: `depth.${nativeSymbol}`,
      market,
      carries: 'book',
      conflation: 'none',
      silenceMs: isSpot ? QUIET_SPOT_MS : QUIET_MS,
    };
    const trades: Channel = {
      socket: 'public',
      topic: `trade.${nativeSymbol}`,
      market,
      carries: 'trades',
      conflation: 'none',
    };
    if (isSpot)
      return [
        book,
        { socket: 'public', topic: `bookTicker.${nativeSymbol}`, market, carries: 'top', conflation: 'latest' },
        trades,
      ];
    return [
      book,
      {
        socket: 'public',
        topic: `markPrice.${nativeSymbol}`,
        market,
        carries: 'funding',
        conflation: 'latest',
        silenceMs: PRICES_SILENCE_MS,
      },
      trades,
      { socket: 'liquidations', topic: 'liquidation', carries: 'liquidations', conflation: 'none' },
    ];
  },
  rest: backpackRest,
  capabilities: backpackCapabilities,
};
