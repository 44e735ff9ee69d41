import { venueId } from '../../../domain/ids.ts';
import type { SimMarket } from '../../sim-market.ts';
import { isPerpetual, isUnnamed, levelsOf, marketsOfPair, pairOf } from '../relay-markets.ts';
import { FlatSession, NestedSession, depthOf, fundingOf, tickerOf } from './session.ts';
import type { VenueFace, VenueHouse, WireAnswer, WireRequest } from '../venue-face.ts';
import { API_KEY } from '../venue-face.ts';

const HISTORY_ROWS_MAX = 100;
const DEPTH_MAX = 50;

/** TickDB in both of its descriptions: T1 with funding, T2 as documented. What it tells is what the simulated venues show. */
export const tickdbFace: VenueFace = {
  venue: venueId('tickdb'),
  endpoints: ({ http, ws }) => ({ rest: http, stream: ws }),
  open: (target, outlet, house) => {
    const [path, query] = target.split('?');
    const fault = keyFault(new URLSearchParams(query).get('api_key') ?? undefined);
    if (path !== '/ws/v1/market' && path !== '/v1/realtime') return failure(404, 4001, 'no such endpoint');
    if (fault !== undefined) return fault;
    return path === '/v1/realtime' ? new NestedSession(outlet, house) : new FlatSession(outlet, house);
  },
  keysOf: () => [],
  extras: (markets, { time: { atMs, venueAtMs }, wanted }) =>
    atMs % 500 === 0 ? markets.flatMap((market) => frames(market, { nowMs: venueAtMs, atMs, wanted })) : [],
  rest: (request, house) => keyFault(request.headers['x-api-key']) ?? answer(request, house),
  weigh: () => ({ bucket: 'requests', weight: 1 }),
  refuse: (kind, retryAfterSeconds) =>
    kind === 'rate-limited'
      ? {
          status: 429,
          body: { code: 3001, message: 'rate limit exceeded', retry_after: retryAfterSeconds },
          headers: { 'retry-after': String(retryAfterSeconds) },
        }
      : failure(kind === 'banned' ? 403 : kind === 'unavailable' ? 503 : 500, kind === 'banned' ? 1003 : 5000, kind),
  limits: {
    rest: { requests: { count: 60, perMs: 60_000 } },
    messages: { count: 900, perMs: 60_000, frame: { code: 3001, retry_after: 5 } },
    connects: { count: 30, perMs: 60_000 },
    topicsPerSocket: 1000,
  },
};

const failure = (status: number, code: number, message: string): WireAnswer => ({ status, body: { code, message } });
const ok = (data: unknown): WireAnswer => ({ status: 200, body: { code: 0, message: 'success', data } });

const keyFault = (key: string | undefined): WireAnswer | undefined => {
  if (key === undefined || key === '') return failure(401, 1002, 'api key is missing');
  return key === API_KEY ? undefined : failure(401, 1001, 'invalid api key');
};

/** What one market has to say each half second: books at each, rates and marks with the full second. */
const frames = (
  market: SimMarket,
  { nowMs, atMs, wanted }: { readonly nowMs: number; readonly atMs: number; readonly wanted: ReadonlySet<string> },
): readonly { readonly key: string; readonly frame: unknown }[] => {
  const { kind } = market.instrument;
  if (kind === 'inverse') return [];
  const told: { key: string; frame: unknown }[] = [];
  const tell = (key: string, frame: () => unknown): void => {
    if (wanted.has(key)) told.push({ key, frame: frame() });
  };
  // Only the funding channel says of which exchange it speaks.
  if (isUnnamed(market) && kind === 'spot') {
    const symbol = pairOf(market);
    tell(`nested depth:${symbol}`, () => ({ cmd: 'depth', data: depthOf(market, symbol, { timestamp: nowMs }) }));
    tell(`nested ticker:${symbol}`, () => ({ cmd: 'ticker', data: tickerOf(market, symbol, nowMs) }));
  }
  if (kind === 'spot') return told;
  const symbol = pairOf(market, '.');
  if (isUnnamed(market)) tell(`flat depth:${symbol}`, () => ({ channel: 'depth', symbol, ...levelsOf(market, 10) }));
  if (atMs % 1000 !== 0) return told;
  tell(`flat funding:${symbol}`, () => fundingOf(market, symbol));
  if (isUnnamed(market)) tell(`flat ticker:${symbol}`, () => flatTicker(market, symbol));
  return told;
};

const flatTicker = (market: SimMarket, symbol: string) => ({
  channel: 'ticker',
  symbol,
  last_price: market.book.mid,
  mark_price: Number(market.published.mark),
});

const answer = ({ method, path, query }: WireRequest, { markets, nowMs }: VenueHouse): WireAnswer => {
  if (method !== 'GET') return failure(405, 2001, 'method not allowed');
  const symbol = query.get('symbol') ?? '';
  const perpetual = marketsOfPair(markets, symbol, '.').find(isPerpetual);
  switch (path) {
    case '/v1/market/funding/history':
      return of(perpetual, (market) => ({ status: 200, body: { data: historyOf(market, query, nowMs) } }));
    case '/v1/market/funding/schedule':
      return of(perpetual, ({ published }) => ({
        status: 200,
        body: { data: { next_funding_time: published.nextAtMs } },
      }));
    case '/v1/market/funding/current':
      return of(perpetual, ({ published }) => ({ status: 200, body: { data: { rate: Number(published.rate) } } }));
    case '/v1/market/depth': {
      const limit = Number(query.get('limit') ?? '10');
      if (!(limit >= 1 && limit <= DEPTH_MAX)) return failure(400, 2004, 'limit out of range');
      return of(spotOf(markets, symbol), (market) => ok(depthOf(market, symbol, { timestamp: nowMs, limit })));
    }
    case '/v1/market/ticker':
      return ok(
        (query.get('symbols') ?? '').split(',').flatMap((name) => {
          const market = spotOf(markets, name);
          return market === undefined ? [] : [tickerOf(market, name, nowMs)];
        }),
      );
    case '/v1/symbols/available':
      return ok(markets.filter((market) => isUnnamed(market) && !isPerpetual(market)).map((market) => pairOf(market)));
    default:
      return failure(404, 4001, 'no such endpoint');
  }
};

const spotOf = (markets: readonly SimMarket[], pair: string): SimMarket | undefined =>
  marketsOfPair(markets, pair).find((market) => isUnnamed(market) && !isPerpetual(market));

const of = (market: SimMarket | undefined, body: (market: SimMarket) => WireAnswer): WireAnswer =>
  market === undefined ? failure(200, 2002, 'unknown symbol') : body(market);

/** Rows ascending from `start_time`, at most 100. */
const historyOf = (market: SimMarket, query: URLSearchParams, nowMs: number) => {
  const fromMs = Number(query.get('start_time') ?? '0');
  const toMs = Number(query.get('end_time') ?? String(nowMs));
  const limit = Math.min(HISTORY_ROWS_MAX, Number(query.get('limit') ?? String(HISTORY_ROWS_MAX)));
  return market
    .settledRates(nowMs)
    .filter(({ atMs }) => atMs >= fromMs && atMs <= toMs)
    .slice(0, limit)
    .map(({ atMs: timestamp, rate }) => ({ rate: Number(rate), timestamp }));
};
