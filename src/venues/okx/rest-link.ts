import type { RestCall, RestLink } from '../../connectivity/venue-link.ts';
import { isRecord } from '../../domain/codec.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { requestLine } from '../request-line.ts';
import { wireInstant } from '../wire-value.ts';

/** Endpoints have budgets of their own, all within two seconds. */
const WINDOW_MS = 2000;
const HISTORY_PATH = '/api/v5/public/funding-rate-history';
const HISTORY_ROWS_MAX = 400;

type Bucket = 'time' | 'instruments' | 'funding' | 'history' | 'mark' | 'index' | 'books';

const get = (bucket: Bucket, path: string): RestCall => ({ method: 'GET', host: 'rest', path, bucket, weight: 1 });

/** Public REST of v5. https://www.okx.com/docs-v5/en/#overview-rate-limits */
export const okxRest: RestLink = {
  buckets: {
    time: { count: 10, perMs: WINDOW_MS },
    instruments: { count: 20, perMs: WINDOW_MS },
    // These two are counted for each instrument by the venue (10 a window), and here together: far within, and no flood.
    funding: { count: 10, perMs: WINDOW_MS },
    history: { count: 20, perMs: WINDOW_MS },
    mark: { count: 10, perMs: WINDOW_MS },
    index: { count: 20, perMs: WINDOW_MS },
    books: { count: 40, perMs: WINDOW_MS },
  },
  instruments: () => ['SWAP', 'SPOT'].map((type) => get('instruments', `/api/v5/public/instruments?instType=${type}`)),
  nextPage: (call, answer) => {
    const { path, query } = requestLine(call.path);
    if (path !== HISTORY_PATH || !isRecord(answer) || !Array.isArray(answer.data)) return undefined;
    const rows: readonly unknown[] = answer.data;
    const last = rows.at(-1);
    const oldestMs = isRecord(last) ? wireInstant(last.fundingTime) : undefined;
    const instId = query('instId');
    const before = Number(query('before'));
    const after = Number(query('after'));
    if (rows.length < HISTORY_ROWS_MAX || oldestMs === undefined || instId === undefined) return undefined;
    // An oldest row that is no older than what was asked for would page for ever.
    return oldestMs <= before || oldestMs >= after ? undefined : historyCall(instId, { before, after: oldestMs });
  },
  fundingHistory: ({ kind, nativeSymbol }, { fromMs, toMs }) =>
    kind === 'spot' ? undefined : historyCall(nativeSymbol, { before: fromMs - 1, after: toMs + 1 }),
  // Carries a sequence id, but the stream begins with a book of its own: a start where no stream is in step, no resync.
  bookSnapshot: ({ nativeSymbol }: Instrument) => get('books', `/api/v5/market/books?instId=${nativeSymbol}&sz=50`),
  time: () => get('time', '/api/v5/public/time'),
  // `ANY` answers for every swap at once: no call an instrument is needed.
  funding: (instruments) => {
    const quotes = new Set(instruments.filter(({ kind }) => kind !== 'spot').map(({ quote }) => quote));
    if (quotes.size === 0) return [];
    return [
      get('funding', '/api/v5/public/funding-rate?instId=ANY'),
      get('mark', '/api/v5/public/mark-price?instType=SWAP'),
      ...[...quotes].sort().map((quote) => get('index', `/api/v5/market/index-tickers?quoteCcy=${quote}`)),
    ];
  },
  // No header tells of budgets.
  used: () => [],
  throttled: (answer) => (isRecord(answer) && TOO_MANY.has(answer.code) ? { retryAfterMs: WINDOW_MS } : undefined),
};

/** Of an address, and of a sub-account's orders: both may come with HTTP 200, and name no wait. */
const TOO_MANY: ReadonlySet<unknown> = new Set(['50011', '50061']);

/** Rows are newest first: `after` asks for older ones than it, `before` for newer ones. */
const historyCall = (
  instId: string,
  { before, after }: { readonly before: number; readonly after: number },
): RestCall =>
  get(
    'history',
    `${HISTORY_PATH}?instId=${encodeURIComponent(instId)}&before=${before}&after=${after}&limit=${HISTORY_ROWS_MAX}`,
  );
