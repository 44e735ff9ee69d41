import type { RestCall, RestLink } from '../../connectivity/venue-link.ts';
import { isRecord } from '../../domain/codec.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { requestLine } from '../request-line.ts';
import { isAddressPart, wireInstant } from '../wire-value.ts';

/** The whole address (IP) has one budget; more than it is HTTP 403 and ten minutes of silence. */
const IP_BUCKET = 'ip';
const HISTORY_ROWS_MAX = 200;
/** Cursors are some 50 characters long. */
const CURSOR_MAX = 500;

const get = (path: string): RestCall => ({ method: 'GET', host: 'rest', path, bucket: IP_BUCKET, weight: 1 });

/** Public REST of v5. https://bybit-exchange.github.io/docs/v5/rate-limit */
export const bybitRest: RestLink = {
  buckets: { [IP_BUCKET]: { count: 600, perMs: 5000 } },
  // Pages hold 500 rows unless asked for 1,000; intervals and caps are in the same rows.
  instruments: () => ['linear', 'inverse', 'spot'].map((category) => get(instrumentsPath(category))),
  nextPage: (call, answer) => {
    const result = isRecord(answer) && isRecord(answer.result) ? answer.result : undefined;
    if (result === undefined) return undefined;
    const { path, query } = requestLine(call.path);
    if (path === '/v5/market/instruments-info') {
      const cursor = result.nextPageCursor;
      if (!isAddressPart(cursor, CURSOR_MAX) || cursor === query('cursor')) return undefined;
      return get(`${instrumentsPath(query('category') ?? 'linear')}&cursor=${encodeURIComponent(cursor)}`);
    }
    return path === '/v5/market/funding/history' ? olderHistory(query, result.list) : undefined;
  },
  fundingHistory: ({ kind, nativeSymbol }, { fromMs, toMs }) =>
    kind === 'spot' ? undefined : get(historyPath({ category: kind, symbol: nativeSymbol, fromMs, toMs })),
  // Its ids count the 1,000-level stream and cannot be joined to another: a start where no stream is in step, no resync.
  bookSnapshot: ({ kind, nativeSymbol }: Instrument) =>
    get(`/v5/market/orderbook?category=${kind}&symbol=${encodeURIComponent(nativeSymbol)}&limit=50`),
  time: () => get('/v5/market/time'),
  // One call a category tells rate, mark and index of every symbol of it.
  funding: (instruments) =>
    (['linear', 'inverse'] as const)
      .filter((category) => instruments.some(({ kind }) => kind === category))
      .map((category) => get(`/v5/market/tickers?category=${category}`)),
  // Market data has no headers of its own: those of the account's endpoints count another budget.
  used: () => [],
  throttled: (answer) => (isRecord(answer) && answer.retCode === TOO_MANY_VISITS ? {} : undefined),
};

/** Comes with HTTP 200; the wait stands in a header, and is at most a second. */
const TOO_MANY_VISITS = 10_006;

const instrumentsPath = (category: string): string => `/v5/market/instruments-info?category=${category}&limit=1000`;

interface HistoryRange {
  readonly category: string;
  readonly symbol: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** A `startTime` without an `endTime` is an error. */
const historyPath = ({ category, symbol, fromMs, toMs }: HistoryRange): string =>
  `/v5/market/funding/history?category=${category}&symbol=${encodeURIComponent(symbol)}` +
  `&startTime=${fromMs}&endTime=${toMs}&limit=${HISTORY_ROWS_MAX}`;

/** Rows come newest first: the next page ends before the oldest row of a full one. */
const olderHistory = (query: (name: string) => string | undefined, list: unknown): RestCall | undefined => {
  if (!Array.isArray(list) || list.length < HISTORY_ROWS_MAX) return undefined;
  const last: unknown = list.at(-1);
  const oldestMs = isRecord(last) ? wireInstant(last.fundingRateTimestamp) : undefined;
  const fromMs = Number(query('startTime'));
  const endMs = Number(query('endTime'));
  const category = query('category');
  const symbol = query('symbol');
  if (oldestMs === undefined || category === undefined || symbol === undefined) return undefined;
  const toMs = oldestMs - 1;
  // An oldest row that is no older than what was asked for would page for ever.
  return toMs <= fromMs || toMs >= endMs ? undefined : get(historyPath({ category, symbol, fromMs, toMs }));
};
