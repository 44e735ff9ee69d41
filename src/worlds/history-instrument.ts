import { coinId, symbolOf, symbolParts, venueOf } from '../domain/ids.ts';
import type { MarketKey } from '../domain/ids.ts';
import type { Instrument } from '../domain/instrument.ts';
import { Decimal, decimal } from '../domain/money.ts';
import { scaledCoin } from '../venues/symbol-match.ts';

/** Significant digits of a price: finer than any venue's step, so that no figure hangs on it. */
const PRICE_DIGITS = 7;
const MIN_NOTIONAL = decimal(5);
/** Inverse contracts are worth so many USD each, bitcoin's ten times as much. */
const CONTRACT_USD = 10;

/**
 * The contract of a market of the past: no history tells lots and ticks, so a lot is worth a dollar at most and a tick is
 * a millionth of the first price known.
 */
export const historyInstrument = (market: MarketKey, firstPrice: number): Instrument => {
  const symbol = symbolOf(market);
  const { base, quote, settle, kind } = symbolParts(symbol);
  const { coin, multiplier } = scaled(base);
  const magnitude = Math.ceil(Math.log10(firstPrice));
  const isInverse = kind === 'inverse';
  const lot = isInverse ? decimal(1) : Decimal.pow(10, -magnitude);
  return {
    market,
    venue: venueOf(market),
    symbol,
    nativeSymbol: symbol,
    coin: coinId(coin),
    kind,
    quote,
    settle,
    multiplier,
    contractSize: decimal(isInverse ? CONTRACT_USD * (base === 'BTC' ? 10 : 1) : 1),
    tickSize: Decimal.pow(10, magnitude - PRICE_DIGITS),
    lotSize: lot,
    minQuantity: lot,
    minNotional: MIN_NOTIONAL,
    status: 'trading',
    source: 'listed',
  };
};

/** The coin behind a base and how many of it one unit holds: `1000PEPE`, `kPEPE`. */
export const scaled = (base: string): { readonly coin: string; readonly multiplier: number } => {
  const [, thousandfold] = /^k([A-Z]{3,})$/.exec(base) ?? [];
  return thousandfold === undefined ? scaledCoin(base) : { coin: thousandfold, multiplier: 1000 };
};

/** The coin that a market's routes match on. */
export const coinOfMarket = (market: MarketKey): string => scaled(symbolParts(symbolOf(market)).base).coin;
