import type { RestCall, RestLink } from '../../connectivity/venue-link.ts';
import { isRecord } from '../../domain/codec.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { MS_PER_DAY } from '../../domain/units.ts';

/** Requests without a login are limited by address; the published pool of a login is taken: 20 / s sustained. */
const PUBLIC = 'public';
/** The instrument list has a budget of its own. */
const INSTRUMENTS = 'instruments';
/** One answer covers about a month at most; of a longer range only a part comes. */
const HISTORY_WINDOW_MS = 30 * MS_PER_DAY;
const TOO_MANY_REQUESTS = 10_028;
const RETRY_AFTER_MS = 1000;

/** A page of settled rates: it knows how far the range goes that it is a part of. */
interface HistoryCall extends RestCall {
  readonly instrumentName: string;
  readonly endMs: number;
  readonly toMs: number;
}

const get = (method: string, bucket = PUBLIC): RestCall => ({
  method: 'GET',
  host: 'rest',
  path: `/api/v2/public/${method}`,
  bucket,
  weight: 1,
});

/** JSON-RPC methods over HTTP GET. https://docs.deribit.com/articles/rate-limits */
export const deribitRest: RestLink = {
  buckets: { [PUBLIC]: { count: 20, perMs: 1000 }, [INSTRUMENTS]: { count: 10, perMs: 10_000 } },
  instruments: () => [get('get_instruments?currency=any&kind=future', INSTRUMENTS)],
  nextPage: (call, answer) => {
    const isRead = isRecord(answer) && Array.isArray(answer.result);
    if (!isRead || !isHistoryCall(call) || call.endMs >= call.toMs) return undefined;
    return historyPage(call.instrumentName, { fromMs: call.endMs, toMs: call.toMs });
  },
  fundingHistory: ({ kind, nativeSymbol }, range) => (kind === 'spot' ? undefined : historyPage(nativeSymbol, range)),
  // Its change id is the stream's, but the stream itself begins with a snapshot: a resync is a new subscription.
  bookSnapshot: ({ nativeSymbol }: Instrument) =>
    get(`get_order_book?instrument_name=${encodeURIComponent(nativeSymbol)}&depth=50`),
  time: () => get('get_time'),
  // One call a settlement coin tells rate, mark and index of all that settle in it.
  funding: (instruments) =>
    [...new Set(instruments.filter(({ kind }) => kind !== 'spot').map(({ settle }) => settle))]
      .sort()
      .map((currency) => get(`get_book_summary_by_currency?currency=${encodeURIComponent(currency)}&kind=future`)),
  // No header tells what was used.
  used: () => [],
  throttled: (answer) =>
    isRecord(answer) && isRecord(answer.error) && answer.error.code === TOO_MANY_REQUESTS
      ? { retryAfterMs: RETRY_AFTER_MS }
      : undefined,
};

/** Both ends of a window are moved so that none of its hours is lost: the start itself is not included. */
const historyPage = (
  instrumentName: string,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): HistoryCall => {
  const endMs = Math.min(toMs, fromMs + HISTORY_WINDOW_MS);
  const range = `start_timestamp=${fromMs - 1}&end_timestamp=${endMs}`;
  const path = `get_funding_rate_history?instrument_name=${encodeURIComponent(instrumentName)}&${range}`;
  return { ...get(path), instrumentName, endMs, toMs };
};

const isHistoryCall = (call: RestCall): call is HistoryCall => 'instrumentName' in call;
