import { coinId, marketKey, symbolId, venueId } from '../../domain/ids.ts';
import type { MarketKind } from '../../domain/ids.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { MarketEvent } from '../../domain/market-event.ts';
import type { Decimal } from '../../domain/money.ts';
import { ZERO, decimal } from '../../domain/money.ts';
import { isSymbolText, scaledCoin, settlementFault } from '../symbol-match.ts';
import type { Fields } from '../wire-value.ts';
import { Refusals, shown, wireNumber } from '../wire-value.ts';

export const DERIBIT = venueId('deribit');
export const refusals = new Refusals(DERIBIT);

const ONE = decimal(1);
const FINEST = decimal('0.00000001');

/** An instrument, or why there is none. */
export type ReadInstrument =
  /** `index` names the price index it follows; absent in lists of before 2022. */
  { readonly instrument: Instrument; readonly index: string | undefined } | { readonly fault: MarketEvent };

/**
 * A row of `public/get_instruments`. Quantities are the venue's `amount`: USD on inverse contracts, base coins on linear
 * ones, in multiples of `contract_size`. So a unit of quantity is worth 1 USD or 1 base unit, and `contract_size` is the
 * lot. `tick_size_steps` (coarser ticks above a price) are not kept: `tick_size` is the finest.
 * https://docs.deribit.com/api-reference/market-data/public-get_instruments
 */
export const readInstrument = (row: Fields): ReadInstrument => {
  const { instrument_name: name, base_currency: base, quote_currency: quote } = row;
  if (!isSymbolText(name))
    return { fault: refusals.refuse('frame.missing-field', `get_instruments: instrument_name is ${shown(name)}`) };
  const where = `get_instruments ${name}`;
  // Lists of before 2022 name no settlement coin: everything was settled in its base.
  const settle = row.settlement_currency ?? base;
  if (!isSymbolText(base) || !isSymbolText(quote) || !isSymbolText(settle))
    return fault(where, `the coins are ${shown(base)} in ${shown(quote)}, settled in ${shown(settle)}`);
  const coins = { base, quote, settle };
  const type = row.instrument_type ?? row.future_type;
  if (type !== undefined && (type === 'reversed') !== (kindOf(coins) === 'inverse'))
    return fault(where, `instrument_type is ${shown(type)}, settled in ${settle}`);
  const unfit = settlementFault(kindOf(coins), coins);
  if (unfit !== undefined) return fault(where, unfit);
  const tickSize = positive(row.tick_size);
  const lotSize = positive(row.contract_size);
  const minQuantity = positive(row.min_trade_amount);
  if (tickSize === undefined) return { fault: refusals.price(where, 'tick_size', row.tick_size) };
  if (lotSize === undefined) return { fault: refusals.price(where, 'contract_size', row.contract_size) };
  if (minQuantity === undefined) return { fault: refusals.price(where, 'min_trade_amount', row.min_trade_amount) };
  const instrument: Instrument = {
    ...identity(name, coins),
    contractSize: ONE,
    tickSize,
    lotSize,
    minQuantity,
    // No notional minimum is listed.
    minNotional: ZERO,
    status: row.is_active === true && (row.state ?? 'open') === 'open' ? 'trading' : 'halted',
    source: 'listed',
  };
  return { instrument, index: typeof row.price_index === 'string' ? row.price_index : undefined };
};

/** Whether a row is a perpetual; everything else (options, dated futures, combinations, spot) is passed over. */
export const isPerpetual = ({ kind, settlement_period: period }: Fields): boolean =>
  period === 'perpetual' && (kind === undefined || kind === 'future');

/**
 * A perpetual from its name alone, for recordings without the venue's list; never traded. `BTC-PERPETUAL` is inverse,
 * `SOL_USDC-PERPETUAL` linear.
 */
export const assumedInstrument = (name: string): Instrument | undefined => {
  const [, base, quote] = PERPETUAL.exec(name) ?? [];
  if (!isSymbolText(base)) return undefined;
  const coins = quote === undefined ? { base, quote: 'USD', settle: base } : { base, quote, settle: quote };
  const isInverse = quote === undefined;
  return {
    ...identity(name, coins),
    contractSize: ONE,
    tickSize: FINEST,
    lotSize: isInverse ? ONE : FINEST,
    minQuantity: isInverse ? ONE : FINEST,
    minNotional: ZERO,
    status: 'trading',
    source: 'assumed',
  };
};

const PERPETUAL = /^([A-Z0-9]+)(?:_([A-Z0-9]+))?-PERPETUAL$/;

/** What a name that is no perpetual's stands for; `undefined` when it is none of the venue's forms. */
export const foreignKind = (name: string): string | undefined => {
  if (/^[A-Z0-9_]+-\d{1,2}[A-Z]{3}\d{2}$/.test(name)) return 'a dated future';
  if (/^[A-Z0-9_]+-\d{1,2}[A-Z]{3}\d{2}-[\dd]+-[CP]$/.test(name)) return 'an option';
  if (/^[A-Z0-9_]+-[A-Z0-9]+-\d{1,2}[A-Z]{3}\d{2}[-_A-Z0-9d]*$/.test(name)) return 'a combination';
  return /^[A-Z0-9]+_[A-Z0-9]+$/.test(name) ? 'a spot pair' : undefined;
};

interface NamedCoins {
  readonly base: string;
  readonly quote: string;
  readonly settle: string;
}

const kindOf = ({ base, settle }: NamedCoins): MarketKind => (settle === base ? 'inverse' : 'linear');

/** The part of an instrument that its names determine. */
const identity = (name: string, coins: NamedCoins) => {
  const { base, quote, settle } = coins;
  const symbol = symbolId(`${base}/${quote}:${settle}`);
  const { coin, multiplier } = scaledCoin(base);
  return {
    market: marketKey(DERIBIT, symbol),
    venue: DERIBIT,
    symbol,
    nativeSymbol: name,
    coin: coinId(coin),
    kind: kindOf(coins),
    quote,
    settle,
    multiplier,
  } as const;
};

const positive = (value: unknown): Decimal | undefined => {
  const parsed = wireNumber(value);
  return parsed > 0 ? decimal(parsed) : undefined;
};

const fault = (where: string, what: string): ReadInstrument => ({
  fault: refusals.refuse('frame.unknown-symbol', `${where}: ${what}`),
});
