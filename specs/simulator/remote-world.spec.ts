import type { SimulatedWorldOptions } from '../../src/simulator/sim-world.adapter.ts';
import type { WorldServer } from '../../src/simulator/world-server.adapter.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { clientOrderId, marketKey, symbolId, venueId } from '../../src/domain/ids.ts';
import { atMs } from '../../src/domain/units.ts';
import { knownVenues } from '../../src/venues/registry.ts';
import { connectWorld, WorldLostError } from '../../src/simulator/remote-world.adapter.ts';
import { serveWorld } from '../../src/simulator/world-server.adapter.ts';
import { briefly } from './venue-under-test.ts';
import { firstDifference, inputsOf, marketOrder, worldOf } from './world-under-test.ts';

const BYBIT = venueId('bybit');
const MARKET = marketKey(BYBIT, symbolId('BTC/USDT:USDT'));

const servers: WorldServer[] = [];

const served = async (change: Partial<SimulatedWorldOptions> = {}) => {
  const world = worldOf(change);
  const server = await serveWorld(world, { port: 0 });
  servers.push(server);
  return { world, server, connect: () => connectWorld({ port: server.port ?? 0, profiles: knownVenues }) };
};

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

describe('a world in another process', () => {
  it('gives the very inputs of one in this process', async () => {
    const { connect } = await served();
    const here = worldOf();
    const there = await connect();
    expect(there.startAtMs).toBe(here.startAtMs);
    expect(there.venues).toEqual(here.venues);
    const first = [await inputsOf(here, 5), await inputsOf(there, 5)];
    const order = marketOrder(here, { market: MARKET, side: 'buy', id: 'r1' });
    for (const world of [here, there]) world.perform({ kind: 'submit', order });
    const then = [await inputsOf(here, 50), await inputsOf(there, 50)];
    const deadline = atMs(here.nowMs() + 1);
    const ticks = [await here.next(deadline), await there.next(deadline)];
    for (const [a = [], b = []] of [first, then]) expect(firstDifference(a, b)).toBe('none');
    expect(ticks[1]).toEqual(ticks[0]);
    await there.stop();
  });

  it('outlives its engines: what one sent is true for the next, what was told to it is lost', async () => {
    const { world, connect } = await served();
    const one = await connect();
    await inputsOf(one, 5);
    const order = marketOrder(world, { market: MARKET, side: 'buy', id: 'e1' });
    one.perform({ kind: 'submit', order });
    await one.venueTruth(BYBIT);
    await one.stop();

    const two = await connect();
    expect(two.startAtMs).toBe(world.nowMs());
    const reports = (await inputsOf(two, 40)).flatMap((input) => (input.kind === 'report' ? [input.report] : []));
    expect(reports.map(({ kind }) => kind)).not.toContain('accepted');
    expect((await two.venueTruth(BYBIT)).positions).toMatchObject([{ market: MARKET, quantity: order.quantity }]);
    two.perform({ kind: 'probe', clientOrderId: clientOrderId('e1'), market: MARKET });
    const found = (await inputsOf(two, 20)).flatMap((input) =>
      input.kind === 'report' ? [briefly(input.report)] : [],
    );
    expect(found).toEqual([`found filled ${order.quantity}`]);
    expect(await two.receivedClientIds()).toEqual({ ids: new Map([['e1', 1]]), duplicates: 0 });
    await two.stop();
  });

  it('greets every life with the opening inputs', async () => {
    const { connect } = await served();
    const one = await connect();
    const [first] = await inputsOf(one, 10);
    await one.stop();
    const two = await connect();
    const [again] = await inputsOf(two, 1);
    expect(again?.kind).toBe(first?.kind);
    expect(again?.atMs).toBe(two.startAtMs);
    await two.stop();
  });

  it('says so when the venues are gone, to the call that waits and to every later one', async () => {
    const { server, connect } = await served();
    const engine = await connect();
    await inputsOf(engine, 2);
    await server.close();
    await expect(engine.next(undefined)).rejects.toThrow(WorldLostError);
    await expect(engine.venueTruth(BYBIT)).rejects.toThrow(WorldLostError);
    await expect(connect()).rejects.toThrow(WorldLostError);
  });

  it('has ended for an engine that stopped', async () => {
    const { connect } = await served();
    const engine = await connect();
    await engine.stop();
    expect(await engine.next(undefined)).toBe('ended');
  });
});
