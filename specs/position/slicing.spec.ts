import { describe, expect, it } from 'vitest';
import { text } from '../../src/domain/money.ts';
import { PositionWorld } from '../support/position-world.ts';
import type { WorldScript } from '../support/world-script.ts';

const sliced = (script: WorldScript = {}): PositionWorld => new PositionWorld({ approach: 'slicing', ...script });
const NOTHING = { kind: 'fill', fraction: 0 } as const;
const states = (world: PositionWorld) => world.journal.filter((line) => /entering|hedged/.test(line));

describe('an entry that goes in by slices', () => {
  it('is hedged after each, waits, and grows up to what was decided at the entry', () => {
    const world = sliced().enter(20_000);
    expect(states(world)).toEqual([
      '0.000 entering.legs(long: working, short: working)',
      '0.030 entering.legs(long: done, short: working)',
      '0.030 hedged.carrying',
      '2.030 entering.slicing',
      '2.060 hedged.carrying',
      '4.060 entering.slicing',
      '4.090 hedged.carrying',
    ]);
    expect(world.truth).toEqual({ long: 3, short: -3 });
    expect(world.run(10_000).position.approach).toBeNull();
  });

  it('is one cycle: opened once, its minimum hold from the first slice', () => {
    const world = sliced().enter(1000);
    const { minimumHoldUntilMs, openedAtMs } = world.position;
    world.run(20_000);
    expect(world.position).toMatchObject({ minimumHoldUntilMs, openedAtMs, cycles: 1 });
    expect(world.position.openings).toHaveLength(1);
    expect(world.position.entry?.notionalUsd).toBe(300);
  });

  it('balances a slice like an entry', () => {
    const world = sliced({ short: [{ kind: 'fill' }, { kind: 'fill', fraction: 0.4 }] }).enter(2500);
    expect(world.ordered.slice(2)).toEqual(['long buy 1 open', 'short sell 1 open', 'short sell 0.6 hedge']);
    expect(world.truth).toEqual({ long: 2, short: -2 });
  });

  it('asks again while the books have not refilled, and no longer than its patience', () => {
    const thin = ['insufficient-depth'];
    const world = sliced({ approachGate: [thin, thin, []] }).enter(7000);
    expect(world.truth).toEqual({ long: 2, short: -2 });
    const never = sliced({ approachGate: Array.from({ length: 100 }, () => thin) }).enter(80_000);
    expect(never.truth).toEqual({ long: 1, short: -1 });
    expect(never.position.approach).toBeNull();
    expect(never.actor.dueAtMs).toBe(Infinity);
  });

  it.each([['net-below-minimum'], ['gross-notional'], ['operator-not-trading']])(
    'ends when the gate says %s',
    (code) => {
      const world = sliced({ approachGate: [[code]] }).enter(20_000);
      expect(world.truth).toEqual({ long: 1, short: -1 });
      expect(world.position.approach).toBeNull();
    },
  );

  it.each([
    ['an exit', (world: PositionWorld) => world.exit()],
    ['a pause', (world: PositionWorld) => world.pause()],
    [
      'a drift',
      (world: PositionWorld) =>
        world.send({ type: 'venue.reported', atMs: world.now, held: { long: text(1), short: text('0.5') } }),
    ],
    ['a roll', (world: PositionWorld) => world.roll()],
  ])('is dropped by %s between slices', (_, happens) => {
    const world = sliced().enter(1000);
    happens(world);
    expect(world.position.approach).toBeNull();
    world.run(30_000).resume().run(30_000);
    expect(world.ordered.filter((line) => line.endsWith('1 open')).length).toBeLessThanOrEqual(3);
    expect(world.position.entry === null || world.truth.long <= 1).toBe(true);
  });

  it('left while a slice is under way asks for cancels and unwinds everything', () => {
    const world = sliced({ long: [{ kind: 'fill' }, { kind: 'rest', fraction: 0.4 }], timeInForce: 'gtc' }).enter(2500);
    expect(world.state).toBe('entering.slicing');
    world.exit().run(5000);
    expect(world.truth).toEqual({ long: 0, short: 0 });
    expect(world.journal.at(-1)).toContain('closed: operator');
  });

  it('keeps what it has when a slice gets nothing', () => {
    const world = sliced({ long: [{ kind: 'fill' }, NOTHING], short: [{ kind: 'fill' }, NOTHING] }).enter(3000);
    expect(world.truth).toEqual({ long: 1, short: -1 });
    expect(world.state).toBe('hedged.carrying');
    expect(world.run(20_000).truth).toEqual({ long: 3, short: -3 });
  });

  it('goes on after a crash at any instant', () => {
    for (let atMs = 0; atMs <= 5000; atMs += 50) {
      const world = sliced().enter(atMs).crash().run(90_000);
      expect(world.truth.long, `crash after ${atMs} ms`).toBeCloseTo(-world.truth.short, 9);
      expect(world.truth.long).toBeGreaterThanOrEqual(1);
      expect(world.truth.long).toBeLessThanOrEqual(3);
      expect(world.state).toBe('hedged.carrying');
    }
  });
});
