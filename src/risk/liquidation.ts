import type { Leg, MarketKind } from '../domain/ids.ts';
import { known, refusal } from './reason.ts';
import type { GateReason } from './reason.ts';

/** One leg as its venue would liquidate it, isolated margin of notional / leverage. */
export interface LeveredLeg {
  readonly kind: MarketKind;
  readonly leg: Leg;
  readonly entryPrice: number;
  readonly markPrice: number;
  /** Entry notional over margin, at least 1 in practice; more margin is a lower figure. */
  readonly leverage: number;
  /** Maintenance margin, fraction of the notional at the mark. */
  readonly maintenanceFraction: number;
}

/**
 * Distance from the mark to liquidation, fraction of the mark: 0 or less is already there, Infinity never (a bought coin,
 * an inverse short at leverage 1). Linear margin stays in quote; inverse margin is in coin and shrinks with the price.
 */
export const liquidationDistanceFraction = (leg: LeveredLeg): number => {
  const price = liquidationPrice(leg);
  if (price === undefined) return Number.POSITIVE_INFINITY;
  return leg.leg === 'long' ? (leg.markPrice - price) / leg.markPrice : (price - leg.markPrice) / leg.markPrice;
};

/** The mark at which margin plus profit equals maintenance; `undefined` where no price does that. */
export const liquidationPrice = (leg: LeveredLeg): number | undefined => {
  const { entryPrice, leverage, maintenanceFraction } = leg;
  if (leg.kind === 'spot') return undefined;
  const inverseLeverage = 1 / leverage;
  if (leg.kind === 'linear')
    return leg.leg === 'long'
      ? (entryPrice * (1 - inverseLeverage)) / (1 - maintenanceFraction)
      : (entryPrice * (1 + inverseLeverage)) / (1 + maintenanceFraction);
  if (leg.leg === 'long') return (entryPrice * (1 + maintenanceFraction)) / (1 + inverseLeverage);
  return leverage <= 1 ? undefined : (entryPrice * (1 - maintenanceFraction)) / (1 - inverseLeverage);
};

/** One leg as a venue with cross margin would liquidate it: backed by what its margin pool is worth, not by its entry. */
export interface BackedLeg {
  readonly kind: MarketKind;
  readonly leg: Leg;
  /** Share of the pool's equity that backs the leg over its notional, both at the mark; open profit included. */
  readonly backingFraction: number;
  /** Maintenance margin, fraction of the notional at the mark. */
  readonly maintenanceFraction: number;
}

/** Distance from the mark to liquidation of a leg held, fraction of the mark; as `liquidationDistanceFraction`. */
export const backedDistanceFraction = ({ kind, leg, backingFraction, maintenanceFraction }: BackedLeg): number => {
  if (kind === 'spot') return Number.POSITIVE_INFINITY;
  if (kind === 'linear')
    return leg === 'long'
      ? 1 - (1 - backingFraction) / (1 - maintenanceFraction)
      : (1 + backingFraction) / (1 + maintenanceFraction) - 1;
  if (leg === 'long')
    return backingFraction <= -1 ? Number.NEGATIVE_INFINITY : 1 - (1 + maintenanceFraction) / (1 + backingFraction);
  return backingFraction >= 1 ? Number.POSITIVE_INFINITY : (1 - maintenanceFraction) / (1 - backingFraction) - 1;
};

/** A day's move: the sample sd of 5-minute mark returns scaled by the square root of the 288 of them in a day. */
export const dailyMoveFraction = (sd5m: number): number => sd5m * Math.sqrt(288);

export interface BufferAsk {
  readonly leg: LeveredLeg;
  /** Sample sd of 5-minute mark returns over 24 h, fraction; `undefined` while unknown. */
  readonly sd5m: number | undefined;
  /** Stands in for the day's move while it is unknown, fraction. */
  readonly assumedDailyMoveFraction: number;
  /** Days' moves the distance must hold [3]. */
  readonly bufferMultiple: number;
}

/** The buffer rule of one leg: `undefined` when kept. */
export const liquidationBufferMissed = (ask: BufferAsk): GateReason | undefined => {
  const distance = liquidationDistanceFraction(ask.leg);
  const move = ask.sd5m === undefined ? ask.assumedDailyMoveFraction : dailyMoveFraction(ask.sd5m);
  const limit = ask.bufferMultiple * move;
  return distance >= limit ? undefined : refusal('liquidation-buffer', { limit, actual: known(distance) });
};
