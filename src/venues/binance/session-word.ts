import type { SocketWord } from '../../connectivity/venue-link.ts';
import { isRecord } from '../../domain/codec.ts';
import { askedId, shown } from '../wire-value.ts';

/**
 * What a frame of a combined socket says about the session. An acknowledgement proves nothing: a stream that does not
 * exist, or belongs to another socket, is acknowledged like any other and stays silent.
 * https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams
 */
export const readSessionWord = (frame: unknown): SocketWord => {
  if (!isRecord(frame)) return { kind: 'other' };
  const { stream } = frame;
  if (stream === '!serverShutdown' || frame.e === 'serverShutdown')
    return { kind: 'leaving', reason: 'the server shuts down' };
  if (typeof stream === 'string') return { kind: 'data', topic: stream };
  const asked = askedId(frame.id);
  if ('result' in frame) return { kind: 'confirmed', ...asked };
  const error = isRecord(frame.error) ? frame.error : frame;
  if (error.code === undefined || typeof error.msg !== 'string') return { kind: 'other' };
  const reason = `${shown(error.code)} ${error.msg.slice(0, 120)}`;
  return { kind: 'refused', ...asked, reason, because: /too many/i.test(reason) ? 'rate-limited' : 'unknown' };
};
