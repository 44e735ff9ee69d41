import { isRecord } from '../../domain/codec.ts';
import type { MarketEvent } from '../../domain/market-event.ts';
import type { VenueDecoder } from '../../domain/ports.ts';
import type { AtMs } from '../../domain/units.ts';
import type { Fields } from '../wire-value.ts';
import { shown, wireNumber } from '../wire-value.ts';
import { bookChange, bookSnapshot, forcedOrder, liquidationEvent, topEvent, tradeEvent } from './frames.ts';
import { indexEvents, priceEvents } from './funding.ts';
import { contractEvents, isPerpetual } from './instruments.ts';
import type { BinanceMarket, Product } from './products.ts';
import { PERP_ENDING, ProductTable, refusals } from './products.ts';
import { restEvents } from './rest.ts';

/**
 * Binance USD-M (sockets `usdm`, since April 2026 `usdm-public` and `usdm-market`), COIN-M (`coinm`) and spot (`spot`).
 * Frames may come bare or wrapped in `{stream, data}`; with any other socket name the product is read off the frame.
 */
export const createBinanceDecoder = (): VenueDecoder => new BinanceDecoder();

/** Channels that are known and carry nothing used here; the private ones belong to the order gateway. */
const UNUSED = new Set(
  (
    'kline continuous_kline 24hrTicker 24hrMiniTicker 1hTicker 4hTicker 1dTicker avgPrice compositeIndex ' +
    'assetIndexUpdate indexPrice_kline markPrice_kline tradingSession trade_all ticker_all ORDER_TRADE_UPDATE ' +
    'ACCOUNT_UPDATE ACCOUNT_CONFIG_UPDATE TRADE_LITE ALGO_UPDATE MARGIN_CALL listenKeyExpired STRATEGY_UPDATE ' +
    'GRID_UPDATE CONDITIONAL_ORDER_TRIGGER_REJECT executionReport outboundAccountPosition balanceUpdate'
  ).split(' '),
);
const OUTGOING: readonly MarketEvent[] = [refusals.control('outgoing', 'sent by us')];

class BinanceDecoder implements VenueDecoder {
  readonly #tables: Readonly<Record<Product, ProductTable>> = {
    usdm: new ProductTable('usdm'),
    coinm: new ProductTable('coinm'),
    spot: new ProductTable('spot'),
  };

  frame(frame: unknown, { conn, dir }: { readonly conn: string; readonly dir?: 'out' }): readonly MarketEvent[] {
    if (dir === 'out') return OUTGOING;
    if (typeof frame === 'string') return [refusals.refuse('frame.not-json', shown(frame))];
    const events: MarketEvent[] = [];
    if (isRecord(frame) && typeof frame.stream === 'string' && 'data' in frame)
      this.#payload(frame.data, { conn, stream: frame.stream }, events);
    else this.#payload(frame, { conn, stream: '' }, events);
    return events;
  }

  rest(frame: unknown, source: { readonly rest: string; readonly atMs: AtMs }): readonly MarketEvent[] {
    return restEvents(this.#tables, frame, source);
  }

  lost(conn: string): readonly MarketEvent[] {
    const gaps: MarketEvent[] = [];
    for (const table of Object.values(this.#tables)) {
      for (const market of table.markets()) {
        if (market.bookConn === conn) gaps.push(...market.book.lost());
        if (market.pricesConn !== conn) continue;
        market.schedule.seenAtMs = undefined;
        for (const pulse of [market.mark, market.index, market.funding]) pulse.reset();
      }
    }
    return gaps;
  }

  #payload(payload: unknown, at: At, events: MarketEvent[]): void {
    if (isRecord(payload)) return this.#message(payload, at, events);
    if (!Array.isArray(payload)) {
      events.push(refusals.refuse('frame.unknown-channel', `a frame of ${shown(payload)}`));
      return;
    }
    const messages: readonly unknown[] = payload;
    const [first] = messages;
    const tooMany = refusals.tooMany('a list', messages);
    if (tooMany !== undefined) {
      events.push(tooMany);
      return;
    }
    if (isRecord(first) && typeof first.e === 'string' && UNUSED.has(first.e)) return this.#message(first, at, events);
    if (first === undefined) events.push(refusals.control('unused', 'an empty list'));
    for (const message of messages) {
      if (isRecord(message)) this.#message(message, at, events);
      else events.push(refusals.refuse('frame.unknown-channel', `a list with ${shown(message)}`));
    }
  }

  #message(data: Fields, at: At, events: MarketEvent[]): void {
    const table = this.#tables[productOf(at.conn, data)];
    switch (data.e) {
      case 'depthUpdate':
        return this.#depth({ table, events }, data, at);
      case 'bookTicker':
      case 'aggTrade':
      case 'trade': {
        const market = table.find(data.s, events);
        if (market !== undefined)
          events.push(data.e === 'bookTicker' ? topEvent(market, data) : tradeEvent(market, data, data.e));
        return;
      }
      case 'markPriceUpdate': {
        const market = table.find(data.s, events);
        if (market === undefined) return;
        market.pricesConn = at.conn;
        const { p: mark, i: index, r: rate, T: settlement, E: time } = data;
        events.push(...priceEvents(table, market, { where: 'markPrice', mark, index, rate, settlement, time }));
        return;
      }
      case 'indexPriceUpdate': {
        const pair = typeof data.i === 'string' ? `${data.i}${PERP_ENDING}` : data.i;
        const market = this.#tables.coinm.find(pair, events);
        if (market !== undefined) events.push(...indexEvents(market, data));
        return;
      }
      case 'forceOrder': {
        const order = forcedOrder(data);
        if (order === undefined) events.push(refusals.refuse('frame.missing-field', 'forceOrder: o is missing'));
        const market = order && table.find(order.s, events);
        if (order !== undefined && market !== undefined) events.push(liquidationEvent(market, order));
        return;
      }
      case 'contractInfo': {
        const market = isPerpetual(data.ct) ? table.find(data.s, events) : undefined;
        if (market !== undefined) events.push(...contractEvents(market, data));
        else if (events.length === 0) events.push(refusals.control('unused', `contractInfo of ${shown(data.s)}`));
        return;
      }
      case undefined:
        return this.#untyped({ table, events }, data, at);
      default:
        events.push(otherChannel(data.e));
    }
  }

  /** Diffs, and the partial streams that share their shape: `@depth20` gives a whole book, `@depth` and `@depth@…` not. */
  #depth({ table, events }: Reading, data: Fields, { conn, stream }: At): void {
    if (stream.includes('@rpiDepth')) {
      events.push(refusals.control('unused', 'rpiDepth'));
      return;
    }
    const market = table.find(data.s, events);
    if (market === undefined) return;
    if (isPartial(stream)) {
      events.push(this.#partial(market, data, 'u'));
      return;
    }
    market.bookConn = conn;
    const change = bookChange(data);
    if (!('type' in change)) {
      for (const event of market.book.delta(change)) events.push(event);
      return;
    }
    // What the frame would have changed is lost, and the book with it.
    events.push(change);
    if (market.book.lastId !== undefined) events.push(...market.book.refuse(wireNumber(data.u) || 0));
  }

  #partial(market: BinanceMarket, data: Fields, id: 'u' | 'lastUpdateId'): MarketEvent {
    if (market.book.lastId !== undefined) return refusals.control('unused', 'a partial book beside the diff stream');
    const isSpot = id === 'lastUpdateId';
    const names = { where: 'partial depth', bids: isSpot ? 'bids' : 'b', asks: isSpot ? 'asks' : 'a', id } as const;
    return bookSnapshot(market, data, names);
  }

  /** Frames without `e`: the spot ticker and partial book, acknowledgements and errors. */
  #untyped({ table, events }: Reading, data: Fields, { stream }: At): void {
    if ('u' in data && 'b' in data && 'a' in data) {
      const market = table.find(data.s, events);
      if (market !== undefined) events.push(topEvent(market, data));
    } else if ('lastUpdateId' in data) {
      const market = table.find(stream.slice(0, Math.max(0, stream.indexOf('@'))).toUpperCase(), events);
      if (market !== undefined) events.push(this.#partial(market, data, 'lastUpdateId'));
    } else if ('result' in data) events.push(refusals.control('ack', `request ${shown(data.id)}`));
    else events.push(venueError(data));
  }
}

/** One payload being read: the symbols of its product, and where its events go. */
interface Reading {
  readonly table: ProductTable;
  readonly events: MarketEvent[];
}

/** Where a payload came from: the socket, and the stream name where it was wrapped. */
interface At {
  readonly conn: string;
  readonly stream: string;
}

const productOf = (conn: string, data: Fields): Product => {
  if (conn.startsWith('spot')) return 'spot';
  if (conn.startsWith('coinm') || data.st === 2) return 'coinm';
  if (conn.startsWith('usdm')) return 'usdm';
  if (typeof data.s === 'string' && data.s.endsWith('_PERP')) return 'coinm';
  if (data.e === undefined || data.M !== undefined) return 'spot';
  return data.e === 'depthUpdate' && data.pu === undefined ? 'spot' : 'usdm';
};

const isPartial = (stream: string): boolean => {
  const at = stream.indexOf('@depth');
  const next = stream.charCodeAt(at + '@depth'.length);
  return at >= 0 && next >= 48 && next <= 57;
};

const otherChannel = (channel: unknown): MarketEvent => {
  if (channel === 'serverShutdown') return refusals.control('notice', 'serverShutdown: open a new connection');
  if (typeof channel === 'string' && UNUSED.has(channel)) return refusals.control('unused', channel);
  return refusals.refuse('frame.unknown-channel', `the channel ${shown(channel)}`);
};

/** `{code, msg}` bare or under `error`. */
const venueError = (data: Fields): MarketEvent => {
  const error = isRecord(data.error) ? data.error : data;
  if (error.code === undefined || typeof error.msg !== 'string')
    return refusals.refuse('frame.unknown-channel', `a frame of ${shown(data)}`);
  return refusals.control('error', `${shown(error.code)} ${error.msg.slice(0, 120)}`);
};
