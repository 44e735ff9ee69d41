import type { Input } from '../../src/domain/input.ts';
import type { SimulatedWorld } from '../../src/simulator/sim-world.adapter.ts';
import { describe, expect, it } from 'vitest';
import { marketKey, symbolId, venueId } from '../../src/domain/ids.ts';
import { atMs } from '../../src/domain/units.ts';
import { knownVenues, venueProfile } from '../../src/venues/registry.ts';
import { createSimulatedWorld } from '../../src/simulator/sim-world.adapter.ts';
import { BEFORE_EIGHT, firstDifference, inputsOf, marketOrder, worldOf } from './world-under-test.ts';

const BYBIT = marketKey(venueId('bybit'), symbolId('BTC/USDT:USDT'));
const HYPERLIQUID = marketKey(venueId('hyperliquid'), symbolId('BTC/USDC:USDC'));

const instantsOf = async (world: SimulatedWorld, count: number): Promise<(readonly Input[])[]> => {
  const instants: (readonly Input[])[] = [];
  for (let n = 0; n < count; n++) {
    const inputs = await world.next(undefined);
    if (inputs !== 'ended') instants.push(inputs);
  }
  return instants;
};

describe('a simulated world', () => {
  it('opens with what a client sees first, then goes on instant by instant, each ended by a turn', async () => {
    const [opening, ...instants] = await instantsOf(worldOf(), 40);
    expect(opening?.some(({ kind }) => kind === 'rest')).toBe(true);
    expect(opening?.at(-1)).toEqual({ kind: 'turn', atMs: BEFORE_EIGHT });
    let before = Number(BEFORE_EIGHT);
    for (const inputs of instants) {
      const [first] = inputs;
      expect(first?.atMs).toBeGreaterThan(before);
      expect(inputs.every((input) => input.atMs === first?.atMs)).toBe(true);
      expect(inputs.at(-1)?.kind).toBe('turn');
      before = first?.atMs ?? 0;
    }
  });

  it('gives one tick at the deadline when nothing comes before it', async () => {
    const world = worldOf();
    const [, running] = await instantsOf(world, 2);
    const now = running?.[0]?.atMs ?? BEFORE_EIGHT;
    expect(await world.next(atMs(now + 1))).toEqual([{ kind: 'tick', atMs: now + 1 }]);
    expect(world.nowMs()).toBe(now + 1);
  });

  it('gives what happens at the deadline before its tick, and never goes back in time', async () => {
    const twin = worldOf();
    const [, , upcoming] = await instantsOf(twin, 3);
    const world = worldOf();
    await instantsOf(world, 2);
    const due = upcoming?.[0]?.atMs ?? BEFORE_EIGHT;
    expect(await world.next(due)).toEqual(upcoming);
    expect(await world.next(due)).toEqual([{ kind: 'tick', atMs: due }]);
    expect(await world.next(BEFORE_EIGHT)).toEqual([{ kind: 'tick', atMs: due }]);
  });

  it('gives the same inputs for the same seed and requests, and others for another seed', async () => {
    const [one, two, other] = await Promise.all(
      [7, 7, 8].map(async (seed) => {
        const world = worldOf({ seed });
        const inputs = await inputsOf(world, 20);
        world.perform({ kind: 'submit', order: marketOrder(world, { market: BYBIT, side: 'buy', id: 'd1' }) });
        world.perform({ kind: 'account', venue: venueId('bybit'), sinceMs: atMs(0) });
        return [...inputs, ...(await inputsOf(world, 200))];
      }),
    );
    expect(firstDifference(one ?? [], two ?? [])).toBe('none');
    expect(firstDifference(one ?? [], other ?? [])).not.toBe('none');
  });

  it('fills a sent order and reports it between market data', async () => {
    const world = worldOf();
    await inputsOf(world, 3);
    world.perform({ kind: 'submit', order: marketOrder(world, { market: BYBIT, side: 'buy', id: 'f1' }) });
    const kinds = (await inputsOf(world, 20)).flatMap((input) => (input.kind === 'report' ? [input.report.kind] : []));
    expect(kinds[0]).toBe('accepted');
    expect(kinds.at(-1)).toBe('done');
    expect(world.venueTruth(venueId('bybit')).positions).toMatchObject([{ market: BYBIT }]);
    expect([...world.receivedClientIds()]).toEqual([['f1', 1]]);
  });

  it('pays funding at the settlement, before its market data, for what is held there', async () => {
    const world = worldOf();
    await inputsOf(world, 3);
    world.perform({ kind: 'submit', order: marketOrder(world, { market: HYPERLIQUID, side: 'sell', id: 'h1' }) });
    for (;;) {
      const inputs = await world.next(undefined);
      if (inputs === 'ended') return expect.unreachable('a simulated world does not end');
      const [first] = inputs;
      if (first?.kind !== 'payment') {
        expect(inputs.every(({ kind }) => kind !== 'payment')).toBe(true);
        expect(world.nowMs()).toBeLessThan(BEFORE_EIGHT + 120_000);
        continue;
      }
      expect(first.payment).toMatchObject({ market: HYPERLIQUID, coin: 'USDC' });
      expect(first.payment.quantity).toMatch(/^-/);
      expect(first.payment.settlementAtMs).toBe(BEFORE_EIGHT + 30_000);
      // A short receives exactly when the rate is positive.
      expect(first.payment.amount.startsWith('-')).toBe(first.payment.rate.startsWith('-'));
      return expect(world.venueTruth(venueId('hyperliquid')).payments).toEqual([first.payment]);
    }
  });

  it('answers a resync with a fresh snapshot of that market, as market data of its own instant', async () => {
    const world = worldOf();
    await inputsOf(world, 3);
    const binance = marketKey(venueId('binance'), symbolId('BTC/USDT:USDT'));
    const askedAtMs = world.nowMs();
    world.perform({ kind: 'resync', market: binance, recovery: 'rest-snapshot' });
    const answer = (await inputsOf(world, 4)).find((input) => input.kind === 'rest' && input.rest.includes('depth'));
    expect(answer).toMatchObject({ kind: 'rest', venue: 'binance' });
    expect(answer?.atMs).toBeGreaterThan(askedAtMs);
  });

  it('shows only the venues asked for', async () => {
    const world = createSimulatedWorld({ seed: 7, profiles: [venueProfile('okx')], startAtMs: BEFORE_EIGHT });
    const venues = new Set((await inputsOf(world, 10)).flatMap((input) => ('venue' in input ? [input.venue] : [])));
    expect([...venues]).toEqual(['okx']);
    expect(knownVenues.length).toBeGreaterThan(1);
  });

  it('has ended once stopped', async () => {
    const world = worldOf();
    await world.stop();
    expect(await world.next(undefined)).toBe('ended');
  });
});
