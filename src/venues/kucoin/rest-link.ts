import type { RestCall, RestLink } from '../../connectivity/venue-link.ts';
import { isRecord } from '../../domain/codec.ts';
import { requestLine } from '../request-line.ts';
import { wireInstant, wireNumber } from '../wire-value.ts';

const PUBLIC = 'public';
/** Where no answer says how long: the window that weights are counted in. */
const WINDOW_MS = 30_000;
const HISTORY = '/api/v1/contract/funding-rates';

const call = (method: 'GET' | 'POST', path: string, weight: number): RestCall => ({
  method,
  host: 'rest',
  path,
  bucket: PUBLIC,
  weight,
});

/** Every contract of every family with terms, mark, index and running rate: the cheapest call there is for all of them. */
const CONTRACTS = call('GET', '/api/v1/contracts/active', 3);

/** A public token needs no key; its answer names the address to connect to. */
export const TOKEN = call('POST', '/api/v1/bullet-public', 10);

interface Range {
  readonly fromMs: number;
  readonly toMs: number;
}

const history = (native: string, { fromMs, toMs }: Range): RestCall =>
  call('GET', `${HISTORY}?symbol=${encodeURIComponent(native)}&from=${fromMs}&to=${toMs}`, 5);

/** Public REST of the futures host. https://www.kucoin.com/docs-new/rate-limit */
export const kucoinRest: RestLink = {
  buckets: { [PUBLIC]: { count: 2000, perMs: WINDOW_MS } },
  instruments: () => [CONTRACTS],
  // How many rows one answer may hold is not documented: what lies before the oldest is asked for until nothing is left.
  nextPage: ({ path: asked }, answer) => {
    const { path, query } = requestLine(asked);
    const symbol = query('symbol');
    const fromMs = Number(query('from'));
    if (path !== HISTORY || symbol === undefined) return undefined;
    const oldestMs = oldestOf(answer);
    return oldestMs > fromMs && oldestMs <= Number(query('to'))
      ? history(symbol, { fromMs, toMs: oldestMs - 1 })
      : undefined;
  },
  fundingHistory: ({ kind, nativeSymbol }, range) => (kind === 'spot' ? undefined : history(nativeSymbol, range)),
  // The whole book costs less than 20 levels (5), and its sequence is that of the stream.
  bookSnapshot: ({ kind, nativeSymbol }) =>
    kind === 'spot' ? undefined : call('GET', `/api/v1/level2/snapshot?symbol=${encodeURIComponent(nativeSymbol)}`, 3),
  time: () => call('GET', '/api/v1/timestamp', 2),
  funding: (instruments) => (instruments.some(({ kind }) => kind !== 'spot') ? [CONTRACTS] : []),
  used: (headers) => {
    const limit = wireNumber(headers['gw-ratelimit-limit']);
    const weight = limit - wireNumber(headers['gw-ratelimit-remaining']);
    return weight >= 0 ? [{ bucket: PUBLIC, weight }] : [];
  },
  throttled: (answer) => (isRecord(answer) && answer.code === '429000' ? { retryAfterMs: WINDOW_MS } : undefined),
};

/** The earliest settlement of a page; NaN where there is none. */
const oldestOf = (answer: unknown): number => {
  const rows: readonly unknown[] = isRecord(answer) && Array.isArray(answer.data) ? answer.data : [];
  let oldestMs = NaN;
  for (const row of rows) {
    const settledAtMs = isRecord(row) ? wireInstant(row.timepoint) : undefined;
    if (settledAtMs === undefined) return NaN;
    if (!(settledAtMs >= oldestMs)) oldestMs = settledAtMs;
  }
  return oldestMs;
};
