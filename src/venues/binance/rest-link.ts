import type { RestCall, RestLink } from '../../connectivity/venue-link.ts';
import { isRecord } from '../../domain/codec.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { MarketKind } from '../../domain/ids.ts';
import { requestLine } from '../request-line.ts';
import { wireInstant, wireNumber } from '../wire-value.ts';

/** USD-M and COIN-M draw on one budget since June 2026; funding terms and history have one of their own, in requests. */
const FUTURES = 'futures';
const FUNDING = 'funding';
const SPOT = 'spot';

const HISTORY_ROWS_MAX = 1000;

interface Base {
  readonly host: string;
  readonly path: string;
  readonly bucket: string;
}
const BASE_OF: Readonly<Record<MarketKind, Base>> = {
  linear: { host: 'fapi', path: '/fapi/v1', bucket: FUTURES },
  inverse: { host: 'dapi', path: '/dapi/v1', bucket: FUTURES },
  spot: { host: 'api', path: '/api/v3', bucket: SPOT },
};

interface Cost {
  readonly weight: number;
  readonly bucket?: string;
}

const get = (kind: MarketKind, path: string, { weight, bucket }: Cost): RestCall => {
  const base = BASE_OF[kind];
  return { method: 'GET', host: base.host, path: `${base.path}${path}`, bucket: bucket ?? base.bucket, weight };
};

const PERPETUALS = ['linear', 'inverse'] as const;

/** Public REST. https://developers.binance.com/docs/derivatives/usds-margined-futures/market-data/rest-api */
export const binanceRest: RestLink = {
  buckets: {
    [FUTURES]: { count: 2400, perMs: 60_000 },
    [FUNDING]: { count: 500, perMs: 300_000 },
    [SPOT]: { count: 6000, perMs: 60_000 },
  },
  // Terms first, so that instruments are announced with them.
  instruments: () => [
    ...PERPETUALS.map((kind) => get(kind, '/fundingInfo', { weight: 1, bucket: FUNDING })),
    ...PERPETUALS.map((kind) => get(kind, '/exchangeInfo', { weight: 1 })),
    get('spot', '/exchangeInfo', { weight: 20 }),
  ],
  nextPage: (call, answer) => {
    const { path, query } = requestLine(call.path);
    if (!path.endsWith('/fundingRate') || !Array.isArray(answer) || answer.length < HISTORY_ROWS_MAX) return undefined;
    const last: unknown = answer.at(-1);
    const newestMs = isRecord(last) ? wireInstant(last.fundingTime) : undefined;
    const [fromMs, toMs] = [Number(query('startTime')), Number(query('endTime'))];
    const symbol = query('symbol');
    // A newest row that is no newer than what was asked for would page for ever.
    if (newestMs === undefined || symbol === undefined || newestMs < fromMs || newestMs >= toMs) return undefined;
    return { ...call, path: `${path}?${historyQuery({ symbol, fromMs: newestMs + 1, toMs })}` };
  },
  fundingHistory: ({ kind, nativeSymbol: symbol }, { fromMs, toMs }) =>
    kind === 'spot'
      ? undefined
      : get(kind, `/fundingRate?${historyQuery({ symbol, fromMs, toMs })}`, { weight: 1, bucket: FUNDING }),
  // The rules bridge a snapshot of any depth: 100 levels cost a quarter of 1,000. Levels beyond come as they change.
  bookSnapshot: ({ kind, nativeSymbol }: Instrument) =>
    get(kind, `/depth?symbol=${encodeURIComponent(nativeSymbol)}&limit=100`, { weight: 5 }),
  time: () => get('linear', '/time', { weight: 1 }),
  // One call a product tells rate, mark and index of every symbol of it.
  funding: (instruments) =>
    PERPETUALS.filter((wanted) => instruments.some(({ kind }) => kind === wanted)).map((kind) =>
      get(kind, '/premiumIndex', { weight: 10 }),
    ),
  used: (headers, { host }) => {
    const weight = wireNumber(headers['x-mbx-used-weight-1m']);
    return weight >= 0 ? [{ bucket: host === BASE_OF.spot.host ? SPOT : FUTURES, weight }] : [];
  },
};

interface HistoryRange {
  readonly symbol: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Rows ascend from `startTime` on; both ends are included. */
const historyQuery = ({ symbol, fromMs, toMs }: HistoryRange): string =>
  `symbol=${encodeURIComponent(symbol)}&startTime=${fromMs}&endTime=${toMs}&limit=${HISTORY_ROWS_MAX}`;
