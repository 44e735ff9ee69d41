import { isRecord } from '../../domain/codec.ts';
import type { MarketEvent } from '../../domain/market-event.ts';
import type { AtMs } from '../../domain/units.ts';
import { hours } from '../../domain/units.ts';
import { requestLine } from '../request-line.ts';
import type { SettledRow } from '../settled-series.ts';
import { settledSeries } from '../settled-series.ts';
import type { Fields } from '../wire-value.ts';
import { ROWS_MAX, shown, wireCap, wireInstant, wireNumber } from '../wire-value.ts';
import { bookSnapshot, topEvent } from './frames.ts';
import { PLAUSIBLE_RATE_MAX, intervalFault, knownInterval, priceEvents } from './funding.ts';
import { fundingFields, instrumentEvents } from './instruments.ts';
import type { BinanceMarket, FundingTerms, Product, ProductTable } from './products.ts';
import { BINANCE, newWatch, refusals } from './products.ts';

/** Any REST answer; the request line says of what. */
export const restEvents = (
  tables: Readonly<Record<Product, ProductTable>>,
  frame: unknown,
  { rest, atMs }: { readonly rest: string; readonly atMs: AtMs },
): readonly MarketEvent[] => {
  const line = requestLine(rest);
  const product = productOfPath(line.path);
  if (product === undefined) return [refusals.refuse('frame.unknown-channel', `the path of ${shown(rest)}`)];
  if (typeof frame === 'string') return [refusals.refuse('frame.not-json', shown(frame))];
  const fields: Fields = isRecord(frame) ? frame : {};
  if (wireNumber(fields.code) < 0)
    return [refusals.refuse('frame.venue-error', `${line.path}: ${shown(fields.code)} ${shown(fields.msg)}`)];
  const table = tables[product];
  // After the version: /fapi/v1/ticker/bookTicker gives ticker/bookTicker.
  switch (line.path.slice(line.path.indexOf('/', line.path.indexOf('/v') + 1) + 1)) {
    case 'premiumIndex':
      return premiumIndexEvents(table, frame);
    case 'fundingInfo':
      return fundingInfoEvents(table, frame);
    case 'fundingRate':
      return fundingHistoryEvents(table, frame);
    case 'ticker/bookTicker':
      return bookTickerEvents(table, frame, atMs);
    case 'exchangeInfo':
      return instrumentEvents(table, fields);
    case 'time':
      return timeEvents(fields);
    case 'depth':
      return depthEvents(table, line.query('symbol')?.toUpperCase(), fields);
    default:
      return [refusals.control('unused', `REST ${line.path}`)];
  }
};

const productOfPath = (path: string): Product | undefined => {
  if (path.startsWith('/fapi/')) return 'usdm';
  if (path.startsWith('/dapi/')) return 'coinm';
  return path.startsWith('/api/') ? 'spot' : undefined;
};

/** `depth`: the snapshot that starts a book. One that cannot be believed asks for another. */
const depthEvents = (table: ProductTable, native: string | undefined, answer: Fields): readonly MarketEvent[] => {
  const events: MarketEvent[] = [];
  const market = table.find(native, events);
  if (market === undefined) return events;
  const snapshot = bookSnapshot(market, answer, { where: 'depth', bids: 'bids', asks: 'asks', id: 'lastUpdateId' });
  if (snapshot.type === 'book.snapshot') return [...events, ...market.book.snapshot(snapshot)];
  return [...events, snapshot, ...market.book.refuse(wireNumber(answer.lastUpdateId) || 0)];
};

/** `premiumIndex`, one row or all. */
const premiumIndexEvents = (table: ProductTable, answer: unknown): readonly MarketEvent[] =>
  eachRow('premiumIndex', answer, (row, events) => {
    const market = table.find(row.symbol, events);
    if (market === undefined) return;
    const prices = priceEvents(table, market, {
      where: 'premiumIndex',
      mark: row.markPrice,
      index: row.indexPrice,
      rate: row.lastFundingRate,
      settlement: row.nextFundingTime,
      time: row.time,
    });
    events.push(...prices);
  });

/** `ticker/bookTicker`, one row or all. Older answers carry no update id: then the time stands in for it. */
const bookTickerEvents = (table: ProductTable, answer: unknown, arrivedAtMs: AtMs): readonly MarketEvent[] =>
  eachRow('bookTicker', answer, (row, events) => {
    const market = table.find(row.symbol, events);
    if (market === undefined) return;
    const { bidPrice: b, bidQty: B, askPrice: a, askQty: A, time: T } = row;
    events.push(topEvent(market, { b, B, a, A, T, u: row.lastUpdateId ?? T ?? arrivedAtMs }));
  });

/**
 * `fundingInfo`: intervals and caps of the symbols whose terms were adjusted; whatever it leaves out has the default.
 * Markets whose terms changed are announced again.
 */
const fundingInfoEvents = (table: ProductTable, answer: unknown): readonly MarketEvent[] => {
  const terms = new Map<string, FundingTerms>();
  const faults = eachRow('fundingInfo', answer, (row, events) => {
    const interval = wireNumber(row.fundingIntervalHours);
    const fault = intervalFault(row.fundingIntervalHours);
    if (typeof row.symbol !== 'string' || fault !== undefined) {
      const reason = `fundingInfo: ${shown(row.symbol)} has ${fault ?? 'no name'}`;
      events.push(refusals.refuse('frame.interval-unknown', reason));
      return;
    }
    const cap = wireCap(row.adjustedFundingRateCap, row.adjustedFundingRateFloor);
    terms.set(row.symbol, { intervalHours: hours(interval), cap });
  });
  if (!Array.isArray(answer) || answer.length > ROWS_MAX) return faults;
  const events = [...faults];
  table.fundingTerms = terms;
  for (const market of table.markets()) {
    const { fundingIntervalHours, fundingCap, ...rest } = market.instrument;
    const fields = fundingFields(terms.get(rest.nativeSymbol));
    if (fields.fundingIntervalHours === fundingIntervalHours && fields.fundingCap === fundingCap) continue;
    market.instrument = { ...rest, ...fields };
    Object.assign(market.schedule, newWatch());
    events.push({ type: 'instrument', instrument: market.instrument });
  }
  return events.length > 0 ? events : [refusals.control('ack', `fundingInfo: ${terms.size} adjusted symbols`)];
};

/** `fundingRate`: the settled series of one or several symbols; `Special` rows are cash, but not of the series. */
const fundingHistoryEvents = (table: ProductTable, answer: unknown): readonly MarketEvent[] => {
  const byMarket = new Map<BinanceMarket, SettledRow[]>();
  const events = eachRow('fundingRate', answer, (row, faults) => {
    const market = table.find(row.symbol, faults);
    if (market === undefined) return;
    const rate = wireNumber(row.fundingRate);
    const settledAtMs = wireInstant(row.fundingTime);
    if (Number.isNaN(rate)) faults.push(refusals.number('fundingRate', 'fundingRate', row.fundingRate));
    else if (settledAtMs === undefined) faults.push(refusals.number('fundingRate', 'fundingTime', row.fundingTime));
    else if (Math.abs(rate) > PLAUSIBLE_RATE_MAX)
      faults.push(refusals.refuse('frame.rate-beyond-cap', `fundingRate: ${rate} of ${shown(row.symbol)}`));
    else {
      const rows = byMarket.get(market) ?? [];
      byMarket.set(market, rows);
      rows.push({ rate, settledAtMs, special: row.rateType === 'Special' });
    }
  });
  const settled = [...byMarket].flatMap(([market, rows]) =>
    settledSeries(market.instrument.market, rows, knownInterval(table, market)).map((funding): MarketEvent => ({
      type: 'funding',
      market: funding.market,
      funding,
    })),
  );
  return [...events, ...settled];
};

/** `time`. */
const timeEvents = (answer: Fields): readonly MarketEvent[] => {
  const venueAtMs = wireInstant(answer.serverTime);
  return venueAtMs === undefined
    ? [refusals.number('time', 'serverTime', answer.serverTime)]
    : [{ type: 'venue.time', venue: BINANCE, venueAtMs }];
};

/** Runs over the rows of an answer that is an array, or one row alone. */
const eachRow = (
  where: string,
  answer: unknown,
  read: (row: Fields, events: MarketEvent[]) => void,
): readonly MarketEvent[] => {
  const events: MarketEvent[] = [];
  const rows: readonly unknown[] = Array.isArray(answer) ? answer : [answer];
  const tooMany = refusals.tooMany(where, rows);
  if (tooMany !== undefined) return [tooMany];
  for (const row of rows) {
    if (isRecord(row)) read(row, events);
    else events.push(refusals.refuse('frame.missing-field', `${where}: a row is ${shown(row)}`));
  }
  return events;
};
