import type { MarketEvent } from '../../domain/market-event.ts';
import type { AtMs } from '../../domain/units.ts';
import type { Fields } from '../wire-value.ts';
import { shown, wireInstant, wireNumber, wireTradeId } from '../wire-value.ts';
import { currentFunding } from './funding.ts';
import { refusals } from './instruments.ts';
import type { DeribitMarket } from './symbols.ts';

/**
 * Prices, trades and liquidations; numbers are JSON numbers, small ones with an exponent. Sizes are USD on inverse
 * perpetuals, base coins on linear ones.
 * https://docs.deribit.com/subscriptions/market-data/tickerinstrument_nameinterval
 */

/** A ticker of the socket, of REST or inside an order book: state, mark, index and the rate in force. */
export const tickerEvents = (market: DeribitMarket, data: Fields, where: string): readonly MarketEvent[] => {
  const venueAtMs = wireInstant(data.timestamp);
  if (venueAtMs === undefined) return [refusals.number(where, 'timestamp', data.timestamp)];
  return [
    ...stateEvents(market, data.state),
    ...priceEvents(market, data, { where, venueAtMs, indexField: 'index_price' }),
    ...currentFunding(market, { rate: data.current_funding, field: 'current_funding', where, venueAtMs }),
  ];
};

/** A row of `get_book_summary_by_currency`. It names no index: a perpetual's estimated delivery price is its index. */
export const summaryEvents = (market: DeribitMarket, row: Fields): readonly MarketEvent[] => {
  const where = `get_book_summary_by_currency ${market.instrument.nativeSymbol}`;
  const venueAtMs = wireInstant(row.creation_timestamp);
  if (venueAtMs === undefined) return [refusals.number(where, 'creation_timestamp', row.creation_timestamp)];
  return [
    ...priceEvents(market, row, { where, venueAtMs, indexField: 'estimated_delivery_price' }),
    ...currentFunding(market, { rate: row.current_funding, field: 'current_funding', where, venueAtMs }),
  ];
};

/** `perpetual.{instrument}.{interval}`: the index, and the rate in force with more digits than the ticker's. */
export const perpetualEvents = (market: DeribitMarket, data: Fields, where: string): readonly MarketEvent[] => {
  const venueAtMs = wireInstant(data.timestamp);
  if (venueAtMs === undefined) return [refusals.number(where, 'timestamp', data.timestamp)];
  return [
    ...indexEvent(market, { value: data.index_price, field: 'index_price', where, venueAtMs }),
    ...currentFunding(market, { rate: data.interest, field: 'interest', where, venueAtMs }),
  ];
};

/** `deribit_price_index.{index}`: said for every perpetual that follows the index. */
export const priceIndexEvents = (markets: readonly DeribitMarket[], data: Fields): readonly MarketEvent[] => {
  const where = `deribit_price_index ${shown(data.index_name)}`;
  const venueAtMs = wireInstant(data.timestamp);
  if (venueAtMs === undefined) return [refusals.number(where, 'timestamp', data.timestamp)];
  if (markets.length === 0) return [refusals.control('unused', `${where}: no perpetual follows it`)];
  return markets.flatMap((market) => indexEvent(market, { value: data.price, field: 'price', where, venueAtMs }));
};

/** `quote.{instrument}`: the touch alone; a side that is empty has the price 0 and the amount 0. */
export const touchEvents = (market: DeribitMarket, data: Fields, where: string): readonly MarketEvent[] => {
  const venueAtMs = wireInstant(data.timestamp);
  const bid = wireNumber(data.best_bid_price);
  const ask = wireNumber(data.best_ask_price);
  const bidSize = wireNumber(data.best_bid_amount);
  const askSize = wireNumber(data.best_ask_amount);
  if (venueAtMs === undefined) return [refusals.number(where, 'timestamp', data.timestamp)];
  if (isEmptySide(data.best_bid_price, bidSize) || isEmptySide(data.best_ask_price, askSize))
    return [refusals.control('unused', `${where}: one side is empty`)];
  if (!(bid > 0)) return [refusals.price(where, 'best_bid_price', data.best_bid_price)];
  if (!(ask > 0)) return [refusals.price(where, 'best_ask_price', data.best_ask_price)];
  if (!(bidSize >= 0)) return [refusals.number(where, 'best_bid_amount', data.best_bid_amount)];
  if (!(askSize >= 0)) return [refusals.number(where, 'best_ask_amount', data.best_ask_amount)];
  if (bid >= ask) return [refusals.refuse('frame.crossed-book', `${where}: bid ${bid} is not below ask ${ask}`)];
  const top = { bid, bidSize, ask, askSize };
  return [{ type: 'top', market: market.instrument.market, top, updateId: venueAtMs, venueAtMs }];
};

const isEmptySide = (price: unknown, size: number): boolean => price === null || (price === 0 && size === 0);

/** One trade; `direction` is the taker's. There is no channel of liquidations: the trade that closes one says so. */
export const tradeEvents = (market: DeribitMarket, row: Fields, where: string): readonly MarketEvent[] => {
  const { market: key } = market.instrument;
  const price = wireNumber(row.price);
  const size = wireNumber(row.amount);
  const venueAtMs = wireInstant(row.timestamp);
  const { direction } = row;
  const tradeId = typeof row.trade_id === 'string' ? wireTradeId(row.trade_id) : undefined;
  if (!(price > 0)) return [refusals.price(where, 'price', row.price)];
  if (!(size >= 0)) return [refusals.number(where, 'amount', row.amount)];
  if (venueAtMs === undefined) return [refusals.number(where, 'timestamp', row.timestamp)];
  if (direction !== 'buy' && direction !== 'sell') return [refusals.number(where, 'direction', direction)];
  if (tradeId === undefined) return [refusals.number(where, 'trade_id', row.trade_id)];
  const trade: MarketEvent = { type: 'trade', market: key, tradeId, takerSide: direction, price, size, venueAtMs };
  const liquidations = liquidatedSides(row.liquidation, direction).map((liquidated): MarketEvent => ({
    type: 'liquidation',
    market: key,
    liquidated,
    price,
    size,
    venueAtMs,
  }));
  return [trade, ...liquidations];
};

/** `T`: the taker was closed by force, so a sale ended a long; `M`: the maker, who stood on the other side; `MT`: both. */
const liquidatedSides = (flag: unknown, direction: 'buy' | 'sell'): readonly ('long' | 'short')[] => {
  const taker = direction === 'sell' ? 'long' : 'short';
  const maker = direction === 'sell' ? 'short' : 'long';
  if (flag === 'T') return [taker];
  if (flag === 'M') return [maker];
  return flag === 'MT' ? [taker, maker] : [];
};

/** Only `open` can be traded; `open` and `closed` were the only states before 2026. Said when it changes. */
const stateEvents = (market: DeribitMarket, state: unknown): readonly MarketEvent[] => {
  if (typeof state !== 'string') return [];
  const isOpen = state === 'open';
  if (market.isOpen === isOpen) return [];
  market.isOpen = isOpen;
  const status = isOpen ? 'trading' : 'halted';
  return [{ type: 'status', market: market.instrument.market, status, reason: `the venue's state is ${shown(state)}` }];
};

interface PriceSource {
  readonly where: string;
  readonly venueAtMs: AtMs;
  readonly indexField: string;
}

const priceEvents = (
  market: DeribitMarket,
  data: Fields,
  { where, venueAtMs, indexField: field }: PriceSource,
): readonly MarketEvent[] => [
  ...markEvent(market, { value: data.mark_price, field: 'mark_price', where, venueAtMs }),
  ...indexEvent(market, { value: data[field], field, where, venueAtMs }),
];

interface ToldPrice {
  readonly value: unknown;
  readonly field: string;
  readonly where: string;
  readonly venueAtMs: AtMs;
}

const markEvent = ({ mark, instrument }: DeribitMarket, told: ToldPrice): readonly MarketEvent[] => {
  const price = wireNumber(told.value);
  if (!(price > 0)) return [refusals.price(told.where, told.field, told.value)];
  if (!mark.isDue(told.venueAtMs, price)) return [];
  return [{ type: 'mark', market: instrument.market, price, venueAtMs: told.venueAtMs }];
};

const indexEvent = ({ index, instrument }: DeribitMarket, told: ToldPrice): readonly MarketEvent[] => {
  const price = wireNumber(told.value);
  if (!(price > 0)) return [refusals.price(told.where, told.field, told.value)];
  if (!index.isDue(told.venueAtMs, price)) return [];
  return [{ type: 'index', market: instrument.market, price, venueAtMs: told.venueAtMs }];
};
