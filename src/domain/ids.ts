import type { Brand } from './units.ts';
import { EngineError } from './errors.ts';
import { remembering } from './remembering.ts';

/** A venue's lower-case name, e.g. the folder under `venues/`. */
export type VenueId = Brand<string, 'VenueId'>;
/** A CCXT unified symbol: `BTC/USDT:USDT` (linear perpetual), `BTC/USD:BTC` (inverse), `BTC/USDT` (spot). */
export type SymbolId = Brand<string, 'SymbolId'>;
/** The coin that routes match on, after removing a venue's scaling prefix (`1000PEPE` and `kPEPE` are `PEPE`). */
export type CoinId = Brand<string, 'CoinId'>;
/** One (symbol, venue) pair: `venue:symbol`. */
export type MarketKey = Brand<string, 'MarketKey'>;
/** Our id of an order, inside every venue's charset and length; minted in execution/order-id.ts only. */
export type ClientOrderId = Brand<string, 'ClientOrderId'>;
/** An actor's address in the registry: `market/…`, `position/BTC`, `order/…`, `guard`, `operator`. */
export type ActorId = Brand<string, 'ActorId'>;

export type MarketKind = 'spot' | 'linear' | 'inverse';
export type Leg = 'long' | 'short';
export type Side = 'buy' | 'sell';

/** A long leg and a short leg of the same coin. */
export interface Route {
  readonly coin: CoinId;
  readonly long: MarketKey;
  readonly short: MarketKey;
}

export interface SymbolParts {
  readonly base: string;
  readonly quote: string;
  /** The coin profit and margin are paid in; the quote for spot. */
  readonly settle: string;
  readonly kind: MarketKind;
}

export class SymbolFormatError extends EngineError<{ symbol: string }> {
  readonly code = 'symbol.format';
  override readonly exitCode = 2;
}

const SYMBOL = /^([^/:\s]+)\/([^/:\s]+)(?::([^/:\s]+))?$/;

/** Splits a unified symbol. Throws SymbolFormatError for anything else. */
export const symbolParts = (symbol: string): SymbolParts => splitSymbol(symbol);

const splitSymbol = remembering((symbol): SymbolParts => {
  const match = SYMBOL.exec(symbol);
  const [, base, quote, settle] = match ?? [];
  if (base === undefined || quote === undefined)
    throw new SymbolFormatError(`"${symbol}" is not a unified symbol such as BTC/USDT:USDT or BTC/USDT`, { symbol });
  if (settle === undefined) return { base, quote, settle: quote, kind: 'spot' };
  return { base, quote, settle, kind: settle === base ? 'inverse' : 'linear' };
}, 16_384);

export const venueId = (name: string): VenueId => name as VenueId;
export const coinId = (name: string): CoinId => name as CoinId;
export const symbolId = (symbol: string): SymbolId => {
  symbolParts(symbol);
  return symbol as SymbolId;
};
export const actorId = (id: string): ActorId => id as ActorId;
/** The coin of a position's actor; `undefined` for any other actor. */
export const positionCoin = (actor: string): CoinId | undefined =>
  actor.startsWith(POSITION) ? (actor.slice(POSITION.length) as CoinId) : undefined;
const POSITION = 'position/';
export const clientOrderId = (id: string): ClientOrderId => id as ClientOrderId;

export const marketKey = (venue: VenueId, symbol: SymbolId): MarketKey => `${venue}:${symbol}` as MarketKey;
export const venueOf = (market: MarketKey): VenueId => splitMarket(market).venue;
export const symbolOf = (market: MarketKey): SymbolId => splitMarket(market).symbol;
export const kindOf = (market: MarketKey): MarketKind => symbolParts(symbolOf(market)).kind;

const splitMarket = remembering((market): { readonly venue: VenueId; readonly symbol: SymbolId } => {
  const at = market.indexOf(':');
  return { venue: market.slice(0, at) as VenueId, symbol: market.slice(at + 1) as SymbolId };
}, 16_384);

/** A route's stable name, used in sorting, journals and logs. */
export const routeKey = (route: Route): string => `${route.coin} ${route.long} > ${route.short}`;
