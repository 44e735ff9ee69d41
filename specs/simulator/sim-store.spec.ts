import type { Input } from '../../src/domain/input.ts';
import type { DecimalText } from '../../src/domain/money.ts';
import type { SimulatedWorld } from '../../src/simulator/sim-world.adapter.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open } from 'lmdb';
import { afterEach, describe, expect, it } from 'vitest';
import { clientOrderId, marketKey, symbolId, venueId } from '../../src/domain/ids.ts';
import { text } from '../../src/domain/money.ts';
import { atMs } from '../../src/domain/units.ts';
import { SimStoreMismatchError } from '../../src/simulator/world-archive.ts';
import { briefly } from './venue-under-test.ts';
import { firstDifference, inputsOf, marketOrder, worldOf } from './world-under-test.ts';

const BYBIT = venueId('bybit');
const MARKET = marketKey(BYBIT, symbolId('BTC/USDT:USDT'));

const made: string[] = [];
const directory = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'hedgerow-venues-'));
  made.push(path);
  return path;
};

afterEach(() => {
  for (const path of made.splice(0)) rmSync(path, { recursive: true });
});

/** What a process finds that starts where this one is killed now: all that is committed, nothing that is not. */
const killedCopy = async (dataDir: string): Promise<string> => {
  const copy = directory();
  const db = open({ path: join(dataDir, 'venues.mdb') });
  await db.backup(join(copy, 'venues.mdb'), false);
  await db.close();
  return copy;
};

/** The price at the touch on an order's own side: it rests there until the book comes to it. */
const bestOf = (world: SimulatedWorld, side: 'buy' | 'sell'): DecimalText => {
  const book = world.markets.book(MARKET);
  const own = side === 'buy' ? book?.bids : book?.asks;
  return text(own?.prices[0] ?? 0);
};

const truthOf = (world: SimulatedWorld): unknown =>
  world.venues.map(({ venue }) => ({ ...world.venueTruth(venue), nowMs: 0 }));

describe('the store of the venues', () => {
  it('brings them back exactly after a kill: accounts, clock and all that is to come', async () => {
    const dataDir = directory();
    const world = worldOf({ dataDir });
    await inputsOf(world, 5);
    world.perform({ kind: 'submit', order: marketOrder(world, { market: MARKET, side: 'sell', id: 'k1' }) });
    // Over the settlement of 08:00, half a minute after the start.
    while (world.venueTruth(BYBIT).payments.length === 0) await inputsOf(world, 1);
    const second = marketOrder(world, { market: MARKET, side: 'buy', id: 'k2' });
    world.perform({ kind: 'submit', order: second });
    await inputsOf(world, 20);

    const revived = worldOf({ dataDir: await killedCopy(dataDir), notBeforeMs: world.nowMs() });
    expect(revived.startAtMs).toBe(world.nowMs());
    expect(truthOf(revived)).toEqual(truthOf(world));
    expect([...revived.receivedClientIds()]).toEqual([
      ['k1', 1],
      ['k2', 1],
    ]);

    // The same future: what both send in the minute after the kill.
    const [fromMs, untilMs] = [world.nowMs(), world.nowMs() + 60_000];
    world.reconnect();
    const future = async (of: SimulatedWorld): Promise<Input[]> => {
      const told: Input[] = [];
      while (of.nowMs() < untilMs) told.push(...(await inputsOf(of, 1)));
      return told.filter(({ kind, atMs }) => (kind === 'frame' || kind === 'rest') && atMs > fromMs);
    };
    const ahead = await future(world);
    expect(ahead.length).toBeGreaterThan(100);
    expect(firstDifference(ahead, await future(revived))).toBe('none');
    await Promise.all([world.stop(), revived.stop()]);
  });

  it('never comes back before its last answer', async () => {
    const dataDir = directory();
    const world = worldOf({ dataDir });
    await inputsOf(world, 5);
    world.perform({ kind: 'submit', order: marketOrder(world, { market: MARKET, side: 'buy', id: 'l1' }) });
    for (let n = 0; n < 30; n++) {
      const inputs = await inputsOf(world, 1);
      if (!inputs.some(({ kind }) => kind === 'report')) continue;
      const revived = worldOf({ dataDir: await killedCopy(dataDir) });
      expect(revived.startAtMs).toBe(world.nowMs());
      await revived.stop();
    }
    await world.stop();
  });

  it('lets an order that was on its way arrive after the kill, once, found by a look-up', async () => {
    const dataDir = directory();
    const world = worldOf({ dataDir });
    await inputsOf(world, 5);
    const order = marketOrder(world, { market: MARKET, side: 'buy', id: 'w1' });
    world.perform({ kind: 'submit', order });

    const revived = worldOf({ dataDir: await killedCopy(dataDir) });
    expect(revived.venueTruth(BYBIT).fills).toEqual([]);
    await inputsOf(revived, 1);
    revived.perform({ kind: 'probe', clientOrderId: clientOrderId('w1'), market: MARKET });
    const reports = (await inputsOf(revived, 20)).flatMap((input) =>
      input.kind === 'report' ? [briefly(input.report)] : [],
    );
    // The acknowledgement was the dead connection's.
    expect(reports).not.toContain('accepted');
    expect(reports.at(-1)).toBe(`found filled ${order.quantity}`);
    expect(revived.venueTruth(BYBIT).positions).toMatchObject([{ market: MARKET, quantity: order.quantity }]);
    await Promise.all([world.stop(), revived.stop()]);
  });

  it('goes on where a clean stop left off, and knows client ids of earlier lives', async () => {
    const dataDir = directory();
    const world = worldOf({ dataDir });
    await inputsOf(world, 5);
    const order = marketOrder(world, { market: MARKET, side: 'buy', id: 'c1' });
    world.perform({ kind: 'submit', order });
    await inputsOf(world, 20);
    await world.stop();

    const next = worldOf({ dataDir });
    expect(next.startAtMs).toBe(world.nowMs());
    await inputsOf(next, 2);
    next.perform({ kind: 'submit', order });
    const reports = (await inputsOf(next, 20)).flatMap((input) => (input.kind === 'report' ? [input.report] : []));
    expect(reports.map(briefly)).toEqual(['refused duplicate-client-id']);
    expect(next.duplicates()).toBe(1);
    expect(next.receivedClientIds().get(order.clientOrderId)).toBe(2);
    await next.stop();
  });

  it('pays settlements that pass between its clock and what the engine remembers', async () => {
    const dataDir = directory();
    const world = worldOf({ dataDir });
    await inputsOf(world, 5);
    world.perform({ kind: 'submit', order: marketOrder(world, { market: MARKET, side: 'sell', id: 'p1' }) });
    await inputsOf(world, 10);
    const copy = await killedCopy(dataDir);
    while (world.venueTruth(BYBIT).payments.length === 0) await inputsOf(world, 1);
    const revived = worldOf({ dataDir: copy, notBeforeMs: world.nowMs() });
    expect(truthOf(revived)).toEqual(truthOf(world));
    await Promise.all([world.stop(), revived.stop()]);
  });

  it('makes a life cut into pieces equal to one without a kill, whatever goes wrong with the orders', async () => {
    const faults = { probabilities: { 'timeout-filled': 0.1, 'timeout-lost': 0.1, partial: 0.2, refuse: 0.1 } };
    const whole = worldOf({ faults });
    let dataDir = directory();
    let pieces = worldOf({ faults, dataDir });
    for (let round = 0; round < 12; round++) {
      const side = round % 3 === 0 ? 'sell' : 'buy';
      const crossing = marketOrder(whole, { market: MARKET, side, id: `m${round}` });
      const resting = { ...marketOrder(whole, { market: MARKET, side, id: `g${round}` }), timeInForce: 'gtc' as const };
      const passive = { ...resting, limitPrice: bestOf(whole, side) };
      for (const world of [whole, pieces]) {
        world.perform({ kind: 'submit', order: crossing });
        world.perform({ kind: 'submit', order: passive });
      }
      const untilMs = atMs(whole.nowMs() + 4000 + round * 37);
      while (whole.nowMs() < untilMs) await whole.next(untilMs);
      // Killed somewhere on the way, in every round somewhere else.
      const killAtMs = atMs(pieces.nowMs() + round * 13);
      while (pieces.nowMs() < killAtMs) await pieces.next(killAtMs);
      const copy = await killedCopy(dataDir);
      await pieces.stop();
      dataDir = copy;
      pieces = worldOf({ faults, dataDir, notBeforeMs: untilMs });
      expect(truthOf(pieces)).toEqual(truthOf(whole));
    }
    expect(whole.venueTruth(BYBIT).fills.length).toBeGreaterThan(5);
    await pieces.stop();
  });

  it('refuses a directory of another seed', async () => {
    const dataDir = directory();
    await worldOf({ dataDir }).stop();
    expect(() => worldOf({ dataDir, seed: 8 })).toThrow(SimStoreMismatchError);
  });
});
