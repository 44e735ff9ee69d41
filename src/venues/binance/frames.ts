import type { BookChange } from '../../connectivity/book-sequence.ts';
import type { MarketEvent } from '../../domain/market-event.ts';
import { isRecord } from '../../domain/codec.ts';
import type { Fields } from '../wire-value.ts';
import { isCrossed, isLevelFault, readLevels, shown, wireInstant, wireNumber, wireTradeId } from '../wire-value.ts';
import type { BinanceMarket } from './products.ts';
import { refusals } from './products.ts';

/**
 * Socket payloads of Binance as market events: UM, CM and spot share these shapes, with fields missing here and there.
 * Numbers are texts, times and ids JSON numbers. UM and spot sizes are base coins, CM sizes contracts.
 * https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams
 */

/** `bookTicker`; spot has no time in it. A size of 0 is legal, a missing side is not. */
export const topEvent = ({ instrument }: BinanceMarket, data: Fields): MarketEvent => {
  const bid = wireNumber(data.b);
  const ask = wireNumber(data.a);
  const bidSize = wireNumber(data.B);
  const askSize = wireNumber(data.A);
  if (!(bid > 0)) return refusals.price('bookTicker', 'b', data.b);
  if (!(ask > 0)) return refusals.price('bookTicker', 'a', data.a);
  if (!(bidSize >= 0)) return refusals.number('bookTicker', 'B', data.B);
  if (!(askSize >= 0)) return refusals.number('bookTicker', 'A', data.A);
  if (bid >= ask)
    return refusals.refuse(
      'frame.crossed-book',
      `bookTicker ${instrument.nativeSymbol}: bid ${bid} is not below ask ${ask}`,
    );
  const updateId = wireNumber(data.u);
  if (!(updateId >= 0)) return refusals.number('bookTicker', 'u', data.u);
  return {
    type: 'top',
    market: instrument.market,
    top: { bid, bidSize, ask, askSize },
    updateId,
    venueAtMs: wireInstant(data.T) ?? wireInstant(data.E),
  };
};

/** `aggTrade` and `trade`. `m` says that the buyer was the maker, so that the taker sold. */
export const tradeEvent = (market: BinanceMarket, data: Fields, stream: 'aggTrade' | 'trade'): MarketEvent => {
  market.tradeStream ??= stream;
  if (market.tradeStream !== stream) return refusals.control('unused', `${stream} beside ${market.tradeStream}`);
  // Raw trades of futures also carry rows of the insurance fund and of deleveraging.
  if (data.X !== undefined && data.X !== 'MARKET') return refusals.control('unused', `trade of kind ${shown(data.X)}`);
  const price = wireNumber(data.p);
  const size = wireNumber(data.q);
  const venueAtMs = wireInstant(data.T) ?? wireInstant(data.E);
  const named = stream === 'aggTrade' ? data.a : data.t;
  const tradeId = typeof named === 'number' ? wireTradeId(named) : undefined;
  if (!(price > 0)) return refusals.price(stream, 'p', data.p);
  if (!(size >= 0)) return refusals.number(stream, 'q', data.q);
  if (venueAtMs === undefined) return refusals.number(stream, 'T', data.T);
  if (typeof data.m !== 'boolean') return refusals.number(stream, 'm', data.m);
  if (tradeId === undefined) return refusals.number(stream, stream === 'aggTrade' ? 'a' : 't', named);
  return {
    type: 'trade',
    market: market.instrument.market,
    tradeId,
    takerSide: data.m ? 'sell' : 'buy',
    price,
    size,
    venueAtMs,
  };
};

/** The order inside `forceOrder`, `undefined` when there is none. */
export const forcedOrder = (data: Fields): Fields | undefined => (isRecord(data.o) ? data.o : undefined);

/** `forceOrder`. `S` is the side of the closing order: SELL means that a long was liquidated. */
export const liquidationEvent = ({ instrument }: BinanceMarket, order: Fields): MarketEvent => {
  const averagePrice = wireNumber(order.ap);
  const filled = wireNumber(order.z);
  const price = averagePrice > 0 ? averagePrice : wireNumber(order.p);
  const size = filled > 0 ? filled : wireNumber(order.q);
  const venueAtMs = wireInstant(order.T);
  if (!(price > 0)) return refusals.price('forceOrder', 'ap', order.ap ?? order.p);
  if (!(size >= 0)) return refusals.number('forceOrder', 'z', order.z ?? order.q);
  if (venueAtMs === undefined) return refusals.number('forceOrder', 'T', order.T);
  if (order.S !== 'SELL' && order.S !== 'BUY') return refusals.number('forceOrder', 'S', order.S);
  return {
    type: 'liquidation',
    market: instrument.market,
    liquidated: order.S === 'SELL' ? 'long' : 'short',
    price,
    size,
    venueAtMs,
  };
};

/** A diff of the book (`depthUpdate` of `@depth`), not yet proven contiguous. */
export const bookChange = (data: Fields): BookChange | MarketEvent => {
  const firstId = wireNumber(data.U);
  const lastId = wireNumber(data.u);
  if (!(firstId >= 0)) return refusals.number('depthUpdate', 'U', data.U);
  if (!(lastId >= firstId)) return refusals.number('depthUpdate', 'u', data.u);
  const previousId = data.pu === undefined ? undefined : wireNumber(data.pu);
  if (Number.isNaN(previousId)) return refusals.number('depthUpdate', 'pu', data.pu);
  const bids = readLevels(data.b, 'depthUpdate: b');
  if (isLevelFault(bids)) return refusals.refuse(bids.code, bids.fault);
  const asks = readLevels(data.a, 'depthUpdate: a');
  if (isLevelFault(asks)) return refusals.refuse(asks.code, asks.fault);
  return { bids, asks, firstId, lastId, previousId, venueAtMs: wireInstant(data.T) ?? wireInstant(data.E) };
};

/** The names that one kind of whole book gives its parts. */
export interface BookNames {
  readonly where: string;
  readonly bids: 'b' | 'bids';
  readonly asks: 'a' | 'asks';
  readonly id: 'u' | 'lastUpdateId';
}

/** A whole book: a REST answer or a partial stream (`@depth5`, 10, 20). */
export const bookSnapshot = ({ instrument }: BinanceMarket, data: Fields, names: BookNames): MarketEvent => {
  const updateId = wireNumber(data[names.id]);
  if (!(updateId >= 0)) return refusals.number(names.where, names.id, data[names.id]);
  const bids = readLevels(data[names.bids], `${names.where}: ${names.bids}`);
  if (isLevelFault(bids)) return refusals.refuse(bids.code, bids.fault);
  const asks = readLevels(data[names.asks], `${names.where}: ${names.asks}`);
  if (isLevelFault(asks)) return refusals.refuse(asks.code, asks.fault);
  if (isCrossed(bids, asks))
    return refusals.refuse(
      'frame.crossed-book',
      `${names.where} ${instrument.nativeSymbol}: best bid is not below best ask`,
    );
  return {
    type: 'book.snapshot',
    market: instrument.market,
    bids,
    asks,
    updateId,
    venueAtMs: wireInstant(data.T) ?? wireInstant(data.E),
  };
};
