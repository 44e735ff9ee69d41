import type { AtMs } from '../domain/units.ts';

export interface MarketAlertSettings {
  /** Least absolute APR, a fraction [0.10]. */
  readonly aprMin: number;
  /** Least confidence, 0..1 [0.60]. */
  readonly confidenceMin: number;
  /** One alert per symbol per this time [300 s]. */
  readonly cooldownMs: number;
}

export const defaultMarketAlerts: MarketAlertSettings = { aprMin: 0.1, confidenceMin: 0.6, cooldownMs: 300_000 };

export type MarketAlertDecision =
  | { readonly kind: 'alert'; readonly sign: 'positive' | 'negative' }
  | { readonly kind: 'silent'; readonly because: 'apr' | 'confidence' | 'cooldown' };

/**
 * Whether a market's rate is worth an alert: both signs, thresholds inclusive, one per symbol per cooldown. The caller
 * keeps the instant of the last alert. Economics 10.
 */
export const decideMarketAlert = (
  market: {
    readonly apr: number;
    readonly confidence: number;
    readonly lastAlertAtMs: AtMs | undefined;
    readonly nowMs: AtMs;
  },
  settings: MarketAlertSettings = defaultMarketAlerts,
): MarketAlertDecision => {
  if (!(Math.abs(market.apr) >= settings.aprMin)) return { kind: 'silent', because: 'apr' };
  if (!(market.confidence >= settings.confidenceMin)) return { kind: 'silent', because: 'confidence' };
  const { lastAlertAtMs, nowMs } = market;
  if (lastAlertAtMs !== undefined && nowMs - lastAlertAtMs < settings.cooldownMs)
    return { kind: 'silent', because: 'cooldown' };
  return { kind: 'alert', sign: market.apr > 0 ? 'positive' : 'negative' };
};
