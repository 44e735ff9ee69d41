import { isRecord } from '../../domain/codec.ts';
import type { MarketEvent } from '../../domain/market-event.ts';
import { requestLine } from '../request-line.ts';
import type { Fields } from '../wire-value.ts';
import { shown, wireInstant } from '../wire-value.ts';
import { wholeBookEvents } from './book.ts';
import { summaryEvents, tickerEvents } from './frames.ts';
import { historyEvents } from './funding.ts';
import { DERIBIT, isPerpetual, readInstrument, refusals } from './instruments.ts';
import type { DeribitSymbols } from './symbols.ts';

/** Rows read of one answer; the list of everything holds some 4,000. */
const ROWS_MAX = 20_000;
const PREFIX = '/api/v2/public/';

/** Public requests that carry nothing used here. */
const UNUSED_METHODS: ReadonlySet<string> = new Set([
  'get_announcements',
  'get_currencies',
  'get_expirations',
  'get_funding_chart_data',
  'get_funding_rate_value',
  'get_index_price',
  'get_last_trades_by_currency',
  'get_last_trades_by_instrument',
  'get_last_trades_by_instrument_and_time',
  'get_tradingview_chart_data',
  'hello',
  'status',
  'test',
]);

/** A question: its method without scope, and its parameters. */
export interface Question {
  readonly method: string;
  readonly query: (name: string) => string | undefined;
}

/** Answers of the JSON-RPC interface over HTTP: `{result}`, or `{error}` with a code of the venue's. */
export const restEvents = (symbols: DeribitSymbols, answer: unknown, rest: string): readonly MarketEvent[] => {
  const { path, query } = requestLine(rest);
  if (!path.startsWith(PREFIX)) return [refusals.refuse('frame.unknown-channel', `the path of ${shown(rest)}`)];
  const method = path.slice(PREFIX.length);
  if (!isRecord(answer)) return [refusals.refuse('frame.venue-error', `${method} was answered with ${shown(answer)}`)];
  if (answer.error !== undefined)
    return [refusals.refuse('frame.venue-error', `${method}: ${errorText(answer.error)}`)];
  if (answer.result === undefined) return [refusals.refuse('frame.missing-field', `${method}: result is missing`)];
  return resultEvents(symbols, answer.result, { method, query });
};

/** `code message (reason)` of a JSON-RPC error. */
export const errorText = (error: unknown): string => {
  if (!isRecord(error)) return shown(error);
  const { code, message, data } = error;
  const reason = isRecord(data) ? ` (${shown(data.param)}: ${shown(data.reason)})` : '';
  return `${shown(code)} ${typeof message === 'string' ? message.slice(0, 200) : shown(message)}${reason}`;
};

const resultEvents = (
  symbols: DeribitSymbols,
  result: unknown,
  { method, query }: Question,
): readonly MarketEvent[] => {
  const fields: Fields = isRecord(result) ? result : {};
  switch (method) {
    case 'get_time':
      return [timeEvent(result)];
    case 'get_instruments':
      return listEvents(symbols, result, query);
    case 'get_instrument':
      return instrumentEvents(symbols, [result]);
    case 'ticker':
      return symbols.read(fields.instrument_name, (market) => tickerEvents(market, fields, 'ticker'));
    case 'get_order_book':
      return symbols.read(fields.instrument_name, (market) => [
        ...wholeBookEvents(market, fields, 'get_order_book'),
        ...tickerEvents(market, fields, 'get_order_book'),
      ]);
    case 'get_book_summary_by_currency':
    case 'get_book_summary_by_instrument':
      return eachRow(method, result, (row) =>
        symbols.read(row.instrument_name, (market) => summaryEvents(market, row)),
      );
    case 'get_funding_rate_history':
      return symbols.read(query('instrument_name'), (market) => historyEvents(market, result));
    default:
      return [
        UNUSED_METHODS.has(method)
          ? refusals.control('unused', method)
          : refusals.refuse('frame.unknown-channel', `method ${shown(method)}`),
      ];
  }
};

/** `get_time`: the server's clock in ms. */
const timeEvent = (result: unknown): MarketEvent => {
  const venueAtMs = wireInstant(result);
  return venueAtMs === undefined
    ? refusals.number('get_time', 'result', result)
    : { type: 'venue.time', venue: DERIBIT, venueAtMs };
};

/** A list of everything that may be a perpetual closes the table: names outside it are then unknown. */
const listEvents = (symbols: DeribitSymbols, result: unknown, query: Question['query']): readonly MarketEvent[] => {
  const kind = query('kind');
  const isWhole = query('currency') === 'any' && (kind === undefined || kind === 'future') && Array.isArray(result);
  const events = instrumentEvents(symbols, result);
  if (isWhole && query('expired') !== 'true') symbols.markListed();
  return events;
};

/** Perpetuals as `instrument` events; what cannot be read is refused row by row, the other kinds are counted. */
const instrumentEvents = (symbols: DeribitSymbols, result: unknown): readonly MarketEvent[] => {
  const skipped = new Map<string, number>();
  const events = [
    ...eachRow('get_instruments', result, (row): readonly MarketEvent[] => {
      if (!isPerpetual(row)) {
        const named = typeof row.kind === 'string' ? row.kind.slice(0, 30) : shown(row.kind);
        const kind = named === 'future' ? 'dated future' : named;
        skipped.set(kind, (skipped.get(kind) ?? 0) + 1);
        return [];
      }
      const read = readInstrument(row);
      if ('fault' in read) return [read.fault];
      symbols.put(read.instrument, read.index);
      return [{ type: 'instrument', instrument: read.instrument }];
    }),
  ];
  for (const [kind, count] of skipped)
    events.push(refusals.control('unused', `get_instruments: ${count} of kind ${kind}, only perpetuals are read`));
  return events.length > 0 ? events : [refusals.control('ack', 'get_instruments: an empty list')];
};

const eachRow = (
  where: string,
  result: unknown,
  read: (row: Fields) => readonly MarketEvent[],
): readonly MarketEvent[] => {
  if (!Array.isArray(result)) return [refusals.refuse('frame.missing-field', `${where}: result is ${shown(result)}`)];
  const rows: readonly unknown[] = result;
  if (rows.length > ROWS_MAX) return [refusals.refuse('frame.too-large', `${where} has ${rows.length} rows`)];
  return rows.flatMap((row) =>
    isRecord(row) ? read(row) : [refusals.refuse('frame.missing-field', `${where}: a row is ${shown(row)}`)],
  );
};
