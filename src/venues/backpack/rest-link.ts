import type { RestCall, RestLink } from '../../connectivity/venue-link.ts';
import { isRecord } from '../../domain/codec.ts';
import { requestLine } from '../request-line.ts';
import { fromNaive } from './instants.ts';

const PUBLIC = 'public';
/** Past data have a budget of their own. */
const HISTORY = 'history';

/** The most that every client was seen to ask for; the documentation allows 10,000. */
const HISTORY_ROWS_MAX = 1000;

const get = (path: string, bucket = PUBLIC): RestCall => ({
  method: 'GET',
  host: 'api',
  path: `/api/v1/${path}`,
  bucket,
  weight: 1,
});

interface Page {
  readonly symbol: string;
  readonly offset: number;
}

const historyPath = ({ symbol, offset }: Page): string => {
  const asked = `symbol=${encodeURIComponent(symbol)}&limit=${HISTORY_ROWS_MAX}`;
  return `fundingRates?${asked}${offset === 0 ? '' : `&offset=${offset}`}`;
};

/** Public REST. Documented budgets are those of an account; what an address may do is not, and is taken to be the same. */
export const backpackRest: RestLink = {
  buckets: { [PUBLIC]: { count: 2000, perMs: 60_000 }, [HISTORY]: { count: 30, perMs: 60_000 } },
  instruments: () => [get('markets')],
  // Pages go backwards from now, and know no times: the call remembers where to end.
  nextPage: (call, answer) => {
    const { path, query } = requestLine(call.path);
    const symbol = query('symbol');
    if (!path.endsWith('/fundingRates') || symbol === undefined || !Array.isArray(answer)) return undefined;
    if (answer.length < Number(query('limit') ?? 0)) return undefined;
    const last: unknown = answer.at(-1);
    const oldestMs = isRecord(last) ? fromNaive(last.intervalEndTimestamp) : undefined;
    if (oldestMs === undefined || oldestMs <= (call.sinceMs ?? 0)) return undefined;
    const offset = Number(query('offset') ?? 0) + answer.length;
    return { ...call, path: `/api/v1/${historyPath({ symbol, offset })}` };
  },
  fundingHistory: ({ kind, nativeSymbol: symbol }, { fromMs }) =>
    kind === 'spot' ? undefined : { ...get(historyPath({ symbol, offset: 0 }), HISTORY), sinceMs: fromMs },
  // There is no window of levels on the socket: what a shallow snapshot leaves out would stay unknown until it changes.
  bookSnapshot: ({ nativeSymbol }) => get(`depth?symbol=${encodeURIComponent(nativeSymbol)}&limit=1000`),
  time: () => get('time'),
  // One call tells mark, index, estimate and next settlement of every perpetual.
  funding: (instruments) => (instruments.some(({ kind }) => kind !== 'spot') ? [get('markPrices')] : []),
  // No answer says what is left.
  used: () => [],
};
