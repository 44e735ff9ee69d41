import type { TopOfBook } from '../../domain/book.ts';
import type { MarketEvent } from '../../domain/market-event.ts';
import type { AtMs } from '../../domain/units.ts';
import type { Fields } from '../wire-value.ts';
import { wireInstant, wireNumber, wireTradeId } from '../wire-value.ts';
import { instantOfNs } from './instants.ts';
import type { KucoinMarket } from './symbols.ts';
import { refusals } from './symbols.ts';

/**
 * Prices and trades of both sockets. The classic one sends numbers or texts as it likes, the unified one texts under
 * letters; sizes are lots.
 * https://www.kucoin.com/docs-new/3470096w0
 */

/** Mark and index of one moment, each when it changed or was last said a second ago. */
export const priceEvents = (
  market: KucoinMarket,
  { mark, index }: { readonly mark: unknown; readonly index: unknown },
  { where, venueAtMs }: { readonly where: string; readonly venueAtMs: AtMs | undefined },
): readonly MarketEvent[] => {
  const key = market.instrument.market;
  const events: MarketEvent[] = [];
  for (const [type, value] of [
    ['mark', mark],
    ['index', index],
  ] as const) {
    const price = wireNumber(value);
    if (!(price > 0)) events.push(refusals.price(`${where} ${market.instrument.nativeSymbol}`, type, value));
    else if (venueAtMs === undefined || market[type].isDue(venueAtMs, price))
      events.push({ type, market: key, price, venueAtMs });
  }
  return events;
};

/** `mark.index.price` of the classic socket, once a second. */
export const classicPriceEvents = (market: KucoinMarket, data: Fields): readonly MarketEvent[] => {
  const venueAtMs = wireInstant(data.timestamp);
  const where = 'mark.index.price';
  if (venueAtMs === undefined) return [refusals.number(where, 'timestamp', data.timestamp)];
  return priceEvents(market, { mark: data.markPrice, index: data.indexPrice }, { where, venueAtMs });
};

/** `mark-price` of the unified socket, once a second. */
export const unifiedPriceEvents = (market: KucoinMarket, data: Fields): readonly MarketEvent[] => {
  const venueAtMs = wireInstant(data.ts);
  if (venueAtMs === undefined) return [refusals.number('mark-price', 'ts', data.ts)];
  return priceEvents(market, { mark: data.mp, index: data.ip }, { where: 'mark-price', venueAtMs });
};

/** Members of a trade, wherever they come from. */
interface TradeFields {
  readonly where: string;
  readonly side: unknown;
  readonly price: unknown;
  readonly size: unknown;
  readonly id: unknown;
  readonly sequence: unknown;
  readonly atNs: unknown;
}

/** `match` of contracts and `trade.l3match` of pairs: `side` is the taker's, times are ns. */
export const classicTradeEvents = (market: KucoinMarket, data: Fields): readonly MarketEvent[] => {
  const { side, price, size, tradeId: id, sequence } = data;
  return tradeEvents(market, { where: 'match', side, price, size, id, sequence, atNs: data.ts ?? data.time });
};

/** `trade` of the unified socket. */
export const unifiedTradeEvents = (market: KucoinMarket, data: Fields): readonly MarketEvent[] =>
  tradeEvents(market, {
    where: 'trade',
    side: data.S,
    price: data.p,
    size: data.q,
    id: data.ti,
    sequence: data.E,
    atNs: data.M,
  });

/** A socket that comes back repeats a few trades: what is not newer than the last says nothing. */
const tradeEvents = (market: KucoinMarket, fields: TradeFields): readonly MarketEvent[] => {
  const where = `${fields.where} ${market.instrument.nativeSymbol}`;
  const price = wireNumber(fields.price);
  const size = wireNumber(fields.size);
  const sequence = wireNumber(fields.sequence);
  const venueAtMs = instantOfNs(fields.atNs);
  const side = typeof fields.side === 'string' ? fields.side.toLowerCase() : fields.side;
  const tradeId = wireTradeId(fields.id);
  if (!(price > 0)) return [refusals.price(where, 'price', fields.price)];
  if (!(size >= 0)) return [refusals.number(where, 'size', fields.size)];
  if (venueAtMs === undefined) return [refusals.number(where, 'the time', fields.atNs)];
  if (side !== 'buy' && side !== 'sell') return [refusals.number(where, 'side', fields.side)];
  if (tradeId === undefined) return [refusals.number(where, 'the trade id', fields.id)];
  if (isRepeated(sequence, market.tradeSequence)) return [];
  if (Number.isSafeInteger(sequence)) market.tradeSequence = sequence;
  return [{ type: 'trade', market: market.instrument.market, tradeId, takerSide: side, price, size, venueAtMs }];
};

/** Numbers far below the last are no repeats: the venue began to count anew. */
const REPEATED_WITHIN = 1_000_000;

const isRepeated = (sequence: number, last: number): boolean => sequence <= last && sequence > last - REPEATED_WITHIN;

/** `tickerV2` and `ticker` of contracts. */
export const classicTopEvents = (market: KucoinMarket, data: Fields): readonly MarketEvent[] => {
  const { bestBidPrice: bid, bestBidSize: bidSize, bestAskPrice: ask, bestAskSize: askSize } = data;
  return topEvents(market, { bid, bidSize, ask, askSize }, [data.sequence, instantOfNs(data.ts)]);
};

/** `ticker` of pairs: times are ms. */
export const spotTopEvents = (market: KucoinMarket, data: Fields): readonly MarketEvent[] => {
  const { bestBid: bid, bestBidSize: bidSize, bestAsk: ask, bestAskSize: askSize } = data;
  return topEvents(market, { bid, bidSize, ask, askSize }, [data.sequence, wireInstant(data.time)]);
};

/** `ticker` of the unified socket: `b` and `B` are price and size of the bid, `a` and `A` of the ask. */
export const unifiedTopEvents = (market: KucoinMarket, data: Fields): readonly MarketEvent[] =>
  topEvents(market, { bid: data.b, bidSize: data.B, ask: data.a, askSize: data.A }, [data.E, instantOfNs(data.M)]);

const topEvents = (
  market: KucoinMarket,
  raw: Readonly<Record<keyof TopOfBook, unknown>>,
  [sequence, venueAtMs]: readonly [unknown, AtMs | undefined],
): readonly MarketEvent[] => {
  const { market: key, nativeSymbol } = market.instrument;
  const where = `ticker ${nativeSymbol}`;
  if (market.book.lastId !== undefined) return [refusals.control('unused', `${where}: a deeper book is in step`)];
  const top = {
    bid: wireNumber(raw.bid),
    bidSize: wireNumber(raw.bidSize),
    ask: wireNumber(raw.ask),
    askSize: wireNumber(raw.askSize),
  };
  if (!(top.bid > 0)) return [refusals.price(where, 'the bid', raw.bid)];
  if (!(top.ask > 0)) return [refusals.price(where, 'the ask', raw.ask)];
  if (!(top.bidSize >= 0)) return [refusals.number(where, 'the size of the bid', raw.bidSize)];
  if (!(top.askSize >= 0)) return [refusals.number(where, 'the size of the ask', raw.askSize)];
  if (top.bid >= top.ask)
    return [refusals.refuse('frame.crossed-book', `${where}: bid ${top.bid} is not below ask ${top.ask}`)];
  return [{ type: 'top', market: key, top, updateId: wireNumber(sequence) || 0, venueAtMs }];
};
