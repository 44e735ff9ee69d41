import type { FeedNotice } from '../domain/input.ts';
import { isBlockPage, readable } from './block-page.ts';
import { RETRY_AFTER_MS } from './subscription-ledger.ts';
import type { TransportFailure } from './transport.ts';
import type { SocketWord } from './venue-link.ts';

/** What a socket that never opened means: how long to leave the venue alone, and what to tell besides the failure itself. */
export interface SocketVerdict {
  readonly retryAfterMs?: number;
  readonly notice?: FeedNotice;
}

/**
 * Reads the HTTP answer that came in place of an upgrade. `longMs` is for what will not be better in a minute; `windowMs` is
 * the venue's window of new connections.
 */
export const socketVerdict = (
  failure: TransportFailure,
  where: string,
  { longMs, windowMs }: { readonly longMs: number; readonly windowMs: number },
): SocketVerdict => {
  const { status, message, body = '', retryAfterMs } = failure;
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  const said = readable(body) || message;
  if (status === undefined) return wait;
  if (status === 401) return { retryAfterMs: longMs, notice: { type: 'authentication-failed', where, message: said } };
  if (isBlockPage(status, body))
    return { retryAfterMs: longMs, notice: { type: 'venue-blocked', where, status, message: said } };
  if (status === 429 || status === 418) {
    const waitMs = retryAfterMs ?? Math.min(WAIT_MAX_MS, Math.max(RETRY_AFTER_MS, windowMs));
    return { retryAfterMs: waitMs, notice: { type: 'rate-limited', where, status, retryAfterMs: waitMs } };
  }
  // 5xx is an ordinary failure: the venue is down, and says so.
  if (status >= 500) return wait;
  return { ...wait, notice: { type: 'unexpected-answer', where, status, message: said } };
};

/** What a refusal means beyond its topics: what to tell, and whether the line is of no use, for how long at least. */
export const refusalVerdict = (
  { because, reason, retryAfterMs }: Extract<SocketWord, { kind: 'refused' }>,
  where: string,
  longMs: number,
): { readonly notice?: FeedNotice; readonly end?: { readonly atLeastMs?: number } } => {
  if (because === 'rate-limited')
    return { notice: { type: 'rate-limited', where, retryAfterMs: retryAfterMs ?? RETRY_AFTER_MS } };
  if (because === 'authentication')
    return { notice: { type: 'authentication-failed', where, message: reason }, end: { atLeastMs: longMs } };
  if (because === 'fatal') return { end: retryAfterMs === undefined ? {} : { atLeastMs: retryAfterMs } };
  return {};
};

/** 429 and 418 without Retry-After: a window, within reason. */
const WAIT_MAX_MS = 60_000;
