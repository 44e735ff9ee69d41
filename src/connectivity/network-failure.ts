import type { TransportFailure } from './transport.ts';

/** At most so much of an answer is kept with a failure. */
export const BODY_MAX = 500;

/** What an error of Node or `ws` says about the way to the other end; never where on it, for keys stand in paths. */
export const networkFailure = (error: unknown, url: string): TransportFailure => {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  return { cause: causeOf(code, message), message: withoutAddress(message === '' ? code : message, url) };
};

const causeOf = (code: string, message: string): TransportFailure['cause'] => {
  if (code === 'ECONNREFUSED') return 'refused';
  // Its message names the host, which may be called anything.
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'unreachable';
  if (code === 'ETIMEDOUT' || /timed out/i.test(message)) return 'timeout';
  if (code.startsWith('WS_ERR') || code.startsWith('HPE_') || /sec-websocket|invalid/i.test(message)) return 'protocol';
  return 'unreachable';
};

/** An HTTP answer in place of a socket; what the server repeats of the address is left out. */
export const httpFailure = ({ status, message, body, retryAfterMs }: HttpRefusal, url: string): TransportFailure => ({
  cause: 'http',
  message: withoutAddress(message, url),
  status,
  body: withoutAddress(body, url).slice(0, BODY_MAX),
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
});

export interface HttpRefusal {
  readonly status: number;
  readonly message: string;
  readonly body: string;
  readonly retryAfterMs: number | undefined;
}

/** A text of the other end or of a library without path and query of the address, nor any value of the query. */
export const withoutAddress = (text: string, url: string): string => {
  let told = text;
  for (const part of partsOf(url)) told = told.replaceAll(part, '…');
  return told;
};

/** Shorter values say nothing, and would be found in every text. */
const VALUE_MIN = 4;

/** Longest first, so that none is left in part. */
const partsOf = (url: string): readonly string[] => {
  const host = url.indexOf('://');
  const start = host < 0 ? 0 : url.indexOf('/', host + 3);
  if (start < 0) return [];
  const target = url.slice(start);
  const query = target.indexOf('?');
  const values =
    query < 0
      ? []
      : target
          .slice(query + 1)
          .split('&')
          .map(valueOf);
  const parts = [target, ...(query < 0 ? [] : [target.slice(0, query), target.slice(query + 1)]), ...values];
  return [...new Set([...parts, ...parts.map(decoded)])]
    .filter((part) => part.length >= VALUE_MIN)
    .sort((a, b) => b.length - a.length);
};

const valueOf = (parameter: string): string => parameter.slice(parameter.indexOf('=') + 1);

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};
