import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { createNetwork } from '../../src/connectivity/network.adapter.ts';
import type { SocketOptions } from '../../src/connectivity/transport.ts';

const network = createNetwork();
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

const listening = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const serveHttp = (serve: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> =>
  listening(createServer(serve));

const serveSockets = async (serve: (socket: WebSocket) => void): Promise<string> => {
  const server = createServer();
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => {
    socket.on('error', () => undefined);
    serve(socket);
  });
  return listening(server);
};

const nothing = (): void => undefined;

const get = (url: string, timeoutMs?: number) =>
  network.request({ method: 'GET', url, ...(timeoutMs === undefined ? {} : { timeoutMs }) });

/** Opens a socket; `events` grows with what happens to it, `ended` resolves with it. */
const open = (url: string, options: SocketOptions = {}) => {
  const events: string[] = [];
  let tell: () => void = nothing;
  const ended = new Promise<readonly string[]>((resolve) => {
    tell = () => resolve(events);
  });
  let seen: (event: string) => void = nothing;
  const note = (event: string): void => {
    events.push(event);
    seen(event);
  };
  const socket = network.socket(
    url,
    {
      opened: () => note('opened'),
      message: (text) => note(`message ${text}`),
      ponged: () => note('ponged'),
      closed: ({ code, reason }) => {
        note(`closed ${code} ${reason}`);
        tell();
      },
      failed: ({ cause, status, body, retryAfterMs }) => {
        note(`failed ${[cause, status, body, retryAfterMs].filter((part) => part !== undefined).join(' ')}`);
        tell();
      },
    },
    options,
  );
  const until = (wanted: string): Promise<void> =>
    new Promise((resolve) => {
      if (events.includes(wanted)) resolve();
      seen = (event) => {
        if (event === wanted) resolve();
      };
    });
  return { socket, events, ended, until };
};

describe('a socket of the real network', () => {
  it('opens, speaks both ways, pings, and closes once', async () => {
    const address = await serveSockets((socket) => {
      socket.on('message', (data) => socket.send(`you said ${(data as Buffer).toString()}`));
    });
    const { socket, ended, until } = open(`ws://${address}/ws`);
    socket.send('too early');
    await until('opened');
    socket.send('hello');
    await until('message you said hello');
    socket.ping();
    await until('ponged');
    socket.close();
    socket.close();
    expect(await ended).toEqual(['opened', 'message you said hello', 'ponged', 'closed 1000 ']);
    socket.send('too late');
    socket.ping();
  });

  it('hands on binary frames as text, tells pings, and says how the other end closed', async () => {
    const address = await serveSockets((socket) => {
      socket.send(Buffer.from('{"é":1}'));
      socket.send(Buffer.from([0xff, 0x41]));
      socket.ping();
      socket.close(4001, 'service upgrade');
    });
    const { ended } = open(`ws://${address}/`);
    expect(await ended).toEqual(['opened', 'message {"é":1}', 'message ÿA', 'ponged', 'closed 4001 service upgrade']);
  });

  it('fails with what an HTTP server says in place of an upgrade', async () => {
    const address = await serveHttp((_request, response) => {
      response.writeHead(429, { 'retry-after': '7' });
      response.end('x'.repeat(2000));
    });
    expect(await open(`ws://${address}/ws`).ended).toEqual([`failed http 429 ${'x'.repeat(500)} 7000`]);
  });

  it('fails where nobody listens, where nobody answers, and where the address is none', async () => {
    const server = createServer();
    const address = await listening(server);
    server.close();
    expect(await open(`ws://${address}/ws`).ended).toEqual(['failed refused']);
    const deaf = createServer();
    deaf.on('upgrade', () => undefined);
    const deafAddress = await listening(deaf);
    expect(await open(`ws://${deafAddress}/`, { openTimeoutMs: 100 }).ended).toEqual(['failed timeout']);
    expect(await open('nowhere').ended).toEqual(['failed protocol']);
  });

  it('is closed by a frame that is too large', async () => {
    const address = await serveSockets((socket) => socket.send('x'.repeat(100_000)));
    expect(await open(`ws://${address}/`, { payloadMaxBytes: 10_000 }).ended).toEqual([
      'opened',
      expect.stringMatching(/^closed 1006/),
    ]);
  });

  it('sends the headers it is given', async () => {
    const server = createServer();
    const sockets = new WebSocketServer({ server });
    sockets.on('connection', (socket, request) => socket.send(request.headers.authorization ?? 'none'));
    const { socket, until } = open(`ws://${await listening(server)}/`, { headers: { authorization: 'Bearer x' } });
    await until('message Bearer x');
    socket.close();
  });
});

describe('lines without end', () => {
  it('are messages, until the answer ends', async () => {
    const address = await serveHttp((request, response) => {
      request.setEncoding('utf8');
      request.on('data', (body: string) => {
        response.write(`{"asked":${body}}\n{"n":`);
        response.end('1}\n\n{"n":2}\n');
      });
    });
    expect(await open(`http://${address}/stream`, { post: '"all"' }).ended).toEqual([
      'opened',
      'message {"asked":"all"}',
      'message {"n":1}',
      'message {"n":2}',
      'closed 1006 the answer ended',
    ]);
  });

  it('fail with what is said instead', async () => {
    const address = await serveHttp((_request, response) => {
      response.writeHead(401);
      response.end('{"error":"key"}');
    });
    expect(await open(`http://${address}/stream`, { post: '{}' }).ended).toEqual(['failed http 401 {"error":"key"}']);
  });
});

describe('a request over the real network', () => {
  it('brings status, headers in lower case and the text, unpacked', async () => {
    const address = await serveHttp((request, response) => {
      response.writeHead(201, { 'X-Used': '12', 'content-encoding': 'gzip' });
      request.on('data', (body: Buffer) =>
        response.end(gzipSync(`${request.method} ${request.url} ${body.toString()}`)),
      );
    });
    const outcome = await network.request({
      method: 'POST',
      url: `http://${address}/info?a=1`,
      body: '{"type":"meta"}',
      headers: { 'content-type': 'application/json' },
    });
    expect(outcome).toMatchObject({ kind: 'answer', status: 201, body: 'POST /info?a=1 {"type":"meta"}' });
    expect(outcome.kind === 'answer' ? outcome.headers['x-used'] : '').toBe('12');
  });

  it('never rejects: refused, timed out, cut off, garbled or addressed to nobody', async () => {
    const address = await serveHttp((request, response) => {
      if (request.url === '/cut') {
        response.writeHead(200, { 'content-length': '100' });
        response.write('half');
        setTimeout(() => response.destroy(), 20);
      } else if (request.url === '/garbled') {
        response.writeHead(200, { 'content-encoding': 'gzip' });
        response.end('not gzip');
      }
    });
    const server = createServer();
    const gone = await listening(server);
    server.close();
    const outcomes = await Promise.all([
      get(`http://${gone}/`),
      get(`http://${address}/never`, 100),
      get(`http://${address}/cut`),
      get(`http://${address}/garbled`),
      get('nowhere'),
    ]);
    expect(outcomes.map((outcome) => (outcome.kind === 'failure' ? outcome.failure.cause : outcome.kind))).toEqual([
      'refused',
      'timeout',
      'unreachable',
      expect.any(String),
      'protocol',
    ]);
    expect(outcomes.every(({ kind }) => kind === 'failure')).toBe(true);
  });
});
