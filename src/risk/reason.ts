import type { RefusalReason } from '../analytics/refusal-reason.ts';
import type { MarketKey, VenueId } from '../domain/ids.ts';

/**
 * One refusal of the gate or of the sizing, with the figures it stands on. Plain JSON. A figure that could not be had is
 * `unknown`; modes are named (`limit: 'trading', actual: 'paused'`).
 */
export interface GateReason {
  readonly code: GateCode;
  readonly limit: number | string;
  readonly actual: number | string;
  readonly market?: MarketKey;
  readonly venue?: VenueId;
}

/** Why an entry was refused: the gate's own reasons and those the signal came with. */
export type EntryRefusal = GateReason | RefusalReason;

/** The codes this folder gives. */
export type GateCode =
  | 'fail-closed'
  | 'operator-not-trading'
  | 'guard-paused'
  | 'entries-halted'
  | 'symbol-frozen'
  | 'position-open'
  | 'opens-per-hour'
  | 'not-an-entry'
  | 'not-a-pair'
  | 'not-a-repair'
  | 'leg-busy'
  | 'increases-risk'
  | 'instrument-unknown'
  | 'instrument-assumed'
  | 'market-not-live'
  | 'stale-book'
  | 'stale-funding'
  | 'settlement-passed'
  | 'no-price'
  | 'insufficient-depth'
  | 'slippage'
  | 'net-below-minimum'
  | 'off-lot'
  | 'unequal-base'
  | 'min-quantity'
  | 'min-notional'
  | 'equity-share'
  | 'leg-notional'
  | 'leg-share'
  | 'gross-notional'
  | 'correlated-exposure'
  | 'free-margin'
  | 'liquidation-buffer'
  | 'depeg'
  | 'mark-divergence'
  | 'venue-outage'
  | 'no-size';

type Figures = Omit<GateReason, 'code'>;

/** A reason whose code is one of this folder's. */
export const refusal = (code: GateCode, figures: Figures): GateReason => ({ code, ...figures });

/** Absent figures are said to be unknown, never replaced by a number. */
export const known = (value: number | undefined): number | 'unknown' =>
  value === undefined || !Number.isFinite(value) ? 'unknown' : value;
