import { isRecord } from '../../domain/codec.ts';
import type { MarketEvent } from '../../domain/market-event.ts';
import type { Fields } from '../wire-value.ts';
import { shown, wireInstant, wireNumber, wireTradeId } from '../wire-value.ts';
import { refusals } from './instruments.ts';
import type { OkxMarket } from './symbols.ts';

/**
 * Prices, trades and liquidations; every number is a text, what does not apply is the empty text. Sizes of swaps are
 * contracts, of spot base coins.
 * https://www.okx.com/docs-v5/en/#public-data-websocket-mark-price-channel
 */

/** `mark-price`: when it changed or was last said a second ago. */
export const markEvents = (market: OkxMarket, row: Fields): readonly MarketEvent[] => {
  const where = `mark-price ${market.instrument.nativeSymbol}`;
  const price = wireNumber(row.markPx);
  const venueAtMs = wireInstant(row.ts);
  if (!(price > 0)) return [refusals.price(where, 'markPx', row.markPx)];
  if (venueAtMs === undefined) return [refusals.number(where, 'ts', row.ts)];
  if (!market.mark.isDue(venueAtMs, price)) return [];
  return [{ type: 'mark', market: market.instrument.market, price, venueAtMs }];
};

/** `index-tickers` speaks of an index such as BTC-USDT: said for every swap that follows it. */
export const indexEvents = (markets: readonly OkxMarket[], row: Fields): readonly MarketEvent[] => {
  const where = `index-tickers ${shown(row.instId)}`;
  const price = wireNumber(row.idxPx);
  const venueAtMs = wireInstant(row.ts);
  if (!(price > 0)) return [refusals.price(where, 'idxPx', row.idxPx)];
  if (venueAtMs === undefined) return [refusals.number(where, 'ts', row.ts)];
  if (markets.length === 0) return [refusals.control('unused', `${where}: no swap follows it`)];
  return markets.flatMap(({ index, instrument: { market } }): readonly MarketEvent[] =>
    index.isDue(venueAtMs, price) ? [{ type: 'index', market, price, venueAtMs }] : [],
  );
};

/** `trades` merges the fills of one taker order at one price, `trades-all` does not; `side` is the taker's. */
export const tradeEvent = (market: OkxMarket, row: Fields): MarketEvent => {
  const where = `trades ${market.instrument.nativeSymbol}`;
  const price = wireNumber(row.px);
  const size = wireNumber(row.sz);
  const venueAtMs = wireInstant(row.ts);
  const { side } = row;
  const tradeId = typeof row.tradeId === 'string' ? wireTradeId(row.tradeId) : undefined;
  if (!(price > 0)) return refusals.price(where, 'px', row.px);
  if (!(size >= 0)) return refusals.number(where, 'sz', row.sz);
  if (venueAtMs === undefined) return refusals.number(where, 'ts', row.ts);
  if (side !== 'buy' && side !== 'sell') return refusals.number(where, 'side', side);
  if (tradeId === undefined) return refusals.number(where, 'tradeId', row.tradeId);
  return { type: 'trade', market: market.instrument.market, tradeId, takerSide: side, price, size, venueAtMs };
};

/** `liquidation-orders`: `side` is the closing order's, a buy closes a short; the price is the bankruptcy price. */
export const liquidationEvents = (market: OkxMarket, row: Fields): readonly MarketEvent[] => {
  const where = `liquidation-orders ${market.instrument.nativeSymbol}`;
  if (!Array.isArray(row.details))
    return [refusals.refuse('frame.missing-field', `${where}: details is ${shown(row.details)}`)];
  const tooMany = refusals.tooMany(where, row.details);
  if (tooMany !== undefined) return [tooMany];
  return row.details.map((detail: unknown): MarketEvent => {
    if (!isRecord(detail)) return refusals.refuse('frame.missing-field', `${where}: a detail is ${shown(detail)}`);
    const price = wireNumber(detail.bkPx);
    const size = wireNumber(detail.sz);
    const venueAtMs = wireInstant(detail.ts);
    const liquidated = liquidatedSide(detail);
    if (!(price > 0)) return refusals.price(where, 'bkPx', detail.bkPx);
    if (!(size >= 0)) return refusals.number(where, 'sz', detail.sz);
    if (venueAtMs === undefined) return refusals.number(where, 'ts', detail.ts);
    if (liquidated === undefined)
      return refusals.number(where, 'posSide and side', `${shown(detail.posSide)}, ${shown(detail.side)}`);
    return { type: 'liquidation', market: market.instrument.market, liquidated, price, size, venueAtMs };
  });
};

/** Positions of accounts in net mode have no side of their own: the closing order tells it. */
const liquidatedSide = ({ posSide, side }: Fields): 'long' | 'short' | undefined => {
  if (posSide === 'long' || posSide === 'short') return posSide;
  if (side === 'buy') return 'short';
  return side === 'sell' ? 'long' : undefined;
};
