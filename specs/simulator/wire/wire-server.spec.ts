import type { ServedVenues } from '../../../src/simulator/wire/wire-server.adapter.ts';
import { WebSocket } from 'ws';
import { afterEach, describe, expect, it } from 'vitest';
import { serveVenues } from '../../../src/simulator/wire/wire-server.adapter.ts';
import { plainFace } from './plain-face.ts';

let served: ServedVenues | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

const serve = async (limits: Parameters<typeof plainFace>[0] = {}): Promise<ServedVenues> => {
  served = await serveVenues({ seed: 3, basePort: 'any', faces: [plainFace(limits)] });
  return served;
};

/** A client that keeps what it is told. */
class Client {
  readonly heard: unknown[] = [];
  readonly socket: WebSocket;
  end: { readonly code: number; readonly reason: string } | undefined;
  #waiting: (() => void)[] = [];

  constructor(url: string) {
    this.socket = new WebSocket(url);
    this.socket.on('message', (data) => {
      this.heard.push(JSON.parse(String(data)));
      this.#wake();
    });
    this.socket.on('close', (code, reason) => {
      this.end = { code, reason: String(reason) };
      this.#wake();
    });
    this.socket.on('error', () => this.#wake());
  }

  async until<T>(found: (client: Client) => T | undefined): Promise<T> {
    for (;;) {
      const value = found(this);
      if (value !== undefined) return value;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  frame(member: string): Promise<Record<string, unknown>> {
    return this.until(({ heard }) => heard.map((one) => one as Record<string, unknown>).find((one) => member in one));
  }

  #wake(): void {
    for (const resume of this.#waiting.splice(0)) resume();
  }
}

const addressOf = ({ addresses }: ServedVenues) => {
  const address = addresses.get('binance');
  if (address === undefined) throw new Error('not served');
  return address;
};

describe('simulated venues on real sockets', () => {
  it('greet, confirm a subscription and send what was subscribed, without a gap after the snapshot', async () => {
    const client = new Client(`${addressOf(await serve()).ws}/stream`);
    await client.frame('welcome');
    client.socket.send(JSON.stringify({ subscribe: ['btcusdt@depth@500ms'] }));
    const { lastId } = await client.frame('snapshot');
    const depths = await client.until(({ heard }) => {
      const frames = heard
        .map((one) => one as { stream?: string; data?: { U: number; u: number; pu: number } })
        .filter(({ stream }) => stream === 'btcusdt@depth@500ms');
      return frames.length >= 5 ? frames : undefined;
    });
    let last = lastId;
    for (const { data } of depths) {
      expect(data?.pu).toBe(last);
      last = data?.u;
    }
    client.socket.close();
  });

  it('answer over HTTP, with the weight used in the headers', async () => {
    const { http } = addressOf(await serve());
    const book = await fetch(`${http}/rest/book`);
    expect(book.status).toBe(200);
    expect(book.headers.get('x-used')).toBe('5');
    expect((await fetch(`${http}/nowhere`)).status).toBe(404);
  });
});
