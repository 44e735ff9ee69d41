import type { VenueId } from '../domain/ids.ts';
import type { AtMs } from '../domain/units.ts';

/** What a feed looks like at one instant: plain values, for pages and specs. */
export interface FeedStatus {
  readonly venue: VenueId;
  readonly connections: readonly ConnectionStatus[];
  readonly buckets: Readonly<Record<string, BucketStatus>>;
  readonly breaker: 'closed' | 'open' | 'half-open';
  /** Requests that wait or are on their way. */
  readonly requests: number;
  /** Venue clock minus ours, as measured; absent while unknown, and where the venue tells no time. */
  readonly offsetMs?: number;
  /** Connections that REST stands in for. */
  readonly fallback: readonly string[];
}

export interface ConnectionStatus {
  /** Logical name: `name`, `name#2` … */
  readonly conn: string;
  /** As the machine says it: `connecting.dialing`, `open.flowing`, `stale`, `backing-off`, `closed`. */
  readonly state: string;
  /** Attempts in a row that led to nothing. */
  readonly attempts: number;
  readonly topics: number;
  /** Topics that the venue has confirmed or sent data for. */
  readonly confirmed: number;
  /** Topics that the venue does not know: given up. */
  readonly refused: readonly string[];
  /** Last frame, ping or pong. */
  readonly heardAtMs?: AtMs;
  /** The state of the socket that is about to replace this one. */
  readonly successor?: string;
}

export interface BucketStatus {
  /** Weight used within the last `perMs`, and how much of it may be. */
  readonly used: number;
  readonly limit: number;
  readonly perMs: number;
  /** Nothing is sent before this instant: the venue asked for it. */
  readonly pausedUntilMs?: AtMs;
}
