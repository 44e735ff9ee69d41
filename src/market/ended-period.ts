import type { FundingObservation } from '../domain/funding.ts';
import type { AtMs } from '../domain/units.ts';

/** What was last heard of a funding period: its estimate and the prices beside it. */
export interface FundingWord {
  readonly funding: FundingObservation;
  /** 8-hour mean of a rate that accrues continuously, per the interval of `funding`; `undefined` for any other. */
  readonly accrualRate: number | undefined;
  readonly mark: number | undefined;
  readonly index: number | undefined;
}

/** A venue's next estimate may arrive this much before our clock says that the period is over. */
const EARLY_MAX_MS = 60_000;

/**
 * Whether `next`, heard at `atMs`, begins another period than `funding`: the settlement between them has passed. A venue
 * that only moves a settlement to a later hour has not settled.
 */
export const endsPeriod = (funding: FundingObservation, next: FundingObservation, atMs: AtMs): boolean =>
  next.settlementAtMs > funding.settlementAtMs && atMs + EARLY_MAX_MS >= funding.settlementAtMs;

/** Of two last words the one observed later. */
export const laterWord = (known: FundingWord | undefined, word: FundingWord): FundingWord =>
  known !== undefined && known.funding.observedAtMs > word.funding.observedAtMs ? known : word;
