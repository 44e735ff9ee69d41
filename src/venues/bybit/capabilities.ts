import type { Capability } from '../../connectivity/venue-link.ts';

const SUBSCRIPTIONS = '21,000 characters of topics a connection; 10 topics a request on spot';
const ADDRESS = '600 requests / 5 s an address, over all of REST';

/** What Bybit v5 offers, July 2026. */
export const bybitCapabilities: readonly Capability[] = [
  {
    feed: 'book',
    channel: 'orderbook.50.{symbol}',
    cadenceMs: 20,
    limit: SUBSCRIPTIONS,
    quirk: 'ids are dense; a snapshot may come at any time and replaces the book; id 1 is one after a restart',
  },
  {
    feed: 'funding',
    channel: 'tickers.{symbol}',
    cadenceMs: 100,
    limit: SUBSCRIPTIONS,
    quirk: 'deltas leave out what did not change; the rate is an estimate, its interval is in hours',
  },
  {
    feed: 'mark',
    channel: 'tickers.{symbol}',
    cadenceMs: 100,
    limit: SUBSCRIPTIONS,
    quirk: 'not on spot, whose tickers are snapshots without bid and ask',
  },
  { feed: 'index', channel: 'tickers.{symbol}', cadenceMs: 100, limit: SUBSCRIPTIONS, quirk: 'not on spot' },
  {
    feed: 'trades',
    channel: 'publicTrade.{symbol}',
    limit: SUBSCRIPTIONS,
    quirk: 'up to 1,024 rows a message; block trades did not meet the book',
  },
  {
    feed: 'liquidations',
    channel: 'allLiquidation.{symbol}',
    cadenceMs: 500,
    limit: SUBSCRIPTIONS,
    quirk: 'the side is that of the position; the price is the bankruptcy price; inverse sizes are USD',
  },
  {
    feed: 'orders',
    channel: 'order and execution on /v5/private',
    limit: SUBSCRIPTIONS,
    quirk: 'an order may be told before its executions; funding is an execution; a login names an instant to come',
  },
  {
    feed: 'instruments',
    channel: 'GET /v5/market/instruments-info',
    limit: ADDRESS,
    quirk: 'pages by cursor, 500 rows unless asked for 1,000; intervals in minutes; delisting is a deliveryTime',
  },
  {
    feed: 'settled funding',
    channel: 'GET /v5/market/funding/history',
    limit: ADDRESS,
    quirk: '200 rows, newest first; a startTime alone is an error',
  },
  {
    feed: 'snapshot',
    channel: 'GET /v5/market/orderbook',
    limit: ADDRESS,
    quirk: 'its ids belong to the 1,000-level stream: a resync is a new subscription',
  },
  {
    feed: 'server time',
    channel: 'GET /v5/market/time',
    limit: ADDRESS,
    quirk: 'every answer carries the time too',
  },
  {
    feed: 'heartbeat',
    channel: '{"op":"ping"}',
    cadenceMs: 20_000,
    limit: 'closed after 10 minutes without a ping or data',
    quirk: 'the pong keeps the op ping and says pong in ret_msg',
  },
  {
    feed: 'connection',
    channel: '/v5/public/{linear,inverse,spot}',
    limit: '500 new connections / 5 min and 1,000 open an address',
    quirk:
      'one socket a category; HTTP 403 is a geo-block or ten minutes for too many requests; no lifetime is documented',
  },
];
