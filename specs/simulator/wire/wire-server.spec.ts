import type { ServedVenues } from '../../../src/simulator/wire/wire-server.adapter.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { serveVenues } from '../../../src/simulator/wire/wire-server.adapter.ts';
import { plainFace } from './plain-face.ts';
import { WireClient } from './wire-client.ts';

let served: ServedVenues | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

const serve = async (limits: Parameters<typeof plainFace>[0] = {}): Promise<ServedVenues> => {
  served = await serveVenues({ seed: 3, basePort: 'any', faces: [plainFace(limits)] });
  return served;
};

const addressOf = ({ addresses }: ServedVenues) => {
  const address = addresses.get('binance');
  if (address === undefined) throw new Error('not served');
  return address;
};

describe('simulated venues on real sockets', () => {
  it('greet, confirm a subscription and send what was subscribed, without a gap after the snapshot', async () => {
    const client = new WireClient(`${addressOf(await serve()).ws}/stream`);
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
