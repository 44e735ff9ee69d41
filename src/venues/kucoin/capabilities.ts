import type { Capability } from '../../connectivity/venue-link.ts';

const UNIFIED = '600 topics a connection, 300 client messages / 10 s, 250 connections / 5 min an address';
const CLASSIC =
  '100 topics a message, 100 client messages / 10 s; topics a connection: documents disagree, 200 are used';
const REST = '2,000 weight / 30 s an address';

/**
 * What KuCoin Futures offers, autumn 2026. Books come from the unified socket: a snapshot of 500 levels on subscribing and
 * at most 100 messages a second a market, against one message a changed level on the classic socket and a REST book
 * (weight 3) before each start there. Both count one sequence, so that after a gap the REST book mends the stream in one
 * request, where a new subscription takes up to 6 s.
 */
export const kucoinCapabilities: readonly Capability[] = [
  {
    feed: 'book',
    channel: 'obu, depth increment@10ms (unified)',
    cadenceMs: 10,
    limit: UNIFIED,
    quirk:
      'one symbol a message; a level that leaves the best 500 comes as size 0; the first snapshot takes 0.5 to 6 s',
  },
  {
    feed: 'funding',
    channel: 'funding-fee-all-symbols (unified)',
    cadenceMs: 60_000,
    limit: UNIFIED,
    quirk: 'all contracts in one frame of 86 KB, a second after the minute; for 90 s after a settlement no estimate',
  },
  {
    feed: 'funding',
    channel: '/contract/instrument:{symbol}, funding.rate (classic)',
    cadenceMs: 60_000,
    limit: CLASSIC,
    quirk: 'neither interval nor settlement; its granularity tells estimates (60000) from the push at a settlement',
  },
  {
    feed: 'mark',
    channel: '/contract/instrument:{symbol}, mark.index.price (classic)',
    cadenceMs: 1000,
    limit: CLASSIC,
    quirk: 'a symbol that does not exist is acknowledged, and then silent; a quiet contract marks at its last trade',
  },
  {
    feed: 'index',
    channel: '/contract/instrument:{symbol}, mark.index.price (classic)',
    cadenceMs: 1000,
    limit: CLASSIC,
    quirk: 'some indices hold perpetuals of Binance or of the venue itself; those of nothing else are not listed here',
  },
  {
    feed: 'trades',
    channel: '/contractMarket/execution:{symbol} (classic)',
    limit: CLASSIC,
    quirk: 'a reconnect repeats a few trades; sizes are lots',
  },
  { feed: 'liquidations', channel: 'none', limit: 'none', quirk: 'no public channel or endpoint tells liquidations' },
  {
    feed: 'orders',
    channel: '/contractMarket/tradeOrders and /contract/positionAll (classic, token of bullet-private)',
    limit: CLASSIC,
    quirk:
      'a match does not tell its fee: fills come from GET /api/v1/recentFills as soon as one is heard; /fills comes late',
  },
  {
    feed: 'instruments',
    channel: 'GET /api/v1/contracts/active',
    limit: `weight 3 of ${REST}`,
    quirk: 'all families in one answer of 1.4 MB; nextFundingRateTime is a countdown; refusals come with HTTP 200',
  },
  {
    feed: 'settled funding',
    channel: 'GET /api/v1/contract/funding-rates',
    limit: `weight 5 of ${REST}`,
    quirk: 'newest first, rows name no interval, the size of a page is not documented; also `lfr` of funding-fee',
  },
  {
    feed: 'snapshot',
    channel: 'GET /api/v1/level2/snapshot',
    limit: `weight 3 of ${REST}`,
    quirk: 'cheaper than 20 levels (5); its sequence is that of both sockets',
  },
  { feed: 'server time', channel: 'GET /api/v1/timestamp', limit: `weight 2 of ${REST}`, quirk: 'ms as a bare number' },
  {
    feed: 'heartbeat',
    channel: '{"id":"…","type":"ping"}',
    cadenceMs: 15_000,
    limit: 'a client that is silent for 60 s is cut, while data flows too; more than one ping a second as well',
    quirk: 'no protocol pings; pongs are stamped in µs on the classic socket, in ns on the unified one',
  },
  {
    feed: 'connection',
    channel: 'POST /api/v1/bullet-public, then {endpoint}?token=… (classic); no token (unified)',
    limit: `weight 10 of ${REST}; 30 classic connections / min, by older documents`,
    quirk: 'a token lasts a day, each connection takes a new one; nothing may be sent before the welcome',
  },
];
