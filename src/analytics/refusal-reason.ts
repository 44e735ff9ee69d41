import type { Leg } from '../domain/ids.ts';
import type { FourFills } from './costs.ts';
import type { LegView } from './route-view.ts';

type Missed<Code extends string> = { readonly code: Code; readonly limit: number; readonly actual: number };
type LegMissed<Code extends string> = Missed<Code> & { readonly leg: Leg };

/** Which of the four fills of a round trip. */
export type FillName = keyof FourFills;

/**
 * Why a route is not a candidate, with the numbers by which it missed. Units follow the code: ms for ages and windows,
 * bps for spreads, costs and nets, fractions for rates and depth, USD for liquidations, hours for a delisting.
 */
export type RefusalReason =
  | { readonly code: 'no-instrument'; readonly leg: Leg; readonly detail: 'unknown' | 'assumed' }
  | { readonly code: 'market-not-live'; readonly leg: Leg; readonly status: LegView['status'] }
  | { readonly code: 'halted'; readonly leg: Leg }
  /** The market is delisted within the horizon. */
  | LegMissed<'delisting'>
  | { readonly code: 'no-funding'; readonly leg: Leg }
  /** The only rate known was already charged; it is not the coming one. */
  | { readonly code: 'rate-not-predicted'; readonly leg: Leg }
  | { readonly code: 'interval-unknown'; readonly leg: Leg }
  | LegMissed<'rate-beyond-cap'>
  /** The settlement the rate is for lies `actual` ms in the past. */
  | LegMissed<'settlement-passed'>
  | LegMissed<'stale-funding'>
  | { readonly code: 'no-book'; readonly leg: Leg }
  | LegMissed<'stale-book'>
  /** An age cannot be known before the venue's clock offset is. */
  | { readonly code: 'offset-unknown'; readonly leg: Leg; readonly input: 'book' | 'funding' }
  | Missed<'below-screen'>
  /** `actual` is the fraction that would fill, `limit` 1. */
  | (Missed<'insufficient-depth'> & { readonly fill: FillName })
  | (Missed<'slippage-limit'> & { readonly fill: FillName })
  | Missed<'net-below-threshold'>
  /** `actual` is the distance of the basis under its 24 h mean. */
  | Missed<'adverse-basis'>
  | (LegMissed<'entry-window'> & { readonly phase: 'before' | 'after' })
  | Missed<'liquidation-burst'>;

/** What a reader should know although it refuses nothing. */
export type SignalNote =
  /** Too little history: projected cautiously. */
  | { readonly code: 'cautious' }
  /** A leg's spread and volatility adjustment is above 3: alert, and new size halves. */
  | LegMissed<'spread-widened'>
  /** Bids outweigh asks on the dearer leg: its elevated rate is confirmed. */
  | LegMissed<'pressure-confirms'>
  | { readonly code: 'inverse-leg'; readonly leg: Leg }
  | { readonly code: 'basis-mean-unknown' };
