import { isRecord } from '../../domain/codec.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { MarketEvent } from '../../domain/market-event.ts';
import type { Decimal } from '../../domain/money.ts';
import { ZERO, decimal } from '../../domain/money.ts';
import { hours } from '../../domain/units.ts';
import { isSymbolText, settlementFault } from '../symbol-match.ts';
import type { Fields } from '../wire-value.ts';
import { shown, wireCap, wireInstant, wireNumber } from '../wire-value.ts';
import type { CategoryTable } from './categories.ts';
import { instrumentIdentity, refusals } from './categories.ts';
import { isIntervalHours } from './tickers.ts';

/** `instruments-info`: perpetuals on a coin and spot pairs; other contracts are counted as unused. */
export const instrumentEvents = (table: CategoryTable, result: Fields): readonly MarketEvent[] => {
  const rows: unknown = result.list;
  if (!Array.isArray(rows)) return [refusals.refuse('frame.missing-field', `instruments-info: list is ${shown(rows)}`)];
  const tooMany = refusals.tooMany('instruments-info', rows);
  if (tooMany !== undefined) return [tooMany];
  let skipped = 0;
  const events: MarketEvent[] = [];
  for (const row of rows as readonly unknown[]) {
    const reading = isRecord(row) ? readRow(table, row) : `a row is ${shown(row)}`;
    if (reading === 'skipped') skipped += 1;
    else if (typeof reading === 'string')
      events.push(refusals.refuse('frame.missing-field', `instruments-info: ${reading}`));
    else events.push({ type: 'instrument', instrument: table.put(reading).instrument });
  }
  if (skipped > 0)
    events.push(
      refusals.control('unused', `instruments-info: ${skipped} contracts that are no perpetuals on one coin`),
    );
  if (events.length === 0) events.push(refusals.control('ack', 'instruments-info: an empty list'));
  return events;
};

/** An instrument, `skipped`, or what is wrong with the row. */
const readRow = (table: CategoryTable, row: Fields): Instrument | string => {
  const native = row.symbol;
  if (!isSymbolText(native)) return `symbol is ${shown(native)}`;
  const skipReason = table.category === 'spot' ? undefined : reasonToSkip(row);
  if (skipReason !== undefined) {
    table.skip(native, skipReason);
    return 'skipped';
  }
  const coins = coinsOf(table, row);
  if (coins === undefined) return `${native} lacks its coins`;
  const unfit = table.category === 'spot' ? undefined : settlementFault(table.category, coins);
  if (unfit !== undefined) return `${native} ${unfit}`;
  const lot = isRecord(row.lotSizeFilter) ? row.lotSizeFilter : {};
  const tick = isRecord(row.priceFilter) ? row.priceFilter.tickSize : undefined;
  const step = table.category === 'spot' ? lot.basePrecision : lot.qtyStep;
  const tickSize = positive(tick);
  const lotSize = positive(step);
  if (tickSize === undefined) return `${native} has the tick ${shown(tick)}`;
  if (lotSize === undefined) return `${native} has the lot ${shown(step)}`;
  const delistingAtMs = wireInstant(row.deliveryTime);
  return {
    ...instrumentIdentity(table.category, native, coins),
    contractSize: ONE,
    tickSize,
    lotSize,
    // Spot still sends a minOrderQty, deprecated: its floor is the amount in quote coins.
    minQuantity: (table.category === 'spot' ? undefined : positive(lot.minOrderQty)) ?? lotSize,
    minNotional: positive(lot.minNotionalValue ?? lot.minOrderAmt) ?? ZERO,
    status: row.status === 'Trading' ? 'trading' : 'halted',
    ...fundingFields(row),
    ...(delistingAtMs === undefined ? {} : { delistingAtMs }),
    source: 'listed',
  };
};

const ONE = decimal(1);

/** Contracts on what is no coin: stocks share their letters with coins (`COINUSDT` is one), their indices rest at night. */
const TRADITIONAL: ReadonlySet<unknown> = new Set(['stock', 'commodity', 'forex', 'index']);

/** Why a contract is none of ours. A pre-market one has no market to be compared with: its index is its own price. */
const reasonToSkip = ({ isPreListing, status, contractType, symbolType }: Fields): string | undefined => {
  if (isPreListing === true || status === 'PreLaunch') return BEFORE_OPENING;
  if (TRADITIONAL.has(symbolType)) return `a contract on a ${shown(symbolType)}`;
  return contractType === 'LinearPerpetual' || contractType === 'InversePerpetual' ? undefined : 'a dated contract';
};

export const BEFORE_OPENING = 'a contract before its opening';

/** USDC perpetuals may name USD as their quote: a linear contract is quoted in what it settles in. */
const coinsOf = (table: CategoryTable, row: Fields) => {
  const { baseCoin: base, quoteCoin, settleCoin } = row;
  const settle = table.category === 'spot' ? quoteCoin : settleCoin;
  const quote = table.category === 'linear' ? settleCoin : quoteCoin;
  return isSymbolText(base) && isSymbolText(quote) && isSymbolText(settle) ? { base, quote, settle } : undefined;
};

/** `fundingInterval` is in minutes here and in hours in the ticker; we keep hours. */
const fundingFields = (row: Fields): Pick<Instrument, 'fundingIntervalHours' | 'fundingCap'> => {
  const intervalHours = wireNumber(row.fundingInterval) / 60;
  const fundingCap = wireCap(row.upperFundingRate, row.lowerFundingRate);
  return {
    ...(isIntervalHours(intervalHours) ? { fundingIntervalHours: hours(intervalHours) } : {}),
    ...(fundingCap === undefined ? {} : { fundingCap }),
  };
};

const positive = (value: unknown): Decimal | undefined =>
  wireNumber(value) > 0 && (typeof value === 'string' || typeof value === 'number') ? decimal(value) : undefined;
