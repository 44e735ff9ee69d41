import type { SocketWord } from '../../connectivity/venue-link.ts';
import { isRecord } from '../../domain/codec.ts';
import type { Fields } from '../wire-value.ts';
import { sentence } from '../wire-value.ts';
import { errorText } from './rest.ts';

/**
 * Replies do not say what they answer, and both lists of channels look alike: numbers of unsubscriptions are this much
 * higher, so that their replies confirm nothing.
 */
export const UNSUBSCRIBED_FROM_ID = 1_000_000_000;

/** The answer to a test request; without it the venue closes the connection ten seconds later (code 4000). */
export const TEST = JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'public/test', params: {} });

/** After too many requests the venue closes the session; no wait is documented. */
const RETRY_AFTER_MS = 1000;

/**
 * What a frame says about the session. A subscription is answered by the list of channels that stand, in any order: a
 * wrong one is silently missing. https://docs.deribit.com/articles/json-rpc-overview
 */
export const readSessionWord = (frame: unknown): SocketWord => {
  if (!isRecord(frame)) return { kind: 'other' };
  const { method, params } = frame;
  if (method === undefined) return readReply(frame);
  if (!isRecord(params)) return { kind: 'other' };
  if (method === 'subscription' && typeof params.channel === 'string') return { kind: 'data', topic: params.channel };
  if (method === 'heartbeat' && params.type === 'test_request') return { kind: 'answer', text: TEST };
  return method === 'heartbeat' ? { kind: 'pong' } : { kind: 'other' };
};

const readReply = ({ id: number, result, error }: Fields): SocketWord => {
  const asked = typeof number === 'number' && number > 0 && number < UNSUBSCRIBED_FROM_ID ? { id: number } : undefined;
  if (error !== undefined)
    return {
      kind: 'refused',
      ...asked,
      reason: sentence(errorText(error)),
      ...becauseOf(isRecord(error) ? error.code : error),
    };
  if (isRecord(result) && result.version !== undefined) return { kind: 'pong' };
  if (!Array.isArray(result) || asked === undefined) return { kind: 'other' };
  const topics = (result as readonly unknown[]).filter((topic): topic is string => typeof topic === 'string');
  return { kind: 'confirmed', topics };
};

type Because = Pick<Extract<SocketWord, { kind: 'refused' }>, 'because' | 'retryAfterMs'>;

const becauseOf = (code: unknown): Because => {
  switch (code) {
    // too_many_requests, and two ways of being busy
    case 10_028:
    case 10_047:
    case 10_066:
      return { because: 'rate-limited', retryAfterMs: RETRY_AFTER_MS };
    // invalid credentials, unauthorized, and channels that need a login
    case 13_004:
    case 13_009:
    case 13_778:
      return { because: 'authentication' };
    default:
      return { because: 'unknown' };
  }
};
