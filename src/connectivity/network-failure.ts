import type { TransportFailure } from './transport.ts';

/** At most so much of an answer is kept with a failure. */
export const BODY_MAX = 500;

/** What an error of Node or `ws` says about the way to the other end. */
export const networkFailure = (error: unknown): TransportFailure => {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  return { cause: causeOf(code, message), message: message === '' ? code : message };
};

const causeOf = (code: string, message: string): TransportFailure['cause'] => {
  if (code === 'ECONNREFUSED') return 'refused';
  if (code === 'ETIMEDOUT' || /timed out/i.test(message)) return 'timeout';
  if (code.startsWith('WS_ERR') || code.startsWith('HPE_') || /sec-websocket|invalid/i.test(message)) return 'protocol';
  return 'unreachable';
};
