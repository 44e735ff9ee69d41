import type { FeedNotice } from '../domain/input.ts';
import { isBlockPage, isPage, readable } from './block-page.ts';
import type { HttpOutcome } from './transport.ts';
import type { RestLink } from './venue-link.ts';

export type RestFailureCause =
  /** HTTP 429, or an answer that says so. */
  | 'rate-limited'
  /** HTTP 418: rate limits were ignored; the whole venue is left alone. */
  | 'banned'
  | 'authentication'
  | 'blocked'
  /** A status or a body that no rule knows. */
  | 'unexpected'
  | 'server-error'
  | 'unreachable'
  /** Never sent, or of no use any more: too many wait, it is not wanted now, the feed has stopped. */
  | 'not-sent';

/** What an HTTP exchange comes to. */
export type RestVerdict =
  | { readonly kind: 'answer'; readonly answer: unknown; readonly headers: Readonly<Record<string, string>> }
  | {
      readonly kind: 'failed';
      readonly cause: RestFailureCause;
      readonly message: string;
      /** What the venue, or the kind of failure, asks us to wait. */
      readonly retryAfterMs?: number;
      readonly notice?: FeedNotice;
    };

export interface VerdictTerms {
  /** Request line without its query, for notices. */
  readonly where: string;
  readonly nowMs: number;
  /** What will not be better in a minute. */
  readonly longMs: number;
  readonly throttled: RestLink['throttled'];
}

/** HTTP 418 without Retry-After: the shortest ban that is documented. */
const BAN_MS = 120_000;

/** Reads the outcome of a request. Nothing in it is believed before it is JSON. */
export const restVerdict = (outcome: HttpOutcome, terms: VerdictTerms): RestVerdict => {
  if (outcome.kind === 'failure') {
    const { cause, message, retryAfterMs } = outcome.failure;
    return failed('unreachable', `${cause}: ${message}`, retryAfterMs);
  }
  const { status, headers, body } = outcome;
  const retryAfterMs = retryAfter(headers['retry-after'], terms.nowMs);
  const told = { ...terms, status, retryAfterMs, message: readable(body) };
  if (status === 429) return limited('rate-limited', told);
  if (status === 418) return limited('banned', { ...told, retryAfterMs: retryAfterMs ?? BAN_MS });
  if (isBlockPage(status, body)) return blocked(told);
  if (status >= 500) return failed('server-error', `HTTP ${status}`, retryAfterMs);
  const answer = isPage(body) ? undefined : jsonOf(body);
  const throttle = answer === undefined ? undefined : terms.throttled?.(answer, terms.nowMs);
  if (throttle !== undefined) return limited('rate-limited', { ...told, ...throttle });
  if (status === 401) return unauthorized(told);
  if (status < 200 || status >= 300 || answer === undefined) return unexpected(told);
  return { kind: 'answer', answer, headers };
};

type Failed = Extract<RestVerdict, { kind: 'failed' }>;

interface Told extends VerdictTerms {
  readonly status: number;
  readonly message: string;
  readonly retryAfterMs: number | undefined;
}

const failed = (cause: RestFailureCause, message: string, retryAfterMs?: number): Failed => ({
  kind: 'failed',
  cause,
  message,
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
});

const limited = (cause: 'rate-limited' | 'banned', { where, status, message, retryAfterMs }: Told): Failed => ({
  ...failed(cause, message, retryAfterMs),
  // A limit that names no wait is told by the client, which knows the budget.
  ...(retryAfterMs === undefined ? {} : { notice: { type: 'rate-limited', where, status, retryAfterMs } }),
});

const blocked = ({ where, status, message, longMs }: Told): Failed => ({
  ...failed('blocked', message, longMs),
  notice: { type: 'venue-blocked', where, status, message },
});

const unauthorized = ({ where, message, longMs }: Told): Failed => ({
  ...failed('authentication', message, longMs),
  notice: { type: 'authentication-failed', where, message },
});

const unexpected = ({ where, status, message }: Told): Failed => ({
  ...failed('unexpected', message),
  notice: { type: 'unexpected-answer', where, status, message },
});

const jsonOf = (body: string): unknown => {
  try {
    const value: unknown = JSON.parse(body);
    return value ?? undefined;
  } catch {
    return undefined;
  }
};

/** No venue bans for longer, and a wait nobody lives to see the end of is rubbish. */
const RETRY_AFTER_MAX_MS = 3 * 86_400_000;

/** Seconds, or an HTTP date, at most three days; `undefined` where it is neither. RFC 9110, 10.2.3. */
export const retryAfter = (header: string | undefined, nowMs: number): number | undefined => {
  if (header === undefined) return undefined;
  const seconds = Number(header);
  if (header.trim() !== '' && Number.isFinite(seconds)) return bounded(seconds * 1000);
  const atMs = Date.parse(header);
  return Number.isNaN(atMs) ? undefined : bounded(atMs - nowMs);
};

const bounded = (waitMs: number): number => Math.min(RETRY_AFTER_MAX_MS, Math.max(0, waitMs));
