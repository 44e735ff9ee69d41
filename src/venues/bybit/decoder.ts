import { isRecord } from '../../domain/codec.ts';
import type { MarketEvent } from '../../domain/market-event.ts';
import type { VenueDecoder } from '../../domain/ports.ts';
import type { AtMs } from '../../domain/units.ts';
import { isSymbolText } from '../symbol-match.ts';
import type { Fields } from '../wire-value.ts';
import { shown, wireInstant, wireNumber } from '../wire-value.ts';
import type { BybitMarket, Category } from './categories.ts';
import { CategoryTable, refusals } from './categories.ts';
import { bookChange, bookEvents, liquidationEvent, topEvent, tradeEvent } from './frames.ts';
import { BEFORE_OPENING } from './instruments.ts';
import { restEvents } from './rest.ts';
import { emptyTicker } from './ticker-record.ts';
import { crossSeqOf, tickerEvents } from './tickers.ts';

/** Bybit v5 linear, inverse and spot: one socket per category, named by it (`linear`, `public-linear`; linear by default). */
export const createBybitDecoder = (): VenueDecoder => new BybitDecoder();

/** Topics that are known and carry nothing used here; the private ones belong to the order gateway. */
const UNUSED = new Set(
  'kline priceLimit adlAlert insurance lt kline_lt order execution position wallet greeks dcp system spread'.split(' '),
);
const OUTGOING: readonly MarketEvent[] = [refusals.control('outgoing', 'sent by us')];

class BybitDecoder implements VenueDecoder {
  readonly #tables: Readonly<Record<Category, CategoryTable>> = {
    linear: new CategoryTable('linear'),
    inverse: new CategoryTable('inverse'),
    spot: new CategoryTable('spot'),
  };

  frame(frame: unknown, { conn, dir }: { readonly conn: string; readonly dir?: 'out' }): readonly MarketEvent[] {
    if (dir === 'out') return OUTGOING;
    if (typeof frame === 'string') return [refusals.refuse('frame.not-json', shown(frame))];
    if (!isRecord(frame)) return [refusals.refuse('frame.unknown-channel', `a frame of ${shown(frame)}`)];
    const { topic } = frame;
    if (typeof topic !== 'string') return [controlEvent(frame)];
    const events: MarketEvent[] = [];
    const into: Reading = { table: this.#tables[categoryOfConn(conn)], events };
    const dot = topic.indexOf('.');
    const channel = dot < 0 ? topic : topic.slice(0, dot);
    switch (channel) {
      case 'orderbook':
        this.#book(into, frame, conn);
        break;
      case 'tickers':
        this.#ticker(into, frame, conn);
        break;
      case 'publicTrade':
        eachRow(into, frame, tradeEvent);
        break;
      case 'allLiquidation':
      // The retired form: one row, not a list.
      case 'liquidation':
        eachRow(into, frame, liquidationEvent);
        break;
      default:
        events.push(
          UNUSED.has(channel)
            ? refusals.control('unused', topic.slice(0, 80))
            : refusals.refuse('frame.unknown-channel', `the topic ${shown(topic)}`),
        );
    }
    return events;
  }

  rest(frame: unknown, source: { readonly rest: string; readonly atMs: AtMs }): readonly MarketEvent[] {
    return restEvents(this.#tables, frame, source);
  }

  lost(conn: string): readonly MarketEvent[] {
    const gaps: MarketEvent[] = [];
    for (const table of Object.values(this.#tables)) {
      for (const market of table.markets()) {
        if (market.bookConn === conn) {
          gaps.push(...market.book.lost());
          market.bookTopic = undefined;
        }
        if (market.tickerConn !== conn) continue;
        market.ticker = emptyTicker();
        market.tickerConn = undefined;
        for (const pulse of [market.mark, market.index, market.funding]) pulse.reset();
      }
    }
    return gaps;
  }

  #book({ table, events }: Reading, frame: Fields, conn: string): void {
    const { topic, data, type } = frame;
    if (typeof topic !== 'string' || !isRecord(data)) {
      events.push(refusals.refuse('frame.missing-field', `orderbook: data is ${shown(data)}`));
      return;
    }
    const market = table.find(data.s, events);
    if (market === undefined) return;
    const isTopOnly = topic.startsWith('orderbook.1.');
    if (!isTopOnly) {
      if (market.book.lastId === undefined) market.bookTopic = topic;
      market.bookConn = conn;
    }
    if (!isTopOnly && market.bookTopic !== topic) {
      events.push(refusals.control('unused', `${topic.slice(0, 80)} beside ${market.bookTopic ?? ''}`));
      return;
    }
    const change = bookChange(data, frame);
    // A snapshot that cannot be read would never come again by itself; a delta that cannot be read costs the book.
    if ('type' in change) {
      events.push(change);
      const isNeeded = type !== 'delta' || market.book.lastId !== undefined;
      if (!isTopOnly && isNeeded) events.push(...market.book.refuse(wireNumber(data.u) || 0));
    } else if (isTopOnly) events.push(topEvent(market, change));
    // An id of 1 is a snapshot after a restart of the service, whatever the type says.
    else if (type === 'delta' && change.lastId !== 1) {
      for (const event of market.book.delta(change)) events.push(event);
    } else events.push(...bookEvents(market, change));
  }

  #ticker({ table, events }: Reading, frame: Fields, conn: string): void {
    const { data, type } = frame;
    if (!isRecord(data)) {
      events.push(refusals.refuse('frame.missing-field', `tickers: data is ${shown(data)}`));
      return;
    }
    skipPreMarket(table, data);
    const market = table.find(data.symbol, events);
    if (market === undefined) return;
    if (table.category === 'spot') {
      events.push(refusals.control('unused', 'a spot ticker: no bid and ask, no mark'));
      return;
    }
    const venueAtMs = wireInstant(frame.ts);
    if (venueAtMs === undefined) {
      events.push(refusals.number('tickers', 'ts', frame.ts));
      return;
    }
    market.tickerConn = conn;
    const crossSeq = crossSeqOf(frame.cs);
    const ticker = { data, type: type === 'delta' ? 'delta' : 'snapshot', venueAtMs, crossSeq } as const;
    for (const event of tickerEvents(market, ticker)) events.push(event);
  }
}

/** One frame being read: the symbols of its category, and where its events go. */
interface Reading {
  readonly table: CategoryTable;
  readonly events: MarketEvent[];
}

/** A symbol no list has named, and whose ticker is in a phase before its opening: its index is made of its own price. */
const skipPreMarket = (table: CategoryTable, { symbol, curPreListingPhase: phase }: Fields): void => {
  if (typeof phase !== 'string' || phase === '' || phase === 'Finished') return;
  if (isSymbolText(symbol) && !table.knows(symbol)) table.skip(symbol, BEFORE_OPENING);
};

/** `linear` and `public-linear` alike; `wss://…/v5/public/spot` too. */
const categoryOfConn = (conn: string): Category => {
  if (conn.includes('spot')) return 'spot';
  return conn.includes('inverse') ? 'inverse' : 'linear';
};

/** Runs over the rows of a frame whose data is a list, or one row alone. */
const eachRow = (
  { table, events }: Reading,
  { topic, data }: Fields,
  read: (market: BybitMarket, row: Fields) => MarketEvent,
): void => {
  const rows: readonly unknown[] = Array.isArray(data) ? data : [data];
  const tooMany = refusals.tooMany(shown(topic), rows);
  if (tooMany !== undefined) {
    events.push(tooMany);
    return;
  }
  for (const row of rows) {
    if (!isRecord(row)) {
      events.push(refusals.refuse('frame.missing-field', `${shown(topic)}: a row is ${shown(row)}`));
      continue;
    }
    const market = table.find(row.s ?? row.symbol, events);
    if (market !== undefined) events.push(read(market, row));
  }
};

/** Pongs come in three forms by socket; acknowledgements and errors carry `success` or `retCode`. */
const controlEvent = (frame: Fields): MarketEvent => {
  const { op } = frame;
  const text = frame.ret_msg ?? frame.retMsg;
  if (op === 'ping' || op === 'pong' || text === 'pong') return refusals.control('pong', 'pong');
  if (typeof op !== 'string') return refusals.refuse('frame.unknown-channel', `a frame of ${shown(frame)}`);
  const isRefused = frame.success === false || (frame.retCode !== undefined && frame.retCode !== 0);
  return isRefused ? refusals.control('error', `${op}: ${shown(text)}`) : refusals.control('ack', op.slice(0, 80));
};
