import type { Leg } from '../domain/ids.ts';
import { baseUnitsOf } from './basis.ts';
import { projectCarry } from './carry.ts';
import { pricedBook } from './route-costing.ts';
import type { LegView, RouteView } from './route-view.ts';
import { estimateSlippage } from './slippage.ts';

/** What a leg would gain over the horizon on another market, and what going there costs, bps of one leg's notional. */
export interface RollFigures {
  /** Over the better of staying and leaving: the exit is paid either way, so a route that is to be left is worth no more. */
  readonly gainBps: number;
  /** Taker fees and slippage of closing it here and opening it there. */
  readonly extraBps: number;
  /** What the gain must exceed: the extra fills times the ratio; a rebate makes nothing worth its risk. */
  readonly requiredBps: number;
}

/** How many coins, and how far ahead. */
export interface MoveSize {
  readonly leg: Leg;
  /** > 0. */
  readonly coins: number;
  readonly horizonHours: number;
}

export interface RollTerms {
  /** [1.2] */
  readonly gainRatio: number;
  /** A route expected to earn less is left [0]. */
  readonly exitCarryBps: number;
}

/**
 * The figures of a roll from the route held to one that differs in one leg; `undefined` where a rate or a book is missing
 * or a fill lacks the depth. Must run while the views' books are valid. Economics 9.
 */
export const rollFigures = (
  held: RouteView,
  there: RouteView,
  { leg, coins, horizonHours, gainRatio, exitCarryBps }: MoveSize & RollTerms,
): RollFigures | undefined => {
  const before = projectCarry(held, horizonHours);
  const after = projectCarry(there, horizonHours);
  const leaving = fillCostBps(held[leg], coins, leg === 'long' ? 'sell' : 'buy');
  const arriving = fillCostBps(there[leg], coins, leg === 'long' ? 'buy' : 'sell');
  if (before === undefined || after === undefined || leaving === undefined || arriving === undefined) return undefined;
  const extraBps = leaving + arriving;
  const gainBps = after.expectedCarryBps - Math.max(before.expectedCarryBps, exitCarryBps);
  return { gainBps, extraBps, requiredBps: Math.max(0, extraBps) * gainRatio };
};

/**
 * What hedging a naked leg on another market is worth against closing it, bps: the carry of the route it makes, less
 * getting in and out there; the naked leg's own exit is paid either way. `undefined` as above.
 */
export const alternateBps = (there: RouteView, { leg, coins, horizonHours }: MoveSize): number | undefined => {
  const carry = projectCarry(there, horizonHours);
  const buying = fillCostBps(there[leg], coins, 'buy');
  const selling = fillCostBps(there[leg], coins, 'sell');
  if (carry === undefined || buying === undefined || selling === undefined) return undefined;
  return carry.expectedCarryBps - buying - selling;
};

/**
 * What is left of a route worth holding at so many coins on each leg, bps: its carry over the horizon less leaving both legs
 * at that size and the fixed costs spread over it. What the entry cost is sunk. `undefined` as above. Economics 9.
 */
export const remainderBps = (
  view: RouteView,
  { coins, horizonHours, fixedCostsUsd }: Omit<MoveSize, 'leg'> & { readonly fixedCostsUsd: number },
): number | undefined => {
  const carry = projectCarry(view, horizonHours);
  const selling = fillCostBps(view.long, coins, 'sell');
  const buying = fillCostBps(view.short, coins, 'buy');
  const notional = notionalOf(view.long, coins);
  if (carry === undefined || selling === undefined || buying === undefined || notional === undefined) return undefined;
  return carry.expectedCarryBps - selling - buying - (1e4 * fixedCostsUsd) / notional;
};

/** Taker fee and slippage of one fill, bps of its notional. */
const fillCostBps = (view: LegView, coins: number, side: 'buy' | 'sell'): number | undefined => {
  const priced = view.instrument === undefined ? undefined : pricedBook(view.book(), view.instrument.multiplier);
  if (priced === undefined) return undefined;
  const { book, mid } = priced;
  const estimate = estimateSlippage(book, { side, quantityBase: baseUnitsOf(coins, priced), mid });
  return estimate.kind === 'filled' ? 1e4 * view.takerFee + estimate.slippageBps : undefined;
};

/** In the leg's quote coin. */
const notionalOf = ({ instrument, mid }: LegView, coins: number): number | undefined =>
  instrument === undefined || mid === undefined ? undefined : baseUnitsOf(coins, instrument) * mid;
