import type { Leg } from '../domain/ids.ts';
import { kindOf } from '../domain/ids.ts';
import type { AtMs } from '../domain/units.ts';
import { MS_PER_HOUR } from '../domain/units.ts';
import { isUsableInterval } from './funding-schedule.ts';
import type { RefusalReason } from './refusal-reason.ts';
import type { LegView } from './route-view.ts';

export interface LegSpan {
  readonly leg: Leg;
  readonly nowMs: AtMs;
  readonly horizonHours: number;
}

/** Everything about one leg alone that keeps a route from being entered: the market, its rate, its book. */
export const legRefusals = (view: LegView, span: LegSpan): readonly RefusalReason[] => [
  ...marketRefusals(view, span),
  ...fundingRefusals(view, span),
  ...bookRefusals(view, span.leg),
];

const marketRefusals = (view: LegView, { leg, nowMs, horizonHours }: LegSpan): readonly RefusalReason[] => {
  const reasons: RefusalReason[] = [];
  const { instrument, status } = view;
  if (instrument === undefined) reasons.push({ code: 'no-instrument', leg, detail: 'unknown' });
  else if (instrument.source === 'assumed') reasons.push({ code: 'no-instrument', leg, detail: 'assumed' });
  if (status === 'halted' || instrument?.status === 'halted') reasons.push({ code: 'halted', leg });
  else if (status !== 'live') reasons.push({ code: 'market-not-live', leg, status });
  if (instrument?.delistingAtMs !== undefined) {
    const inHours = (instrument.delistingAtMs - nowMs) / MS_PER_HOUR;
    if (inHours <= horizonHours) reasons.push({ code: 'delisting', leg, limit: horizonHours, actual: inHours });
  }
  return reasons;
};

/** A spot leg has no funding: its rate is its configured cost. */
const fundingRefusals = (view: LegView, { leg, nowMs }: LegSpan): readonly RefusalReason[] => {
  const { funding, instrument, fundingAgeMs, fundingBudgetMs } = view;
  if ((instrument?.kind ?? kindOf(view.market)) === 'spot') return [];
  if (funding === undefined || !Number.isFinite(funding.rate)) return [{ code: 'no-funding', leg }];
  const reasons: RefusalReason[] = [];
  if (funding.kind === 'settled') reasons.push({ code: 'rate-not-predicted', leg });
  if (!isUsableInterval(funding.intervalHours)) reasons.push({ code: 'interval-unknown', leg });
  const cap = instrument?.fundingCap;
  if (cap !== undefined && Math.abs(funding.rate) > cap)
    reasons.push({ code: 'rate-beyond-cap', leg, limit: cap, actual: Math.abs(funding.rate) });
  if (funding.kind === 'predicted' && funding.settlementAtMs <= nowMs)
    reasons.push({ code: 'settlement-passed', leg, limit: 0, actual: nowMs - funding.settlementAtMs });
  if (fundingAgeMs === undefined) reasons.push({ code: 'offset-unknown', leg, input: 'funding' });
  else if (fundingAgeMs > fundingBudgetMs)
    reasons.push({ code: 'stale-funding', leg, limit: fundingBudgetMs, actual: fundingAgeMs });
  return reasons;
};

const bookRefusals = (view: LegView, leg: Leg): readonly RefusalReason[] => {
  const { mid, bookAgeMs, bookBudgetMs } = view;
  if (mid === undefined) return [{ code: 'no-book', leg }];
  if (bookAgeMs === undefined) return [{ code: 'offset-unknown', leg, input: 'book' }];
  return bookAgeMs > bookBudgetMs ? [{ code: 'stale-book', leg, limit: bookBudgetMs, actual: bookAgeMs }] : [];
};
