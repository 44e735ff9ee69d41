import type { VenueId } from '../domain/ids.ts';
import type { GateCode } from './reason.ts';

/** Settings of economics 7. Fractions are of equity. */
export interface SizingSettings {
  /** Of equity, for a route of full signal and confidence [0.10]. */
  readonly equityFraction: number;
  /** Of equity, whatever the leverage [0.25]. */
  readonly equityFractionMax: number;
  /** Multiplies the size and divides the margin of derivative legs [1]. */
  readonly leverage: number;
  /** New size halves when a leg's adjustment is above this [3]. */
  readonly adjustmentHalvesAbove: number;
}

export const defaultSizingSettings: SizingSettings = {
  equityFraction: 0.1,
  equityFractionMax: 0.25,
  leverage: 1,
  adjustmentHalvesAbove: 3,
};

export interface SizeTargetAsk {
  /** Net of the route over the horizon, bps of one leg's notional. */
  readonly netBps: number;
  readonly minNetBps: number;
  /** 0..1, the minimum of the three models. */
  readonly confidence: number;
  /** The worse leg's spread adjustment; `undefined` when the monitor has no sample yet counts as 1. */
  readonly adjustment: number | undefined;
  readonly equityUsd: number;
  /** 0..1, from the drawdown guard (its warning included). */
  readonly guardMultiplier: number;
  readonly settings: SizingSettings;
}

/**
 * Notional one leg should have before caps, USD, never negative: equity share x signal x confidence x guard x leverage.
 * A threshold of 0 or less asks for no edge, so there is no edge to scale by: the strength is then 1 (rehearsals).
 */
export const sizeTargetUsd = (ask: SizeTargetAsk): number => {
  const { settings } = ask;
  const strength = ask.minNetBps <= 0 ? 1 : clamp01(ask.netBps / (4 * ask.minNetBps));
  const adjustment = ask.adjustment ?? 1;
  const signal = strength / Math.max(1, adjustment);
  const halved = adjustment > settings.adjustmentHalvesAbove ? 0.5 : 1;
  const share = settings.equityFraction * signal * halved * clamp01(ask.confidence) * clamp01(ask.guardMultiplier);
  const usd = ask.equityUsd * share * settings.leverage;
  return usd > 0 ? usd : 0;
};

/** What can keep a size from being larger; `target` is the wanted size itself. */
export type CapCode =
  | 'target'
  | Extract<
      GateCode,
      | 'slippage'
      | 'equity-share'
      | 'leg-notional'
      | 'leg-share'
      | 'gross-notional'
      | 'correlated-exposure'
      | 'free-margin'
    >;

/** A ceiling on one leg's notional and the rule it comes from. */
export interface Cap {
  readonly code: CapCode;
  readonly usd: number;
  /** Whose margin it is. */
  readonly venue?: VenueId;
}

/** The smallest ceiling; the first of equals. */
export const bindingCap = (caps: readonly Cap[]): Cap | undefined =>
  caps.reduce<Cap | undefined>((least, cap) => (least === undefined || cap.usd < least.usd ? cap : least), undefined);

/** NaN counts as 0: an unknown figure earns no size. */
const clamp01 = (value: number): number => (value > 0 ? Math.min(1, value) : 0);
