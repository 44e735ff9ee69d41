import { isRecord } from '../../../domain/codec.ts';
import type { Handler } from './answers.ts';
import { NOT_FOUND, answered, parametersOf, refusal } from './answers.ts';
import { extraFrames } from './extras.ts';
import { VENUE } from './listings.ts';
import { kucoinPrivate } from './private.ts';
import { kucoinPublic } from './public.ts';
import { ClassicSession } from './session.ts';
import { tokenAnswer } from './tokens.ts';
import { UnifiedSession } from './unified-session.ts';
import { accountFrames } from './account-frames.ts';
import type { VenueFace, VenueHouse, WireAnswer, WireRequest } from '../venue-face.ts';
import { API_KEY, API_PASSPHRASE } from '../venue-face.ts';

/** Weights of one address, and of one account. */
const PUBLIC = 'public';
const FUTURES = 'futures';
const BUDGET = { count: 2000, perMs: 30_000 };

/** KuCoin Futures as the network sees it. Its spot, margin and unified hosts are answered here too, as far as clients ask. */
export const kucoinFace: VenueFace = {
  venue: VENUE,
  endpoints: ({ http, ws }) => ({ rest: http, push: `${ws}/unified`, classic: `${ws}/classic` }),
  open: (target, outlet, house) => {
    const [path = '', query = ''] = target.split('?');
    if (path.startsWith('/classic')) return new ClassicSession(new URLSearchParams(query), outlet, house);
    return path.startsWith('/unified') ? new UnifiedSession(outlet, house) : NOT_FOUND;
  },
  keysOf: ({ frame }) => (isRecord(frame) ? keysOfFrame(frame) : []),
  extras: extraFrames,
  privateFrames: accountFrames,
  rest: (request, house) => {
    const found = routeOf(request);
    if (found === undefined) return NOT_FOUND;
    const fault = found.bucket === FUTURES ? keyFault(request, house) : undefined;
    return fault ?? found.handler(parametersOf(request), house, found.named);
  },
  weigh: (request) => {
    const { bucket = PUBLIC, weight = 1 } = routeOf(request) ?? {};
    return { bucket, weight };
  },
  usedHeaders: (used, request) => {
    const bucket = request === undefined ? PUBLIC : (routeOf(request)?.bucket ?? PUBLIC);
    return {
      'gw-ratelimit-limit': String(BUDGET.count),
      'gw-ratelimit-remaining': String(Math.max(0, BUDGET.count - (used[bucket] ?? 0))),
      'gw-ratelimit-reset': String(BUDGET.perMs),
    };
  },
  refuse: (kind, seconds) => REFUSALS[kind](seconds),
  limits: {
    rest: { [PUBLIC]: BUDGET, [FUTURES]: BUDGET },
    // Of the unified socket; the classic one counts a third of it by itself.
    messages: {
      count: 300,
      perMs: 10_000,
      frame: { type: 'error', code: 509, data: 'exceed max permits per 10 seconds' },
    },
    connects: { count: 250, perMs: 300_000 },
    topicsPerSocket: 600,
    clientSilenceMs: 60_000,
    lifetimeMs: 24 * 3_600_000,
  },
};

/** An overload is told like an excess, without the headers that an excess has; an address that goes on gets a page. */
const REFUSALS: Readonly<Record<Parameters<VenueFace['refuse']>[0], (seconds: number) => WireAnswer>> = {
  'rate-limited': (seconds) => ({
    ...refusal('429000', 'Too many requests', 429),
    headers: {
      'gw-ratelimit-limit': String(BUDGET.count),
      'gw-ratelimit-remaining': '0',
      'gw-ratelimit-reset': String(seconds * 1000),
    },
  }),
  banned: () => ({
    status: 429,
    body: '<html><head><title>Access denied</title></head><body>error code: 1015</body></html>',
  }),
  unavailable: () => refusal('429000', 'Too many requests in a short period of time, please retry later', 503),
  'server-error': () => refusal('500000', 'Internal Server Error', 500),
};

interface Route {
  readonly handler: Handler;
  readonly bucket: string;
  readonly weight: number;
  readonly named: string;
}

/** The handler of a path, with the part that a `*` stands for. */
const routeOf = (request: WireRequest): Route | undefined => {
  const token = tokenRoute(request);
  if (token !== undefined) return token;
  const { method, path } = request;
  for (const { pattern, named } of patternsOf(path)) {
    const open = method === 'GET' && Object.hasOwn(kucoinPublic, pattern) ? kucoinPublic[pattern] : undefined;
    const line = `${method} ${pattern}`;
    const closed = Object.hasOwn(kucoinPrivate, line) ? kucoinPrivate[line] : undefined;
    const [handler, weight = 1] = open ?? closed ?? [];
    if (handler !== undefined) return { handler, weight, bucket: open === undefined ? FUTURES : PUBLIC, named };
  }
  return undefined;
};

/** The path itself, and with each of its last two parts taken for a name. */
const patternsOf = (path: string): readonly { readonly pattern: string; readonly named: string }[] => {
  const parts = path.split('/');
  const starred = [parts.length - 1, parts.length - 2].map((at) => ({
    pattern: parts.with(at, '*').join('/'),
    named: nameIn(parts[at] ?? ''),
  }));
  return [{ pattern: path, named: '' }, ...starred];
};

const nameIn = (part: string): string => new URLSearchParams(`name=${part.replaceAll('+', '%2B')}`).get('name') ?? '';

/** Tokens for sockets: their answer depends on where the request was sent. */
const tokenRoute = ({ method, path, headers }: WireRequest): Route | undefined => {
  if (method !== 'POST') return undefined;
  const access =
    path === '/api/v1/bullet-public' ? 'public' : path === '/api/v1/bullet-private' ? 'private' : undefined;
  if (access === undefined) return undefined;
  return {
    handler: (_asked, house) => answered(tokenAnswer(access, house, headers.host)),
    bucket: access === 'public' ? PUBLIC : FUTURES,
    weight: 10,
    named: '',
  };
};

const keysOfFrame = ({ T: channel, topic, d: data }: Readonly<Record<string, unknown>>): readonly string[] => {
  if (typeof topic === 'string') {
    const [name = '', symbol = ''] = topic.split(':');
    const unified = UNIFIED_NAMES.get(name);
    return unified === undefined ? [topic] : [topic, `${unified}:${symbol}`];
  }
  if (typeof channel !== 'string' || !isRecord(data) || typeof data.s !== 'string') return [];
  const name = channel.replace('.FUTURES', '');
  return name === 'obu' ? [`obu:${data.s}`, `obu-increment:${data.s}`] : [`${name}:${data.s}`];
};

/** What the unified socket calls what is told in the classic form. */
const UNIFIED_NAMES: ReadonlyMap<string, string> = new Map([
  ['/contractMarket/execution', 'trade'],
  ['/contract/instrument', 'mark-price'],
]);

/** Passphrases travel signed with the secret since version 2 of keys: HMAC-SHA256, base64. */
const SIGNED_PASSPHRASE = 'GlnESos+OVy1LkizxcmHyVfkR3vLu/RO70qW3Qf8Dd4=';
const TIMESTAMP_WINDOW_MS = 5000;

/** Why a private request is not let in. Signatures are not checked, only that there is one. */
const keyFault = ({ headers }: WireRequest, house: VenueHouse): WireAnswer | undefined => {
  const [key, sign, at, passphrase] = ['key', 'sign', 'timestamp', 'passphrase'].map(
    (name) => headers[`kc-api-${name}`],
  );
  if (!key || !sign || !at || !passphrase)
    return refusal(
      '400001',
      'Please check the header of your request for KC-API-KEY, KC-API-SIGN, KC-API-TIMESTAMP, KC-API-PASSPHRASE',
      400,
    );
  if (key !== API_KEY) return refusal('400003', 'KC-API-KEY not exists', 400);
  if (passphrase !== SIGNED_PASSPHRASE && passphrase !== API_PASSPHRASE)
    return refusal('400004', 'Invalid KC-API-PASSPHRASE', 400);
  const isInTime = Math.abs(Number(at) - house.nowMs) <= TIMESTAMP_WINDOW_MS;
  return isInTime ? undefined : refusal('400002', 'KC-API-TIMESTAMP Invalid', 400);
};
