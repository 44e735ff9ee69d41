import type { FundingObservation } from '../../domain/funding.ts';
import { hourlyRate } from '../../domain/funding.ts';
import type { MarketKey } from '../../domain/ids.ts';
import type { AtMs } from '../../domain/units.ts';
import type { Market } from '../../market/market.ts';

/** Rates of one interval further apart than this are not the same estimate a moment apart. */
export const RATE_DIFFERENCE_MIN = 0.00001;

/** What a venue's REST answer and its stream say of one market's funding, where they do not agree. */
export interface FundingDifference {
  readonly market: MarketKey;
  readonly differs: 'rate' | 'interval' | 'settlement';
  readonly stream: FundingObservation;
  readonly streamAgeMs: number;
  readonly rest: FundingObservation;
}

/**
 * Compares what REST says with what the stream last said. Estimates move, so only rates that are further apart than
 * `RATE_DIFFERENCE_MIN` of an interval count; an estimate for the next settlement after one that has passed is no
 * difference. `undefined` where the stream does not feed the market, or both agree.
 */
export const fundingDifference = (
  market: Market,
  rest: FundingObservation,
  nowMs: AtMs,
): FundingDifference | undefined => {
  const { funding: stream, fundingTime, fundingPulse } = market;
  if (stream === undefined || fundingTime === undefined || fundingPulse === undefined) return undefined;
  if (rest.kind === 'settled' || stream.kind !== rest.kind) return undefined;
  const differs = differenceOf(stream, rest, nowMs);
  if (differs === undefined) return undefined;
  return { market: market.key, differs, stream, streamAgeMs: nowMs - fundingTime.arrivedAtMs, rest };
};

const differenceOf = (
  stream: FundingObservation,
  rest: FundingObservation,
  nowMs: AtMs,
): FundingDifference['differs'] | undefined => {
  if (stream.intervalHours !== rest.intervalHours) return 'interval';
  const isRolling = stream.settlementAtMs <= nowMs || rest.settlementAtMs <= nowMs;
  if (stream.kind === 'predicted' && stream.settlementAtMs !== rest.settlementAtMs)
    return isRolling ? undefined : 'settlement';
  const distance = Math.abs(hourlyRate(stream) - hourlyRate(rest)) * stream.intervalHours;
  return distance > RATE_DIFFERENCE_MIN ? 'rate' : undefined;
};
