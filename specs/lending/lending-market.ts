import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

export interface LendingMarket {
  readonly url: string;
  /** Bodies that were posted, parsed. */
  readonly asked: readonly unknown[];
}

/** A server that answers each request with the next of these, the last for ever: a status, or a body of status 200. */
export const lendingMarket = async (...answers: readonly (number | string | object)[]): Promise<LendingMarket> => {
  const asked: unknown[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const answer = answers[Math.min(asked.length, answers.length - 1)];
      asked.push(JSON.parse(body));
      response.statusCode = typeof answer === 'number' ? answer : 200;
      response.end(typeof answer === 'object' ? JSON.stringify(answer) : String(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql?key=hunter2`, asked };
};
