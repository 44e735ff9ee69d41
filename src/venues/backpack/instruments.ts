import { coinId, marketKey, symbolId, venueId } from '../../domain/ids.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { MarketEvent } from '../../domain/market-event.ts';
import type { Decimal } from '../../domain/money.ts';
import { ZERO, decimal } from '../../domain/money.ts';
import type { Hours } from '../../domain/units.ts';
import { MS_PER_HOUR, hours } from '../../domain/units.ts';
import { isRecord } from '../../domain/codec.ts';
import type { ScaledCoin } from '../symbol-match.ts';
import type { SkippedSymbol } from '../symbol-table.ts';
import { isSymbolText, scaledCoin } from '../symbol-match.ts';
import type { Fields } from '../wire-value.ts';
import { Refusals, shown, wireCap, wireNumber } from '../wire-value.ts';

export const BACKPACK = venueId('backpack');
export const refusals = new Refusals(BACKPACK);

const PERPETUAL_SUFFIX = '_PERP';
const ONE = decimal(1);
const FINEST = decimal('0.00000001');

/** Types of market that are listed and not read, in words. */
const FOREIGN_TYPES: Readonly<Record<string, string>> = {
  DATED: 'a dated contract',
  IPERP: 'an inverse perpetual',
  PREDICTION: 'a prediction market',
  RFQ: 'traded on request for quotes only',
};

/** An instrument, `skipped` with the reason why it is none of ours, or what is wrong with its row. */
export type ReadInstrument = { readonly instrument: Instrument } | SkippedSymbol | { readonly fault: MarketEvent };

/**
 * A row of `GET /api/v1/markets`. Quantities are base units, all perpetuals are paid in USDC, bounds of the rate are in
 * basis points per interval. Perpetuals on stocks, indices, commodities and currencies are left out: while their
 * exchange is closed, their index is an average of their own book.
 * https://docs.backpack.exchange/#tag/Markets/operation/get_markets
 */
export const readInstrument = (row: Fields, native: string): ReadInstrument => {
  const { marketType, rwaMarketType } = row;
  const foreign = typeof marketType === 'string' ? FOREIGN_TYPES[marketType] : undefined;
  if (foreign !== undefined) return { skipped: foreign };
  if (marketType !== 'PERP' && marketType !== 'SPOT') return { skipped: `of type ${shown(marketType)}` };
  if (typeof rwaMarketType === 'string') return { skipped: `indexed on itself off hours (${shown(rwaMarketType)})` };
  const kind = marketType === 'PERP' ? 'linear' : 'spot';
  const where = `markets ${native}`;
  const { baseSymbol: base, quoteSymbol: quote } = row;
  if (!isSymbolText(base) || !isSymbolText(quote))
    return fault(where, `the coins are ${shown(base)} in ${shown(quote)}`);
  if (isEquity(base)) return { skipped: EQUITY };
  const { price, quantity }: Fields = isRecord(row.filters) ? row.filters : {};
  const tickSize = positive(isRecord(price) ? price.tickSize : undefined);
  const lotSize = positive(isRecord(quantity) ? quantity.stepSize : undefined);
  if (tickSize === undefined) return { fault: refusals.price(where, 'tickSize', isRecord(price) && price.tickSize) };
  if (lotSize === undefined)
    return { fault: refusals.number(where, 'stepSize', isRecord(quantity) && quantity.stepSize) };
  const funding = kind === 'linear' ? fundingFields(row, where) : {};
  if ('fault' in funding) return funding;
  return {
    instrument: {
      ...identity(native, { base, quote, kind }),
      contractSize: ONE,
      tickSize,
      lotSize,
      minQuantity: positive(isRecord(quantity) ? quantity.minQuantity : undefined) ?? lotSize,
      // None is listed.
      minNotional: ZERO,
      // In the states Closed, CancelOnly, LimitOnly and PostOnly not every order is taken; in PostOnly the mark is the index.
      status: row.orderBookState === 'Open' && row.visible !== false ? 'trading' : 'halted',
      ...funding,
      source: 'listed',
    },
  };
};

/** An interval that is stated and makes no sense is a fault; one that is not stated is the venue's usual one. */
const fundingFields = (
  { fundingInterval, fundingRateUpperBound, fundingRateLowerBound }: Fields,
  where: string,
): { readonly fault: MarketEvent } | Pick<Instrument, 'fundingIntervalHours' | 'fundingCap'> => {
  const intervalHours = readInterval(fundingInterval);
  if (intervalHours === 'unreadable') {
    const reason = `${where}: fundingInterval is ${shown(fundingInterval)}`;
    return { fault: refusals.refuse('frame.interval-unknown', reason) };
  }
  const fundingCap = wireCap(wireNumber(fundingRateUpperBound) / 1e4, wireNumber(fundingRateLowerBound) / 1e4);
  return {
    ...(intervalHours === undefined ? {} : { fundingIntervalHours: intervalHours }),
    ...(fundingCap === undefined ? {} : { fundingCap }),
  };
};

const INTERVAL_HOURS_MAX = 24;

/** Milliseconds, a whole number of hours. */
const readInterval = (value: unknown): Hours | undefined | 'unreadable' => {
  if (value === null || value === undefined) return undefined;
  const intervalHours = wireNumber(value) / MS_PER_HOUR;
  const isInterval = Number.isInteger(intervalHours) && intervalHours >= 1 && intervalHours <= INTERVAL_HOURS_MAX;
  return isInterval ? hours(intervalHours) : 'unreadable';
};

/** An instrument from its name alone, for recordings without the venue's list; never traded. */
export const assumedInstrument = (native: string): Instrument | SkippedSymbol | undefined => {
  const isPerpetual = native.endsWith(PERPETUAL_SUFFIX);
  const pair = isPerpetual ? native.slice(0, -PERPETUAL_SUFFIX.length) : native;
  const [base, quote, more] = pair.split('_');
  if (!isSymbolText(base) || !isSymbolText(quote) || more !== undefined) return undefined;
  if (isEquity(base)) return { skipped: EQUITY };
  return {
    ...identity(native, { base, quote, kind: isPerpetual ? 'linear' : 'spot' }),
    contractSize: ONE,
    tickSize: FINEST,
    lotSize: FINEST,
    minQuantity: FINEST,
    minNotional: ZERO,
    status: 'trading',
    source: 'assumed',
  };
};

const EQUITY = 'a perpetual on a stock, indexed on itself off hours';
/** `AAPL.US`: the exchange behind the point. */
const isEquity = (base: string): boolean => base.includes('.');

interface NamedCoins {
  readonly base: string;
  readonly quote: string;
  readonly kind: 'spot' | 'linear';
}

/** The part of an instrument that its names determine. CCXT writes kPEPE as KPEPE. */
const identity = (native: string, { base, quote, kind }: NamedCoins) => {
  const pair = `${base.toUpperCase()}/${quote.toUpperCase()}`;
  const symbol = symbolId(kind === 'spot' ? pair : `${pair}:${quote.toUpperCase()}`);
  const { coin, multiplier } = thousandfold(base);
  return {
    market: marketKey(BACKPACK, symbol),
    venue: BACKPACK,
    symbol,
    nativeSymbol: native,
    coin: coinId(coin),
    kind,
    quote: quote.toUpperCase(),
    settle: quote.toUpperCase(),
    multiplier,
  } as const;
};

/** `kPEPE` holds 1,000 PEPE. */
const thousandfold = (base: string): ScaledCoin =>
  /^k[A-Z0-9]/.test(base) ? { coin: base.slice(1), multiplier: 1000 } : scaledCoin(base.toUpperCase());

const positive = (value: unknown): Decimal | undefined => {
  const parsed = wireNumber(value);
  return parsed > 0 ? decimal(parsed) : undefined;
};

const fault = (where: string, what: string): ReadInstrument => ({
  fault: refusals.refuse('frame.unknown-symbol', `${where}: ${what}`),
});
