import { coinId, marketKey, symbolId, venueId } from '../../domain/ids.ts';
import type { MarketKind } from '../../domain/ids.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { MarketEvent } from '../../domain/market-event.ts';
import type { Decimal } from '../../domain/money.ts';
import { ZERO, decimal } from '../../domain/money.ts';
import { isSymbolText, settlementFault } from '../symbol-match.ts';
import type { Fields } from '../wire-value.ts';
import { Refusals, shown, wireInstant, wireNumber } from '../wire-value.ts';

export const OKX = venueId('okx');
export const refusals = new Refusals(OKX);

const ONE = decimal(1);
const FINEST = decimal('0.00000001');

/** An instrument, or why there is none. */
export type ReadInstrument =
  /** `index` names the index a swap follows. */
  | { readonly instrument: Instrument; readonly index: string | undefined }
  | { readonly fault: MarketEvent }
  /** One that is none of ours by rule: its frames are of no use either. */
  | { readonly skipped: string };

/**
 * A row of `public/instruments` and of the `instruments` channel. Quantities of swaps are contracts, of spot base coins.
 * https://www.okx.com/docs-v5/en/#public-data-rest-api-get-instruments
 */
export const readInstrument = (row: Fields): ReadInstrument => {
  const { instId, instType } = row;
  if (!isSymbolText(instId))
    return { fault: refusals.refuse('frame.missing-field', `instruments: instId is ${shown(instId)}`) };
  if (row.state === 'test' || instId.startsWith('TEST'))
    return { fault: refusals.control('unused', `instruments: ${instId} is a test instrument`) };
  const exclusion = EXCLUDED_RULES.get(row.ruleType);
  if (exclusion !== undefined) return { skipped: exclusion };
  if (instType === 'SWAP') return readSwap(row, instId);
  if (instType === 'SPOT') return readSpot(row, instId);
  return { fault: refusals.control('unused', `instruments: ${instId} is of type ${shown(instType)}`) };
};

/** A pre-market contract has no market to be compared with: its index is made of its own prices. */
const EXCLUDED_RULES: ReadonlyMap<unknown, string> = new Map([
  ['pre_market', 'a contract before its opening'],
  ['xperp', 'an X-Perp: only perpetual swaps and spot are read'],
]);

const readSwap = (row: Fields, instId: string): ReadInstrument => {
  const where = `instruments ${instId}`;
  // Base and quote are empty for swaps: the underlying names them. Before 2022 there was no instFamily.
  const family = row.uly === '' || row.uly === undefined ? row.instFamily : row.uly;
  const [base, quote] = typeof family === 'string' ? family.split('-') : [];
  const { settleCcy, ctType, ctValCcy } = row;
  if (!isSymbolText(base) || !isSymbolText(quote) || !isSymbolText(settleCcy) || !instId.endsWith('-SWAP'))
    return fault(where, `the coins are ${shown(family)} settled in ${shown(settleCcy)}`);
  const kind: MarketKind = settleCcy === base ? 'inverse' : 'linear';
  if (ctType !== kind) return fault(where, `ctType is ${shown(ctType)}, settled in ${settleCcy}`);
  const coins = { base, quote: quote.replace(/_.*$/, ''), settle: settleCcy, kind };
  // `BTC-USD_UM` is quoted in USD and settles in a coin that is worth one.
  const unfit = quote.includes('_') ? undefined : settlementFault(kind, coins);
  if (unfit !== undefined) return fault(where, unfit);
  // Sizes are counted in this coin; another one would make every quantity wrong.
  const unit = kind === 'linear' ? base : coins.quote;
  if (ctValCcy !== unit) return fault(where, `ctValCcy is ${shown(ctValCcy)}, expected ${unit}`);
  const contractValue = positive(row.ctVal);
  const multiplier = row.ctMult === '' || row.ctMult === undefined ? ONE : positive(row.ctMult);
  if (contractValue === undefined) return { fault: refusals.price(where, 'ctVal', row.ctVal) };
  if (multiplier === undefined) return { fault: refusals.price(where, 'ctMult', row.ctMult) };
  return withSteps(
    row,
    { ...identity(instId, coins), contractSize: contractValue.times(multiplier) },
    `${base}-${quote}`,
  );
};

const readSpot = (row: Fields, instId: string): ReadInstrument => {
  const { baseCcy: base, quoteCcy: quote } = row;
  if (!isSymbolText(base) || !isSymbolText(quote))
    return fault(`instruments ${instId}`, `the coins are ${shown(base)} in ${shown(quote)}`);
  return withSteps(
    row,
    { ...identity(instId, { base, quote, settle: quote, kind: 'spot' }), contractSize: ONE },
    undefined,
  );
};

type Identity = ReturnType<typeof identity> & { readonly contractSize: Decimal };

const withSteps = (row: Fields, named: Identity, index: string | undefined): ReadInstrument => {
  const where = `instruments ${named.nativeSymbol}`;
  const tickSize = positive(row.tickSz);
  const lotSize = positive(row.lotSz);
  const minQuantity = positive(row.minSz);
  if (tickSize === undefined) return { fault: refusals.price(where, 'tickSz', row.tickSz) };
  if (lotSize === undefined) return { fault: refusals.price(where, 'lotSz', row.lotSz) };
  if (minQuantity === undefined) return { fault: refusals.price(where, 'minSz', row.minSz) };
  const delistingAtMs = wireInstant(row.expTime);
  const instrument: Instrument = {
    ...named,
    tickSize,
    lotSize,
    minQuantity,
    // No notional minimum is listed.
    minNotional: ZERO,
    status: row.state === 'live' ? 'trading' : 'halted',
    ...(delistingAtMs === undefined ? {} : { delistingAtMs }),
    source: 'listed',
  };
  return { instrument, index };
};

/**
 * An instrument from its instId alone, for recordings without the venue's list; never traded. Contract sizes are those
 * of the big coins and 1 or 10 USD else, so depths in base units of other coins may be wrong by a power of ten.
 */
export const assumedInstrument = (instId: string): Instrument | undefined => {
  const [base, quote, type] = instId.split('-');
  if (!isSymbolText(base) || !isSymbolText(quote) || quote.includes('_')) return undefined;
  if (type !== undefined && type !== 'SWAP') return undefined;
  const kind: MarketKind = type === undefined ? 'spot' : quote === 'USD' ? 'inverse' : 'linear';
  const settle = kind === 'inverse' ? base : quote;
  const step = kind === 'spot' ? FINEST : ONE;
  return {
    ...identity(instId, { base, quote, settle, kind }),
    contractSize: assumedContractSize(kind, base),
    tickSize: FINEST,
    lotSize: step,
    minQuantity: step,
    minNotional: ZERO,
    status: 'trading',
    source: 'assumed',
  };
};

const assumedContractSize = (kind: MarketKind, base: string): Decimal => {
  if (kind === 'inverse') return decimal(base === 'BTC' ? 100 : 10);
  if (kind === 'linear' && base === 'BTC') return decimal('0.01');
  return kind === 'linear' && base === 'ETH' ? decimal('0.1') : ONE;
};

interface NamedCoins {
  readonly base: string;
  readonly quote: string;
  readonly settle: string;
  readonly kind: MarketKind;
}

/** The part of an instrument that its names determine. The venue lists no scaled names: small coins have big contracts. */
const identity = (instId: string, { base, quote, settle, kind }: NamedCoins) => {
  const symbol = symbolId(kind === 'spot' ? `${base}/${quote}` : `${base}/${quote}:${settle}`);
  const market = marketKey(OKX, symbol);
  const coin = coinId(base);
  return { market, venue: OKX, symbol, nativeSymbol: instId, coin, kind, quote, settle, multiplier: 1 } as const;
};

const positive = (value: unknown): Decimal | undefined => {
  const parsed = wireNumber(value);
  return parsed > 0 ? decimal(parsed) : undefined;
};

const fault = (where: string, what: string): ReadInstrument => ({
  fault: refusals.refuse('frame.unknown-symbol', `${where}: ${what}`),
});
