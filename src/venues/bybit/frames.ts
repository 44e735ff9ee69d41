import type { BookChange } from '../../connectivity/book-sequence.ts';
import type { MarketEvent } from '../../domain/market-event.ts';
import type { Fields } from '../wire-value.ts';
import { isCrossed, isLevelFault, readLevels, wireInstant, wireNumber, wireTradeId } from '../wire-value.ts';
import type { BybitMarket } from './categories.ts';
import { refusals } from './categories.ts';

/**
 * Socket payloads of Bybit v5 as market events. Values are texts, except `u`, `seq`, `T` and the times of the envelope.
 * https://bybit-exchange.github.io/docs/v5/ws/connect
 */

/** One book message, snapshot or delta, not yet proven contiguous. `cts` is the matching engine's time, `ts` the sender's. */
export const bookChange = (data: Fields, envelope: Fields): BookChange | MarketEvent => {
  const updateId = wireNumber(data.u);
  if (!(updateId >= 0)) return refusals.number('orderbook', 'u', data.u);
  const bids = readLevels(data.b, 'orderbook: b');
  if (isLevelFault(bids)) return refusals.refuse(bids.code, bids.fault);
  const asks = readLevels(data.a, 'orderbook: a');
  if (isLevelFault(asks)) return refusals.refuse(asks.code, asks.fault);
  const venueAtMs = wireInstant(envelope.cts) ?? wireInstant(envelope.ts);
  return { bids, asks, firstId: updateId, lastId: updateId, venueAtMs };
};

/** A whole book out of a snapshot message; a crossed one is refused and a new one asked for. */
export const bookEvents = (market: BybitMarket, change: BookChange): readonly MarketEvent[] => {
  if (!isCrossed(change.bids, change.asks)) return market.book.snapshot({ ...change, updateId: change.lastId });
  const name = market.instrument.nativeSymbol;
  const crossed = refusals.refuse('frame.crossed-book', `orderbook ${name}: best bid is not below best ask`);
  return [crossed, ...market.book.refuse(change.lastId)];
};

/** `orderbook.1`: always a snapshot of the best levels, sent again with the same `u` after 3 s of quiet. */
export const topEvent = ({ instrument }: BybitMarket, change: BookChange): MarketEvent => {
  const [bid, bidSize] = change.bids;
  const [ask, askSize] = change.asks;
  // A size of 0 deletes: whatever it means here, it is no best price.
  if (bid === undefined || !bidSize || ask === undefined || !askSize)
    return refusals.refuse('frame.missing-field', `orderbook.1 ${instrument.nativeSymbol}: one side is empty`);
  if (bid >= ask)
    return refusals.refuse('frame.crossed-book', `orderbook.1 ${instrument.nativeSymbol}: bid ${bid}, ask ${ask}`);
  const { lastId: updateId, venueAtMs } = change;
  return { type: 'top', market: instrument.market, top: { bid, bidSize, ask, askSize }, updateId, venueAtMs };
};

/** One row of `publicTrade`; `S` is the taker's side. Block trades did not meet the book. */
export const tradeEvent = ({ instrument }: BybitMarket, row: Fields): MarketEvent => {
  if (row.BT === true) return refusals.control('unused', 'a block trade');
  const price = wireNumber(row.p);
  const size = wireNumber(row.v);
  const venueAtMs = wireInstant(row.T);
  if (!(price > 0)) return refusals.price('publicTrade', 'p', row.p);
  if (!(size >= 0)) return refusals.number('publicTrade', 'v', row.v);
  if (venueAtMs === undefined) return refusals.number('publicTrade', 'T', row.T);
  const tradeId = typeof row.i === 'string' ? wireTradeId(row.i) : undefined;
  if (tradeId === undefined) return refusals.number('publicTrade', 'i', row.i);
  if (row.S !== 'Buy' && row.S !== 'Sell') return refusals.number('publicTrade', 'S', row.S);
  const takerSide = row.S === 'Buy' ? 'buy' : 'sell';
  return { type: 'trade', market: instrument.market, tradeId, takerSide, price, size, venueAtMs };
};

/** One row of `allLiquidation`. `S` is the side of the liquidated position (Binance gives the order's); `p` the bankruptcy price. */
export const liquidationEvent = ({ instrument }: BybitMarket, row: Fields): MarketEvent => {
  const price = wireNumber(row.p);
  const size = wireNumber(row.v);
  const venueAtMs = wireInstant(row.T);
  if (!(price > 0)) return refusals.price('allLiquidation', 'p', row.p);
  if (!(size >= 0)) return refusals.number('allLiquidation', 'v', row.v);
  if (venueAtMs === undefined) return refusals.number('allLiquidation', 'T', row.T);
  if (row.S !== 'Buy' && row.S !== 'Sell') return refusals.number('allLiquidation', 'S', row.S);
  const liquidated = row.S === 'Buy' ? 'long' : 'short';
  return { type: 'liquidation', market: instrument.market, liquidated, price, size, venueAtMs };
};
