import type { CoinId, MarketKey, MarketKind, SymbolId, VenueId } from './ids.ts';
import type { Decimal } from './money.ts';
import type { AtMs, Hours } from './units.ts';

/** What a venue says about one tradable contract. Quantities are in the venue's own unit unless the name says base. */
export interface Instrument {
  readonly market: MarketKey;
  readonly venue: VenueId;
  readonly symbol: SymbolId;
  /** The venue's own name, exactly as it must be sent back. */
  readonly nativeSymbol: string;
  readonly coin: CoinId;
  readonly kind: MarketKind;
  /** The coin a price is quoted in. */
  readonly quote: string;
  /** The coin margin, profit and funding are paid in. */
  readonly settle: string;
  /** Coins in one base unit of the venue's symbol: 1000 for 1000PEPE and kPEPE, else 1. */
  readonly multiplier: number;
  /** Spot and linear: base units in one unit of quantity. Inverse: quote units (USD) in one contract. */
  readonly contractSize: Decimal;
  /** Price step in quote units. */
  readonly tickSize: Decimal;
  /** Significant digits of a price, where the venue counts these besides the tick; whole numbers are always allowed. */
  readonly priceDigits?: number;
  /** Quantity step, in the venue's unit. */
  readonly lotSize: Decimal;
  /** Least order quantity, in the venue's unit. */
  readonly minQuantity: Decimal;
  /** Least order notional in quote units; 0 where the venue has none. */
  readonly minNotional: Decimal;
  readonly status: 'trading' | 'halted';
  /** The venue's stated funding interval where its instrument list carries one; absent for spot or unknown. */
  readonly fundingIntervalHours?: Hours;
  /** Largest absolute rate per interval the venue can charge, a fraction; absent when unknown. */
  readonly fundingCap?: number;
  /** A planned delisting. */
  readonly delistingAtMs?: AtMs;
  /** `listed` came from the venue's instrument list; `assumed` was guessed from a symbol and is never traded. */
  readonly source: 'listed' | 'assumed';
}

/** Base units in `quantity` venue units at `price` (linear: price is not used). */
export const baseQuantityOf = (instrument: Instrument, quantity: Decimal, price: Decimal): Decimal =>
  instrument.kind === 'inverse'
    ? quantity.times(instrument.contractSize).div(price)
    : quantity.times(instrument.contractSize);

/** Notional in quote units of `quantity` venue units at `price`. */
export const notionalOf = (
  instrument: Pick<Instrument, 'kind' | 'contractSize'>,
  quantity: Decimal,
  price: Decimal,
): Decimal =>
  instrument.kind === 'inverse'
    ? quantity.times(instrument.contractSize)
    : quantity.times(instrument.contractSize).times(price);
