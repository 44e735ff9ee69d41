import { request as httpRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { BODY_MAX, networkFailure } from './network-failure.ts';
import { retryAfter } from './rest-verdict.ts';
import type { Socket, SocketEvents, SocketOptions } from './transport.ts';

const LINE_MAX_CHARACTERS = 16 * 1024 * 1024;
const OPEN_TIMEOUT_MS = 10_000;

/** A POST that is answered by lines without end, dressed as a socket: each line is a message, and nothing can be sent. */
export const openLines = (url: string, events: SocketEvents, options: SocketOptions): Socket => {
  let state: 'opening' | 'open' | 'over' = 'opening';
  const over = (tell: () => void): void => {
    if (state === 'over') return;
    state = 'over';
    clearTimeout(timer);
    request.destroy();
    tell();
  };
  const open = url.startsWith('https:') ? httpsRequest : httpRequest;
  const request = open(url, { method: 'POST', headers: { 'user-agent': 'hedgerow', ...options.headers } });
  const timer = setTimeout(
    () => over(() => events.failed({ cause: 'timeout', message: 'no answer in time' })),
    options.openTimeoutMs ?? OPEN_TIMEOUT_MS,
  );
  request.on('error', (error) => {
    const isOpen = state === 'open';
    over(() => (isOpen ? events.closed({ code: 1006, reason: error.message }) : events.failed(networkFailure(error))));
  });
  request.on('response', (response) => {
    clearTimeout(timer);
    response.setEncoding('utf8');
    if (response.statusCode !== 200) return refused(response, (tell) => over(tell), events);
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

const refused = (response: IncomingMessage, over: (tell: () => void) => void, events: SocketEvents): void => {
  let body = '';
  response.on('data', (chunk: string) => {
    if (body.length < BODY_MAX) body += chunk;
  });
  const done = (): void => {
    const retryAfterMs = retryAfter(response.headers['retry-after'], Date.now());
    over(() =>
      events.failed({
        cause: 'http',
        message: response.statusMessage ?? '',
        status: response.statusCode ?? 0,
        body: body.slice(0, BODY_MAX),
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      }),
    );
  };
  response.on('end', done);
  response.on('error', done);
};
