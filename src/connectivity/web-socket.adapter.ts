import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import type { RawData } from 'ws';
import { BODY_MAX, httpFailure, networkFailure, withoutAddress } from './network-failure.ts';
import type { HttpRefusal } from './network-failure.ts';
import { retryAfter } from './rest-verdict.ts';
import type { Socket, SocketEvents, SocketOptions, TransportFailure } from './transport.ts';

const PAYLOAD_MAX_BYTES = 16 * 1024 * 1024;
const OPEN_TIMEOUT_MS = 10_000;
/** A peer that does not answer a close within this is cut off. */
const CLOSE_WAIT_MS = 1000;

/** A WebSocket. Whatever happens to it is told once and never thrown. */
export const openWebSocket = (url: string, events: SocketEvents, options: SocketOptions): Socket => {
  const told = endsOnce(events);
  const web = dial(url, options);
  if (!(web instanceof WebSocket)) {
    queueMicrotask(() => told.failed(web));
    return { send: () => undefined, ping: () => undefined, close: () => undefined };
  }
  web.on('open', () => events.opened());
  web.on('message', (data) => events.message(textOf(data)));
  web.on('ping', () => events.ponged());
  web.on('pong', () => events.ponged());
  web.on('unexpected-response', (_request, response) =>
    refusal(response, (refused) => {
      told.failed(httpFailure(refused, url));
      web.terminate();
    }),
  );
  // `close` follows; after an opening that went wrong this one says more.
  web.on('error', (error) => {
    if (web.readyState === WebSocket.CONNECTING || !told.hasOpened()) told.failed(networkFailure(error, url));
  });
  web.on('close', (code, reason) => told.closed({ code, reason: withoutAddress(reason.toString('utf8'), url) }));
  web.on('open', told.opened);
  return {
    send: (text) => {
      if (web.readyState === WebSocket.OPEN) web.send(text);
    },
    ping: () => {
      if (web.readyState === WebSocket.OPEN) web.ping();
    },
    close: () => hangUp(web),
  };
};

const dial = (url: string, options: SocketOptions): WebSocket | TransportFailure => {
  try {
    return new WebSocket(url, {
      perMessageDeflate: false,
      maxPayload: options.payloadMaxBytes ?? PAYLOAD_MAX_BYTES,
      handshakeTimeout: options.openTimeoutMs ?? OPEN_TIMEOUT_MS,
      headers: { 'user-agent': 'hedgerow', ...options.headers },
    });
  } catch (error) {
    // An address that is none.
    return { ...networkFailure(error, url), cause: 'protocol' };
  }
};

const hangUp = (web: WebSocket): void => {
  if (web.readyState === WebSocket.CONNECTING) return web.terminate();
  web.close(1000);
  const timer = setTimeout(() => web.terminate(), CLOSE_WAIT_MS);
  timer.unref();
  web.once('close', () => clearTimeout(timer));
};

/** `closed` or `failed`, whichever comes first, and only that. */
const endsOnce = (
  events: SocketEvents,
): Pick<SocketEvents, 'closed' | 'failed' | 'opened'> & { readonly hasOpened: () => boolean } => {
  let hasOpened = false;
  let hasEnded = false;
  const once = (end: () => void): void => {
    if (hasEnded) return;
    hasEnded = true;
    end();
  };
  return {
    hasOpened: () => hasOpened,
    opened: () => {
      hasOpened = true;
    },
    closed: (end) => once(() => events.closed(end)),
    failed: (failure) => once(() => events.failed(failure)),
  };
};

/** An HTTP answer where an upgrade was asked for. */
const refusal = (response: IncomingMessage, tell: (refused: HttpRefusal) => void): void => {
  const status = response.statusCode ?? 0;
  let body = '';
  response.setEncoding('utf8');
  response.on('data', (chunk: string) => {
    if (body.length < BODY_MAX) body += chunk;
  });
  const done = (): void => {
    const retryAfterMs = retryAfter(response.headers['retry-after'], Date.now());
    tell({ status, message: response.statusMessage ?? '', body, retryAfterMs });
  };
  response.on('end', done);
  response.on('error', done);
};

const textOf = (data: RawData): string => {
  const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.isBuffer(data) ? data : Buffer.from(data);
  return bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1');
};
