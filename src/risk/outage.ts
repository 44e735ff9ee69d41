import type { AtMs } from '../domain/units.ts';

/** Whether a venue takes orders, by what it answered last. Plain JSON. */
export interface VenueStanding {
  readonly state: 'answers' | 'out';
  /** The first failure since it last answered. */
  readonly failingSinceMs: AtMs | null;
  readonly failures: number;
}

/** What was heard of a venue's private side. Market frames are no answer: feeds go on while orders fail. */
export type VenueWord =
  /** It said something about an order or the account. */
  | 'answered'
  /** A send, a look-up or a question about the account got no answer, or none that counts. */
  | 'failed';

export const answering: VenueStanding = { state: 'answers', failingSinceMs: null, failures: 0 };

/** Failures in a row, over at least this long, are an outage; one slow answer is not. */
const FAILURES_MIN = 2;
const FAILING_MS = 5000;

export const foldVenueWord = (standing: VenueStanding, word: VenueWord, nowMs: AtMs): VenueStanding => {
  if (word === 'answered') return answering;
  const failingSinceMs = standing.failingSinceMs ?? nowMs;
  const failures = standing.failures + 1;
  const isOut = standing.state === 'out' || (failures >= FAILURES_MIN && nowMs - failingSinceMs >= FAILING_MS);
  return { state: isOut ? 'out' : 'answers', failingSinceMs, failures };
};
