import type { SocketWord } from '../../connectivity/venue-link.ts';
import { isRecord } from '../../domain/codec.ts';

const OTHER: SocketWord = { kind: 'other' };
const COIN_CHANNELS: ReadonlySet<string> = new Set(['l2Book', 'activeAssetCtx', 'bbo']);

/** What a frame says about the session. Topics are `type:coin`; acknowledgements fill in defaults, so only these two count. */
export const readSessionWord = (frame: unknown): SocketWord => {
  if (!isRecord(frame)) return OTHER;
  const { channel, data } = frame;
  if (typeof channel === 'string' && COIN_CHANNELS.has(channel)) {
    const coin = isRecord(data) ? data['coin'] : undefined;
    return typeof coin === 'string' ? { kind: 'data', topic: `${channel}:${coin}` } : OTHER;
  }
  if (channel === 'trades') {
    const first: unknown = Array.isArray(data) ? data[0] : undefined;
    const coin = isRecord(first) ? first['coin'] : undefined;
    return typeof coin === 'string' ? { kind: 'data', topic: `trades:${coin}` } : OTHER;
  }
  if (channel === 'pong') return { kind: 'pong' };
  if (channel === 'subscriptionResponse') return confirmed(data);
  return channel === 'error' && typeof data === 'string' ? complaint(data) : OTHER;
};

const confirmed = (data: unknown): SocketWord => {
  if (!isRecord(data) || data['method'] !== 'subscribe') return OTHER;
  const topic = topicOf(data['subscription']);
  return topic === undefined ? OTHER : { kind: 'confirmed', topics: [topic] };
};

/** An error is a text that quotes the request. One about an unknown coin does not exist: the connection is closed. */
const complaint = (text: string): SocketWord => {
  const quoted = quotedIn(text);
  const subscription = isRecord(quoted) && isRecord(quoted['subscription']) ? quoted['subscription'] : quoted;
  const topic = topicOf(subscription);
  const topics = topic === undefined ? {} : { topics: [topic] };
  if (text.startsWith('Already subscribed'))
    return topic === undefined ? OTHER : { kind: 'confirmed', topics: [topic] };
  if (text.startsWith('Already unsubscribed')) return OTHER;
  const reason = text.slice(0, 200);
  if (/too many|rate limit/i.test(text)) return { kind: 'refused', reason, because: 'rate-limited', ...topics };
  return { kind: 'refused', reason, because: topic === undefined ? 'fatal' : 'unknown', ...topics };
};

const quotedIn = (text: string): unknown => {
  const start = text.indexOf('{');
  if (start < 0) return undefined;
  try {
    return JSON.parse(text.slice(start));
  } catch {
    return undefined;
  }
};

const topicOf = (subscription: unknown): string | undefined => {
  if (!isRecord(subscription)) return undefined;
  const { type, coin } = subscription;
  return typeof type === 'string' && typeof coin === 'string' ? `${type}:${coin}` : undefined;
};
