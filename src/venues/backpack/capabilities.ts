import type { Capability } from '../../connectivity/venue-link.ts';

const STREAMS = 'undocumented; 91 streams in one message and 3,000 frames/s were seen to work';
const REQUESTS = '2,000 requests / min an account; undocumented for an address';

/** What Backpack offers on perpetuals and spot, September 2026. */
export const backpackCapabilities: readonly Capability[] = [
  {
    feed: 'book',
    channel: 'depth.{symbol}',
    limit: STREAMS,
    quirk: 'starts from a REST snapshot, then U = last u + 1; no window of levels; 200ms, 600ms, 1000ms aggregate',
  },
  {
    feed: 'top',
    channel: 'bookTicker.{symbol} (spot)',
    limit: STREAMS,
    quirk: 'an empty side is null; u is a number or a text, in the id space of depth',
  },
  {
    feed: 'funding',
    channel: 'markPrice.{symbol}',
    cadenceMs: 1000,
    limit: STREAMS,
    quirk: 'f is the estimate of the interval in progress, 28 digits; n in milliseconds, E and T in microseconds',
  },
  {
    feed: 'mark',
    channel: 'markPrice.{symbol}',
    cadenceMs: 1000,
    limit: STREAMS,
    quirk: 'moves at most 0.75 % a second',
  },
  {
    feed: 'index',
    channel: 'markPrice.{symbol}',
    cadenceMs: 1000,
    limit: STREAMS,
    quirk: 'moves at most 0.75 % a second',
  },
  {
    feed: 'trades',
    channel: 'trade.{symbol}',
    limit: STREAMS,
    quirk: 'm says that the buyer was the maker: the taker sold; fills of liquidations are among them',
  },
  {
    feed: 'liquidations',
    channel: 'liquidation',
    limit: STREAMS,
    quirk: 'not seen live; whether S is the side of the position or of the order is not documented: sizes only',
  },
  {
    feed: 'orders',
    channel: 'account.orderUpdate, the subscription signed',
    limit: STREAMS,
    quirk:
      'a subscription is not acknowledged; forced closes have no client id; the number of a bad signature is unknown',
  },
  {
    feed: 'instruments',
    channel: 'GET /api/v1/markets',
    limit: REQUESTS,
    quirk:
      'cached up to 15 min; bounds of the rate in basis points; perpetuals on stocks, commodities and indices left out',
  },
  {
    feed: 'settled funding',
    channel: 'GET /api/v1/fundingRates',
    limit: '30 requests / min an account for past data',
    quirk: 'newest first, paged by offset; the first row is the running interval; times are UTC without saying so',
  },
  {
    feed: 'snapshot',
    channel: 'GET /api/v1/depth?limit=1000',
    limit: REQUESTS,
    quirk: 'bids worst first; may be one change ahead of the socket or hundreds behind; key levels by number',
  },
  { feed: 'server time', channel: 'GET /api/v1/time', limit: REQUESTS, quirk: 'bare milliseconds, no JSON object' },
  {
    feed: 'heartbeat',
    channel: 'protocol ping',
    cadenceMs: 15_000,
    limit: 'the server pings every 60 s and wants a pong within 120 s',
    quirk: 'no JSON ping exists',
  },
  {
    feed: 'connection',
    channel: 'wss://ws.backpack.exchange',
    limit: 'undocumented; no end of life was seen',
    quirk: 'success is not acknowledged; an unknown symbol is met with silence, an unknown stream with error 4006',
  },
];
