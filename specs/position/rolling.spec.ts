import { describe, expect, it } from 'vitest';
import { decimal, text } from '../../src/domain/money.ts';
import { MS_PER_HOUR } from '../../src/domain/units.ts';
import { PositionWorld } from '../support/position-world.ts';
import { OTHER, ROUTE, SHORT } from '../support/route-terms.ts';
import type { WorldScript } from '../support/world-script.ts';

const REFUSE = { kind: 'refuse' } as const;
const NOTHING = { kind: 'fill', fraction: 0 } as const;
const FILLED = { kind: 'fill' } as const;

/** Hedged on alpha and beta, then the short leg is offered gamma. */
const rolled = (script: WorldScript, forMs = 20_000): PositionWorld =>
  new PositionWorld(script).enter().roll().run(forMs);

const held = (world: PositionWorld) => ({ ...world.truth, other: world.venues.held(OTHER).toNumber() });

const offers = (world: PositionWorld): number =>
  world.actor.tape.effects.filter(({ effect }) => effect.type === 'roll.wanted').length;

describe('a leg that goes to another market', () => {
  it('is opened there first, and closed here by what it got', () => {
    const world = rolled({});
    expect(world.journal.slice(6)).toEqual([
      '0.030 hedged.carrying',
      '1.000 hedged.rolling.asking',
      '1.000 short sell 1 open',
      '1.000 hedged.rolling.waiting',
      '1.030 short buy 1 flatten',
      '1.060 hedged.carrying',
    ]);
    expect(held(world)).toEqual({ long: 1, short: 0, other: -1 });
    const { legs, entry, roll, strays, cycles } = world.position;
    expect([legs?.short.market, entry?.route.short, entry?.legs.short.market]).toEqual([OTHER, OTHER, OTHER]);
    expect([legs?.short.held, roll, strays, cycles]).toEqual(['1', null, [], 1]);
  });

  it('is closed where it is now when the position is left', () => {
    const world = rolled({}).exit().run(10_000);
    expect(world.ordered.slice(4)).toEqual(['long sell 1 close', 'short buy 1 close']);
    expect(held(world)).toEqual({ long: 0, short: 0, other: 0 });
    expect(world.journal.at(-1)).toContain('cycle BTC-1 closed: operator');
  });

  it('costs nothing where the new market gives nothing, three times', () => {
    const world = rolled({ short: [FILLED, NOTHING, REFUSE, NOTHING] });
    expect(world.ordered.slice(2)).toEqual(['short sell 1 open', 'short sell 1 open', 'short sell 1 open']);
    expect(world.state).toBe('hedged.carrying');
    expect(held(world)).toEqual({ long: 1, short: -1, other: 0 });
    expect(world.position.entry?.route.short).toBe(SHORT);
  });

  it('goes on in parts, hedged by as much on the old market as the new one has not taken', () => {
    const world = rolled({ short: [FILLED, { kind: 'fill', fraction: 0.4 }] });
    expect(world.ordered.slice(2)).toEqual([
      'short sell 1 open',
      'short buy 0.4 flatten',
      'short sell 0.6 open',
      'short buy 0.6 flatten',
    ]);
    expect(held(world)).toEqual({ long: 1, short: 0, other: -1 });
  });

  it('that stops half way keeps the larger part, and the other leg is cut by the smaller', () => {
    const more = rolled({ short: [FILLED, { kind: 'fill', fraction: 0.7 }, FILLED, NOTHING, NOTHING] });
    expect(more.ordered.slice(6)).toEqual(['short buy 0.3 flatten', 'long sell 0.3 flatten']);
    expect(held(more)).toEqual({ long: 0.7, short: 0, other: -0.7 });
    expect(more.position.legs?.short.market).toBe(OTHER);
    const less = rolled({ short: [FILLED, { kind: 'fill', fraction: 0.3 }, FILLED, NOTHING, NOTHING] });
    expect(less.ordered.slice(6)).toEqual(['short buy 0.3 flatten', 'long sell 0.3 flatten']);
    expect(held(less)).toEqual({ long: 0.7, short: -0.7, other: 0 });
    expect([less.position.legs?.short.market, less.state]).toEqual([SHORT, 'hedged.carrying']);
  });

  it('is closed on the old market until its venue says flat, however often that refuses', () => {
    const world = rolled({ short: [FILLED, FILLED, REFUSE, NOTHING, REFUSE, NOTHING] });
    expect(world.ordered.filter((order) => order === 'short buy 1 flatten')).toHaveLength(5);
    expect(held(world)).toEqual({ long: 1, short: 0, other: -1 });
  });

  it('is left on both markets when the position is left half way', () => {
    const world = new PositionWorld({ short: [FILLED, { kind: 'fill', fraction: 0.5 }, NOTHING] });
    world.enter().roll().run(60).exit().run(20_000);
    expect(world.ordered.slice(4)).toEqual(['long sell 1 close', 'short buy 1 close', 'short buy 0.5 close']);
    expect(held(world)).toEqual({ long: 0, short: 0, other: 0 });
    expect(world.state).toBe('scanning.watching');
  });

  it('hedges there what a venue took away here meanwhile', () => {
    const world = new PositionWorld({ short: [FILLED, FILLED] }).enter();
    world.venues.positions.set(SHORT, decimal('-0.4'));
    world.roll().run(20_000);
    expect(held(world)).toEqual({ long: 1, short: 0, other: -1 });
    expect(world.state).toBe('hedged.carrying');
  });
});

describe('another market that would earn more', () => {
  it('is asked for once an hour', () => {
    const world = rolled({});
    world.roll('short', SHORT).run(MS_PER_HOUR - 21_000);
    expect(offers(world)).toBe(1);
    world.run(1000).roll('short', SHORT).run(1000);
    expect(offers(world)).toBe(2);
    expect(held(world)).toEqual({ long: 1, short: -1, other: 0 });
  });

  it('that the gate refuses is nothing, and may be asked for again', () => {
    const world = rolled({ rollGate: [['stale-book']] });
    expect(world.state).toBe('hedged.carrying');
    expect(world.ordered).toHaveLength(2);
    expect(held(world.roll().run(1000))).toEqual({ long: 1, short: 0, other: -1 });
  });

  it('is not asked for while the position is paused, is left or is not whole', () => {
    const paused = new PositionWorld().enter().pause().roll();
    expect([paused.state, offers(paused)]).toEqual(['paused', 0]);
    const leaving = new PositionWorld().enter().exit().roll();
    expect(offers(leaving)).toBe(0);
    expect(offers(new PositionWorld().roll())).toBe(0);
  });

  it('is forgotten where the gate never answers', () => {
    const world = new PositionWorld().enter();
    world.actor.tell({ type: 'roll.offered', atMs: world.now, leg: 'short', route: { ...ROUTE, short: OTHER } });
    expect(world.state).toBe('hedged.rolling.asking');
    world.nowMs += 1000;
    world.actor.tell({ type: 'tick', atMs: world.now });
    expect(world.state).toBe('hedged.carrying');
    // its order is on its way all the same: it is a roll
    world.settle();
    expect(held(world.run(5000))).toEqual({ long: 1, short: 0, other: -1 });
  });

  it('takes up the dust that an earlier cycle left there', () => {
    const world = new PositionWorld().enter();
    const { position } = world;
    expect(position.strays).toEqual([]);
    world.venues.positions.set(OTHER, decimal('-0.05'));
    world.send({
      type: 'leg.filled',
      atMs: world.now,
      leg: 'short',
      effect: 'adds',
      netQuantity: text('0.05'),
      terms: { market: OTHER, coinsPerUnit: text(1), lotSize: text('0.1'), minQuantity: text('0.1') },
    });
    world.roll().run(5000);
    expect(world.position.strays).toEqual([]);
    expect(world.position.legs?.short.held).toBe('1.05');
  });
});
