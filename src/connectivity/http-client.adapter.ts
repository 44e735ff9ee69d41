import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { gunzipSync } from 'node:zlib';
import { networkFailure } from './network-failure.ts';
import type { HttpOutcome, HttpRequest } from './transport.ts';

const TIMEOUT_MS = 10_000;
/** The largest instrument lists are some 5 MB. */
const ANSWER_MAX_BYTES = 64 * 1024 * 1024;
const SOCKETS_MAX = 16;

/** Requests over connections that are kept. Never rejects: what goes wrong is an outcome. */
export const createHttpClient = (): ((request: HttpRequest) => Promise<HttpOutcome>) => {
  const options = { keepAlive: true, maxSockets: SOCKETS_MAX };
  const agents = { http: new HttpAgent(options), https: new HttpsAgent(options) };
  return (request) => new Promise((resolve) => exchange(request, agents, resolve));
};

const exchange = (
  request: HttpRequest,
  agents: { readonly http: HttpAgent; readonly https: HttpsAgent },
  resolve: (outcome: HttpOutcome) => void,
): void => {
  // Resolving twice is harmless: the first outcome counts.
  const fail = (error: unknown): void => resolve({ kind: 'failure', failure: networkFailure(error, request.url) });
  const isSecure = request.url.startsWith('https:');
  const options = {
    method: request.method,
    headers: { 'user-agent': 'hedgerow', accept: 'application/json', 'accept-encoding': 'gzip', ...request.headers },
    agent: isSecure ? agents.https : agents.http,
  };
  try {
    const sent = (isSecure ? httpsRequest : httpRequest)(request.url, options);
    const timer = setTimeout(() => sent.destroy(new Error('the request timed out')), request.timeoutMs ?? TIMEOUT_MS);
    sent.on('close', () => clearTimeout(timer));
    sent.on('error', fail);
    sent.on('response', (response) => readAnswer(response, resolve, fail));
    sent.end(request.body);
  } catch (error) {
    // An address that is none.
    fail(error);
  }
};

const readAnswer = (
  response: IncomingMessage,
  resolve: (outcome: HttpOutcome) => void,
  fail: (error: unknown) => void,
): void => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > ANSWER_MAX_BYTES) response.destroy(new Error('the answer is too large'));
  });
  response.on('error', fail);
  response.on('aborted', () => fail(new Error('the answer was cut off')));
  response.on('end', () => {
    try {
      const body = bodyOf(Buffer.concat(chunks), response.headers['content-encoding']);
      resolve({ kind: 'answer', status: response.statusCode ?? 0, headers: headersOf(response), body });
    } catch (error) {
      fail(error);
    }
  });
};

const bodyOf = (bytes: Buffer, encoding: string | undefined): string =>
  (encoding === 'gzip' ? gunzipSync(bytes, { maxOutputLength: ANSWER_MAX_BYTES }) : bytes).toString('utf8');

const headersOf = ({ headers }: IncomingMessage): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
