/** Least fair rate and the most that volatility takes off it, annual fractions (economics 5). */
const FAIR_APR_MIN = 0.01;
const VOLATILITY_DISCOUNT_MAX = 0.03;

/** Lending rate used where no live one is configured, annual fraction. */
export const DEFAULT_LENDING_APR = 0.05;

/**
 * Fair annual rate of a perpetual, a fraction: `max(lending - min(0.5 * sdApr, 0.03), 0.01)`. `sdApr` is the population
 * standard deviation of historical APRs. Economics 5.
 */
export const fairApr = ({ lendingApr, sdApr }: { lendingApr: number; sdApr: number }): number =>
  Math.max(lendingApr - Math.min(0.5 * sdApr, VOLATILITY_DISCOUNT_MAX), FAIR_APR_MIN);

/** How far a rate stands above its fair value, annual fraction; negative below. */
export const premiumVsFair = ({ apr, fairApr: fair }: { apr: number; fairApr: number }): number => apr - fair;
