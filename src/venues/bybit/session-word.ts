import type { SocketWord } from '../../connectivity/venue-link.ts';
import { isRecord } from '../../domain/codec.ts';
import { shown } from '../wire-value.ts';

/**
 * What a frame of a public socket says about the session. Pongs keep the `op` of their ping here; a request with one bad
 * topic fails whole, and the text names the topic: `Invalid topic: [tickers.NOTEXIST]`, `error:handler not found,topic:…`.
 * https://bybit-exchange.github.io/docs/v5/ws/connect
 */
export const readSessionWord = (frame: unknown): SocketWord => {
  if (!isRecord(frame)) return { kind: 'other' };
  const { topic, op } = frame;
  if (typeof topic === 'string') return { kind: 'data', topic };
  const said = frame.ret_msg ?? frame.retMsg;
  if (op === 'ping' || op === 'pong' || said === 'pong') return { kind: 'pong' };
  if (op !== 'subscribe') return { kind: 'other' };
  const id = Number(frame.req_id);
  const asked = Number.isSafeInteger(id) && id > 0 ? { id } : {};
  if (frame.success === true) return { kind: 'confirmed', ...asked };
  const reason = typeof said === 'string' ? said : shown(said);
  // Asked twice: the topic flows.
  if (reason.includes('already subscribed')) return { kind: 'confirmed', ...asked };
  // Nothing of the request stands: by its number all of it is asked for again, in halves, until the bad topic is alone.
  if ('id' in asked) return { kind: 'refused', ...asked, reason, because: becauseOf(reason) };
  const topics = namedTopics(reason);
  return { kind: 'refused', ...(topics.length > 0 ? { topics } : {}), reason, because: becauseOf(reason) };
};

const namedTopics = (reason: string): readonly string[] => {
  const [, listed] = /\[([^\]]*)\]/.exec(reason) ?? [];
  const [, named] = /topic:\s*([^\s,[\]]+)/.exec(reason) ?? [];
  return (listed ?? named ?? '').split(/[,\s]+/).filter((topic) => topic !== '');
};

const becauseOf = (reason: string): 'rate-limited' | 'unknown' =>
  /too many|frequen|rate limit/i.test(reason) ? 'rate-limited' : 'unknown';
