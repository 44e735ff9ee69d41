import { isRecord } from '../../../domain/codec.ts';
import { parametersOf, refusal } from './answers.ts';
import { BACKPACK } from './listings.ts';
import { backpackPrivate, createOrders } from './private.ts';
import { backpackPublic, openInterestFrame, tickerFrame, touchFrame } from './public.ts';
import { accountFrames } from './rows.ts';
import { BackpackSession, keysOfStream } from './session.ts';
import { parseJson } from '../json-text.ts';
import type { VenueFace, VenueHouse, WireAnswer, WireRequest } from '../venue-face.ts';
import { API_KEY } from '../venue-face.ts';

const WINDOW_MAX_MS = 60_000;

/** Backpack as the network sees it. */
export const backpackFace: VenueFace = {
  venue: BACKPACK,
  endpoints: ({ http, ws }) => ({ api: http, ws }),
  open: (target, outlet, house) => (/^\/?(\?|$)/.test(target) ? new BackpackSession(outlet, house) : UNKNOWN_PATH),
  keysOf: ({ frame }) => {
    if (!isRecord(frame) || typeof frame.stream !== 'string' || !isRecord(frame.data)) return [];
    return keysOfStream(frame.stream, String(frame.data.s));
  },
  // Touches with every book, tickers once a second, open interest once a minute.
  extras: (markets, { time, wanted }) => {
    const { atMs, venueAtMs } = time;
    return markets.flatMap((market) => {
      const s = market.instrument.nativeSymbol;
      const frames: { readonly key: string; readonly frame: unknown }[] = [];
      const add = (key: string, frame: () => unknown): void => {
        if (wanted.has(key)) frames.push({ key, frame: frame() });
      };
      add(`bookTicker.${s}`, () => touchFrame(market, venueAtMs));
      if (atMs % 1000 === 0) add(`ticker.${s}`, () => tickerFrame(market, venueAtMs));
      if (atMs % 60_000 === 0) add(`openInterest.${s}`, () => openInterestFrame(market, venueAtMs));
      return frames;
    });
  },
  privateFrames: accountFrames,
  rest: (request, house) => {
    const asked = parametersOf(request);
    const { method, path } = request;
    if (method === 'GET' && Object.hasOwn(backpackPublic, path))
      return backpackPublic[path]?.(asked, house) ?? UNKNOWN_PATH;
    const line = `${method} ${path}`;
    if (line === 'POST /api/v1/orders') return keyFault(request, house) ?? createOrders(parseJson(request.body), house);
    if (!Object.hasOwn(backpackPrivate, line)) return UNKNOWN_PATH;
    return keyFault(request, house) ?? backpackPrivate[line]?.(asked, house) ?? UNKNOWN_PATH;
  },
  weigh: ({ path }) => ({ bucket: bucketOf(path), weight: 1 }),
  refuse: (kind) => REFUSALS[kind],
  limits: {
    // Of an account; for an address none are documented, and these are taken for it.
    rest: {
      public: { count: 2000, perMs: 60_000 },
      history: { count: 30, perMs: 60_000 },
      account: { count: 2000, perMs: 60_000 },
    },
    // Not documented: more than any client was seen to do.
    messages: { count: 20, perMs: 1000 },
    connects: { count: 40, perMs: 10_000 },
    topicsPerSocket: 200,
    // Protocol pings and pongs count as life.
    clientSilenceMs: 120_000,
  },
};

const UNKNOWN_PATH: WireAnswer = { status: 404, body: 'not found' };

const bucketOf = (path: string): string => {
  if (path === '/api/v1/fundingRates' || path === '/api/v1/trades/history') return 'history';
  return Object.hasOwn(backpackPublic, path) ? 'public' : 'account';
};

/** No header says when to come back. */
const REFUSALS: Readonly<Record<Parameters<VenueFace['refuse']>[0], WireAnswer>> = {
  'rate-limited': refusal('TOO_MANY_REQUESTS', 'You have reached your request rate limit', 429),
  banned: { status: 403, body: '<html><body>403 Forbidden</body></html>' },
  unavailable: refusal('SERVICE_UNAVAILABLE', 'Unknown error, please check your request or try again later.', 503),
  'server-error': refusal('SERVER_ERROR', 'Internal server error', 500),
};

/** Why a private request is not let in. Signatures are not checked, only that there is one. */
const keyFault = ({ headers }: WireRequest, house: VenueHouse): WireAnswer | undefined => {
  if (headers['x-api-key'] !== API_KEY) return refusal('UNAUTHORIZED', 'Invalid API key', 401);
  if (!headers['x-signature']) return refusal('INVALID_CLIENT_REQUEST', 'Invalid signature');
  const windowMs = Number(headers['x-window'] ?? 5000);
  const isInTime = windowMs <= WINDOW_MAX_MS && Math.abs(house.nowMs - Number(headers['x-timestamp'])) <= windowMs;
  return isInTime ? undefined : refusal('INVALID_CLIENT_REQUEST', 'Request has expired');
};
