import { isRecord } from '../../domain/codec.ts';
import type { MarketEvent } from '../../domain/market-event.ts';
import type { AtMs } from '../../domain/units.ts';
import { requestLine } from '../request-line.ts';
import type { SettledRow } from '../settled-series.ts';
import { settledSeries } from '../settled-series.ts';
import type { Fields } from '../wire-value.ts';
import { isCrossed, shown, wireInstant, wireNumber } from '../wire-value.ts';
import type { BybitMarket, Category, CategoryTable } from './categories.ts';
import { BYBIT, refusals } from './categories.ts';
import { bookChange } from './frames.ts';
import { instrumentEvents } from './instruments.ts';
import { PLAUSIBLE_RATE_MAX, knownInterval, tickerEvents } from './tickers.ts';

/** Any REST answer of v5; the request line says of what. Refusals come with HTTP 200 and a `retCode`. */
export const restEvents = (
  tables: Readonly<Record<Category, CategoryTable>>,
  frame: unknown,
  { rest, atMs }: { readonly rest: string; readonly atMs: AtMs },
): readonly MarketEvent[] => {
  const line = requestLine(rest);
  if (!line.path.startsWith('/v5/')) return [refusals.refuse('frame.unknown-channel', `the path of ${shown(rest)}`)];
  if (!isRecord(frame)) return [refusals.refuse('frame.not-json', shown(frame))];
  if (frame.retCode !== 0)
    return [refusals.refuse('frame.venue-error', `${line.path}: ${shown(frame.retCode)} ${shown(frame.retMsg)}`)];
  const result: Fields = isRecord(frame.result) ? frame.result : {};
  const venueAtMs = wireInstant(frame.time) ?? atMs;
  if (line.path === '/v5/market/time') return [{ type: 'venue.time', venue: BYBIT, venueAtMs }];
  const category = categoryOf(result.category ?? line.query('category'));
  if (category === undefined) return [refusals.control('unused', `REST ${line.path} of another category`)];
  const table = tables[category];
  switch (line.path) {
    case '/v5/market/instruments-info':
      return instrumentEvents(table, result);
    case '/v5/market/tickers':
      return tickerListEvents(table, result, venueAtMs);
    case '/v5/market/funding/history':
      return fundingHistoryEvents(table, result);
    case '/v5/market/orderbook':
      return bookEvents(table, result);
    default:
      return [refusals.control('unused', `REST ${line.path}`)];
  }
};

/** A category as named on the wire. */
export const categoryOf = (name: unknown): Category | undefined =>
  name === 'linear' || name === 'inverse' || name === 'spot' ? name : undefined;

/** All tickers of a category: each row is a whole record. Spot rows have neither marks nor rates. */
const tickerListEvents = (table: CategoryTable, result: Fields, venueAtMs: AtMs): readonly MarketEvent[] =>
  eachRow('tickers', result, (row, events) => {
    const market = table.find(row.symbol, events);
    if (market === undefined) return;
    // A REST row must not stand in for the stream's record: deltas would be merged into values older than they.
    const streamed = market.ticker;
    events.push(...tickerEvents(market, { data: row, type: 'snapshot', venueAtMs, crossSeq: 0 }));
    if (market.tickerConn !== undefined) market.ticker = streamed;
  });

/** Settled rates, newest first on the wire. */
const fundingHistoryEvents = (table: CategoryTable, result: Fields): readonly MarketEvent[] => {
  const byMarket = new Map<BybitMarket, SettledRow[]>();
  const events = [
    ...eachRow('funding/history', result, (row, faults) => {
      const market = table.find(row.symbol, faults);
      if (market === undefined) return;
      const rate = wireNumber(row.fundingRate);
      const settledAtMs = wireInstant(row.fundingRateTimestamp);
      if (Number.isNaN(rate)) faults.push(refusals.number('funding/history', 'fundingRate', row.fundingRate));
      else if (settledAtMs === undefined)
        faults.push(refusals.number('funding/history', 'fundingRateTimestamp', row.fundingRateTimestamp));
      else if (Math.abs(rate) > PLAUSIBLE_RATE_MAX)
        faults.push(refusals.refuse('frame.rate-beyond-cap', `funding/history: ${rate} of ${shown(row.symbol)}`));
      else {
        const rows = byMarket.get(market) ?? [];
        byMarket.set(market, rows);
        rows.push({ rate, settledAtMs, special: false });
      }
    }),
  ];
  for (const [market, rows] of byMarket) {
    const series = settledSeries(market.instrument.market, rows, knownInterval(market));
    for (const funding of series) events.push({ type: 'funding', market: funding.market, funding });
    const left = rows.length - series.length;
    const reason = `funding/history of ${market.instrument.nativeSymbol}: ${left} rates without an interval`;
    if (left > 0) events.push(refusals.refuse('frame.interval-unknown', reason));
  }
  return events.length > 0 ? events : [refusals.control('ack', 'funding/history: an empty list')];
};

/**
 * A book over REST. Its `u` counts the 1000-level stream and cannot be spliced into another, so it serves only where no
 * streamed book is in step.
 */
const bookEvents = (table: CategoryTable, result: Fields): readonly MarketEvent[] => {
  const events: MarketEvent[] = [];
  const market = table.find(result.s, events);
  if (market === undefined) return events;
  const change = bookChange(result, result);
  if ('type' in change) return [...events, change];
  const { market: key, nativeSymbol } = market.instrument;
  if (isCrossed(change.bids, change.asks))
    return [
      ...events,
      refusals.refuse('frame.crossed-book', `orderbook ${nativeSymbol}: best bid is not below best ask`),
    ];
  if (market.book.lastId !== undefined) return [...events, refusals.control('unused', 'a REST book beside the stream')];
  const { bids, asks, lastId: updateId, venueAtMs } = change;
  return [...events, { type: 'book.snapshot', market: key, bids, asks, updateId, venueAtMs }];
};

const eachRow = (
  where: string,
  result: Fields,
  read: (row: Fields, events: MarketEvent[]) => void,
): readonly MarketEvent[] => {
  if (!Array.isArray(result.list))
    return [refusals.refuse('frame.missing-field', `${where}: list is ${shown(result.list)}`)];
  const rows: readonly unknown[] = result.list;
  const tooMany = refusals.tooMany(where, rows);
  if (tooMany !== undefined) return [tooMany];
  const events: MarketEvent[] = [];
  for (const row of rows) {
    if (isRecord(row)) read(row, events);
    else events.push(refusals.refuse('frame.missing-field', `${where}: a row is ${shown(row)}`));
  }
  return events;
};
