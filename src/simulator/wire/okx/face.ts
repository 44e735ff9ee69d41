import { isRecord } from '../../../domain/codec.ts';
import type { MarketKey } from '../../../domain/ids.ts';
import { venueId } from '../../../domain/ids.ts';
import { decimal, text } from '../../../domain/money.ts';
import type { SimMarket } from '../../sim-market.ts';
import { batchOf, marketOf, parametersOf, refusal } from './answers.ts';
import { cancelOrder, outcomes, placeOrder } from './orders.ts';
import { accountRow, okxPrivate } from './private.ts';
import { okxPublic } from './public.ts';
import { typeOf } from './rest.ts';
import { orderRow, positionRow } from './rows.ts';
import { PrivateSession, PublicSession, extraFrame, keyOf } from './session.ts';
import type { AccountHappening, VenueFace, VenueHouse, WireAnswer, WireRequest } from '../venue-face.ts';
import { API_KEY, API_PASSPHRASE } from '../venue-face.ts';

const WINDOW_MS = 2000;

/** OKX v5 as the network sees it. */
export const okxFace: VenueFace = {
  venue: venueId('okx'),
  endpoints: ({ http, ws }) => ({ rest: http, stream: ws }),
  open: (target, outlet, house) => {
    const [path = ''] = target.split('?');
    if (path === '/ws/v5/public') return new PublicSession(outlet, house);
    return path === '/ws/v5/private' ? new PrivateSession(outlet, house) : { status: 404, body: 'Not Found' };
  },
  keysOf: ({ frame }) => {
    if (!isRecord(frame) || frame.event !== undefined || !isRecord(frame.arg)) return [];
    return [keyOf(frame.arg)];
  },
  extras: (markets, { time, wanted }) => {
    const frames: { key: string; frame: unknown }[] = [];
    for (const key of wanted) {
      const [channel, instId] = key.split(' ');
      if (channel !== 'tickers' && channel !== 'books5' && channel !== 'bbo-tbt') continue;
      const market = markets.find(({ instrument }) => instrument.nativeSymbol === instId);
      if (market !== undefined) frames.push({ key, frame: extraFrame({ channel, instId }, market, time) });
    }
    return frames;
  },
  privateFrames: (happening, house) => privateFrames(happening, house),
  rest: (request, house) => {
    const { method, path } = request;
    if (method === 'GET' && Object.hasOwn(okxPublic, path))
      return okxPublic[path]?.(parametersOf(request), house) ?? NOT_FOUND;
    return signed(request, house);
  },
  weigh: ({ path }) => ({ bucket: BUCKETS.get(path) ?? 'account', weight: 1 }),
  refuse: (kind) => REFUSALS[kind],
  limits: {
    rest: {
      time: { count: 10, perMs: WINDOW_MS },
      instruments: { count: 20, perMs: WINDOW_MS },
      // Counted for each instrument in life, 10 a window.
      funding: { count: 10, perMs: WINDOW_MS },
      history: { count: 20, perMs: WINDOW_MS },
      mark: { count: 10, perMs: WINDOW_MS },
      index: { count: 20, perMs: WINDOW_MS },
      books: { count: 40, perMs: WINDOW_MS },
      tickers: { count: 20, perMs: WINDOW_MS },
      trade: { count: 60, perMs: WINDOW_MS },
      account: { count: 60, perMs: WINDOW_MS },
    },
    // Pings are free, and the session counts requests.
    messages: { count: 200, perMs: 1000 },
    connects: { count: 3, perMs: 1000 },
    // The session counts bytes.
    topicsPerSocket: 2000,
  },
};

const NOT_FOUND: WireAnswer = refusal('50404', 'The requested resource was not found.', 404);

const BUCKETS: ReadonlyMap<string, string> = new Map([
  ['/api/v5/public/time', 'time'],
  ['/api/v5/public/instruments', 'instruments'],
  ['/api/v5/public/funding-rate', 'funding'],
  ['/api/v5/public/funding-rate-history', 'history'],
  ['/api/v5/public/mark-price', 'mark'],
  ['/api/v5/market/index-tickers', 'index'],
  ['/api/v5/market/books', 'books'],
  ['/api/v5/market/books-full', 'books'],
  ['/api/v5/market/ticker', 'tickers'],
  ['/api/v5/market/tickers', 'tickers'],
  ['/api/v5/trade/order', 'trade'],
  ['/api/v5/trade/batch-orders', 'trade'],
  ['/api/v5/trade/cancel-order', 'trade'],
  ['/api/v5/trade/cancel-batch-orders', 'trade'],
]);

/** A web firewall stands before the venue: what it says is no JSON. */
const REFUSALS: Readonly<Record<Parameters<VenueFace['refuse']>[0], WireAnswer>> = {
  'rate-limited': refusal('50011', 'Too Many Requests', 429),
  banned: { status: 403, body: '<html><head><title>403 Forbidden</title></head><body></body></html>' },
  unavailable: refusal('50001', 'Service temporarily unavailable. Please try again later', 503),
  'server-error': refusal('50026', 'System error. Please try again later', 500),
};

/** Private requests, once the key is known. */
const signed = (request: WireRequest, house: VenueHouse): WireAnswer => {
  const line = `${request.method} ${request.path}`;
  const orders = ORDERS.get(line);
  if (orders === undefined && !Object.hasOwn(okxPrivate, line)) return NOT_FOUND;
  const fault = keyFault(request, house);
  if (fault !== undefined) return fault;
  if (orders === undefined) return okxPrivate[line]?.(parametersOf(request), house) ?? NOT_FOUND;
  const batch = batchOf(request);
  if (batch.length > BATCH_MAX) return refusal('51000', 'Parameter error: more than 20 orders');
  return outcomes(
    batch.map((asked) => orders(asked, house)),
    house,
  );
};

const BATCH_MAX = 20;

const ORDERS: ReadonlyMap<string, typeof placeOrder> = new Map([
  ['POST /api/v5/trade/order', placeOrder],
  ['POST /api/v5/trade/batch-orders', placeOrder],
  ['POST /api/v5/trade/cancel-order', cancelOrder],
  ['POST /api/v5/trade/cancel-batch-orders', cancelOrder],
]);

/** Why a private request is not let in. Signatures are not checked, only that there is one. */
const keyFault = ({ headers }: WireRequest, house: VenueHouse): WireAnswer | undefined => {
  const key = headers['ok-access-key'];
  if (key === undefined) return refusal('50103', 'Request header OK-ACCESS-KEY can not be empty.', 401);
  if (key !== API_KEY) return refusal('50111', 'Invalid OK-ACCESS-KEY', 401);
  if (headers['ok-access-passphrase'] !== API_PASSPHRASE)
    return refusal('50105', 'Request header OK-ACCESS-PASSPHRASE incorrect.', 401);
  if (!headers['ok-access-sign']) return refusal('50113', 'Invalid Sign', 401);
  const at = Date.parse(headers['ok-access-timestamp'] ?? '');
  return Math.abs(at - house.nowMs) <= 30_000 ? undefined : refusal('50102', 'Timestamp request expired', 401);
};

const privateFrames = (happening: AccountHappening, house: VenueHouse) => {
  const account = tell(['account', undefined, undefined], accountRow(house));
  if (happening.kind === 'payment') return [account];
  const key: MarketKey = happening.kind === 'order' ? happening.order.market : happening.position.market;
  const market = marketOf(house, key);
  if (market === undefined) return [account];
  if (happening.kind === 'position')
    return namesOf('positions', market).map((name) => tell(name, positionRow(happening.position, market, house)));
  const { order, fill } = happening;
  const row = { ...orderRow(order, market, house), ...(fill === undefined ? {} : fillPart(fill)) };
  return [...namesOf('orders', market).map((name) => tell(name, row)), account];
};

/** The execution that an order frame tells; a positive fee of ours is a cost, negative on the wire. */
const fillPart = ({
  fee,
  feeCoin,
  quantity,
  price,
  liquidity,
  tradeId,
  venueAtMs,
}: NonNullable<Extract<AccountHappening, { kind: 'order' }>['fill']>) => ({
  fillFee: text(decimal(fee).negated()),
  fillFeeCcy: feeCoin,
  fillSz: quantity,
  fillPx: price,
  execType: liquidity === 'taker' ? 'T' : 'M',
  tradeId,
  fillTime: String(venueAtMs),
});

type Name = readonly [channel: string, instType: string | undefined, instId: string | undefined];

/** Under which arguments a channel tells of a market. */
const namesOf = (channel: string, market: SimMarket): readonly Name[] => {
  const { nativeSymbol } = market.instrument;
  return [typeOf(market), 'ANY'].flatMap((type): readonly Name[] => [
    [channel, type, undefined],
    [channel, type, nativeSymbol],
  ]);
};

const tell = ([channel, instType, instId]: Name, row: unknown) => {
  const arg = {
    channel,
    ...(instType === undefined ? {} : { instType }),
    ...(instId === undefined ? {} : { instId }),
  };
  return { key: keyOf(arg), frame: { arg: { ...arg, uid: '1' }, data: [row] } };
};
