import type { DailyCloses } from './daily-closes.ts';
import type { CoinId, VenueId } from './ids.ts';
import type { AccountReport, FundingPayment, OrderReport } from './order.ts';
import type { SettledRates } from './settled-rates.ts';
import type { AtMs } from './units.ts';

/**
 * Everything that can enter the engine. One queue stamps each with a `seq`, the only order there is; the state of the
 * engine is a function of these and the configuration, nothing else. Plain JSON, so that a recording can hold them.
 */
export type Input =
  /** A raw frame of a socket, parsed as JSON, or a string where it is not JSON. */
  | {
      readonly kind: 'frame';
      readonly atMs: AtMs;
      readonly venue: VenueId;
      readonly conn: string;
      readonly frame: unknown;
      readonly dir?: 'out';
    }
  /** A REST answer; `rest` is the request line, e.g. `GET /fapi/v1/depth?symbol=BTCUSDT&limit=1000`. */
  | {
      readonly kind: 'rest';
      readonly atMs: AtMs;
      readonly venue: VenueId;
      readonly rest: string;
      readonly frame: unknown;
    }
  /** A socket opened or was lost; a loss resets what was derived from it. */
  | {
      readonly kind: 'connection';
      readonly atMs: AtMs;
      readonly venue: VenueId;
      readonly conn: string;
      readonly status: 'open' | 'lost';
    }
  /** What connectivity has to tell besides frames. */
  | { readonly kind: 'notice'; readonly atMs: AtMs; readonly venue: VenueId; readonly notice: FeedNotice }
  /** The end of one event-loop turn: conflated views are handed over now. */
  | { readonly kind: 'turn'; readonly atMs: AtMs }
  /** A deadline came due; goes only to actors whose deadline is at or before `atMs`. */
  | { readonly kind: 'tick'; readonly atMs: AtMs }
  /** The store has the intents committed under input `throughSeq` on disk. */
  | { readonly kind: 'flushed'; readonly atMs: AtMs; readonly throughSeq: number }
  | { readonly kind: 'report'; readonly atMs: AtMs; readonly report: OrderReport }
  /** The venue's truth, or `undefined` when it could not be had. */
  | {
      readonly kind: 'account';
      readonly atMs: AtMs;
      readonly venue: VenueId;
      readonly account: AccountReport | undefined;
    }
  | { readonly kind: 'payment'; readonly atMs: AtMs; readonly payment: FundingPayment }
  /** Venue clock minus ours, in ms. */
  | { readonly kind: 'offset'; readonly atMs: AtMs; readonly venue: VenueId; readonly offsetMs: number }
  /** The data directory has grown over its configured size, or is within it again. */
  | { readonly kind: 'storage'; readonly atMs: AtMs; readonly usedMb: number; readonly state: 'over' | 'within' }
  /** Its older facts cannot be removed, and nobody tries again in this life. */
  | {
      readonly kind: 'storage';
      readonly atMs: AtMs;
      readonly usedMb: number;
      readonly state: 'not-pruned';
      readonly fault: string;
    }
  /** What a history holds of the days before: prices each coin's days closed at, by coin. */
  | { readonly kind: 'closes'; readonly atMs: AtMs; readonly closes: Readonly<Record<string, DailyCloses>> }
  /** What a history holds of the last 30 days: settled rates, by market. */
  | { readonly kind: 'rates'; readonly atMs: AtMs; readonly rates: Readonly<Record<string, SettledRates>> }
  /** What a lending market pays for dollars, or why it could not be had. */
  | { readonly kind: 'lending'; readonly atMs: AtMs; readonly source: string; readonly told: LendingWord }
  | { readonly kind: 'command'; readonly atMs: AtMs; readonly command: OperatorCommand };

/** `apr`: annual fraction, not compounded. `asOfMs`: what the market calls the rate's time, where it tells one. */
export type LendingWord =
  { readonly apr: number; readonly asOfMs?: AtMs } | { readonly code: string; readonly fault: string };

/** A feed got worse or better: journaled, shown and alerted, never a reason to stop. */
export type FeedNotice =
  /** A connection could not be made, so many times in a row; told at the first failure, then at every tenth. */
  | { readonly type: 'connection-failing'; readonly conn: string; readonly attempts: number; readonly cause: string }
  /** HTTP 401, a refused key or token. */
  | { readonly type: 'authentication-failed'; readonly where: string; readonly message: string }
  /** A status no rule knows, or a body that is no JSON (an HTML page). */
  | { readonly type: 'unexpected-answer'; readonly where: string; readonly status: number; readonly message: string }
  /** HTTP 451 or a 403 page: this address is not served. */
  | { readonly type: 'venue-blocked'; readonly where: string; readonly status: number; readonly message: string }
  /** Too fast for the venue; no `status` where a socket or the body of an answer says so. */
  | { readonly type: 'rate-limited'; readonly where: string; readonly status?: number; readonly retryAfterMs: number }
  | { readonly type: 'channel-silent'; readonly conn: string; readonly topic: string; readonly silentMs: number }
  | { readonly type: 'channel-refused'; readonly conn: string; readonly topic: string; readonly reason: string }
  /** A full buffer lost frames that nothing repeats: what they built is asked for anew. */
  | { readonly type: 'frames-dropped'; readonly conn: string; readonly count: number }
  | { readonly type: 'breaker'; readonly state: 'open' | 'half-open' | 'closed'; readonly cause: string }
  /** REST stands in for sockets that are down. */
  | { readonly type: 'fallback'; readonly state: 'begins' | 'ends'; readonly conn: string }
  /** A connection was replaced before the venue cut it. */
  | { readonly type: 'connection-renewed'; readonly conn: string }
  /** Relays: 95 of 100 records are at most this old on arrival, over the last minute. */
  | { readonly type: 'relay-latency'; readonly p95Ms: number };

export type SequencedInput = Input & { readonly seq: number };

export type OperatorCommand =
  | { readonly type: 'operator.arm' }
  | { readonly type: 'operator.trade' }
  | { readonly type: 'operator.pause' }
  | { readonly type: 'operator.resume' }
  | { readonly type: 'operator.stop' }
  | { readonly type: 'operator.unwind'; readonly coin: CoinId | 'all' }
  /** Everything is closed, whatever stands against it; then the operator is stopped. Nothing takes it back. */
  | { readonly type: 'operator.kill' }
  /** What a venue holds more or less than we have booked was put in or taken out: books it so. */
  | { readonly type: 'operator.adopt-balance'; readonly venue: VenueId }
  /** The share of a venue's markets whose rates its relay serves, 0..1; 0 goes back to the venue at once. */
  | { readonly type: 'operator.split'; readonly venue: VenueId; readonly shareFraction: number };
