import { venueId } from '../../../domain/ids.ts';
import type { MarketKind } from '../../../domain/ids.ts';
import { isRecord } from '../../../domain/codec.ts';
import type { Ask } from './answers.ts';
import { fault } from './answers.ts';
import { binanceExtras } from './extras.ts';
import { keyFault, privateAnswer, signatureFault, walletAnswer } from './private.ts';
import { publicAnswer } from './public.ts';
import { BinanceApiSession } from './api-session.ts';
import { BinanceSession } from './session.ts';
import type { BinanceSocket } from './session.ts';
import { LISTEN_KEYS, streamKey } from './streams.ts';
import type { Desk } from './streams.ts';
import { userFrames } from './user-stream.ts';
import { BUCKETS, weightOf } from './weights.ts';
import type { VenueFace, WireAnswer, WireRequest } from '../venue-face.ts';

/** Binance as the network sees it: sockets of three products, public and private REST. */
export const binanceFace: VenueFace = {
  venue: venueId('binance'),
  endpoints: ({ http, ws }) => ({
    fapi: http,
    dapi: http,
    api: http,
    fstream: `${ws}/fstream`,
    dstream: `${ws}/dstream`,
    stream: `${ws}/stream`,
    wsapi: `${ws}/ws-api`,
  }),
  open: (target, outlet) => {
    if (target === '/ws-api/ws-api/v3') return new BinanceApiSession(outlet);
    const socket = socketOf(target);
    return socket === undefined ? NOT_FOUND : new BinanceSession({ ...socket, outlet });
  },
  keysOf: ({ conn, frame }) =>
    isRecord(frame) && typeof frame.stream === 'string' ? [streamKey(conn, frame.stream)] : [],
  extras: binanceExtras,
  privateFrames: userFrames,
  rest: (request, house) => {
    const place = placeOf(request.path);
    if (place === undefined) return invalidPath(request);
    const fields = fieldsOf(request);
    if (place.kind === 'wallet') {
      const answer = walletAnswer(place.path, house);
      if (answer === undefined) return invalidPath(request);
      return keyFault(request.headers) ?? signatureFault({ fields, house }) ?? answer;
    }
    const ask: Ask = { ...place, kind: place.kind, method: request.method, fields, house };
    return publicAnswer(ask) ?? privateAnswer(ask, request.headers) ?? invalidPath(request);
  },
  weigh: (request) => {
    const place = placeOf(request.path);
    return place === undefined ? { bucket: 'futures', weight: 1 } : weightOf(place, request.method, fieldsOf(request));
  },
  usedHeaders: (used, request) => {
    const kind = placeOf(request.path)?.kind;
    const weight = kind === 'spot' || kind === 'wallet' ? used[kind] : used.futures;
    return { 'x-mbx-used-weight-1m': String(weight ?? 0) };
  },
  refuse: (kind, retryAfterSeconds) =>
    kind === 'server-error'
      ? REFUSALS[kind]
      : { ...REFUSALS[kind], headers: { 'retry-after': String(retryAfterSeconds) } },
  limits: {
    rest: BUCKETS,
    // On spot half of that, which its sessions see to.
    messages: { count: 10, perMs: 1000 },
    connects: { count: 300, perMs: 300_000 },
    topicsPerSocket: 1024,
    lifetimeMs: 86_400_000,
  },
};

const REFUSALS: Readonly<Record<Parameters<VenueFace['refuse']>[0], WireAnswer>> = {
  'rate-limited': fault(-1003, 'Too many requests; please use the websocket for live updates.', 429),
  banned: fault(
    -1003,
    'Way too many requests; IP banned. Please use the websocket for live updates to avoid bans.',
    418,
  ),
  unavailable: fault(-1, 'Service Unavailable.', 503),
  'server-error': fault(-1000, 'Internal error; unable to process your request. Please try again.', 500),
};
const NOT_FOUND: WireAnswer = { status: 404, body: 'Not Found' };

const invalidPath = ({ path, method }: WireRequest): WireAnswer =>
  fault(-5000, `Path ${path}, Method ${method} is invalid`, 404);

/** Query and form body together, as the venue reads them. */
const fieldsOf = ({ query, body, headers }: WireRequest): URLSearchParams => {
  const isForm = headers['content-type']?.includes('json') !== true && body !== '';
  return isForm ? new URLSearchParams([...query, ...new URLSearchParams(body)]) : query;
};

/** Where a path leads. `wallet` is what spot, futures and all share. */
export interface Place {
  readonly kind: MarketKind | 'wallet';
  readonly version: string;
  readonly path: string;
}

const KINDS: Readonly<Record<string, Place['kind']>> = { fapi: 'linear', dapi: 'inverse', api: 'spot', sapi: 'wallet' };

const placeOf = (path: string): Place | undefined => {
  const [, prefix = '', version = '', rest] = /^\/(\w+)\/(v\d)\/(.+)$/.exec(path) ?? [];
  const kind = KINDS[prefix];
  return kind === undefined || rest === undefined ? undefined : { kind, version, path: rest };
};

/** The old USD-M addresses without `/public`, `/market` or `/private` were retired in April 2026. */
const socketOf = (target: string): Omit<BinanceSocket, 'outlet'> | undefined => {
  const [path = '', query = ''] = target.split('?');
  const [, product, section = '', form, named = ''] =
    /^\/(fstream|dstream|stream)(?:\/(public|market|private))?\/(ws|stream)(?:\/(.*))?$/.exec(path) ?? [];
  if (product === undefined || (product === 'fstream') !== (section !== '')) return undefined;
  const desk: Desk =
    product === 'dstream' ? 'coinm' : product === 'stream' ? 'spot' : (DESKS[section] ?? 'usdm-public');
  const parameters = new URLSearchParams(query);
  const asked = [
    ...named.split('/'),
    ...(parameters.get('streams') ?? '').split('/'),
    parameters.get('listenKey') ?? '',
  ];
  const keys: readonly string[] = Object.values(LISTEN_KEYS);
  // Clients put numbers of their own where a stream may stand.
  const streams = asked.filter((stream) => stream.includes('@') || stream.startsWith('!') || keys.includes(stream));
  return { desk, form: form === 'stream' ? 'combined' : 'raw', streams };
};

const DESKS: Readonly<Record<string, Desk>> = {
  public: 'usdm-public',
  market: 'usdm-market',
  private: 'usdm-private',
};
