/** One figure for each of the four fills of a round trip. */
export interface FourFills<T = number> {
  readonly longIn: T;
  readonly shortIn: T;
  readonly longOut: T;
  readonly shortOut: T;
}

export interface RoundTrip {
  /** Fees in bps of the leg's notional; negative is a rebate. */
  readonly feeBps: FourFills;
  /** Slippage in bps of the leg's notional, >= 0. */
  readonly slippageBps: FourFills;
  /** Gas, transfers, entry funding: USD for the whole round trip. */
  readonly fixedCostsUsd: number;
  /** One leg's notional, USD, > 0. */
  readonly notionalUsd: number;
}

/** Safety buffer on the cost (economics 3). */
export const SAFETY_BUFFER_FRACTION = 0.2;

/** Cost of a round trip in bps of one leg's notional: four fees, four slippages, fixed costs. Economics 3. */
export const roundTripCostBps = ({ feeBps, slippageBps, fixedCostsUsd, notionalUsd }: RoundTrip): number =>
  sumOf(feeBps) + sumOf(slippageBps) + (1e4 * fixedCostsUsd) / notionalUsd;

/** What carry must reach before a route is worth it: cost plus a buffer on its positive part (a rebate is not inflated). */
export const requiredBps = (costBps: number, bufferFraction = SAFETY_BUFFER_FRACTION): number =>
  costBps + bufferFraction * Math.max(costBps, 0);

const sumOf = ({ longIn, shortIn, longOut, shortOut }: FourFills): number => longIn + shortIn + longOut + shortOut;
