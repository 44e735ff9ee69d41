import type { MarketKey } from '../domain/ids.ts';
import type { AtMs, Hours } from '../domain/units.ts';

/** Settlements that should be there and are not: after `afterMs`, before `beforeMs`. */
export interface Gap {
  readonly afterMs: AtMs;
  readonly beforeMs: AtMs;
  /** The interval then in force. */
  readonly intervalHours: Hours;
  readonly missing: number;
}

/** From a settlement on, rates were for this interval. */
export interface IntervalChange {
  readonly atMs: AtMs;
  readonly fromHours: Hours;
  readonly toHours: Hours;
}

/** What there is of one kind; absent where there is nothing. */
export interface Extent {
  readonly rows: number;
  readonly fromMs: AtMs;
  readonly toMs: AtMs;
}

/** What is there of a market, what is missing, and what is odd. */
export interface Coverage {
  readonly market: MarketKey;
  readonly funding?: Extent;
  readonly marks?: Extent;
  readonly books?: Extent;
  readonly liquidations?: Extent;
  readonly gaps: readonly Gap[];
  readonly intervalChanges: readonly IntervalChange[];
  readonly special: {
    /** Rates of exactly zero. */
    readonly zero: number;
    /** Rows at the largest absolute rate of the market where at least three stand at it. */
    readonly capped: number;
    readonly withoutMark: number;
    /** Rows whose interval no source states. */
    readonly measuredInterval: number;
    /** Settlements off the full hour. */
    readonly offSchedule: number;
    /** Two settlements closer together than the interval of the later one. */
    readonly tooClose: number;
  };
}
