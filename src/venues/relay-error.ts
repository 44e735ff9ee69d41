import { EngineError } from '../domain/errors.ts';
import { isRecord } from '../domain/codec.ts';
import type { VenueId } from '../domain/ids.ts';
import type { AtMs, Ms } from '../domain/units.ts';
import { ms } from '../domain/units.ts';
import type { RelayAnswer } from './relay.ts';
import { relayInstant } from './relay-instant.ts';
import { shown, wireNumber } from './wire-value.ts';

/** The relay refused the key: HTTP 401 or 403, or a code of its own. Asking again does not help. */
export class RelayUnauthorisedError extends EngineError<{ relay: VenueId; status: number; said: string }> {
  readonly code = 'relay.unauthorised';
  override readonly exitCode = 2;
}

/** Too many requests, or a quota used up: this relay rests for so long, nothing else does. */
export class RelayRateLimitedError extends EngineError<{
  relay: VenueId;
  status: number;
  retryAfterMs: Ms;
  said: string;
}> {
  readonly code = 'relay.rate-limited';
}

export type RelayError = RelayUnauthorisedError | RelayRateLimitedError;

/** Where an answer names no wait. */
export const RETRY_AFTER_MS = ms(5000);
/** No relay is left alone for longer than this without a look. */
const RETRY_AFTER_MAX_MS = 3_600_000;

export interface Refusal {
  readonly relay: VenueId;
  readonly answer: RelayAnswer;
  readonly nowMs: AtMs;
}

export const unauthorised = ({ relay, answer: { status, body } }: Refusal): RelayUnauthorisedError => {
  const said = shown(body);
  return new RelayUnauthorisedError(`${relay} refused the key (HTTP ${status}): ${said}`, { relay, status, said });
};

export const rateLimited = ({ relay, answer, nowMs }: Refusal): RelayRateLimitedError => {
  const { status, body, headers } = answer;
  const retryAfterMs = retryAfterOf(body, nowMs) ?? headerWaitMs(headers['retry-after'], nowMs) ?? RETRY_AFTER_MS;
  const said = shown(body);
  return new RelayRateLimitedError(`${relay} asks to wait ${retryAfterMs} ms (HTTP ${status}): ${said}`, {
    relay,
    status,
    retryAfterMs,
    said,
  });
};

/** By HTTP status alone: 401 and 403, 429. */
export const statusFailure = (refusal: Refusal): RelayError | undefined => {
  const { status } = refusal.answer;
  if (status === 401 || status === 403) return unauthorised(refusal);
  return status === 429 ? rateLimited(refusal) : undefined;
};

/** The wait a body names: `retry_after` in seconds, or `reset_at`, an instant in seconds (or ms, by magnitude). */
export const retryAfterOf = (body: unknown, nowMs: number | undefined): Ms | undefined => {
  if (!isRecord(body)) return undefined;
  const seconds = wireNumber(body['retry_after']);
  if (seconds >= 0) return bounded(seconds * 1000);
  const resetAtMs = relayInstant(body['reset_at']);
  return resetAtMs === undefined || nowMs === undefined ? undefined : bounded(resetAtMs - nowMs);
};

/** `Retry-After`: seconds or an HTTP date. */
const headerWaitMs = (header: string | undefined, nowMs: AtMs): Ms | undefined => {
  if (header === undefined) return undefined;
  const seconds = wireNumber(header);
  if (seconds >= 0) return bounded(seconds * 1000);
  const untilMs = Date.parse(header);
  return Number.isNaN(untilMs) ? undefined : bounded(untilMs - nowMs);
};

const bounded = (waitMs: number): Ms => ms(Math.min(RETRY_AFTER_MAX_MS, Math.max(0, Math.round(waitMs))));
