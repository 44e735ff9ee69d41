import type { MarketKind } from './ids.ts';
import { decimal } from './money.ts';
import type { Decimal, DecimalText } from './money.ts';
import type { Usd } from './units.ts';

/** Fees of one fill, fractions of its notional; negative is a rebate. */
export interface FeeRates {
  readonly maker: number;
  readonly taker: number;
}

/** What an account pays from so much volume on. */
export interface FeeTier extends FeeRates {
  /** USD traded in the 30 whole UTC days before the day in hand, maker and taker together. */
  readonly minVolume30dUsd: Usd;
}

/** How a venue's fees fall with an account's volume. */
export interface FeeLadder {
  /** By ascending volume; under the first tier, and for kinds without any, the flat fees hold. */
  readonly tiers: Readonly<Partial<Record<MarketKind, readonly FeeTier[]>>>;
  /** What the account had traded in the 30 days before its fills were counted, USD. */
  readonly volume30dUsd: DecimalText;
}

/** Kinds of markets that have fees of their own, as they are told. */
export const FEE_KINDS: readonly MarketKind[] = ['spot', 'linear', 'inverse'];

/** A fee as it is spoken of: basis points, to the digit. */
export const feeBps = (rate: number): Decimal => decimal(rate).times(1e4);
