import { ClientRequest, request as httpRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { BODY_MAX, httpFailure, networkFailure, withoutAddress } from './network-failure.ts';
import type { HttpRefusal } from './network-failure.ts';
import { retryAfter } from './rest-verdict.ts';
import type { Socket, SocketEvents, SocketOptions, TransportFailure } from './transport.ts';

const LINE_MAX_CHARACTERS = 16 * 1024 * 1024;
const OPEN_TIMEOUT_MS = 10_000;

/** A POST that is answered by lines without end, dressed as a socket: each line is a message, and nothing can be sent. */
export const openLines = (url: string, events: SocketEvents, options: SocketOptions): Socket => {
  const request = dial(url, options);
  if (!(request instanceof ClientRequest)) {
    queueMicrotask(() => events.failed(request));
    return { send: () => undefined, ping: () => undefined, close: () => undefined };
  }
  let state: 'opening' | 'open' | 'over' = 'opening';
  const over = (tell: () => void): void => {
    if (state === 'over') return;
    state = 'over';
    clearTimeout(timer);
    request.destroy();
    tell();
  };
  const timer = setTimeout(
    () => over(() => events.failed({ cause: 'timeout', message: 'no answer in time' })),
    options.openTimeoutMs ?? OPEN_TIMEOUT_MS,
  );
  request.on('error', (error) => {
    const isOpen = state === 'open';
    over(() =>
      isOpen
        ? events.closed({ code: 1006, reason: withoutAddress(error.message, url) })
        : events.failed(networkFailure(error, url)),
    );
  });
  request.on('response', (response) => {
    clearTimeout(timer);
    response.setEncoding('utf8');
    if (response.statusCode !== 200)
      return refused(response, (refusal) => over(() => events.failed(httpFailure(refusal, url))));
    state = 'open';
    events.opened();
    readLines(response, events, (reason) => over(() => events.closed({ code: 1006, reason })));
  });
  request.end(options.post);
  return {
    send: () => undefined,
    ping: () => undefined,
    close: () => over(() => events.closed({ code: 1000, reason: '' })),
  };
};

const readLines = (response: IncomingMessage, events: SocketEvents, end: (reason: string) => void): void => {
  let rest = '';
  response.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') events.message(line.trim());
    if (rest.length > LINE_MAX_CHARACTERS) end('a line without end');
  });
  response.on('end', () => end('the answer ended'));
  response.on('error', (error) => end(error.message));
};

const dial = (url: string, options: SocketOptions): ClientRequest | TransportFailure => {
  const open = url.startsWith('https:') ? httpsRequest : httpRequest;
  try {
    return open(url, { method: 'POST', headers: { 'user-agent': 'hedgerow', ...options.headers } });
  } catch (error) {
    // An address that is none, or a socket's.
    return { ...networkFailure(error, url), cause: 'protocol' };
  }
};

const refused = (response: IncomingMessage, tell: (refusal: HttpRefusal) => void): void => {
  let body = '';
  response.on('data', (chunk: string) => {
    if (body.length < BODY_MAX) body += chunk;
  });
  const done = (): void => {
    const retryAfterMs = retryAfter(response.headers['retry-after'], Date.now());
    tell({ status: response.statusCode ?? 0, message: response.statusMessage ?? '', body, retryAfterMs });
  };
  response.on('end', done);
  response.on('error', done);
};
