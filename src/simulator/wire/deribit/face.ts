import { venueId } from '../../../domain/ids.ts';
import { isRecord } from '../../../domain/codec.ts';
import { groupedBooks, keysOfFrame } from './channels.ts';
import { TOKEN_PREFIX, callMethod } from './methods.ts';
import type { Outcome } from './rpc.ts';
import { Params, failure, parsed, reply, tooManyRequests, unauthorized } from './rpc.ts';
import { DeribitSession } from './session.ts';
import { userFrames } from './user-frames.ts';
import type { VenueFace, WireAnswer, WireRequest } from '../venue-face.ts';
import { API_KEY } from '../venue-face.ts';

const SOCKET_PATH = '/ws/api/v2';
const REST_PATH = '/api/v2/';

/** Deribit as the network sees it: JSON-RPC over one socket, and the same methods over HTTP. */
export const deribitFace: VenueFace = {
  venue: venueId('deribit'),
  endpoints: ({ http, ws }) => ({ rest: http, stream: ws }),
  open: (target, outlet) => (target.split('?')[0] === SOCKET_PATH ? new DeribitSession(outlet) : NOT_FOUND),
  keysOf: keysOfFrame,
  tellsEveryKey: true,
  extras: groupedBooks,
  privateFrames: userFrames,
  rest: (request, house) => {
    const call = callOf(request);
    if (call === undefined) return NOT_FOUND;
    const access = accessOf(request);
    const isPrivate = call.method.startsWith('private/');
    const outcome =
      isPrivate && access === 'refused'
        ? failure(13_004, 'invalid_credentials')
        : isPrivate && access === 'none'
          ? unauthorized()
          : callMethod(call.method, { params: call.params, house }, access === 'granted');
    return answer(outcome, { id: call.id, nowMs: house.nowMs });
  },
  weigh: (request) => ({ bucket: bucketOf(callOf(request)?.method ?? ''), weight: 1 }),
  refuse: (kind, retryAfterSeconds) =>
    kind === 'rate-limited'
      ? REFUSALS[kind]
      : { ...REFUSALS[kind], headers: { 'retry-after': String(retryAfterSeconds) } },
  limits: {
    rest: {
      // 500 credits a request, 50,000 at most, 10,000 back a second.
      public: { count: 100, perMs: 5000 },
      private: { count: 100, perMs: 5000 },
      instruments: { count: 50, perMs: 50_000 },
      matching: { count: 20, perMs: 4000 },
    },
    messages: { count: 300, perMs: 1000 },
    // 32 may be open; how fast they may come is not documented.
    connects: { count: 32, perMs: 10_000 },
    topicsPerSocket: 1000,
    clientSilenceMs: 600_000,
  },
};

const NOT_FOUND: WireAnswer = { status: 404, body: 'Not Found' };

/** Errors of every kind come with HTTP 400, but too many requests. */
const answer = (outcome: Outcome, about: { readonly id: unknown; readonly nowMs: number }): WireAnswer => ({
  status: 'error' in outcome ? 400 : 200,
  body: reply(outcome, about),
});

const refused = (status: number, outcome: Outcome): WireAnswer => ({ status, body: reply(outcome, { nowMs: 0 }) });

const REFUSALS: Readonly<Record<Parameters<VenueFace['refuse']>[0], WireAnswer>> = {
  'rate-limited': refused(429, tooManyRequests()),
  banned: refused(429, tooManyRequests()),
  unavailable: refused(503, failure(11_051, 'system_maintenance')),
  'server-error': refused(500, failure(11_094, 'internal_server_error')),
};

interface HttpCall {
  readonly method: string;
  readonly params: Params;
  readonly id: unknown;
}

/** `GET /api/v2/public/ticker?…`, or a JSON-RPC request posted to any path of the interface. */
const callOf = ({ method, path, query, body }: WireRequest): HttpCall | undefined => {
  if (!`${path}/`.startsWith(REST_PATH)) return undefined;
  const named = path.slice(REST_PATH.length);
  if (method === 'GET') return { method: named, params: new Params(Object.fromEntries(query)), id: undefined };
  const posted = method === 'POST' ? parsed(body) : undefined;
  if (!isRecord(posted)) return undefined;
  const rpc = typeof posted.method === 'string' ? posted.method : named;
  return { method: rpc, params: new Params(posted.params), id: posted.id };
};

const MATCHING = /^private\/(?:buy|sell|edit|cancel)/;

const bucketOf = (method: string): string => {
  if (method === 'public/get_instruments') return 'instruments';
  if (MATCHING.test(method)) return 'matching';
  return method.startsWith('private/') ? 'private' : 'public';
};

/** A bearer token, or a request signed with the key (`deri-hmac-sha256 id=…,ts=…,nonce=…,sig=…`; not checked). */
const accessOf = ({ headers }: WireRequest): 'granted' | 'refused' | 'none' => {
  const [scheme = '', rest = ''] = (headers['authorization'] ?? '').split(/\s+/, 2);
  if (scheme.toLowerCase() === 'bearer') return rest.startsWith(TOKEN_PREFIX) ? 'granted' : 'refused';
  if (scheme !== 'deri-hmac-sha256') return scheme === '' ? 'none' : 'refused';
  const members = new Map(rest.split(',').map((member) => [member.slice(0, member.indexOf('=')), member]));
  const of = (name: string): string => members.get(name)?.slice(name.length + 1) ?? '';
  const isWhole = of('id') === API_KEY && of('sig') !== '' && of('nonce') !== '' && Number(of('ts')) > 0;
  return isWhole ? 'granted' : 'refused';
};
