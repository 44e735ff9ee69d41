import type { SocketWord } from '../../connectivity/venue-link.ts';
import { isRecord } from '../../domain/codec.ts';
import { askedId, sentence, shown } from '../wire-value.ts';

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
  const asked = askedId(frame.req_id);
  if (frame.success === true) return { kind: 'confirmed', ...asked };
  const words = typeof said === 'string' ? said.slice(0, WORDS_MAX) : shown(said);
  const reason = sentence(words);
  // Asked twice: the topic flows.
  if (reason.includes('already subscribed')) return { kind: 'confirmed', ...asked };
  // Nothing of the request stands: by its number all of it is asked for again, in halves, until the bad topic is alone.
  if ('id' in asked) return { kind: 'refused', ...asked, reason, because: becauseOf(reason) };
  const topics = namedTopics(words);
  return { kind: 'refused', ...(topics.length > 0 ? { topics } : {}), reason, because: becauseOf(reason) };
};

/** Longer than the refusal of any message of ours: the topics in it are looked for no further. */
const WORDS_MAX = 2000;

const namedTopics = (words: string): readonly string[] => {
  const [, listed] = /\[([^\]]*)\]/.exec(words) ?? [];
  const [, named] = /topic:\s*([^\s,[\]]+)/.exec(words) ?? [];
  return (listed ?? named ?? '').split(/[,\s]+/).filter((topic) => topic !== '');
};

const becauseOf = (reason: string): 'rate-limited' | 'unknown' =>
  /too many|frequen|rate limit/i.test(reason) ? 'rate-limited' : 'unknown';
