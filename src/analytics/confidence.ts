/** APR difference, and premium to fair, that earns full confidence (economics 6). */
const FULL_DEVIATION_APR = 0.1;
const HIGH_TIER_BPS = 20;
const HIGH_TIER = 0.85;
const LOW_TIER = 0.65;

/** The three models and their minimum, each 0..1. */
export interface RouteConfidence {
  readonly depth: number;
  readonly deviation: number;
  readonly tier: number;
  /** The minimum of the three: the route's confidence. */
  readonly value: number;
}

/**
 * Confidence of a route, taken at the reference notional. `depth` is the worse leg's depth confidence (0..1), the APRs
 * are fractions, `netBps` the net over the horizon. Economics 6.
 */
export const routeConfidence = (inputs: {
  readonly depth: number;
  readonly aprLong: number;
  readonly aprShort: number;
  readonly netBps: number;
}): RouteConfidence => {
  const deviation = deviationConfidence(inputs.aprShort - inputs.aprLong);
  const tier = tierConfidence(inputs.netBps);
  return { depth: inputs.depth, deviation, tier, value: Math.min(inputs.depth, deviation, tier) };
};

/** `min(1, |apr difference| / 0.10)`. */
export const deviationConfidence = (aprDifference: number): number =>
  Math.min(1, Math.abs(aprDifference) / FULL_DEVIATION_APR);

/** 0.85 above 20 bps net, else 0.65. */
export const tierConfidence = (netBps: number): number => (netBps > HIGH_TIER_BPS ? HIGH_TIER : LOW_TIER);

/** Confidence of a single market's signal: `min(1, |premiumVsFair| / 0.10)`. Alerts only. */
export const marketConfidence = (premium: number): number => Math.min(1, Math.abs(premium) / FULL_DEVIATION_APR);
