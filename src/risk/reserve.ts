import type { LegExposure } from './exposure.ts';
import { poolOf } from './margin-pool.ts';
import type { MarginPool } from './margin-pool.ts';

/** Slippage planned for when leaving: 2.5 x the estimate (economics 3). */
export const worstCaseSlippageBps = (slippageBps: number): number => 2.5 * slippageBps;

/** What closing one leg may cost, USD: taker fee and worst-case slippage. A rebate earns no room. */
export const closeCostUsd = (leg: {
  readonly notionalUsd: number;
  readonly takerFeeFraction: number;
  readonly worstCaseSlippageBps: number;
}): number =>
  Math.abs(leg.notionalUsd) * (Math.max(0, leg.takerFeeFraction) + Math.max(0, leg.worstCaseSlippageBps) / 1e4);

/** Margin that must stay free so that everything that stands on it can always be closed. */
export const closeReserveUsd = (pool: MarginPool, legs: readonly LegExposure[]): number =>
  legs.filter(({ market }) => poolOf(market) === pool).reduce((total, leg) => total + leg.closeCostUsd, 0);
