import type { Prng } from './prng.ts';

/** A position somewhere that was closed by force. */
export interface SimLiquidation {
  readonly liquidated: 'long' | 'short';
  readonly usd: number;
  /** Distance of the bankruptcy price from the mid, a fraction. */
  readonly distanceFraction: number;
}

const STEPS_PER_DAY = 172_800;
const USD_MAX = 2_000_000;
const USD_MIN = 2000;

/**
 * Whether a liquidation happens in this half second: `perDay` in quiet times, many more while `stress` lasts, on the side
 * that the last move hurt. Sizes have a heavy tail (Pareto with exponent 2), larger under stress.
 */
export const drawLiquidation = (
  prng: Prng,
  market: { readonly perDay: number; readonly stress: number; readonly lastReturn: number },
): SimLiquidation | undefined => {
  const { perDay, stress, lastReturn } = market;
  if (prng.next() * STEPS_PER_DAY >= perDay * (1 + 40 * stress)) return undefined;
  const typical = USD_MIN * (1 + 4 * stress);
  const usd = Math.min(USD_MAX, typical / Math.sqrt(1 - prng.next()));
  return { liquidated: lastReturn < 0 ? 'long' : 'short', usd, distanceFraction: 0.001 + 0.004 * prng.next() };
};
