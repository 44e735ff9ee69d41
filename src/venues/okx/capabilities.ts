import type { Capability } from '../../connectivity/venue-link.ts';

const SUBSCRIPTIONS = '480 subscribe and unsubscribe requests / h and 64 KB of arguments a connection';

/** What OKX v5 offers, autumn 2026. */
export const okxCapabilities: readonly Capability[] = [
  {
    feed: 'book',
    channel: 'books',
    cadenceMs: 100,
    limit: `${SUBSCRIPTIONS}; fewer than 30 books a connection are asked for`,
    quirk: 'linked by prevSeqId; ids may jump and fall; checksum is 0 since 2026; faster books want VIP4 or VIP5',
  },
  {
    feed: 'funding',
    channel: 'funding-rate',
    cadenceMs: 60_000,
    limit: SUBSCRIPTIONS,
    quirk: 'every 30 to 90 s; no interval field: the next two settlements tell it; fundingTime is the coming one',
  },
  {
    feed: 'mark',
    channel: 'mark-price',
    cadenceMs: 200,
    limit: SUBSCRIPTIONS,
    quirk: 'every 10 s where it stands still',
  },
  {
    feed: 'index',
    channel: 'index-tickers',
    cadenceMs: 100,
    limit: SUBSCRIPTIONS,
    quirk: 'subscribed by the index, not by the swap; every minute where it stands still',
  },
  {
    feed: 'trades',
    channel: 'trades',
    limit: SUBSCRIPTIONS,
    quirk: 'fills of one taker at one price are merged; sizes of swaps are contracts',
  },
  {
    feed: 'liquidations',
    channel: 'liquidation-orders',
    limit: 'one message a contract and second',
    quirk: 'of all swaps at once; the side is the order’s; sizes are contracts, the price is the bankruptcy price',
  },
  {
    feed: 'orders',
    channel: 'orders of SWAP and SPOT on /ws/v5/private',
    limit: `${SUBSCRIPTIONS}; 30 connections an account and channel`,
    quirk: 'fee is that of the whole order: one without fillFee is left to the lists; logins count among the requests',
  },
  {
    feed: 'instruments',
    channel: 'GET /api/v5/public/instruments',
    limit: '20 requests / 2 s an address and type',
    quirk: 'no scaled names: small coins have large contracts; delisting is an expTime; coins stand in uly',
  },
  {
    feed: 'settled funding',
    channel: 'GET /api/v5/public/funding-rate-history',
    limit: '10 requests / 2 s an address and instrument',
    quirk: '400 rows, newest first, three months; realizedRate was charged, fundingRate only predicted',
  },
  {
    feed: 'snapshot',
    channel: 'GET /api/v5/market/books',
    limit: '40 requests / 2 s an address',
    quirk: 'a resync is a new subscription, and costs two of the 480 requests',
  },
  {
    feed: 'server time',
    channel: 'GET /api/v5/public/time',
    limit: '10 requests / 2 s an address',
    quirk: 'no other answer carries the time',
  },
  {
    feed: 'heartbeat',
    channel: 'ping',
    cadenceMs: 20_000,
    limit: 'closed where nothing was pushed for 30 s',
    quirk: 'bare text both ways, not JSON',
  },
  {
    feed: 'connection',
    channel: '/ws/v5/public',
    limit: '3 new connections / s an address',
    quirk: 'notice 64008 comes 30 to 60 s before a cut; no lifetime is documented; a region has hosts of its own',
  },
];
