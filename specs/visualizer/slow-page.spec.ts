import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as breathe } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { ServerMessage } from '../../src/visualizer/messages.ts';
import { PageLink } from '../../src/visualizer/page-link.adapter.ts';

type Told = Pick<Exclude<ServerMessage, { type: 'actor' }>, 'type' | 'n'>;

/** What a round says is this long; the link may hold one more than a million bytes. */
const ROUND_BYTES = 300_000;
const HELD_MAX_BYTES = 1_000_000 + 2 * ROUND_BYTES;
/** More than the buffers of both ends of a loopback connection take. */
const ROUNDS = 150;

const server: Server = createServer();
const sockets = new WebSocketServer({ server, perMessageDeflate: false });

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => {
  sockets.close();
  server.closeAllConnections();
  server.close();
});

/** Both ends of one page's socket. */
const pair = async (): Promise<{ readonly own: WebSocket; readonly page: WebSocket }> => {
  const { port } = server.address() as AddressInfo;
  const accepted = once(sockets, 'connection') as Promise<[WebSocket]>;
  const page = new WebSocket(`ws://127.0.0.1:${port}`);
  const [[own]] = await Promise.all([accepted, once(page, 'open')]);
  return { own, page };
};

const roundOf = (n: number) => {
  const said = (type: Told['type']): string =>
    JSON.stringify({ type, n, changes: {}, padding: 'x'.repeat(ROUND_BYTES) });
  return { n, delta: said('delta'), snapshot: () => said('snapshot'), since: () => undefined, actor: () => undefined };
};

/** The messages a page gets, each but its padding. */
const heardBy = (page: WebSocket): readonly Told[] => {
  const heard: Told[] = [];
  page.on('message', (data: Buffer) => {
    const { type, n } = JSON.parse(data.toString()) as Told;
    heard.push({ type, n });
  });
  return heard;
};

describe('a page that does not read', () => {
  it('is held a bounded amount for, and has a snapshot once it reads again', async () => {
    const { own, page } = await pair();
    const link = new PageLink(own);
    const heard = heardBy(page);
    page.pause();
    let heldBytes = 0;
    for (let n = 1; n <= ROUNDS; n += 1) {
      link.tell(roundOf(n));
      heldBytes = Math.max(heldBytes, own.bufferedAmount);
      await breathe();
    }
    expect(heldBytes).toBeGreaterThan(1_000_000);
    expect(heldBytes).toBeLessThan(HELD_MAX_BYTES);
    page.resume();
    await expect.poll(() => own.bufferedAmount, { timeout: 60_000 }).toBe(0);
    link.tell(roundOf(ROUNDS + 1));
    link.tell(roundOf(ROUNDS + 2));
    await expect.poll(() => heard.at(-1)?.n, { timeout: 60_000 }).toBe(ROUNDS + 2);
    expect(heard.slice(-2).map(({ type }) => type)).toEqual(['snapshot', 'delta']);
    // what it heard before has no gap: numbers count up from each snapshot
    for (const [at, { type, n }] of heard.entries()) if (type === 'delta') expect(n).toBe((heard[at - 1]?.n ?? 0) + 1);
    expect(heard.length).toBeLessThan(ROUNDS);
    page.terminate();
  });

  it('is let go when it never reads again', async () => {
    const { own, page } = await pair();
    const link = new PageLink(own);
    page.pause();
    const gone = once(own, 'close');
    let n = 0;
    while (own.readyState === WebSocket.OPEN && n < 1000) {
      n += 1;
      link.tell(roundOf(n));
      await breathe();
    }
    await gone;
    expect(n).toBeLessThan(1000);
    page.terminate();
  });
});

describe('a page that reads', () => {
  it('hears every round while another does not', async () => {
    const [stuck, lively] = [await pair(), await pair()];
    const links = [new PageLink(stuck.own), new PageLink(lively.own)];
    const heard = heardBy(lively.page);
    stuck.page.pause();
    for (let n = 1; n <= 40; n += 1) {
      for (const link of links) link.tell(roundOf(n));
      await expect.poll(() => heard.at(-1)?.n, { timeout: 60_000, interval: 5 }).toBe(n);
    }
    expect(heard.map(({ type }) => type)).toEqual(['snapshot', ...Array<string>(39).fill('delta')]);
    stuck.page.terminate();
    lively.page.terminate();
  });

  it('hears as text what was encoded once for all pages', async () => {
    const { own, page } = await pair();
    const link = new PageLink(own);
    const heard: unknown[] = [];
    page.on('message', (data: Buffer, isBinary: boolean) => heard.push([data.toString(), isBinary]));
    const [delta, snapshot] = [Buffer.from('{"n":2,"coin":"Ω"}'), Buffer.from('{"n":1}')];
    const round = { n: 1, delta, snapshot: () => snapshot, since: () => undefined, actor: () => undefined };
    link.tell(round);
    link.tell(round);
    await expect.poll(() => heard.length, { timeout: 60_000 }).toBe(2);
    expect(heard).toEqual([
      ['{"n":1}', false],
      ['{"n":2,"coin":"Ω"}', false],
    ]);
    page.terminate();
  });
});
