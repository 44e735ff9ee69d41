import { isRecord } from '../../domain/codec.ts';
import type { MarketEvent } from '../../domain/market-event.ts';
import type { AtMs } from '../../domain/units.ts';
import type { RequestLine } from '../request-line.ts';
import { requestLine } from '../request-line.ts';
import type { Fields } from '../wire-value.ts';
import { shown } from '../wire-value.ts';
import { snapshotEvents } from './frames.ts';
import { priceEvents, settledEvents } from './funding.ts';
import { fromMilliseconds } from './instants.ts';
import { BACKPACK, refusals } from './instruments.ts';
import type { BackpackSymbols } from './symbols.ts';

/** Rows read of one answer; a page of the funding history has at most 10,000. */
const ROWS_MAX = 10_000;

interface Answered {
  readonly rest: string;
  readonly atMs: AtMs;
}

/** Any REST answer; the request line says of what. Bodies are JSON, or plain text where the venue complains. */
export const restEvents = (
  symbols: BackpackSymbols,
  answer: unknown,
  { rest, atMs }: Answered,
): readonly MarketEvent[] => {
  const line = requestLine(rest);
  const { path } = line;
  if (!/^\/w?api\/v1\//.test(path)) return [refusals.refuse('frame.unknown-channel', `the path of ${shown(rest)}`)];
  if (path === '/api/v1/time') return [timeEvent(answer)];
  if (path === '/api/v1/ping') return [refusals.control('pong', 'ping')];
  if (typeof answer === 'string') return [refusals.refuse('frame.not-json', `${path}: ${shown(answer)}`)];
  if (isRecord(answer) && typeof answer.code === 'string')
    return [refusals.refuse('frame.venue-error', `${path}: ${shown(answer.code)} ${shown(answer.message)}`)];
  switch (path) {
    case '/api/v1/markets':
      return marketEvents(symbols, answer);
    case '/api/v1/markPrices':
      return markPriceEvents(symbols, answer, atMs);
    case '/api/v1/fundingRates':
      return historyEvents(symbols, answer, { line, atMs });
    case '/api/v1/depth':
      return symbols.read(line.query('symbol'), (market) => snapshotEvents(market, isRecord(answer) ? answer : {}));
    case '/api/v1/status':
      return [statusEvent(answer)];
    default:
      return [refusals.control('unused', `REST ${path}`)];
  }
};

/** `markets`: instruments; what is passed over is counted by its reason. */
const marketEvents = (symbols: BackpackSymbols, answer: unknown): readonly MarketEvent[] => {
  const rows = rowsOf('markets', answer);
  if ('type' in rows) return [rows];
  const events: MarketEvent[] = [];
  let passedOver = 0;
  for (const row of rows) {
    const event = symbols.list(row);
    if (event === undefined) passedOver += 1;
    else events.push(event);
  }
  if (rows.length > 0) symbols.markListed();
  const reason = `markets: ${passedOver} that are neither spot nor perpetuals on coins`;
  return passedOver === 0 ? events : [...events, refusals.control('unused', reason)];
};

/**
 * `markPrices`: mark, index, estimate and next settlement of every open perpetual. The rows carry no time, and may come
 * from a cache a second old (an hour, while the venue is down): their age is not known better than that.
 */
const markPriceEvents = (symbols: BackpackSymbols, answer: unknown, arrivedAtMs: AtMs): readonly MarketEvent[] => {
  const rows = rowsOf('markPrices', answer);
  if ('type' in rows) return [rows];
  return rows.flatMap((row) => {
    // Spot and prediction markets are named too, without a rate.
    if (row.fundingRate === undefined && row.indexPrice === undefined) return [];
    return symbols.read(row.symbol, (market) =>
      priceEvents(market, {
        where: `markPrices ${market.instrument.nativeSymbol}`,
        mark: row.markPrice,
        index: row.indexPrice,
        rate: row.fundingRate,
        settlement: row.nextFundingTimestamp,
        venueAtMs: undefined,
        observedAtMs: arrivedAtMs,
        isLive: false,
      }),
    );
  });
};

const historyEvents = (
  symbols: BackpackSymbols,
  answer: unknown,
  { line, atMs }: { readonly line: RequestLine; readonly atMs: AtMs },
): readonly MarketEvent[] => {
  const rows = rowsOf('fundingRates', answer);
  if ('type' in rows) return [rows];
  return symbols.read(line.query('symbol'), (market) => settledEvents(market, rows, atMs));
};

/** `time`: bare milliseconds, a number to a JSON reader. */
const timeEvent = (answer: unknown): MarketEvent => {
  const venueAtMs = fromMilliseconds(typeof answer === 'string' ? answer.trim() : answer);
  return venueAtMs === undefined
    ? refusals.number('time', 'the answer', answer)
    : { type: 'venue.time', venue: BACKPACK, venueAtMs };
};

const statusEvent = (answer: unknown): MarketEvent => {
  const { status, message }: Fields = isRecord(answer) ? answer : {};
  return typeof status === 'string'
    ? refusals.control('notice', `status ${shown(status)} ${shown(message)}`)
    : refusals.refuse('frame.missing-field', `status is ${shown(status)}`);
};

const rowsOf = (what: string, answer: unknown): readonly Fields[] | MarketEvent => {
  if (!Array.isArray(answer)) return refusals.refuse('frame.missing-field', `${what} is ${shown(answer)}, not rows`);
  const rows: readonly unknown[] = answer;
  if (rows.length > ROWS_MAX) return refusals.refuse('frame.too-large', `${what} has ${rows.length} rows`);
  return rows.map((row) => (isRecord(row) ? row : {}));
};
