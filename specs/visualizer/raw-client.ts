import { request } from 'node:http';
import { WebSocket } from 'ws';
import type { ClientOptions } from 'ws';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

export interface Question {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Several parts are sent without their length being told. */
  readonly body?: string | readonly string[];
}

/** As typed: no client of comfort tidies the path or the headers. */
export const askRaw = (url: string, path: string, { method = 'GET', headers = {}, body = '' }: Question = {}) =>
  new Promise<Answer>((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const asked = request({ hostname, port, path, method, headers: { ...headers } }, (answer) => {
      let text = '';
      answer.on('data', (part: Buffer) => (text += part.toString()));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }));
    });
    asked.on('error', reject);
    if (typeof body !== 'string') for (const part of body) asked.write(part);
    asked.end(typeof body === 'string' ? body : undefined);
  });

/** What ends a socket that says these words: the code of its close, or the status of a refused upgrade. */
export const endOfSocket = (url: string, say: (socket: WebSocket) => void, options: ClientOptions = {}) =>
  new Promise<number | undefined>((resolve) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, options);
    socket.on('error', () => undefined);
    socket.on('unexpected-response', (_, { statusCode }) => {
      socket.terminate();
      resolve(statusCode);
    });
    socket.on('close', resolve);
    socket.on('open', () => say(socket));
  });
