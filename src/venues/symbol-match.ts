import type { MarketKind } from '../domain/ids.ts';

/** A native symbol cut into its parts by guessing: for recordings without an instrument list. */
export interface GuessedSymbol {
  readonly base: string;
  readonly quote: string;
}

/** Quote coins of the venues' current lists, longest first where one ends in another. */
const QUOTES = ['FDUSD', 'RLUSD', 'TUSD', 'USDT', 'USDC', 'USDE', 'BUSD', 'USD1', 'EUR', 'USD', 'BTC', 'ETH', 'BNB'];
const SYMBOL_LENGTH_MAX = 40;

/** `BTCUSDT` is BTC in USDT; `undefined` where no known quote coin ends the text or no base is left. */
export const guessSymbol = (native: string): GuessedSymbol | undefined => {
  if (!isSymbolText(native)) return undefined;
  for (const quote of QUOTES)
    if (native.length > quote.length && native.endsWith(quote)) return { base: native.slice(0, -quote.length), quote };
  return undefined;
};

/** Whether a text can be part of a unified symbol: not empty, not absurdly long, no separators. */
export const isSymbolText = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= SYMBOL_LENGTH_MAX && !/[/:\s]/.test(value);

/** What is wrong with the coin a contract settles in: the base of an inverse one, the quote of a linear one. */
export const settlementFault = (
  kind: MarketKind,
  { base, quote, settle }: { readonly base: string; readonly quote: string; readonly settle: string },
): string | undefined => {
  const isFit = kind === 'inverse' ? settle === base && settle !== quote : settle === quote && settle !== base;
  return isFit ? undefined : `is ${kind}, ${base} in ${quote}, and settles in ${settle}`;
};

/** The coin behind a scaled base, and how many coins one base unit holds. */
export interface ScaledCoin {
  readonly coin: string;
  readonly multiplier: number;
}

/**
 * `1000PEPE`, `10000SATS` and `SHIB1000` hold that many coins, `1MBABYDOGE` a million; `1INCH` and `BTC` one. Venues put
 * the scale at either end of the base.
 */
export const scaledCoin = (base: string): ScaledCoin => {
  const [, before, prefixed] = /^(10{3,})(\D.*)$/.exec(base) ?? [];
  if (before !== undefined && prefixed !== undefined) return { coin: prefixed, multiplier: Number(before) };
  const [, millionfold] = /^1M([A-Z]{4,})$/.exec(base) ?? [];
  if (millionfold !== undefined) return { coin: millionfold, multiplier: 1_000_000 };
  const [, suffixed, after] = /^(\D*\D)(10{3,})$/.exec(base) ?? [];
  if (suffixed !== undefined && after !== undefined) return { coin: suffixed, multiplier: Number(after) };
  return { coin: base, multiplier: 1 };
};
