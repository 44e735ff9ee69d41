import type { Leg } from '../domain/ids.ts';
import { ADVERSE_BASIS_BPS } from './basis.ts';
import type { Belief } from './belief.ts';
import { SAFETY_BUFFER_FRACTION } from './costs.ts';
import type { EntryWindowSettings } from './entry-window.ts';
import { defaultEntryWindow } from './entry-window.ts';
import { CONFIRMING_PRESSURE, WIDENED_ADJUSTMENT } from './spread-monitor.ts';

/** What a route is judged by; every key is a configuration key, its default from economics.md. */
export interface SignalSettings {
  /** How the net of a route is told. */
  readonly belief: Belief;
  readonly horizonHours: number;
  /** A candidate nets more than this over the horizon. */
  readonly minNetBps: number;
  /** A route is costed when its spread per 8 hours is above this. */
  readonly screenBpsPer8h: number;
  /** One leg's notional at which confidence is taken. */
  readonly referenceNotionalUsd: number;
  /** One leg's notional at which costs are taken; the reference where absent. */
  readonly notionalUsd?: number;
  /** Most slippage of any of the four fills. */
  readonly slippageLimitBps: number;
  /** Costs of a round trip that do not depend on its size. */
  readonly fixedCostsUsd: number;
  readonly safetyBufferFraction: number;
  readonly adverseBasisBps: number;
  /** Liquidations on the route's two markets within 60 s that block an entry. */
  readonly liquidationBurstUsd: number;
  readonly widenedAdjustment: number;
  readonly confirmingPressure: number;
  readonly ttlMaxMs: number;
  readonly entryWindow: EntryWindowSettings;
  /** `screened` walks books only for routes above the screen; `always` shows the costs of every route. */
  readonly costing: 'screened' | 'always';
  /** The leg that costs are taken for as entered by a resting order; nets and refusals follow. */
  readonly makerEntry: 'none' | 'thin-leg' | Leg;
}

export const defaultSignalSettings: SignalSettings = {
  belief: 'carry',
  horizonHours: 72,
  minNetBps: 5,
  screenBpsPer8h: 5,
  referenceNotionalUsd: 10_000,
  slippageLimitBps: 4,
  fixedCostsUsd: 0,
  safetyBufferFraction: SAFETY_BUFFER_FRACTION,
  adverseBasisBps: ADVERSE_BASIS_BPS,
  liquidationBurstUsd: 1_000_000,
  widenedAdjustment: WIDENED_ADJUSTMENT,
  confirmingPressure: CONFIRMING_PRESSURE,
  ttlMaxMs: 3_600_000,
  entryWindow: defaultEntryWindow,
  costing: 'screened',
  makerEntry: 'none',
};
