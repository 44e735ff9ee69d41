import { HOURS_PER_YEAR } from '../domain/units.ts';
import { legHourlyRate } from './carry.ts';
import { marketConfidence } from './confidence.ts';
import { DEFAULT_LENDING_APR, fairApr, premiumVsFair } from './fair-value.ts';
import type { LegView } from './route-view.ts';

/** A single market's rate against its fair value, annual fractions; what alerts are decided on. */
export interface MarketSignal {
  readonly apr: number;
  readonly fairApr: number;
  readonly premiumVsFair: number;
  /** `min(1, |premiumVsFair| / 0.10)`, 0..1. */
  readonly confidence: number;
}

/**
 * Reads a perpetual's rate now; `undefined` for a spot market, without a usable rate, or without the history its fair
 * value needs. `lendingApr` is a live or configured USDT/USDC rate, a fraction. Economics 5, 6.
 */
export const marketSignal = (view: LegView, lendingApr = DEFAULT_LENDING_APR): MarketSignal | undefined => {
  const hourly = view.funding === undefined ? undefined : legHourlyRate(view, 'long');
  const sdApr = view.statistics?.sdApr;
  if (hourly === undefined || sdApr === undefined) return undefined;
  const apr = hourly * HOURS_PER_YEAR;
  const fair = fairApr({ lendingApr, sdApr });
  const premium = premiumVsFair({ apr, fairApr: fair });
  return { apr, fairApr: fair, premiumVsFair: premium, confidence: marketConfidence(premium) };
};
