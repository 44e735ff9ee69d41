import type { Channel, SocketKind, VenueLink } from '../../connectivity/venue-link.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { hyperliquidCapabilities } from './capabilities.ts';
import { HYPERLIQUID } from './coins.ts';
import { hyperliquidRest } from './rest-link.ts';
import { readSessionWord } from './session-word.ts';

/** Fast books come every 0.54 s and contexts each second, changed or not: ten seconds without are none. */
const QUIET_MS = 10_000;

/**
 * The limits are of one address: 1000 subscriptions, 2000 client messages a minute, 10 connections. At most four connections
 * (eight while they are replaced) share them; and an unknown coin, to which the venue answers by closing the connection
 * without a word, takes what is on its own with it and not everything, until it is found.
 */
const CONNECTIONS = 4;

const request = (method: 'subscribe' | 'unsubscribe', topic: string | undefined): string => {
  const [type = '', coin = ''] = topic?.split(':') ?? [];
  // The ordinary book comes every 5 s, the fast one of five levels every 0.54 s.
  return JSON.stringify({ method, subscription: type === 'l2Book' ? { type, coin, fast: true } : { type, coin } });
};

const socket: SocketKind = {
  name: 'public',
  host: 'stream',
  path: '/ws',
  // Arrays are refused: one subscription a message.
  subscribe: ([topic]) => request('subscribe', topic),
  unsubscribe: ([topic]) => request('unsubscribe', topic),
  read: readSessionWord,
  // The server closes a connection that it has sent nothing on for 60 s; a dead line is to be seen within ten.
  heartbeat: { kind: 'text', everyMs: 5000, text: () => '{"method":"ping"}' },
  silenceMs: QUIET_MS + 1000,
  limits: {
    topicsPerConnection: 1000 / CONNECTIONS,
    topicsPerMessage: 1,
    messages: { count: 2000, perMs: 60_000 },
    messagesShared: { count: 2000, perMs: 60_000 },
    connects: { count: 30, perMs: 60_000 },
  },
  // Books are whole, contexts are whole, trades begin with recent history.
  overlap: 'switch',
};

/** Hyperliquid, first dex. https://hyperliquid.gitbook.io/hyperliquid-docs/for-developers/api */
export const hyperliquidLink: VenueLink = {
  venue: HYPERLIQUID,
  hosts: { rest: 'https://api.hyperliquid.xyz', stream: 'wss://api.hyperliquid.xyz' },
  sockets: [socket],
  channels: ({ nativeSymbol, market, kind, status }: Instrument): readonly Channel[] => {
    // A delisted coin is acknowledged and then silent.
    if (kind !== 'linear' || status === 'halted') return [];
    const shared = { socket: socket.name, market };
    return [
      {
        ...shared,
        topic: `l2Book:${nativeSymbol}`,
        carries: 'book',
        conflation: 'latest',
        silenceMs: QUIET_MS,
      },
      {
        ...shared,
        topic: `activeAssetCtx:${nativeSymbol}`,
        carries: 'funding',
        conflation: 'latest',
        silenceMs: QUIET_MS,
      },
      { ...shared, topic: `trades:${nativeSymbol}`, carries: 'trades', conflation: 'none' },
    ];
  },
  rest: hyperliquidRest,
  capabilities: hyperliquidCapabilities,
};
