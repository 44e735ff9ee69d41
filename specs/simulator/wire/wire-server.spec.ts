import type { ServedVenues, ServeVenuesOptions } from '../../../src/simulator/wire/wire-server.adapter.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { portOf } from '../../../src/simulator/wire/venue-addresses.ts';
import { PortInUseError } from '../../../src/simulator/wire/venue-server.adapter.ts';
import { temporaryDirectory } from '../../journal/support/batches.ts';
import { serveVenues } from '../../../src/simulator/wire/wire-server.adapter.ts';
import { plainFace } from './plain-face.ts';
import { WireClient } from './wire-client.ts';

const opened: ServedVenues[] = [];
const clients: WireClient[] = [];
afterEach(async () => {
  for (const { socket } of clients.splice(0)) socket.terminate();
  for (const served of opened.splice(0)) await served.close();
});

const serve = async (options: Partial<ServeVenuesOptions> = {}): Promise<ServedVenues> => {
  const served = await serveVenues({ seed: 3, basePort: 'any', faces: [plainFace()], ...options });
  opened.push(served);
  return served;
};

const connect = ({ addresses }: ServedVenues, path = '/stream'): WireClient => {
  const client = new WireClient(`${addresses.get('binance')?.ws ?? ''}${path}`);
  clients.push(client);
  return client;
};

const addressOf = ({ addresses }: ServedVenues) => {
  const address = addresses.get('binance');
  if (address === undefined) throw new Error('not served');
  return address;
};

describe('simulated venues on real sockets', () => {
  it('greet, confirm a subscription and send what was subscribed, without a gap after the snapshot', async () => {
    const client = connect(await serve());
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
  });

  it('answer over HTTP, with the weight used in the headers', async () => {
    const { http } = addressOf(await serve());
    const book = await fetch(`${http}/rest/book`);
    expect(book.status).toBe(200);
    expect(book.headers.get('x-used')).toBe('5');
    expect((await fetch(`${http}/nowhere`)).status).toBe(404);
  });

  it('go down and come up again at the same address', async () => {
    const served = await serve();
    const client = connect(served);
    await client.frame('welcome');
    await served.pull('binance');
    expect(await client.until(({ end }) => end)).toMatchObject({ code: 1006 });
    await expect(fetch(`${addressOf(served).http}/rest/time`)).rejects.toThrow();
    const { http } = addressOf(served);
    await served.pull('binance');
    await served.restore('binance');
    expect((await fetch(`${http}/rest/time`)).status).toBe(200);
    expect(await connect(served).frame('welcome')).toEqual({ welcome: true });
    await expect(served.pull('nowhere')).rejects.toThrow(/"nowhere" is not served; there are binance/);
  });

  it('answer an upgrade that they refuse, and everything with one page where told', async () => {
    const served = await serve();
    expect(await connect(served, '/other').until(({ refusal }) => refusal)).toBe(404);
    served.answerAll('binance', { status: 451, body: '<html>not here</html>' });
    expect(await connect(served).until(({ refusal }) => refusal)).toBe(451);
    const page = await fetch(`${addressOf(served).http}/rest/time`);
    expect([page.status, page.headers.get('content-type')]).toEqual([451, 'text/html']);
  });

  it('answer rubbish as their face does, ignore binary frames, close on an oversized message', async () => {
    const client = connect(await serve());
    await client.frame('welcome');
    client.socket.send(Buffer.from([0xff, 0x00, 0xfe]));
    client.socket.send('{]');
    expect(await client.frame('error')).toEqual({ error: 'not understood' });
    client.socket.send('x'.repeat(300_000));
    expect(await client.until(({ end }) => end)).toMatchObject({ code: 1009 });
  });

  it('drop a client that does not read, and go on with the others', async () => {
    const flood = { flood: 'x'.repeat(2_000_000) };
    const face = { ...plainFace(), extras: () => [{ key: 'flood', frame: flood }] };
    const served = await serve({ faces: [face] });
    const [slow, quick] = [connect(served), connect(served)];
    await Promise.all([slow.frame('welcome'), quick.frame('welcome')]);
    slow.socket.send(JSON.stringify({ subscribe: ['flood'] }));
    await slow.frame('flood');
    slow.socket.pause();
    quick.socket.send(JSON.stringify({ subscribe: ['btcusdt@depth@500ms'] }));
    await quick.until(() => (served.counts('binance').sockets.cut['slow'] === 1 ? true : undefined));
    expect(served.counts('binance').sockets.open).toBe(1);
  });

  it('say which port is taken', async () => {
    const { port } = addressOf(await serve());
    const taken = serve({ basePort: port - portOf('binance', 0) });
    await expect(taken).rejects.toThrow(PortInUseError);
    await expect(taken).rejects.toThrow(`port ${port} for binance is in use`);
  });

  it('know orders and account again after a new start from the same directory', async () => {
    const dataDir = temporaryDirectory();
    const first = await serve({ dataDir });
    const body = JSON.stringify({ id: 'kept', symbol: 'BTCUSDT', side: 'buy', quantity: '0.1' });
    const placed = await fetch(`${addressOf(first).http}/rest/order`, { method: 'POST', body });
    expect(await placed.json()).toMatchObject({ state: 'filled', clientOrderId: 'kept' });
    const before = first.truth('binance');
    await first.close();
    const second = await serve({ dataDir });
    expect(second.truth('binance')).toEqual({ ...before, balances: second.truth('binance').balances });
    expect(second.counts('binance').orders).toEqual(new Map([['kept', 1]]));
    const again = await fetch(`${addressOf(second).http}/rest/order`, { method: 'POST', body });
    expect(await again.json()).toMatchObject({ code: 'duplicate-client-id' });
    await second.close();
    await expect(serve({ dataDir, seed: 4 })).rejects.toThrow(/use another directory/);
  });
});
