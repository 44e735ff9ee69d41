import type { MarketKind } from '../../../domain/ids.ts';
import { kindOf, venueId } from '../../../domain/ids.ts';
import { isRecord } from '../../../domain/codec.ts';
import type { SimMarket } from '../../sim-market.ts';
import { parametersOf, refusal } from './answers.ts';
import { bybitPrivate } from './private.ts';
import { bybitPublic, spotTickerFrame } from './public.ts';
import { fillRow, fundingRow, marketOf, orderRow, positionRow } from './rows.ts';
import { PrivateSession, PublicSession, bookOf, keyOf } from './session.ts';
import type { AccountHappening, VenueFace, VenueHouse, WireAnswer, WireRequest } from '../venue-face.ts';
import { API_KEY } from '../venue-face.ts';
import type { FrameTime } from '../venue-wire.ts';

/** Bybit v5 as the network sees it. */
export const bybitFace: VenueFace = {
  venue: venueId('bybit'),
  endpoints: ({ http, ws }) => ({ rest: http, stream: ws }),
  open: (target, outlet, house) => {
    const [path = ''] = target.split('?');
    const category = PUBLIC_PATHS.get(path);
    if (category !== undefined) return new PublicSession(category, outlet, house);
    return path === '/v5/private' ? new PrivateSession(outlet, house) : NOT_FOUND;
  },
  keysOf: ({ conn, frame }) => (isRecord(frame) && typeof frame.topic === 'string' ? [keyOf(conn, frame.topic)] : []),
  extras: (markets, { time, wanted }) =>
    [...wanted].flatMap((key) => {
      const frame = extraFrame(markets, key, time);
      return frame === undefined ? [] : [{ key, frame }];
    }),
  privateFrames: (happening, house) => privateFrames(happening, house),
  rest: (request, house) => {
    const asked = parametersOf(request);
    if (request.method === 'GET' && Object.hasOwn(bybitPublic, request.path))
      return bybitPublic[request.path]?.(asked, house) ?? NOT_FOUND;
    const line = `${request.method} ${request.path}`;
    if (!Object.hasOwn(bybitPrivate, line)) return NOT_FOUND;
    return keyFault(request, house) ?? bybitPrivate[line]?.(asked, house) ?? NOT_FOUND;
  },
  weigh: ({ method, path }) => ({ bucket: bucketOf(method, path), weight: 1 }),
  refuse: (kind, retryAfterSeconds) => REFUSALS[kind](retryAfterSeconds),
  limits: {
    rest: {
      ip: { count: 600, perMs: 5000 },
      // Of one account and endpoint, at the lowest tier.
      trade: { count: 10, perMs: 1000 },
      query: { count: 50, perMs: 1000 },
    },
    // Not documented: far above what a client needs.
    messages: { count: 500, perMs: 1000 },
    connects: { count: 500, perMs: 300_000 },
    // The session counts characters.
    topicsPerSocket: 2000,
    clientSilenceMs: 600_000,
  },
};

const PUBLIC_PATHS: ReadonlyMap<string, MarketKind> = new Map([
  ['/v5/public/linear', 'linear'],
  ['/v5/public/inverse', 'inverse'],
  ['/v5/public/spot', 'spot'],
]);

const NOT_FOUND: WireAnswer = { status: 404, body: '404 page not found' };

const bucketOf = (method: string, path: string): string => {
  if (Object.hasOwn(bybitPublic, path)) return 'ip';
  return method === 'POST' && path.startsWith('/v5/order/') ? 'trade' : 'query';
};

/** Too many requests of an account are refused with HTTP 200, of an address with 403 and no JSON. */
const REFUSALS: Readonly<Record<Parameters<VenueFace['refuse']>[0], (seconds: number) => WireAnswer>> = {
  'rate-limited': () => ({ status: 200, body: said(10_006, 'Too many visits!') }),
  banned: () => ({ status: 403, body: 'access too frequent' }),
  unavailable: () => ({ status: 503, body: '<html><body>503 Service Temporarily Unavailable</body></html>' }),
  'server-error': () => ({ status: 200, body: said(10_016, 'Internal server error') }),
};

const said = (retCode: number, retMsg: string) => ({ retCode, retMsg, result: {}, retExtInfo: {}, time: 0 });

/** Depth 1 always comes whole; 200 and 1,000 here too, which a book may at any time. Spot tickers are never deltas. */
const EXTRA = /^(linear|inverse|spot) (?:orderbook\.(1|200|1000)|(tickers))\.(\S+)$/;

const extraFrame = (markets: readonly SimMarket[], key: string, time: FrameTime): unknown => {
  const [, category, depth, ticker, symbol] = EXTRA.exec(key) ?? [];
  if (category === undefined || (ticker !== undefined && category !== 'spot')) return undefined;
  const market = markets.find(({ instrument }) => instrument.nativeSymbol === symbol && instrument.kind === category);
  if (market === undefined) return undefined;
  return ticker === undefined ? bookOf(market, Number(depth), time) : spotTickerFrame(market, time.venueAtMs);
};

/** Why a private request is not let in. Signatures are not checked, only that there is one. */
const keyFault = ({ headers }: WireRequest, house: VenueHouse): WireAnswer | undefined => {
  if (headers['x-bapi-api-key'] !== API_KEY) return refusal(house, 10_003, 'API key is invalid.');
  if (!headers['x-bapi-sign']) return refusal(house, 10_004, 'error sign!');
  const at = Number(headers['x-bapi-timestamp']);
  const window = Number(headers['x-bapi-recv-window'] ?? 5000);
  if (at >= house.nowMs - window && at < house.nowMs + 1000) return undefined;
  const reason = `req_timestamp[${at}],server_timestamp[${house.nowMs}],recv_window[${window}]`;
  return refusal(house, 10_002, `invalid request, please check your server timestamp or recv_window param. ${reason}`);
};

/** The frames of the topics `order`, `execution` and `position`, also under their names of one category. */
const privateFrames = (happening: AccountHappening, house: VenueHouse) => {
  const key = keyIn(happening);
  const market = marketOf(house, key);
  if (market === undefined) return [];
  const category = kindOf(key);
  const tell = (topic: string, row: object) => {
    const data = [{ category, ...row }];
    const frame = { topic, id: `simulated-${house.nextId()}`, creationTime: house.nowMs, data };
    return [topic, `${topic}.${category}`].map((name) => ({
      key: keyOf('private', name),
      frame: name === topic ? frame : { ...frame, topic: name },
    }));
  };
  if (happening.kind === 'payment') return tell('execution', fundingRow(happening.payment, market));
  if (happening.kind === 'position') return tell('position', positionRow(happening.position, market, house));
  const { order, fill } = happening;
  return [
    ...(fill === undefined ? [] : tell('execution', fillRow({ ...fill, venueOrderId: order.venueOrderId }, market))),
    ...tell('order', orderRow(order, market, house)),
  ];
};

const keyIn = (happening: AccountHappening) => {
  if (happening.kind === 'order') return happening.order.market;
  return happening.kind === 'payment' ? happening.payment.market : happening.position.market;
};
