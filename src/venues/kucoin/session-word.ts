import type { SocketWord } from '../../connectivity/venue-link.ts';
import { isRecord } from '../../domain/codec.ts';
import type { Fields } from '../wire-value.ts';
import { askedId, shown } from '../wire-value.ts';

/** How long a socket that was asked too much wants to be left alone: messages are counted in windows of 10 s. */
const MESSAGE_WINDOW_MS = 10_000;

/** What a frame of the classic socket says about the session. Errors name the message, not the topic. */
export const readClassicWord = (frame: unknown): SocketWord => {
  if (!isRecord(frame)) return { kind: 'other' };
  switch (frame.type) {
    case 'welcome':
      return { kind: 'welcome' };
    case 'pong':
      return { kind: 'pong' };
    case 'ack':
      return { kind: 'confirmed', ...askedId(frame.id) };
    case 'error':
      return refusalOf(frame);
    default:
      return typeof frame.topic === 'string' ? { kind: 'data', topic: frame.topic } : { kind: 'other' };
  }
};

const refusalOf = (frame: Fields): SocketWord => {
  const { code, data } = frame;
  const reason = `${shown(code)} ${shown(data)}`;
  if (code === 401) return { kind: 'refused', reason, because: 'authentication' };
  // Before the socket is closed for want of a ping.
  if (code === 400 && data === 'ping timeout') return { kind: 'leaving', reason };
  if (code === 509)
    return { kind: 'refused', ...askedId(frame.id), reason, because: 'rate-limited', retryAfterMs: MESSAGE_WINDOW_MS };
  return { kind: 'refused', ...askedId(frame.id), reason, because: 'unknown' };
};

/** What a frame of the unified socket says about the session. */
export const readUnifiedWord = (frame: unknown): SocketWord => {
  if (!isRecord(frame)) return { kind: 'other' };
  const { T: channel, result } = frame;
  if (typeof channel === 'string') return { kind: 'data', topic: topicOf(channel, frame.d) };
  if (frame.message === 'welcome') return { kind: 'welcome' };
  if (frame.type === 'pong') return { kind: 'pong' };
  if (result === true || result === 'true') return { kind: 'confirmed', ...askedId(frame.id) };
  if (result === false || result === 'false') {
    const reason = shown(frame.message ?? frame.reason);
    const isHurried = /limit|exceed|too many|frequen/i.test(reason);
    return { kind: 'refused', ...askedId(frame.id), reason, because: isHurried ? 'rate-limited' : 'unknown' };
  }
  return { kind: 'other' };
};

/** `obu.FUTURES` of a symbol is `obu:XBTUSDTM`; what is of all symbols has its channel for a name. */
const topicOf = (channel: string, data: unknown): string => {
  const dot = channel.indexOf('.');
  const name = dot < 0 ? channel : channel.slice(0, dot);
  return isRecord(data) && typeof data.s === 'string' ? `${name}:${data.s}` : name;
};
