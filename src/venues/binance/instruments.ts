import { isRecord } from '../../domain/codec.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { MarketEvent } from '../../domain/market-event.ts';
import type { Decimal } from '../../domain/money.ts';
import { ZERO, decimal } from '../../domain/money.ts';
import type { AtMs } from '../../domain/units.ts';
import { isSymbolText, settlementFault } from '../symbol-match.ts';
import type { Fields } from '../wire-value.ts';
import { shown, wireInstant, wireNumber } from '../wire-value.ts';
import type { BinanceMarket, FundingTerms, ProductTable } from './products.ts';
import { KIND_OF, instrumentIdentity, refusals } from './products.ts';

/** Perpetuals carry a delivery date in 2100; anything before this instant is a planned delisting. */
const NEVER_FROM_MS = 3_786_912_000_000;

/** `exchangeInfo` of UM, CM or spot: perpetuals on a coin and spot pairs; other contracts are counted as unused. */
export const instrumentEvents = (table: ProductTable, answer: Fields): readonly MarketEvent[] => {
  const rows: unknown = answer.symbols;
  if (!Array.isArray(rows)) return [refusals.refuse('frame.missing-field', `exchangeInfo: symbols is ${shown(rows)}`)];
  const tooMany = refusals.tooMany('exchangeInfo', rows);
  if (tooMany !== undefined) return [tooMany];
  let skipped = 0;
  const events: MarketEvent[] = [];
  for (const row of rows as readonly unknown[]) {
    const reading = isRecord(row) ? readRow(table, row) : `a row is ${shown(row)}`;
    if (reading === 'skipped') skipped += 1;
    else if (typeof reading === 'string')
      events.push(refusals.refuse('frame.missing-field', `exchangeInfo: ${reading}`));
    else events.push({ type: 'instrument', instrument: table.put(reading).instrument });
  }
  if (skipped > 0)
    events.push(refusals.control('unused', `exchangeInfo: ${skipped} contracts that are no perpetuals on one coin`));
  return events;
};

/** An instrument, `skipped`, or what is wrong with the row. */
const readRow = (table: ProductTable, row: Fields): Instrument | string => {
  const native = row.symbol;
  if (!isSymbolText(native)) return `symbol is ${shown(native)}`;
  const exclusion = table.product === 'spot' ? undefined : exclusionOf(row);
  if (exclusion !== undefined) {
    table.skip(native, exclusion);
    return 'skipped';
  }
  const { baseAsset: base, quoteAsset: quote } = row;
  const settle = table.product === 'spot' ? quote : row.marginAsset;
  if (!isSymbolText(base) || !isSymbolText(quote) || !isSymbolText(settle)) return `${native} lacks its coins`;
  const unfit = table.product === 'spot' ? undefined : settlementFault(KIND_OF[table.product], { base, quote, settle });
  if (unfit !== undefined) return `${native} ${unfit}`;
  const filters = readFilters(row.filters);
  const tickSize = positive(filters.get('PRICE_FILTER')?.tickSize);
  const lotSize = positive(filters.get('LOT_SIZE')?.stepSize);
  const minQuantity = positive(filters.get('LOT_SIZE')?.minQty);
  if (tickSize === undefined) return `${native} has the tick ${shown(filters.get('PRICE_FILTER')?.tickSize)}`;
  if (lotSize === undefined) return `${native} has the lot ${shown(filters.get('LOT_SIZE')?.stepSize)}`;
  const contractSize = table.product === 'coinm' ? positive(row.contractSize) : decimal(1);
  if (contractSize === undefined) return `${native} has the contract size ${shown(row.contractSize)}`;
  const delistingAtMs = delistingOf(row.deliveryDate);
  const status = table.product === 'coinm' ? row.contractStatus : row.status;
  return {
    ...instrumentIdentity(table.product, native, { base, quote, settle }),
    contractSize,
    tickSize,
    lotSize,
    minQuantity: minQuantity ?? lotSize,
    minNotional: minNotionalOf(filters),
    status: status === 'TRADING' ? 'trading' : 'halted',
    ...fundingFields(table.fundingTerms?.get(native)),
    ...(delistingAtMs === undefined ? {} : { delistingAtMs }),
    source: 'listed',
  };
};

/** `contractInfo`: a status change or a planned delisting, announced on the stream. */
export const contractEvents = (market: BinanceMarket, data: Fields): readonly MarketEvent[] => {
  const status = data.cs === 'TRADING' ? 'trading' : 'halted';
  const delistingAtMs = delistingOf(data.dt);
  const { delistingAtMs: formerAtMs, ...rest } = market.instrument;
  const reason = `contractInfo ${shown(data.cs)}${delistingAtMs === undefined ? '' : `, delisted at ${delistingAtMs}`}`;
  const announced: MarketEvent = { type: 'status', market: rest.market, status, reason };
  if (rest.status === status && formerAtMs === delistingAtMs) return [announced];
  market.instrument = { ...rest, status, ...(delistingAtMs === undefined ? {} : { delistingAtMs }) };
  return [{ type: 'instrument', instrument: market.instrument }, announced];
};

/** Contracts without an end on crypto; those on stocks and commodities have a type of their own, `TRADIFI_PERPETUAL`. */
export const isPerpetual = (contractType: unknown): boolean => contractType === 'PERPETUAL';

/**
 * Why a contract is none of ours. Stocks share their letters with coins; an index of many coins (`BTCDOM`) is no coin; a
 * pre-market contract has no market to be compared with: its index is made of its own prices.
 */
const exclusionOf = ({ contractType, underlyingType, underlyingSubType }: Fields): string | undefined => {
  if (contractType === '') return 'a contract not yet listed';
  if (contractType === 'TRADIFI_PERPETUAL') return 'a contract on a stock or a commodity';
  const marks = [contractType, underlyingType, ...(Array.isArray(underlyingSubType) ? underlyingSubType : [])];
  if (marks.some((mark) => typeof mark === 'string' && /pre-?market/i.test(mark))) return 'a pre-market contract';
  if (!isPerpetual(contractType)) return 'a dated contract';
  return underlyingType === undefined || underlyingType === 'COIN'
    ? undefined
    : `a contract on ${shown(underlyingType)}`;
};

/** A planned delisting, `undefined` where the date means never. */
const delistingOf = (deliveryDate: unknown): AtMs | undefined => {
  const instant = wireInstant(deliveryDate);
  return instant !== undefined && instant < NEVER_FROM_MS ? instant : undefined;
};

/** What an instrument takes from the funding list. */
export const fundingFields = (
  terms: FundingTerms | undefined,
): Pick<Instrument, 'fundingIntervalHours' | 'fundingCap'> => ({
  ...(terms === undefined ? {} : { fundingIntervalHours: terms.intervalHours }),
  ...(terms?.cap === undefined ? {} : { fundingCap: terms.cap }),
});

const readFilters = (raw: unknown): ReadonlyMap<string, Fields> => {
  const filters = new Map<string, Fields>();
  if (!Array.isArray(raw)) return filters;
  for (const filter of raw as readonly unknown[])
    if (isRecord(filter) && typeof filter.filterType === 'string') filters.set(filter.filterType, filter);
  return filters;
};

/** UM calls it MIN_NOTIONAL.notional, spot NOTIONAL.minNotional and formerly MIN_NOTIONAL.minNotional; CM has none. */
const minNotionalOf = (filters: ReadonlyMap<string, Fields>): Decimal => {
  const filter = filters.get('NOTIONAL') ?? filters.get('MIN_NOTIONAL');
  return positive(filter?.minNotional ?? filter?.notional) ?? ZERO;
};

const positive = (value: unknown): Decimal | undefined =>
  wireNumber(value) > 0 && (typeof value === 'string' || typeof value === 'number') ? decimal(value) : undefined;
