import type { FeeLadder, FeeRates } from '../domain/fees.ts';
import type { MarketKind } from '../domain/ids.ts';
import { notionalOf } from '../domain/instrument.ts';
import type { Instrument } from '../domain/instrument.ts';
import { ZERO, decimal, sum } from '../domain/money.ts';
import type { Decimal } from '../domain/money.ts';
import type { Fill } from '../domain/order.ts';
import type { VenueProfile } from '../domain/ports.ts';

/**
 * Fees by tier, one rule for what is believed and for what is charged: the tier of a day is that of the volume of the 30
 * whole UTC days before it. It is taken at midnight and holds all day, whatever is traded meanwhile.
 */
const WINDOW_DAYS = 30;

/** What one account has traded at one venue. */
export interface TradedVolume {
  /** USD by UTC day. */
  readonly byDay: ReadonlyMap<number, Decimal>;
  /** The UTC day on which counting began. */
  readonly sinceDay: number;
}

/** The tier in force: 1 is the first of the ladder, 0 the flat fees below it. */
export interface TierInForce extends FeeRates {
  readonly tier: number;
}

/** What a fill adds to the volume, USD: its notional, a dollar coin taken as a dollar. */
export const tradedUsd = (
  contract: Pick<Instrument, 'kind' | 'contractSize'>,
  { quantity, price }: Pick<Fill, 'quantity' | 'price'>,
): Decimal => notionalOf(contract, decimal(quantity), decimal(price));

/**
 * Volume that decides the tier of `today`, USD. What was traded before counting began is taken as spread evenly over the
 * 30 days before: a thirtieth of it, to the cent, leaves with every day.
 */
export const volumeAt = (
  { byDay, sinceDay }: TradedVolume,
  before: FeeLadder['volume30dUsd'],
  today: number,
): Decimal => {
  const counted = sum([...byDay].map(([day, usd]) => (day < today && day >= today - WINDOW_DAYS ? usd : ZERO)));
  const daysLeft = Math.min(WINDOW_DAYS, Math.max(0, WINDOW_DAYS - (today - sinceDay)));
  return counted.plus(decimal(before).times(daysLeft).div(WINDOW_DAYS).toDecimalPlaces(2));
};

/** Whether a day can still count today or later. */
export const isWithinWindow = (day: number, today: number): boolean => day >= today - WINDOW_DAYS;

/** The fees of one kind of market at so much volume, USD. */
export const tierAt = (
  { fees, feeLadder }: Pick<VenueProfile, 'fees' | 'feeLadder'>,
  kind: MarketKind,
  volumeUsd: Decimal,
): TierInForce => {
  const tiers = feeLadder?.tiers[kind] ?? [];
  const reached = tiers.filter(({ minVolume30dUsd }) => volumeUsd.greaterThanOrEqualTo(minVolume30dUsd));
  const { maker, taker } = reached.at(-1) ?? fees[kind];
  return { tier: reached.length, maker, taker };
};

/** The same before anything is traded here. */
export const firstTier = (terms: Pick<VenueProfile, 'fees' | 'feeLadder'>, kind: MarketKind): TierInForce =>
  tierAt(terms, kind, decimal(terms.feeLadder?.volume30dUsd ?? '0'));
