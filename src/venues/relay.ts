import type { VenueLink } from '../connectivity/venue-link.ts';
import type { FundingKind } from '../domain/funding.ts';
import type { MarketKey, VenueId } from '../domain/ids.ts';
import type { VenueDecoder } from '../domain/ports.ts';
import type { AtMs, Hours, Ms } from '../domain/units.ts';
import { MS_PER_DAY, ms } from '../domain/units.ts';
import type { RelayError } from './relay-error.ts';
import type { RelayKey, RelayKeyRule } from './relay-key.ts';

/**
 * A relay speaks of other venues' markets: its decoder's events carry those venues' market keys, its rejections the
 * relay's own name. One object a preset, because the descriptions of one relay disagree with each other.
 */
export interface RelayProfile {
  readonly relay: VenueId;
  /** `holysheep-c`, `tickdb-t1`: a row of `relays.ts`. */
  readonly preset: string;
  readonly key: RelayKeyRule;
  /** What comes by itself, what must be asked for, and what this preset does not have. */
  readonly serves: Readonly<Record<'funding' | 'settled funding' | 'prices' | 'book', 'push' | 'poll' | 'none'>>;
  /** Between two polls of what must be asked for. */
  readonly pollEveryMs: Ms;
  createDecoder(lookup: RelayLookup, limits?: Partial<RelayLimits>): VenueDecoder;
  /** Hosts, sockets and calls with the key in their headers or paths: neither is ever recorded. */
  link(key: RelayKey): VenueLink;
  /** What is wrong with an HTTP answer as a typed error; `undefined` when nothing is, or nothing to do with the key. */
  failureOf(answer: RelayAnswer, nowMs: AtMs): RelayError | undefined;
}

/** An HTTP answer; `body` is parsed JSON, or the text where it is none. Header names in lower case. */
export interface RelayAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** What is known of a market apart from the relay, which never states an interval. */
export interface RelayMarket {
  readonly market: MarketKey;
  /** Absent: unknown, or spot. A rate without an interval does not exist. */
  readonly intervalHours?: Hours;
  /** The next settlement as the venue itself says it, where a record names none. */
  readonly settlementAtMs?: AtMs;
  /** Largest absolute rate per interval, a fraction; `RelayLimits.rateMaxFraction` where unknown. */
  readonly cap?: number;
  /** `current` where funding accrues continuously; else the rate is the estimate for the coming settlement. */
  readonly kind?: Exclude<FundingKind, 'settled'>;
}

/** The market of a venue by its native symbol, or by base and quote with or without a separator. */
export type RelayLookup = (venue: VenueId, symbol: string, kind?: 'perpetual' | 'spot') => RelayMarket | undefined;

/** What a record must keep to be believed. */
export interface RelayLimits {
  /** Per interval, a fraction, where the venue's cap is unknown. */
  readonly rateMaxFraction: number;
  /** Oldest record by its own time; records without one pass. */
  readonly fundingAgeMaxMs: Ms;
  readonly bookAgeMaxMs: Ms;
  /** How far in the future a record's own time may be: clocks differ. */
  readonly futureMaxMs: Ms;
  /** How far ahead the next settlement may be. */
  readonly settlementAheadMaxMs: Ms;
}

export const RELAY_LIMITS: RelayLimits = {
  rateMaxFraction: 0.05,
  fundingAgeMaxMs: ms(30_000),
  bookAgeMaxMs: ms(5000),
  futureMaxMs: ms(5000),
  settlementAheadMaxMs: ms(MS_PER_DAY),
};
