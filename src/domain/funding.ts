import type { MarketKey } from './ids.ts';
import type { AtMs, Hours } from './units.ts';
import { HOURS_PER_YEAR } from './units.ts';

/** Which of the different numbers called "funding rate" this is. */
export type FundingKind =
  /** The running estimate for the coming settlement. */
  | 'predicted'
  /** A continuously accruing rate in force now. */
  | 'current'
  /** Charged at `settlementAtMs`, final. */
  | 'settled';

/** Where the interval was learnt, best first; a rate without an interval does not exist. */
export type IntervalSource = 'frame' | 'schedule' | 'instrument' | 'venue-rule';

/** A funding rate with everything needed to read it. */
export interface FundingObservation {
  readonly market: MarketKey;
  readonly kind: FundingKind;
  /** Fraction of notional per `intervalHours`; positive: longs pay shorts. */
  readonly rate: number;
  readonly intervalHours: Hours;
  readonly intervalSource: IntervalSource;
  /** The venue's time of the observation where its frame has one, else arrival. */
  readonly observedAtMs: AtMs;
  /** The settlement the rate is for (predicted) or was charged at (settled). */
  readonly settlementAtMs: AtMs;
  /** A settlement outside the regular series (kept in the ledger, left out of statistics). */
  readonly special?: boolean;
}

type RateAndInterval = Pick<FundingObservation, 'rate' | 'intervalHours'>;

/** Fraction per hour. */
export const hourlyRate = ({ rate, intervalHours }: RateAndInterval): number => rate / intervalHours;
/** Fraction per 8 hours. */
export const per8hRate = ({ rate, intervalHours }: RateAndInterval): number => (rate / intervalHours) * 8;
/** Simple annual rate, a fraction: the figure shown by default. */
export const aprOf = ({ rate, intervalHours }: RateAndInterval): number => (rate / intervalHours) * HOURS_PER_YEAR;
/** Compounded annual rate, a fraction, always labelled as such. */
export const apyOf = ({ rate, intervalHours }: RateAndInterval): number =>
  (1 + rate) ** (HOURS_PER_YEAR / intervalHours) - 1;
