import { isRecord } from '../../../domain/codec.ts';
import { venueId } from '../../../domain/ids.ts';
import type { SimMarket } from '../../sim-market.ts';
import { exchangeAnswer } from './exchange.ts';
import { UNREADABLE, infoAnswer, infoWeight, midsOf, roundedUp } from './info.ts';
import { orderRow, statusOf } from './orders.ts';
import { coinOf, fillRows, fundingRow } from './records.ts';
import { HyperliquidSession, bookFrame, keyOf } from './session.ts';
import { parseJson } from '../json-text.ts';
import type { VenueFace, WireAnswer, WireRequest } from '../venue-face.ts';

/** Fast books and touches, ordinary books, and all mids; the venue's own cadences are 0.54 s, 5.4 s and 5 s. */
const FAST_MS = 500;
const SLOW_MS = 5000;

/** Hyperliquid as the network sees it: two addresses for requests, one for sockets. */
export const hyperliquidFace: VenueFace = {
  venue: venueId('hyperliquid'),
  endpoints: ({ http, ws }) => ({ rest: http, stream: ws }),
  open: (target, outlet) => (target.split('?')[0] === '/ws' ? new HyperliquidSession(outlet) : NOT_FOUND),
  // Books go out at the venue's own pace, as extras.
  keysOf: ({ frame }) => {
    if (!isRecord(frame) || (frame['channel'] !== 'activeAssetCtx' && frame['channel'] !== 'trades')) return [];
    const { channel, data } = frame;
    const first: unknown = Array.isArray(data) ? data[0] : data;
    return isRecord(first) && typeof first['coin'] === 'string' ? [keyOf(channel, first['coin'])] : [];
  },
  extras: (markets, { time: { atMs, venueAtMs: exactMs }, wanted }) => {
    if (atMs % FAST_MS !== 0) return [];
    const venueAtMs = roundedUp(exactMs);
    const frames = markets.flatMap((market) => booksOf(market, { venueAtMs, wanted, isSlowToo: atMs % SLOW_MS === 0 }));
    return wanted.has('allMids') && atMs % SLOW_MS === 0
      ? [...frames, { key: 'allMids', frame: { channel: 'allMids', data: { mids: midsOf(markets) } } }]
      : frames;
  },
  privateFrames: (happening, house) => {
    if (happening.kind === 'payment')
      return [
        {
          key: 'userFundings',
          frame: { channel: 'userFundings', data: { fundings: [fundingRow(happening.payment, house)] } },
        },
      ];
    if (happening.kind !== 'order') return [];
    const { order, fill } = happening;
    const market = house.market(coinOf(house, order.market));
    if (market === undefined) return [];
    const status = statusOf(order, house);
    const update = { order: orderRow(order, market), status, statusTimestamp: order.updatedAtMs };
    const fills = fillRows(house).filter(({ tid }) => fill !== undefined && tid === Number(fill.tradeId));
    return [
      { key: 'orderUpdates', frame: { channel: 'orderUpdates', data: [update] } },
      ...(fills.length === 0 ? [] : [{ key: 'userFills', frame: { channel: 'userFills', data: { fills } } }]),
    ];
  },
  rest: (request, house) => {
    const { path, method, headers, body } = request;
    if (path !== '/info' && path !== '/exchange') return NOT_FOUND;
    if (method !== 'POST') return { status: 405, body: '' };
    if (headers['content-type']?.includes('application/json') !== true)
      return { status: 415, body: 'Expected request with `Content-Type: application/json`' };
    const asked = parseJson(body);
    if (asked === undefined) return { status: 400, body: 'Failed to parse the request body as JSON' };
    if (path === '/exchange') return exchangeAnswer(asked, house);
    return isRecord(asked) ? infoAnswer(asked, house) : UNREADABLE;
  },
  weigh: (request) => ({ bucket: 'info', weight: weightOf(request) }),
  refuse: (kind) => ({
    status: { 'rate-limited': 429, banned: 403, unavailable: 503, 'server-error': 500 }[kind],
    // No Retry-After, and no words.
    body: null,
  }),
  limits: {
    rest: { info: { count: 1200, perMs: 60_000 } },
    messages: { count: 2000, perMs: 60_000 },
    connects: { count: 30, perMs: 60_000 },
    topicsPerSocket: 1000,
  },
};

const NOT_FOUND: WireAnswer = { status: 404, body: '' };

const weightOf = ({ path, body }: WireRequest): number => {
  const asked = parseJson(body);
  if (path !== '/exchange') return infoWeight(asked);
  const action = isRecord(asked) ? asked['action'] : undefined;
  const batch = isRecord(action) ? (action['orders'] ?? action['cancels']) : undefined;
  return 1 + Math.floor((Array.isArray(batch) ? batch.length : 1) / 40);
};

const booksOf = (
  market: SimMarket,
  {
    venueAtMs,
    wanted,
    isSlowToo,
  }: { readonly venueAtMs: number; readonly wanted: ReadonlySet<string>; readonly isSlowToo: boolean },
): readonly { readonly key: string; readonly frame: unknown }[] => {
  const coin = market.instrument.nativeSymbol;
  const frames: { key: string; frame: unknown }[] = [];
  const fast = keyOf('l2Book', coin, true);
  if (wanted.has(fast)) frames.push({ key: fast, frame: bookFrame(market, venueAtMs, true) });
  const slow = keyOf('l2Book', coin);
  if (isSlowToo && wanted.has(slow)) frames.push({ key: slow, frame: bookFrame(market, venueAtMs, false) });
  const touch = keyOf('bbo', coin);
  if (wanted.has(touch)) {
    const [bids, asks] = bookFrame(market, venueAtMs, true).data.levels;
    frames.push({
      key: touch,
      frame: { channel: 'bbo', data: { coin, time: venueAtMs, bbo: [bids?.[0] ?? null, asks?.[0] ?? null] } },
    });
  }
  return frames;
};
