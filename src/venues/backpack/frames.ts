import type { FlatLevels } from '../../domain/book.ts';
import type { MarketEvent } from '../../domain/market-event.ts';
import type { AtMs } from '../../domain/units.ts';
import type { Fields } from '../wire-value.ts';
import { isCrossed, isLevelFault, readLevels, shown, wireNumber } from '../wire-value.ts';
import { fromMicroseconds } from './instants.ts';
import { refusals } from './instruments.ts';
import type { BackpackMarket } from './symbols.ts';

/** The engine's time of a frame where it has one, else the time it was sent; both in microseconds. */
export const frameTime = (data: Fields): AtMs | undefined => fromMicroseconds(data.T === undefined ? data.E : data.T);

/** A change of a book, `depth` of any window: absolute sizes, 0 in any spelling deletes. Empty ones move the ids on. */
export const depthEvents = (market: BackpackMarket, data: Fields, conn: string): readonly MarketEvent[] => {
  const { book, instrument } = market;
  market.bookConn = conn;
  const change = readChange(data, `depth ${instrument.nativeSymbol}`);
  if (!('type' in change)) return book.delta(change);
  // What the frame would have changed is lost, and the book with it.
  return book.lastId === undefined ? [change] : [change, ...book.refuse(wireNumber(data.u) || 0)];
};

const readChange = (data: Fields, where: string) => {
  const firstId = wireNumber(data.U);
  const lastId = wireNumber(data.u);
  if (!Number.isSafeInteger(firstId) || firstId < 0) return refusals.number(where, 'U', data.U);
  if (!Number.isSafeInteger(lastId) || lastId < firstId) return refusals.number(where, 'u', data.u);
  const venueAtMs = frameTime(data);
  if (venueAtMs === undefined) return refusals.number(where, 'T', data.T ?? data.E);
  const sides = readSides(data, where, { bids: 'b', asks: 'a' });
  return 'type' in sides ? sides : { ...sides, firstId, lastId, venueAtMs };
};

/** `GET depth`: the whole book. Bids come worst first, prices may be spelled otherwise than on the socket. */
export const snapshotEvents = (market: BackpackMarket, answer: Fields): readonly MarketEvent[] => {
  const { book, instrument } = market;
  const image = readImage(answer, `depth ${instrument.nativeSymbol}`);
  if (!('type' in image)) return book.snapshot(image);
  return [image, ...book.refuse(wireNumber(answer.lastUpdateId) || 0)];
};

const readImage = (answer: Fields, where: string) => {
  const updateId = wireNumber(answer.lastUpdateId);
  if (!Number.isSafeInteger(updateId) || updateId < 0)
    return refusals.number(where, 'lastUpdateId', answer.lastUpdateId);
  const sides = readSides(answer, where, { bids: 'bids', asks: 'asks' });
  return 'type' in sides ? sides : { ...sides, updateId, venueAtMs: fromMicroseconds(answer.timestamp) };
};

interface SideNames {
  readonly bids: 'b' | 'bids';
  readonly asks: 'a' | 'asks';
}

const readSides = (
  fields: Fields,
  where: string,
  names: SideNames,
): { readonly bids: FlatLevels; readonly asks: FlatLevels } | MarketEvent => {
  const bids = readLevels(fields[names.bids], `${where}: ${names.bids}`);
  if (isLevelFault(bids)) return refusals.refuse(bids.code, bids.fault);
  const asks = readLevels(fields[names.asks], `${where}: ${names.asks}`);
  if (isLevelFault(asks)) return refusals.refuse(asks.code, asks.fault);
  // Sizes are absolute: also the levels of one change hold at the same instant, and may not cross.
  if (isCrossed(bids, asks)) return refusals.refuse('frame.crossed-book', `${where}: bids reach the asks`);
  return { bids, asks };
};

/** `bookTicker`: the touch, in the id space of the book. A side without orders is null. */
export const touchEvent = (market: BackpackMarket, data: Fields): MarketEvent => {
  const where = `bookTicker ${market.instrument.nativeSymbol}`;
  if (data.b === null || data.a === null) return refusals.control('unused', `${where}: one side is empty`);
  const [bid, bidSize, ask, askSize] = [data.b, data.B, data.a, data.A].map(wireNumber);
  if (bid === undefined || !(bid > 0)) return refusals.price(where, 'b', data.b);
  if (ask === undefined || !(ask > 0)) return refusals.price(where, 'a', data.a);
  if (bidSize === undefined || !(bidSize > 0)) return refusals.number(where, 'B', data.B);
  if (askSize === undefined || !(askSize > 0)) return refusals.number(where, 'A', data.A);
  if (bid >= ask) return refusals.refuse('frame.crossed-book', `${where}: the bid ${bid} reaches the ask ${ask}`);
  const updateId = wireNumber(data.u);
  if (!Number.isSafeInteger(updateId) || updateId < 0) return refusals.number(where, 'u', data.u);
  const venueAtMs = frameTime(data);
  if (venueAtMs === undefined) return refusals.number(where, 'T', data.T ?? data.E);
  return {
    type: 'top',
    market: market.instrument.market,
    top: { bid, bidSize, ask, askSize },
    updateId,
    venueAtMs,
  };
};

/** `trade`, liquidations included. `m`: the buyer was there first, so that the taker sold. */
export const tradeEvent = (market: BackpackMarket, data: Fields): MarketEvent => {
  const where = `trade ${market.instrument.nativeSymbol}`;
  const price = wireNumber(data.p);
  const size = wireNumber(data.q);
  const venueAtMs = frameTime(data);
  if (!(price > 0)) return refusals.price(where, 'p', data.p);
  if (!(size > 0)) return refusals.number(where, 'q', data.q);
  if (venueAtMs === undefined) return refusals.number(where, 'T', data.T ?? data.E);
  if (typeof data.m !== 'boolean') return refusals.refuse('frame.missing-field', `${where}: m is ${shown(data.m)}`);
  const tradeId = wireNumber(data.t);
  if (!Number.isSafeInteger(tradeId)) return refusals.number(where, 't', data.t);
  return {
    type: 'trade',
    market: market.instrument.market,
    tradeId: String(tradeId),
    takerSide: data.m ? 'sell' : 'buy',
    price,
    size,
    venueAtMs,
  };
};

/**
 * `liquidation`. Whether `S` is the side of the position or of the order that closed it is not documented, so the side
 * stays unknown. `T` is a small number in the documented example: the time is `E`.
 * https://docs.backpack.exchange/#tag/Streams/Public/Liquidation
 */
export const liquidationEvent = (market: BackpackMarket, data: Fields): MarketEvent => {
  const where = `liquidation ${market.instrument.nativeSymbol}`;
  const price = wireNumber(data.p);
  const size = wireNumber(data.q);
  const venueAtMs = fromMicroseconds(data.E);
  if (!(price > 0)) return refusals.price(where, 'p', data.p);
  if (!(size > 0)) return refusals.number(where, 'q', data.q);
  if (venueAtMs === undefined) return refusals.number(where, 'E', data.E);
  return { type: 'liquidation', market: market.instrument.market, liquidated: 'unknown', price, size, venueAtMs };
};
