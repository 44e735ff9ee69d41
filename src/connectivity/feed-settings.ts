import type { ConnectionSettings } from './connection.machine.ts';

/** How a feed behaves where the venue leaves it open. Durations in ms. */
export interface FeedSettings {
  /** Part of every limit of the venue that is used at most. */
  readonly budgetFraction: number;
  /** First and longest delay before a connection is tried again; the real delay is anything between 0 and that. */
  readonly backoffBaseMs: number;
  readonly backoffMaxMs: number;
  /** After a refused key, or where this address is not served. */
  readonly longBackoffMs: number;
  /** Connections being made at the same time, over all sockets of the venue. */
  readonly connectsAtOnce: number;
  readonly openTimeoutMs: number;
  /** A socket that is open for so long counts as made, even if it has said nothing yet. */
  readonly trialMs: number;
  /** A welcome or an acknowledgement that has not come by then is asked for again. */
  readonly answerTimeoutMs: number;
  /** A silent socket is asked with a ping first, and given so long. */
  readonly graceMs: number;
  /** A socket that was open for so long starts with a clean record when it is lost. */
  readonly stableMs: number;
  /** Parts of a venue's lifetime of connections between which a connection is replaced. */
  readonly renewFraction: { readonly from: number; readonly to: number };
  /** Once the new socket carries everything, both are kept at least and at most so long. */
  readonly overlapMinMs: number;
  readonly overlapMaxMs: number;
  /** Frames remembered to tell repeats while two sockets overlap. */
  readonly dedupeKeysMax: number;
  /** REST stands in for a socket that has been down for so long, and asks so often. */
  readonly fallbackAfterMs: number;
  readonly fallbackEveryMs: number;
  /** The stream is compared with REST so often. */
  readonly reconcileEveryMs: number;
  /** Instrument lists are asked for again so often. */
  readonly instrumentsEveryMs: number;
  readonly historyDays: number;
  /** A settled rate is asked for between once and twice this long after its settlement. */
  readonly historyDelayMs: number;
  readonly timeEveryMs: number;
  /** Readings of the venue's clock each time; the one with the shortest round trip counts. */
  readonly timeSamples: number;
  /** A book is not asked for again within this. */
  readonly resyncEveryMs: number;
  readonly requestTimeoutMs: number;
  readonly requestsAtOnce: number;
  /** Requests that may wait; more are refused. */
  readonly requestsMax: number;
}

export const defaultFeedSettings: FeedSettings = {
  budgetFraction: 0.8,
  backoffBaseMs: 250,
  backoffMaxMs: 8000,
  longBackoffMs: 300_000,
  connectsAtOnce: 5,
  openTimeoutMs: 10_000,
  trialMs: 1000,
  answerTimeoutMs: 10_000,
  graceMs: 3000,
  stableMs: 10_000,
  renewFraction: { from: 0.8, to: 0.95 },
  overlapMinMs: 1000,
  overlapMaxMs: 15_000,
  dedupeKeysMax: 10_000,
  fallbackAfterMs: 3000,
  fallbackEveryMs: 5000,
  reconcileEveryMs: 300_000,
  instrumentsEveryMs: 3_600_000,
  historyDays: 30,
  historyDelayMs: 120_000,
  timeEveryMs: 60_000,
  timeSamples: 3,
  resyncEveryMs: 2000,
  requestTimeoutMs: 10_000,
  requestsAtOnce: 4,
  requestsMax: 2000,
};

/** What the machine of one socket needs of them. */
export const connectionSettings = (settings: FeedSettings, silenceMs: number): ConnectionSettings => ({
  // The transport tells of a socket that does not open in time; this is for one that says nothing at all.
  answerMs: settings.openTimeoutMs + settings.graceMs,
  silenceMs,
  graceMs: settings.graceMs,
  stableMs: settings.stableMs,
  backoff: { baseMs: settings.backoffBaseMs, maxMs: settings.backoffMaxMs },
});
