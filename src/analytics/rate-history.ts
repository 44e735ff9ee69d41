import type { FundingObservation } from '../domain/funding.ts';
import type { AtMs } from '../domain/units.ts';
import { MS_PER_HOUR, atMs } from '../domain/units.ts';
import { isUsableInterval } from './funding-schedule.ts';
import { BUCKET_MS, RateBuckets } from './rate-buckets.ts';
import type { RateBucket } from './rate-buckets.ts';
import { RecentRates } from './recent-rates.ts';
import type { RateSpan } from './recent-rates.ts';
import { RollingSums } from './rolling-sums.ts';
import type { RateStatistics } from './route-view.ts';

/** Venues stamp a settlement up to some seconds late; all of them settle on whole minutes. */
const JITTER_MS = 60_000;
/** No venue charges a million times a position at once; a number beyond is none of a rate. */
const RATE_MAX = 1e6;

/**
 * A market's settled rates, hourly-normalised, as far back as statistics look: at most 96 buckets, whose sums go on from where
 * they were. Economics 1, 2, 5.
 */
export class RateHistory {
  readonly #buckets = new RateBuckets();
  readonly #recent = new RecentRates();
  readonly #sums = new RollingSums(this.#buckets);
  /** The spans that the buckets of the first one hang on. */
  readonly #opening: RateSpan[] = [];
  #lastSettlementAtMs: AtMs | undefined;
  #made: RateStatistics | undefined;

  /** What it holds, oldest first; the last may be filling. */
  get buckets(): readonly RateBucket[] {
    return this.#buckets.held();
  }

  /** Spans that end within the 24 hours up to the last settlement, ascending. */
  get recent(): readonly RateSpan[] {
    return this.#recent.spans;
  }

  get lastSettlementAtMs(): AtMs | undefined {
    return this.#lastSettlementAtMs;
  }

  /**
   * Adds one settled observation, newest last; whether it counts. Its rate counts for the hours it was charged for: its
   * interval, cut off at the settlement before it, so that a change of interval neither doubles nor stretches an hour. Special
   * rows, kinds other than settled, unusable numbers, repeats and late rows change nothing. Economics 1, 2.
   */
  fold(observation: FundingObservation): boolean {
    const span = spanOf(observation, this.#lastSettlementAtMs ?? -Infinity);
    if (span !== undefined) this.#add(span);
    return span !== undefined;
  }

  /**
   * What it would hold had it heard of these first, bit for bit; of what was settled since it began, it knows better. In order
   * of time.
   */
  precededBy(observations: readonly FundingObservation[]): RateHistory {
    const whole = new RateHistory();
    const beganMs = this.#opening[0]?.toMs ?? Infinity;
    for (const observation of observations) if (settledAt(observation) < beganMs) whole.fold(observation);
    const beforeMs = whole.#lastSettlementAtMs ?? atMs(-Infinity);
    for (const span of this.#opening) whole.#add({ ...span, fromMs: span.fromMs > beforeMs ? span.fromMs : beforeMs });
    const openedMs = whole.#lastSettlementAtMs ?? -Infinity;
    for (const bucket of this.buckets) if (bucket.index >= this.#openingEnd()) whole.#buckets.put(bucket);
    for (const span of this.recent) if (span.toMs > openedMs) whole.#recent.add(span);
    whole.#lastSettlementAtMs = this.#lastSettlementAtMs ?? whole.#lastSettlementAtMs;
    return whole;
  }

  /**
   * Statistics of the complete UTC 8-hour sums that ended within the 30 days up to `nowMs`. O(what is new since they were
   * made), and once a day O(90); the same object where nothing is.
   */
  statistics(nowMs: AtMs): RateStatistics {
    const isChanged = this.#sums.moveTo(Math.floor(nowMs / BUCKET_MS) - 1);
    const ma24h = this.#recent.mean24h(nowMs);
    if (isChanged || this.#made === undefined) this.#made = { ...this.#sums.figures(), ma24h };
    else if (this.#made.ma24h !== ma24h) this.#made = { ...this.#made, ma24h };
    return this.#made;
  }

  #add(span: RateSpan): void {
    const { fromMs, toMs, hourly } = span;
    this.#lastSettlementAtMs = toMs;
    this.#made = undefined;
    if (fromMs < this.#openingEnd() * BUCKET_MS) this.#opening.push(span);
    this.#recent.add(span);
    for (let index = Math.floor(fromMs / BUCKET_MS); index * BUCKET_MS < toMs; index += 1) {
      const coveredMs = Math.min(toMs, (index + 1) * BUCKET_MS) - Math.max(fromMs, index * BUCKET_MS);
      this.#buckets.add({ index, sum: (hourly * coveredMs) / MS_PER_HOUR, coveredMs });
    }
  }

  /** The first bucket that nothing settled before the first span can be part of. */
  #openingEnd(): number {
    const [first] = this.#opening;
    return first === undefined ? Infinity : Math.ceil(first.toMs / BUCKET_MS);
  }
}

/** On the minute, epoch ms. */
const settledAt = ({ settlementAtMs }: FundingObservation): number =>
  Math.round(settlementAtMs / JITTER_MS) * JITTER_MS;

/** The history of observations in any order, repeats allowed. */
export const rateHistoryOf = (observations: readonly FundingObservation[]): RateHistory => {
  const history = new RateHistory();
  for (const observation of [...observations].sort((a, b) => a.settlementAtMs - b.settlementAtMs))
    history.fold(observation);
  return history;
};

/** The hours an observation was charged for; `undefined` where it counts for none. */
const spanOf = (observation: FundingObservation, lastMs: number): RateSpan | undefined => {
  const { kind, rate, intervalHours, special } = observation;
  if (kind !== 'settled' || special === true || !isUsableInterval(intervalHours)) return undefined;
  const toMs = settledAt(observation);
  if (!(Math.abs(rate) <= RATE_MAX) || !Number.isSafeInteger(toMs) || toMs <= lastMs) return undefined;
  const fromMs = Math.max(toMs - Math.round(intervalHours * MS_PER_HOUR), lastMs);
  return { fromMs: atMs(fromMs), toMs: atMs(toMs), hourly: rate / intervalHours };
};
