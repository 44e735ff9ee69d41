import { isRecord } from '../../../domain/codec.ts';
import { venueId } from '../../../domain/ids.ts';
import type { SimMarket } from '../../sim-market.ts';
import { parseJson } from '../json-text.ts';
import { isPerpetual, lastSettledOf, levelsOf, marketsOfPair } from '../relay-markets.ts';
import type { Outlet, Session, VenueFace, VenueHouse, WireAnswer, WireRequest } from '../venue-face.ts';
import { API_KEY } from '../venue-face.ts';

/** The key this relay accepts: they begin with `sk-`. */
export const HOLYSHEEP_KEY = `sk-${API_KEY}`;

/** Subscribed by an empty list. */
const EVERYTHING = '*';
const STREAM_PATH = '/v1/ws/funding-rates';
const HEARTBEAT_SECONDS = 15;
/** Connections were seen to drop every 20 to 45 minutes. */
const LIFETIME_MS = 30 * 60_000;

/** HolySheep as its articles describe it, every form at once. What it tells is what the simulated venues show. */
export const holysheepFace: VenueFace = {
  venue: venueId('holysheep'),
  endpoints: ({ http, ws }) => ({ rest: `${http}/v1`, stream: `${ws}/v1` }),
  open: (target, outlet, house) => {
    if (target.split('?')[0] !== STREAM_PATH) return NOT_FOUND;
    return isKnown(outlet.headers ?? {}, target) ? new StreamSession(outlet, house) : UNAUTHORISED;
  },
  lines: (request, outlet, house) => {
    if (request.method !== 'POST' || request.path !== STREAM_PATH) return undefined;
    if (!isKnown(request.headers, '')) return UNAUTHORISED;
    const session = new StreamSession(outlet, house);
    session.receive(request.body);
    return session;
  },
  keysOf: () => [],
  extras: (markets, { time: { atMs, venueAtMs }, wanted }) =>
    atMs % 1000 === 0
      ? markets.filter(isPerpetual).flatMap((market) => {
          const keys = [market.instrument.nativeSymbol, EVERYTHING].filter((key) => wanted.has(key));
          if (keys.length === 0) return [];
          const frame = record(market, venueAtMs);
          return keys.map((key) => ({ key, frame }));
        })
      : [],
  rest: (request, house) => (isKnown(request.headers, '') ? answer(request, house) : UNAUTHORISED),
  weigh: () => ({ bucket: 'requests', weight: 1 }),
  refuse: (kind, retryAfterSeconds) => ({
    status: { 'rate-limited': 429, banned: 403, unavailable: 503, 'server-error': 500 }[kind],
    body: { error: { message: kind } },
    ...(kind === 'rate-limited' ? { headers: { 'retry-after': String(retryAfterSeconds) } } : {}),
  }),
  limits: {
    rest: { requests: { count: 1000, perMs: 60_000 } },
    messages: { count: 120, perMs: 60_000 },
    connects: { count: 30, perMs: 60_000 },
    topicsPerSocket: 2000,
    lifetimeMs: LIFETIME_MS,
  },
};

const failure = (status: number, message: string): WireAnswer => ({
  status,
  body: { error: { code: status, message } },
});
const NOT_FOUND = failure(404, 'not found');
const UNAUTHORISED = failure(401, 'invalid api key');

const isKnown = ({ authorization }: Readonly<Record<string, string>>, target: string): boolean =>
  authorization === `Bearer ${HOLYSHEEP_KEY}` || new URLSearchParams(target.split('?')[1]).get('key') === HOLYSHEEP_KEY;

/** A record of form c: the last settled rate and the estimate beside it, ISO time of the next, its own time in ms. */
const record = (market: SimMarket, nowMs: number) => {
  const { instrument, published } = market;
  return {
    exchange: instrument.venue,
    symbol: instrument.nativeSymbol,
    funding_rate: Number(lastSettledOf(market, nowMs) ?? published.rate),
    funding_rate_estimated: Number(published.rate),
    next_funding_time: new Date(published.nextAtMs).toISOString(),
    timestamp: nowMs,
    raw: { lastFundingRate: published.rate, indexPrice: published.index },
  };
};

const answer = ({ method, path, query }: WireRequest, { markets, nowMs }: VenueHouse): WireAnswer => {
  if (method !== 'GET') return failure(405, 'method not allowed');
  const [, , first = '', second = '', third = ''] = path.split('/').map(decoded);
  const symbol = query.get('symbol') ?? '';
  switch (`${first}/${second}`) {
    case 'market/funding':
      return ofOne(marketsOfPair(markets, symbol).find(isPerpetual), ({ published }) => ({
        current_rate: published.rate,
      }));
    case 'market/orderbook':
      return ofOne(marketsOfPair(markets, symbol).find(isPerpetual), (market) => ({
        ...levelsOf(market, Number(query.get('depth') ?? '50')),
        timestamp: nowMs,
      }));
    case 'crypto/funding-rates': {
      const wanted = query.get('exchanges')?.split(',');
      const told = markets.filter(
        (market) => isPerpetual(market) && (wanted?.includes(market.instrument.venue) ?? true),
      );
      return { status: 200, body: { data: told.map((market) => record(market, nowMs)) } };
    }
    default:
      return answerOfVenue({ kind: first, venue: second, symbol: third }, markets);
  }
};

/** A part of a path; as it came where it is badly escaped. */
const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};

/** Form b: `/funding-rates/{exchange}` with times in seconds, `/orderbook/{exchange}/{symbol}` without a time. */
const answerOfVenue = (
  { kind, venue, symbol }: { readonly kind: string; readonly venue: string; readonly symbol: string },
  markets: readonly SimMarket[],
): WireAnswer => {
  const own = markets.filter((market) => isPerpetual(market) && market.instrument.venue === venue);
  if (kind === 'orderbook')
    return ofOne(
      own.find(({ instrument }) => instrument.nativeSymbol === symbol),
      (market) => levelsOf(market, 50),
    );
  if (kind !== 'funding-rates') return NOT_FOUND;
  const rates = own.map(({ instrument, published }) => ({
    symbol: instrument.nativeSymbol,
    funding_rate: Number(published.rate),
    next_funding_time: published.nextAtMs / 1000,
  }));
  return { status: 200, body: { rates } };
};

const ofOne = (market: SimMarket | undefined, body: (market: SimMarket) => unknown): WireAnswer =>
  market === undefined ? failure(404, 'unknown symbol') : { status: 200, body: body(market) };

/** The stream, over a socket or as lines: what is subscribed is said at once and then each second. */
class StreamSession implements Session {
  readonly keys = new Set<string>();
  readonly #outlet: Outlet;
  readonly #house: VenueHouse;
  #seconds = 0;

  constructor(outlet: Outlet, house: VenueHouse) {
    this.#outlet = outlet;
    this.#house = house;
  }

  receive(text: string): void {
    const message = parseJson(text);
    const { action, symbols } = isRecord(message) ? message : {};
    if ((action !== 'subscribe' && action !== 'unsubscribe') || !Array.isArray(symbols)) {
      this.#outlet.send({ type: 'error', message: 'unknown action' });
      return;
    }
    const keys: readonly string[] = symbols.length === 0 ? [EVERYTHING] : symbols.map(String);
    for (const key of keys)
      if (action === 'subscribe') this.keys.add(key);
      else this.keys.delete(key);
    if (action === 'subscribe') this.#tell(new Set(keys));
  }

  tick(): void {
    this.#seconds += 1;
    if (this.#seconds % HEARTBEAT_SECONDS === 0) this.#outlet.send({ type: 'heartbeat' });
  }

  #tell(keys: ReadonlySet<string>): void {
    const { markets, nowMs } = this.#house;
    for (const market of markets)
      if (isPerpetual(market) && (keys.has(EVERYTHING) || keys.has(market.instrument.nativeSymbol)))
        this.#outlet.send(record(market, nowMs));
  }
}
