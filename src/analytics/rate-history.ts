import type { FundingObservation } from '../domain/funding.ts';
import type { AtMs } from '../domain/units.ts';
import { MS_PER_DAY, MS_PER_HOUR, atMs } from '../domain/units.ts';
import { isUsableInterval } from './funding-schedule.ts';

export const BUCKET_MS = 8 * MS_PER_HOUR;
/** 30 days of 8-hour buckets and the one that is filling. */
const BUCKETS_MAX = 91;
/** Venues stamp a settlement up to some seconds late; all of them settle on whole minutes. */
const JITTER_MS = 60_000;

/** One UTC 8-hour bucket; `index` counts them from the epoch. */
export interface RateBucket {
  readonly index: number;
  /** Sum of hourly-normalised rates over the hours covered: fraction per 8 hours when complete. */
  readonly sum: number;
  readonly coveredMs: number;
}

/** A stretch of time and the hourly rate that was charged for it. */
export interface RateSpan {
  readonly fromMs: AtMs;
  readonly toMs: AtMs;
  /** Fraction per hour. */
  readonly hourly: number;
}

/** A market's settled rates, hourly-normalised, as far back as statistics look. Plain state, at most 91 buckets. */
export interface RateHistory {
  readonly buckets: readonly RateBucket[];
  /** Spans that end within the 24 hours up to the last settlement. */
  readonly recent: readonly RateSpan[];
  readonly lastSettlementAtMs: AtMs | undefined;
}

export const emptyRateHistory: RateHistory = { buckets: [], recent: [], lastSettlementAtMs: undefined };

/**
 * Adds one settled observation, newest last. Its rate counts for the hours it was charged for: its interval, cut off at
 * the settlement before it, so that a change of interval neither doubles nor stretches an hour. Special rows, kinds other
 * than settled, unusable numbers, repeats and late rows change nothing. Economics 1, 2.
 */
export const foldSettledRate = (history: RateHistory, observation: FundingObservation): RateHistory => {
  const draft = draftOf(history);
  return addTo(draft, observation) ? trimmed(draft) : history;
};

/** The history of observations in any order, repeats allowed. */
export const rateHistoryOf = (observations: readonly FundingObservation[]): RateHistory => {
  const draft = draftOf(emptyRateHistory);
  const inOrder = [...observations].sort((a, b) => a.settlementAtMs - b.settlementAtMs);
  for (const observation of inOrder) addTo(draft, observation);
  return trimmed(draft);
};

interface Draft {
  readonly buckets: RateBucket[];
  readonly recent: RateSpan[];
  lastSettlementAtMs: AtMs | undefined;
}

const draftOf = ({ buckets, recent, lastSettlementAtMs }: RateHistory): Draft => ({
  buckets: [...buckets],
  recent: [...recent],
  lastSettlementAtMs,
});

const addTo = (draft: Draft, observation: FundingObservation): boolean => {
  const { kind, rate, intervalHours, settlementAtMs, special } = observation;
  if (kind !== 'settled' || special === true || !isUsableInterval(intervalHours)) return false;
  const toMs = Math.round(settlementAtMs / JITTER_MS) * JITTER_MS;
  if (!Number.isFinite(rate) || toMs <= (draft.lastSettlementAtMs ?? -Infinity)) return false;
  const fromMs = Math.max(toMs - intervalHours * MS_PER_HOUR, draft.lastSettlementAtMs ?? -Infinity);
  const span = { fromMs: atMs(fromMs), toMs: atMs(toMs), hourly: rate / intervalHours };
  draft.recent.push(span);
  draft.lastSettlementAtMs = span.toMs;
  for (let index = Math.floor(fromMs / BUCKET_MS); index * BUCKET_MS < toMs; index += 1)
    addToBucket(draft.buckets, index, span);
  return true;
};

const addToBucket = (buckets: RateBucket[], index: number, span: RateSpan): void => {
  const overlapMs = Math.min(span.toMs, (index + 1) * BUCKET_MS) - Math.max(span.fromMs, index * BUCKET_MS);
  const last = buckets.at(-1);
  const filling = last?.index === index ? last : { index, sum: 0, coveredMs: 0 };
  if (last?.index === index) buckets.pop();
  buckets.push({
    index,
    sum: filling.sum + (span.hourly * overlapMs) / MS_PER_HOUR,
    coveredMs: filling.coveredMs + overlapMs,
  });
};

const trimmed = ({ buckets, recent, lastSettlementAtMs }: Draft): RateHistory => ({
  buckets: buckets.slice(-BUCKETS_MAX),
  recent: recent.filter(({ toMs }) => toMs > (lastSettlementAtMs ?? 0) - MS_PER_DAY),
  lastSettlementAtMs,
});
