import type { Capability } from '../../connectivity/venue-link.ts';

const STREAMS = '1,024 streams a connection; client messages 10/s on futures, 5/s on spot, pings included';
const FUTURES = 'weight 2,400 / min an address, USD-M and COIN-M together';
const SPOT = 'weight 6,000 / min an address';

/** What Binance offers on USD-M, COIN-M and spot, July 2026. */
export const binanceCapabilities: readonly Capability[] = [
  {
    feed: 'book',
    channel: '{symbol}@depth@100ms',
    cadenceMs: 100,
    limit: STREAMS,
    quirk: 'starts from a REST snapshot; futures chain by pu, spot by U = u + 1; COIN-M sizes are contracts',
  },
  {
    feed: 'top',
    channel: '{symbol}@bookTicker (spot)',
    limit: STREAMS,
    quirk: 'no time in it on spot',
  },
  {
    feed: 'funding',
    channel: '{symbol}@markPrice@1s',
    cadenceMs: 1000,
    limit: STREAMS,
    quirk: 'r is the estimate for T; 8 h unless fundingInfo says otherwise; an interval can change without a word',
  },
  { feed: 'mark', channel: '{symbol}@markPrice@1s', cadenceMs: 1000, limit: STREAMS, quirk: 'not on spot' },
  {
    feed: 'index',
    channel: '{symbol}@markPrice@1s; {pair}@indexPrice@1s (COIN-M)',
    cadenceMs: 1000,
    limit: STREAMS,
    quirk: 'older COIN-M deployments leave the index out of mark price frames',
  },
  {
    feed: 'trades',
    channel: '{symbol}@aggTrade',
    limit: STREAMS,
    quirk: 'm says that the buyer was the maker: the taker sold',
  },
  {
    feed: 'liquidations',
    channel: '{symbol}@forceOrder',
    limit: STREAMS,
    quirk: 'the latest of each second only; S is the side of the order, SELL closes a long',
  },
  {
    feed: 'orders',
    channel:
      'ORDER_TRADE_UPDATE, ACCOUNT_UPDATE on fstream /private/ws?listenKey=…, dstream /ws/…; executionReport on wsapi',
    limit:
      'a listen key is good for 60 min and kept every 30 min; weight 1. Spot has none: userDataStream.subscribe.signature',
    quirk: 'a stream for each product that is traded; a cancellation on spot has an id of its own, the order’s is C',
  },
  {
    feed: 'instruments',
    channel: 'GET /fapi/v1/exchangeInfo, /dapi/v1/exchangeInfo, /api/v3/exchangeInfo; fundingInfo of both futures',
    limit: `${FUTURES}; ${SPOT}`,
    quirk:
      'fundingInfo lists only symbols with terms of their own; stocks, indices and pre-market contracts are left out',
  },
  {
    feed: 'settled funding',
    channel: 'GET /fapi/v1/fundingRate, /dapi/v1/fundingRate',
    limit: '500 requests / 5 min an address, shared with fundingInfo',
    quirk: '1,000 rows ascending from startTime; stamps up to 24 ms late; Special rows are no part of the series',
  },
  {
    feed: 'snapshot',
    channel: 'GET …/depth?limit=100',
    limit: `weight 5 of ${FUTURES}; of ${SPOT}`,
    quirk: 'levels beyond the hundredth are known once they change; 1,000 levels cost weight 20, on spot 50',
  },
  {
    feed: 'server time',
    channel: 'GET /fapi/v1/time',
    limit: FUTURES,
    quirk: 'futures and spot may differ by some ms',
  },
  {
    feed: 'heartbeat',
    channel: 'protocol ping',
    cadenceMs: 10_000,
    limit: 'server pings every 3 min (spot 20 s) want a pong within 10 min (spot 1 min)',
    quirk: 'no JSON ping exists',
  },
  {
    feed: 'connection',
    channel: 'fstream /public/stream and /market/stream; dstream /stream; stream /stream',
    limit: '300 new connections / 5 min an address; cut after 24 h',
    quirk: 'a stream asked for on the wrong USD-M path is acknowledged and never comes',
  },
];
