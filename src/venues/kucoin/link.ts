import type { Channel, VenueLink } from '../../connectivity/venue-link.ts';
import { kucoinCapabilities } from './capabilities.ts';
import { kucoinRest } from './rest-link.ts';
import { classicSocket, topics, unifiedSocket } from './sockets.ts';
import { KUCOIN } from './symbols.ts';

/** Books speak on change; a contract on which nothing changes for a minute is not worth a leg. */
const QUIET_MS = 60_000;
/** Told each second, come what may: a symbol that does not exist is known by its silence alone. */
const PRICES_SILENCE_MS = 10_000;
/** Two minutes' estimates missed. */
const FUNDING_SILENCE_MS = 150_000;

/**
 * KuCoin Futures: books and funding of the unified socket, prices and trades of classic ones, each channel on sockets of its
 * own because one message names one channel. https://www.kucoin.com/docs-new/websocket-api/base-info/introduction
 */
export const kucoinLink: VenueLink = {
  venue: KUCOIN,
  hosts: {
    rest: 'https://api-futures.kucoin.com',
    push: 'wss://x-push-futures.kucoin.com',
    // Where classic sockets are found; the answer with the token names the address itself.
    classic: 'wss://ws-api-futures.kucoin.com',
  },
  sockets: [unifiedSocket, classicSocket('instrument'), classicSocket('execution')],
  channels: ({ nativeSymbol, kind, market }): readonly Channel[] => {
    if (kind === 'spot') return [];
    return [
      {
        socket: 'unified',
        topic: topics.book(nativeSymbol),
        market,
        carries: 'book',
        conflation: 'none',
        silenceMs: QUIET_MS,
      },
      {
        socket: 'unified',
        topic: topics.allFunding,
        carries: 'funding',
        conflation: 'latest',
        silenceMs: FUNDING_SILENCE_MS,
      },
      {
        socket: 'instrument',
        topic: topics.prices(nativeSymbol),
        market,
        carries: 'prices',
        // The estimate that comes between prices each minute is told by the unified socket as well.
        conflation: 'latest',
        silenceMs: PRICES_SILENCE_MS,
      },
      {
        socket: 'execution',
        topic: topics.trades(nativeSymbol),
        market,
        carries: 'trades',
        conflation: 'none',
      },
    ];
  },
  rest: kucoinRest,
  capabilities: kucoinCapabilities,
};
