import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Clock } from '../../clock/clock.ts';
import type { ClientLine, HousedConnection } from './housed-connection.ts';
import type { HousedVenue } from './housed-venue.ts';
import type { WireAnswer, WireRequest } from './venue-face.ts';
import { createServer, STATUS_CODES } from 'node:http';
import { WebSocketServer } from 'ws';
import { EngineError } from '../../domain/errors.ts';
import { textOf } from './housed-connection.ts';

/** Another process listens there already. */
export class PortInUseError extends EngineError<{ venue: string; port: number }> {
  readonly code = 'simulator.port-in-use';
  override readonly exitCode = 2;
}

export interface VenueServerParts {
  readonly venue: HousedVenue;
  readonly clock: Clock;
  /** Writes what has changed, before it is told. */
  readonly commit: () => void;
}

/** Client frames above this close the socket, 1009. */
const MESSAGE_MAX_BYTES = 256 * 1024;
const BODY_MAX_BYTES = 1024 * 1024;
/** A client with so much unread is cut off. */
const BUFFERED_MAX_BYTES = 4 * 1024 * 1024;
/** An answer that never comes is given up on, in case the client does not. */
const SILENCE_MS = 120_000;

/** One venue on one loopback port: HTTP and WebSocket. It can be taken down and put up again at the same port. */
export class VenueServer {
  readonly #parts: VenueServerParts;
  readonly #server: Server;
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_MAX_BYTES, perMessageDeflate: false });
  #port = 0;

  constructor(parts: VenueServerParts) {
    this.#parts = parts;
    this.#server = createServer((request, response) => void this.#answer(request, response));
    this.#server.on('upgrade', (request, socket, head) => this.#upgrade(request, { socket, head }));
    // Rubbish on the port is not ours to answer.
    this.#server.on('clientError', (_error, socket) => socket.destroy());
  }

  get port(): number {
    return this.#port;
  }

  /** Listens; 0 takes any free port, once and for all. Throws PortInUseError. */
  async listen(port: number): Promise<void> {
    const { venue } = this.#parts;
    await new Promise<void>((resolve, reject) => {
      const failed = (error: NodeJS.ErrnoException): void =>
        reject(
          error.code === 'EADDRINUSE'
            ? new PortInUseError(`port ${port} for ${venue.venue} is in use by another process; name another --port`, {
                venue: venue.venue,
                port,
              })
            : error,
        );
      this.#server.once('error', failed);
      this.#server.listen(port, '127.0.0.1', () => {
        this.#server.off('error', failed);
        resolve();
      });
    });
    const bound = this.#server.address();
    if (typeof bound === 'object' && bound !== null) this.#port = bound.port;
  }

  /** Cuts every client off and refuses new ones. */
  async pull(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#parts.venue.pull();
    this.#server.closeAllConnections();
    await closed;
  }

  restore(): Promise<void> {
    return this.listen(this.#port);
  }

  async #answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const { venue, clock, commit } = this.#parts;
    const body = await bodyOf(message);
    if (body === undefined) {
      response.writeHead(413).end();
      return;
    }
    const request = requestOf(message, body);
    const lines = venue.lines(request);
    if (lines?.kind === 'refused') return respond(response, lines.answer);
    if (lines !== undefined) return startLines(lines.connection, response);
    const reply = venue.rest(request);
    commit();
    if (reply.kind === 'silence') clock.timers.setTimeout(() => void response.destroy(), SILENCE_MS);
    else if (reply.delayMs > 0) clock.timers.setTimeout(() => respond(response, reply.answer), reply.delayMs);
    else respond(response, reply.answer);
  }

  #upgrade(request: IncomingMessage, { socket, head }: { readonly socket: Duplex; readonly head: Buffer }): void {
    const { venue } = this.#parts;
    socket.on('error', () => socket.destroy());
    const opening = venue.connect(request.url ?? '/', headersOf(request.headers));
    if (opening.kind === 'refused') {
      socket.end(rawAnswer(opening.answer));
      return;
    }
    const { connection } = opening;
    socket.on('close', () => connection.end());
    this.#sockets.handleUpgrade(request, socket, head, (client) => {
      client.on('message', (data, isBinary) => {
        if (!isBinary) venue.receive(connection, rawText(data));
        this.#parts.commit();
      });
      client.on('pong', () => venue.noteLife(connection));
      client.on('ping', () => venue.noteLife(connection));
      client.on('error', () => client.terminate());
      client.on('close', () => connection.end());
      connection.start(socketLine(client, { flushSoon: corked(socket), tooSlow: () => venue.cutSlow(connection) }));
    });
  }
}

/** What is written in one turn leaves together: a step of the markets is many small frames. */
const corked = (socket: Duplex): (() => void) => {
  let isCorked = false;
  const flush = (): void => {
    isCorked = false;
    socket.uncork();
  };
  return () => {
    if (isCorked) return;
    isCorked = true;
    socket.cork();
    process.nextTick(flush);
  };
};

interface LineParts {
  readonly flushSoon: () => void;
  readonly tooSlow: () => void;
}

const socketLine = (client: WebSocket, { flushSoon, tooSlow }: LineParts): ClientLine => ({
  send: (text) => {
    flushSoon();
    client.send(text);
    if (client.bufferedAmount > BUFFERED_MAX_BYTES) tooSlow();
  },
  ping: () => client.ping(),
  close: (code, reason) => client.close(code, reason),
  drop: () => client.terminate(),
});

const startLines = (connection: HousedConnection, response: ServerResponse): void => {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  response.flushHeaders();
  response.on('close', () => connection.end());
  connection.start({
    send: (text) => void response.write(`${text}\n`),
    ping: () => undefined,
    close: () => void response.end(),
    drop: () => void response.destroy(),
  });
};

const respond = (response: ServerResponse, { status, body, headers = {} }: WireAnswer): void => {
  if (response.destroyed) return;
  const text = textOf(body);
  const type = typeof body === 'string' && body.startsWith('<') ? 'text/html' : 'application/json';
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(text), ...headers }).end(text);
};

/** An HTTP answer to a request for an upgrade. */
const rawAnswer = ({ status, body, headers = {} }: WireAnswer): string => {
  const text = textOf(body);
  const lines = Object.entries({ ...headers, 'content-length': String(Buffer.byteLength(text)), connection: 'close' });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    ...lines.map(([name, value]) => `${name}: ${value}`),
  ];
  return `${head.join('\r\n')}\r\n\r\n${text}`;
};

const requestOf = ({ method = 'GET', url = '/', headers }: IncomingMessage, body: string): WireRequest => {
  const { pathname, searchParams } = new URL(url, 'http://venue.invalid');
  // Anything else finds no route.
  return {
    method: method as WireRequest['method'],
    path: pathname,
    query: searchParams,
    headers: headersOf(headers),
    body,
  };
};

const headersOf = (headers: IncomingHttpHeaders): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );

const bodyOf = async (message: IncomingMessage): Promise<string | undefined> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of message) {
      const part: Buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
      bytes += part.length;
      if (bytes > BODY_MAX_BYTES) return undefined;
      chunks.push(part);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks).toString('utf8');
};

const rawText = (data: Buffer | ArrayBuffer | Buffer[]): string =>
  Array.isArray(data) ? Buffer.concat(data).toString('utf8') : Buffer.from(data as Buffer).toString('utf8');
