import { isRecord } from '../../domain/codec.ts';
import type { MarketEvent } from '../../domain/market-event.ts';
import type { AtMs } from '../../domain/units.ts';
import { requestLine } from '../request-line.ts';
import type { Fields } from '../wire-value.ts';
import { shown, wireInstant } from '../wire-value.ts';
import { wholeBookEvent } from './book.ts';
import { indexEvents, markEvents } from './frames.ts';
import { fundingEvents, historyEvents } from './funding.ts';
import { OKX, readInstrument, refusals } from './instruments.ts';
import type { OkxSymbols } from './symbols.ts';

/** Public requests that carry nothing used here. */
const UNUSED_PATHS: ReadonlySet<string> = new Set([
  '/api/v5/market/candles',
  '/api/v5/market/history-candles',
  '/api/v5/market/ticker',
  '/api/v5/market/tickers',
  '/api/v5/market/trades',
  '/api/v5/public/open-interest',
  '/api/v5/public/position-tiers',
  '/api/v5/public/premium-history',
  '/api/v5/public/price-limit',
  '/api/v5/system/status',
]);

/** Answers of the public REST interface, `{code, msg, data}`; a code other than 0 is the venue's refusal. */
export const restEvents = (
  symbols: OkxSymbols,
  answer: unknown,
  { rest, atMs }: { readonly rest: string; readonly atMs: AtMs },
): readonly MarketEvent[] => {
  const { path, query } = requestLine(rest);
  if (!isRecord(answer)) return [refusals.refuse('frame.venue-error', `${path} was answered with ${shown(answer)}`)];
  if (answer.code !== '0')
    return [refusals.refuse('frame.venue-error', `${path}: code ${shown(answer.code)}, ${shown(answer.msg)}`)];
  if (UNUSED_PATHS.has(path)) return [refusals.control('unused', path)];
  const { data } = answer;
  if (!Array.isArray(data)) return [refusals.refuse('frame.missing-field', `${path}: data is ${shown(data)}`)];
  const tooMany = refusals.tooMany(path, data);
  if (tooMany !== undefined) return [tooMany];
  const rows = data.filter(isRecord);
  const events: MarketEvent[] =
    rows.length === data.length ? [] : [refusals.refuse('frame.missing-field', `${path}: a row is not an object`)];
  events.push(...dataEvents(symbols, rows, { path, instId: query('instId'), query, atMs }));
  return events;
};

interface Request {
  readonly path: string;
  readonly instId: string | undefined;
  readonly query: (name: string) => string | undefined;
  readonly atMs: AtMs;
}

const dataEvents = (symbols: OkxSymbols, rows: readonly Fields[], request: Request): readonly MarketEvent[] => {
  switch (request.path) {
    case '/api/v5/public/time':
      return rows.map(timeEvent);
    case '/api/v5/public/instruments':
      return listEvents(symbols, rows, request);
    case '/api/v5/public/funding-rate':
      return rows.flatMap((row) => symbols.read(row.instId, (market) => fundingEvents(market, row, request.atMs)));
    case '/api/v5/public/funding-rate-history':
      return symbols.read(request.instId ?? rows[0]?.instId, (market) => historyEvents(market, rows));
    case '/api/v5/public/mark-price':
      return rows.flatMap((row) => symbols.read(row.instId, (market) => markEvents(market, row)));
    case '/api/v5/market/index-tickers':
      return rows.flatMap((row) => indexEvents(typeof row.instId === 'string' ? symbols.ofIndex(row.instId) : [], row));
    case '/api/v5/market/books':
    case '/api/v5/market/books-full':
      return rows.flatMap((row) =>
        symbols.read(request.instId, (market) => [wholeBookEvent(market, row, 'REST books')]),
      );
    default:
      return [refusals.refuse('frame.unknown-channel', `request ${shown(request.path)}`)];
  }
};

/** Rows of an instrument list: what can be traded as `instrument` events, the rest counted or refused row by row. */
export const instrumentEvents = (symbols: OkxSymbols, rows: readonly Fields[]): readonly MarketEvent[] => {
  const events: MarketEvent[] = [];
  const skipped = new Map<string, number>();
  for (const row of rows) {
    const { instType } = row;
    if (typeof instType === 'string' && instType !== 'SWAP' && instType !== 'SPOT') {
      skipped.set(instType, (skipped.get(instType) ?? 0) + 1);
      continue;
    }
    const read = readInstrument(row);
    if ('fault' in read) {
      events.push(read.fault);
      continue;
    }
    if ('skipped' in read) {
      symbols.skip(row.instId, read.skipped);
      events.push(refusals.control('unused', `instruments: ${shown(row.instId)} is ${read.skipped}`));
      continue;
    }
    symbols.put(read.instrument, read.index);
    events.push({ type: 'instrument', instrument: read.instrument });
  }
  for (const [type, count] of skipped)
    events.push(
      refusals.control(
        'unused',
        `instruments: ${count} of type ${shown(type)}, only perpetual swaps and spot are read`,
      ),
    );
  return events;
};

const listEvents = (
  symbols: OkxSymbols,
  rows: readonly Fields[],
  { query, instId }: Request,
): readonly MarketEvent[] => {
  const type = query('instType');
  const events = instrumentEvents(symbols, rows);
  const isWhole = instId === undefined && query('uly') === undefined && query('instFamily') === undefined;
  if ((type === 'SWAP' || type === 'SPOT') && isWhole) symbols.markListed(type);
  return events;
};

const timeEvent = (row: Fields): MarketEvent => {
  const venueAtMs = wireInstant(row.ts);
  return venueAtMs === undefined
    ? refusals.number('time', 'ts', row.ts)
    : { type: 'venue.time', venue: OKX, venueAtMs };
};
