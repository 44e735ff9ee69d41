import type { Instrument } from '../domain/instrument.ts';

/** Distance under the 24 h mean past which an entry gives away what it will earn, bps (economics 3). */
export const ADVERSE_BASIS_BPS = 10;

/** Price of a leg per coin and the coins in one base unit of its symbol. */
export interface LegPrice {
  /** Quote units per base unit, > 0. */
  readonly mid: number;
  readonly multiplier: number;
}

/**
 * `1e4 * (mid(S) - mid(L)) / mid(L)` per single coin, so that a 1000PEPE leg compares with a PEPE leg. Positive: the
 * short leg is dearer. Economics 3.
 */
export const basisBps = (legs: { readonly long: LegPrice; readonly short: LegPrice }): number => {
  const long = coinPrice(legs.long);
  return (1e4 * (coinPrice(legs.short) - long)) / long;
};

/** True when an entry now would sell the basis too cheap: more than `limitBps` under its 24 h mean. */
export const isAdverseBasis = (
  basis: { readonly basisBps: number; readonly mean24hBps: number },
  limitBps = ADVERSE_BASIS_BPS,
): boolean => basis.mean24hBps - basis.basisBps > limitBps;

/** Quote units per single coin. */
export const coinPrice = ({ mid, multiplier }: LegPrice): number => mid / multiplier;

/** Base units of an instrument's own symbol that hold `coins` coins. */
export const baseUnitsOf = (coins: number, { multiplier }: Pick<Instrument, 'multiplier'>): number =>
  coins / multiplier;
