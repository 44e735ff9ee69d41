import { isRecord } from '../../domain/codec.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { MarketEvent } from '../../domain/market-event.ts';
import type { Decimal } from '../../domain/money.ts';
import { ZERO, decimal } from '../../domain/money.ts';
import { hours } from '../../domain/units.ts';
import { isSymbolText } from '../symbol-match.ts';
import type { Fields } from '../wire-value.ts';
import { shown, wireCap, wireNumber } from '../wire-value.ts';
import type { KucoinMarket, KucoinSymbols } from './symbols.ts';
import { coinName, identityOf, refusals } from './symbols.ts';
import { intervalHoursOf } from './funding.ts';

/** A market of a row, that it is none of ours, or what is wrong with the row. */
export type ListedRow = KucoinMarket | 'skipped' | { readonly fault: string };

/**
 * One row of `contracts/active`: perpetuals of crypto coins that follow an index of others. The instrument goes to
 * `events` at first and whenever it changed.
 * https://www.kucoin.com/docs-new/rest/futures-trading/market-data/get-all-symbols
 */
export const readContract = (symbols: KucoinSymbols, row: Fields, events: MarketEvent[]): ListedRow => {
  const native = row.symbol;
  if (!isSymbolText(native)) return { fault: `symbol is ${shown(native)}` };
  const reason = reasonToSkip(row);
  if (reason !== undefined) {
    symbols.skip(native, reason);
    return 'skipped';
  }
  const instrument = contractOf(native, row);
  return typeof instrument === 'string' ? { fault: instrument } : take(symbols, instrument, events);
};

const take = (symbols: KucoinSymbols, instrument: Instrument, events: MarketEvent[]): KucoinMarket => {
  const market = symbols.put(instrument);
  const listed = JSON.stringify(instrument);
  if (market.listed !== listed) events.push({ type: 'instrument', instrument });
  market.listed = listed;
  return market;
};

const reasonToSkip = (row: Fields): string | undefined => {
  if (row.type !== 'FFWCSX') return 'a dated contract';
  // Before the opening the index is this very contract, and its rate a fixed one.
  if (row.marketStage === 'PRE_MARKET') return 'a contract before its opening';
  if (isSelfIndexed(row.sourceExchanges)) return 'a contract whose index is this venue alone';
  // A share may bear a coin's name, and a route would then hold two different things.
  if (typeof row.assetClass === 'string' && row.assetClass !== 'CRYPTO')
    return `a contract on ${shown(row.assetClass)}`;
  return undefined;
};

const isSelfIndexed = (sources: unknown): boolean =>
  Array.isArray(sources) &&
  sources.length > 0 &&
  sources.every((source) => typeof source === 'string' && source.toLowerCase().startsWith('kucoin'));

/** Sizes are lots: `multiplier` is the base in one of them; -1 on inverse contracts, whose lot is 1 USD. */
const contractOf = (native: string, row: Fields): Instrument | string => {
  const { baseCurrency, quoteCurrency, settleCurrency } = row;
  if (!isSymbolText(baseCurrency) || !isSymbolText(quoteCurrency) || !isSymbolText(settleCurrency))
    return `${native} lacks its coins`;
  const base = coinName(baseCurrency);
  const settle = coinName(settleCurrency);
  const kind = row.isInverse === true ? 'inverse' : 'linear';
  if (settle !== (kind === 'inverse' ? base : quoteCurrency))
    return `${native} is ${kind} and settles in ${shown(settleCurrency)}`;
  const multiplier = wireNumber(row.multiplier);
  const contractSize = positive(kind === 'inverse' ? -multiplier : multiplier);
  const tickSize = positive(row.tickSize);
  const lotSize = positive(row.lotSize);
  if (contractSize === undefined) return `${native} has the multiplier ${shown(row.multiplier)}`;
  if (tickSize === undefined) return `${native} has the tick ${shown(row.tickSize)}`;
  if (lotSize === undefined) return `${native} has the lot ${shown(row.lotSize)}`;
  return {
    ...identityOf(native, { base, quote: quoteCurrency, settle, kind }),
    contractSize,
    tickSize,
    lotSize,
    minQuantity: lotSize,
    // No notional minimum is listed: one lot is the least order.
    minNotional: ZERO,
    status: row.status === 'Open' ? 'trading' : 'halted',
    ...fundingFields(row),
    source: 'listed',
  };
};

const fundingFields = (row: Fields): Pick<Instrument, 'fundingIntervalHours' | 'fundingCap'> => {
  const intervalHours = granularityOf(row);
  const fundingCap = wireCap(row.fundingRateCap, row.fundingRateFloor);
  return {
    ...(intervalHours === undefined ? {} : { fundingIntervalHours: hours(intervalHours) }),
    ...(fundingCap === undefined ? {} : { fundingCap }),
  };
};

/** The interval in force; `fundingRateGranularity` alone may name the one that a scheduled switch leads to. */
export const granularityOf = (row: Fields): number | undefined =>
  intervalHoursOf(row.currentFundingRateGranularity) ?? intervalHoursOf(row.fundingRateGranularity);

/** `symbols` of the spot API: pairs, for recordings of the spot socket. */
export const spotListEvents = (symbols: KucoinSymbols, rows: readonly unknown[]): readonly MarketEvent[] => {
  const tooMany = refusals.tooMany('symbols', rows);
  if (tooMany !== undefined) return [tooMany];
  const events: MarketEvent[] = [];
  for (const row of rows) {
    const instrument = isRecord(row) ? pairOf(row) : `a row is ${shown(row)}`;
    if (typeof instrument === 'string') events.push(refusals.refuse('frame.missing-field', `symbols: ${instrument}`));
    else take(symbols, instrument, events);
  }
  return events;
};

const pairOf = (row: Fields): Instrument | string => {
  const { symbol: native, baseCurrency: base, quoteCurrency: quote } = row;
  if (!isSymbolText(native)) return `symbol is ${shown(native)}`;
  if (!isSymbolText(base) || !isSymbolText(quote)) return `${native} lacks its coins`;
  const tickSize = positive(row.priceIncrement);
  const lotSize = positive(row.baseIncrement);
  if (tickSize === undefined) return `${native} has the tick ${shown(row.priceIncrement)}`;
  if (lotSize === undefined) return `${native} has the lot ${shown(row.baseIncrement)}`;
  return {
    ...identityOf(native, { base, quote, settle: quote, kind: 'spot' }),
    contractSize: decimal(1),
    tickSize,
    lotSize,
    minQuantity: positive(row.baseMinSize) ?? lotSize,
    minNotional: positive(row.minFunds ?? row.quoteMinSize) ?? ZERO,
    status: row.enableTrading === true ? 'trading' : 'halted',
    source: 'listed',
  };
};

const positive = (value: unknown): Decimal | undefined => {
  const parsed = wireNumber(value);
  if (!(parsed > 0)) return undefined;
  return decimal(typeof value === 'string' ? value : parsed);
};
