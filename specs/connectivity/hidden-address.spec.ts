import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createNetwork } from '../../src/connectivity/network.adapter.ts';
import type { SocketOptions, TransportFailure } from '../../src/connectivity/transport.ts';

const KEY = 'tk-secret/0123 456789';
const PATH = `/private-stream?api_key=${encodeURIComponent(KEY)}&v=1`;
/** Nothing of these may be told: the key in both spellings, the path, the name of the parameter. */
const HIDDEN = [KEY, encodeURIComponent(KEY), 'private-stream', 'api_key'];

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

const nothing = (): void => undefined;

const failureOf = (url: string, options: SocketOptions = {}): Promise<TransportFailure> =>
  new Promise((resolve, reject) => {
    network.socket(
      url,
      {
        opened: () => reject(new Error('it opened')),
        message: nothing,
        ponged: nothing,
        closed: () => reject(new Error('it closed')),
        failed: resolve,
      },
      options,
    );
  });

const expectHidden = (failure: TransportFailure): void => {
  // Notices are made of nothing else.
  const told = JSON.stringify(failure);
  for (const hidden of HIDDEN) expect(told).not.toContain(hidden);
};

/** A socket, and lines that are posted for. */
const WAYS: readonly (readonly [string, string, SocketOptions])[] = [
  ['a socket', 'ws', {}],
  ['lines', 'http', { post: '{}' }],
];

describe.each(WAYS)('the address of %s', (_, scheme, options) => {
  it.each([401, 403, 404, 429, 503])('is not told where it is answered with HTTP %d and repeated', async (status) => {
    const server = createServer((request, response) => {
      const repeated = `Cannot GET ${request.url ?? ''}, key ${KEY} is of no use`;
      response.writeHead(status, repeated, { 'retry-after': '7' });
      response.end(`<p>${repeated}</p>`);
    });
    const failure = await failureOf(`${scheme}://${await listening(server)}${PATH}`, options);
    expect(failure).toMatchObject({ cause: 'http', status, retryAfterMs: 7000 });
    expect(failure.body).toContain('Cannot GET …');
    expectHidden(failure);
  });

  it('is not told where nobody listens, nobody answers, or nobody has that name', async () => {
    const server = createServer();
    const gone = await listening(server);
    server.close();
    const deaf = createServer(nothing);
    deaf.on('upgrade', nothing);
    const deafAddress = await listening(deaf);
    const failures = await Promise.all([
      failureOf(`${scheme}://${gone}${PATH}`, options),
      failureOf(`${scheme}://${deafAddress}${PATH}`, { ...options, openTimeoutMs: 100 }),
      failureOf(`${scheme}://nobody.invalid${PATH}`, options),
    ]);
    expect(failures.map(({ cause }) => cause)).toEqual(['refused', 'timeout', 'unreachable']);
    for (const failure of failures) expectHidden(failure);
  });

  it('is not told where it is none, or one for something else', async () => {
    const other = scheme === 'ws' ? 'ftp' : 'ws';
    for (const url of [`${other}://127.0.0.1:1${PATH}`, `${scheme}://[::bad${PATH}`, `nowhere${PATH}`]) {
      const failure = await failureOf(url, options);
      expect(failure.cause).toBe('protocol');
      expectHidden(failure);
    }
  });
});
