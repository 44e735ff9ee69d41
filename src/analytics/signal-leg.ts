import type { FundingKind } from '../domain/funding.ts';
import { per8hRate } from '../domain/funding.ts';
import type { MarketKey } from '../domain/ids.ts';
import type { AtMs, Hours, Ms } from '../domain/units.ts';
import { HOURS_PER_YEAR } from '../domain/units.ts';
import { expectedFunding, isUsableInterval } from './funding-schedule.ts';
import { zScore } from './rate-statistics.ts';
import type { LegView } from './route-view.ts';

/** What a signal stood on, one leg; `undefined` where there was nothing. Plain JSON. */
export interface SignalLeg {
  readonly market: MarketKey;
  /** `undefined` for a spot leg: its rate is its financing. */
  readonly rateKind: FundingKind | undefined;
  /** Fraction per `intervalHours`; of a continuously accruing one the 8-hour mean. */
  readonly rate: number | undefined;
  readonly intervalHours: Hours | undefined;
  readonly settlementAtMs: AtMs | undefined;
  /** Fraction per hour as the route counts it (spot: its cost, signed by the leg), and the same per year. */
  readonly hourlyRate: number | undefined;
  readonly apr: number | undefined;
  readonly zScore: number | undefined;
  readonly samples: number;
  readonly mid: number | undefined;
  readonly mark: number | undefined;
  readonly bookAgeMs: Ms | undefined;
  readonly fundingAgeMs: Ms | undefined;
  readonly takerFee: number;
  readonly adjustment: number | undefined;
  readonly pressure: number | undefined;
}

/** The record of a leg for a signal, given its hourly rate as the route counts it. */
export const signalLeg = (view: LegView, hourlyRate: number | undefined): SignalLeg => {
  const { statistics } = view;
  const funding = expectedFunding(view);
  const isReadable = funding !== undefined && funding.kind !== 'settled' && isUsableInterval(funding.intervalHours);
  return {
    market: view.market,
    rateKind: funding?.kind,
    rate: funding?.rate,
    intervalHours: funding?.intervalHours,
    settlementAtMs: funding?.settlementAtMs,
    hourlyRate,
    apr: hourlyRate === undefined ? undefined : hourlyRate * HOURS_PER_YEAR,
    zScore: isReadable ? zScore(per8hRate(funding), statistics) : undefined,
    samples: statistics?.samples ?? 0,
    mid: view.mid,
    mark: view.mark,
    bookAgeMs: view.bookAgeMs,
    fundingAgeMs: view.fundingAgeMs,
    takerFee: view.takerFee,
    adjustment: view.spread?.adjustment,
    pressure: view.pressure,
  };
};
