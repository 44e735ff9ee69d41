import type { HttpOutcome, SocketEvents } from '../../../src/connectivity/transport.ts';
import type { MemoryNetworkOptions } from '../../../src/simulator/wire/memory-network.ts';
import { describe, expect, it } from 'vitest';
import { createVirtualClock } from '../../../src/clock/virtual-clock.adapter.ts';
import { DEFAULT_START_AT_MS } from '../../../src/simulator/sim-markets.ts';
import { createMemoryNetwork } from '../../../src/simulator/wire/memory-network.ts';
import { venueProfile } from '../../../src/venues/registry.ts';
import { plainFace } from './plain-face.ts';

const profileOf = () => venueProfile('binance');

const openNetwork = (options: Partial<MemoryNetworkOptions> = {}) => {
  const clock = createVirtualClock(DEFAULT_START_AT_MS);
  const network = createMemoryNetwork({ clock, faces: [plainFace()], profileOf, seed: 2, ...options });
  const move = (spanMs: number): void => clock.moveTo(clock.now() + spanMs);
  const get = async (url: string, more: { timeoutMs?: number } = {}): Promise<HttpOutcome & { tookMs: number }> => {
    const askedMs = clock.now();
    let done: (HttpOutcome & { tookMs: number }) | undefined;
    void network.transport
      .request({ method: 'GET', url, ...more })
      .then((outcome) => (done = { ...outcome, tookMs: clock.now() - askedMs }));
    for (let n = 0; n < 20_000; n += 1) {
      // Promises are kept between two instants.
      await Promise.resolve();
      if (done !== undefined) return done;
      move(1);
    }
    throw new Error('no outcome in 20 s');
  };
  /** A socket, and everything that happened to it. */
  const open = (url = 'ws://binance.test/stream') => {
    const told: string[] = [];
    const events: SocketEvents = {
      opened: () => void told.push('opened'),
      message: (text) => void told.push(text),
      ponged: () => void told.push('ponged'),
      closed: ({ code, reason }) => void told.push(`closed ${code} ${reason}`.trim()),
      failed: ({ cause, status }) => void told.push(`failed ${cause} ${status ?? ''}`.trim()),
    };
    return { told, socket: network.transport.socket(url, events) };
  };
  return { network, clock, move, get, open };
};

const TIME = 'http://binance.test/rest/time';

describe('a network in memory', () => {
  it('has every host of a venue at its own origin', () => {
    const { network } = openNetwork();
    expect(network.endpoints).toEqual({
      binance: { stream: 'ws://binance.test/stream', rest: 'http://binance.test/rest' },
    });
  });

  it('answers requests after the way there and back', async () => {
    const { get, clock } = openNetwork({ latencyMs: 5 });
    const outcome = await get(TIME);
    expect(outcome).toMatchObject({ kind: 'answer', status: 200, headers: { 'x-used': '1' }, tookMs: 10 });
    expect(outcome.kind === 'answer' ? JSON.parse(outcome.body) : {}).toEqual({ time: clock.now() - 5 });
  });

  it('opens sockets, carries frames both ways in their order, and pings', () => {
    const { open, move } = openNetwork();
    const { told, socket } = open();
    socket.send('too early');
    move(6);
    expect(told).toEqual(['opened', '{"welcome":true}']);
    socket.send(JSON.stringify({ subscribe: ['btcusdt@depth@500ms'] }));
    socket.ping();
    move(6);
    expect(told.slice(2, 4)).toEqual(['{"ok":["btcusdt@depth@500ms"]}', expect.stringContaining('snapshot')]);
    expect(told[4]).toBe('ponged');
    move(1000);
    expect(told.filter((text) => text.includes('"depthUpdate"'))).toHaveLength(10);
    socket.close();
    const before = told.length;
    move(1000);
    expect(told.slice(before)).toEqual(['closed 1000']);
  });

  it('refuses while a venue is pulled, cuts who was there, and lets them in again', async () => {
    const { network, open, move, get } = openNetwork();
    const there = open();
    move(10);
    network.pull('binance');
    move(10);
    expect(there.told.at(-1)).toBe('closed 1006');
    const tried = open();
    move(10);
    expect(tried.told).toEqual(['failed refused']);
    expect(await get(TIME)).toMatchObject({ kind: 'failure', failure: { cause: 'refused' } });
    network.restore('binance');
    const again = open();
    move(10);
    expect(again.told[0]).toBe('opened');
    expect(network.counts('binance').sockets).toMatchObject({ attempts: 2, open: 1 });
  });

  it('fails a socket that gets an answer in place of an upgrade, or a host that is not there', () => {
    const { open, move } = openNetwork({ faces: [plainFace({ connects: { count: 1, perMs: 1000 } })] });
    const [first, second, nowhere, wrong] = [
      open(),
      open(),
      open('ws://nowhere.test/stream'),
      open('ws://binance.test/other'),
    ];
    move(10);
    expect(first?.told[0]).toBe('opened');
    expect(second?.told).toEqual(['failed http 429']);
    expect(nowhere?.told).toEqual(['failed unreachable']);
    expect(wrong?.told).toEqual(['failed http 429']);
  });

  it('lets a request time out that is never answered', async () => {
    const { get } = openNetwork({ faults: { probabilities: { 'no-answer': 1 } } });
    expect(await get(TIME, { timeoutMs: 2000 })).toMatchObject({
      kind: 'failure',
      failure: { cause: 'timeout' },
      tookMs: 2000,
    });
  });
});
