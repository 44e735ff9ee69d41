import type { BookDepth } from '../domain/book.ts';
import type { FundingObservation } from '../domain/funding.ts';
import type { Leg, MarketKey, Route } from '../domain/ids.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { AtMs, Hours, Ms } from '../domain/units.ts';

/** Statistics of a market's settled rates over 30 days, hourly-normalised; `undefined` members when unknown. */
export interface RateStatistics {
  /** Number of complete UTC 8-hour sums behind the figures. */
  readonly samples: number;
  /** Mean and sample standard deviation of the 8-hour sums, fractions per 8 hours. */
  readonly mean8: number | undefined;
  readonly sd8: number | undefined;
  /** Lag-1 autocorrelation of the 8-hour sums, clamped to 0..1. */
  readonly phi8: number | undefined;
  /** 24-hour moving average, fraction per 8 hours. */
  readonly ma24h: number | undefined;
  /** Population standard deviation of historical APRs, fraction. */
  readonly sdApr: number | undefined;
}

/** The spread and volatility monitor's reading (economics 4). */
export interface SpreadReading {
  readonly spreadBps: number;
  readonly baseBps: number;
  readonly widening: number;
  readonly volPct: number;
  readonly adjustment: number;
  readonly samples: number;
}

/**
 * One leg as a route sees it. Ages are of the venue's facts at `nowMs`, corrected for the clock offset; `undefined` when
 * there is none or the offset is unknown. The book handle is valid only while the current input is handled.
 */
export interface LegView {
  readonly market: MarketKey;
  readonly instrument: Instrument | undefined;
  readonly status: 'awaiting' | 'live' | 'stale' | 'down' | 'halted';
  readonly funding: FundingObservation | undefined;
  readonly statistics: RateStatistics | undefined;
  /** 8-hour EWMA of a continuously accruing rate, per the interval of `funding`; absent where rates settle. */
  readonly accrualEwmaRate?: number | undefined;
  readonly mark: number | undefined;
  readonly index: number | undefined;
  readonly mid: number | undefined;
  readonly bookAgeMs: Ms | undefined;
  readonly fundingAgeMs: Ms | undefined;
  /** Stretched for the venue's cadence (economics 9). */
  readonly bookBudgetMs: Ms;
  readonly fundingBudgetMs: Ms;
  readonly spread: SpreadReading | undefined;
  /** Sum of bid sizes over sum of ask sizes, top 5; undefined without both sides. */
  readonly pressure: number | undefined;
  /** Notional liquidated on this market within the last 60 s, USD. */
  readonly liquidated60sUsd: number;
  /** Spread over a day of 5-minute mark returns: their sample standard deviation, fraction; undefined when unknown. */
  readonly markSd5m: number | undefined;
  /** Taker fee, fraction. */
  readonly takerFee: number;
  readonly makerFee: number;
  /** Cost of holding a spot leg, fraction per hour, long (idle dollars) and short (borrowed coins); 0 for perpetuals. */
  readonly financingPerHour: Readonly<Record<Leg, number>>;
  readonly book: () => BookDepth | undefined;
}

/** Two markets of one coin as one thing to decide about. */
export interface RouteView {
  readonly route: Route;
  readonly nowMs: AtMs;
  readonly long: LegView;
  readonly short: LegView;
  /** 24 h mean of `basisBps`, undefined while it is not known. */
  readonly basisMean24hBps: number | undefined;
}

/** One projected payment of a leg. */
export interface ProjectedSettlement {
  readonly atMs: AtMs;
  /** Expected rate at that instant, fraction, of the leg's own sign convention (positive: longs pay). */
  readonly rate: number;
  readonly intervalHours: Hours;
}
