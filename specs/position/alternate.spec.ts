import { describe, expect, it } from 'vitest';
import { PositionWorld } from '../support/position-world.ts';
import { OTHER, SHORT } from '../support/route-terms.ts';
import type { WorldScript } from '../support/world-script.ts';

const REFUSE = { kind: 'refuse' } as const;
const NOTHING = { kind: 'fill', fraction: 0 } as const;
const REFUSED = [REFUSE, REFUSE, REFUSE, REFUSE] as const;

const entered = (script: WorldScript): PositionWorld =>
  new PositionWorld({ alternate: { short: OTHER }, ...script }).enter(20_000);

const held = (world: PositionWorld) => ({ ...world.truth, other: world.venues.held(OTHER).toNumber() });

describe('a lagging leg that its market does not take', () => {
  it('is completed on another market, and the position has it there from then on', () => {
    const world = entered({ short: REFUSED });
    expect(world.ordered.slice(5)).toEqual(['short sell 1 hedge']);
    expect(held(world)).toEqual({ long: 1, short: 0, other: -1 });
    expect(world.state).toBe('hedged.carrying');
    const { legs, entry, cycles } = world.position;
    expect([legs?.short.market, entry?.route.short, entry?.legs.short.market, cycles]).toEqual([
      OTHER,
      OTHER,
      OTHER,
      1,
    ]);
  });

  it('is completed there by as much as its other leg really has', () => {
    const world = entered({ long: [{ kind: 'fill', fraction: 0.6 }], short: REFUSED });
    expect(held(world)).toEqual({ long: 0.6, short: 0, other: -0.6 });
  });

  it('is tried there as often as on its own, and on no third market: then both are flattened', () => {
    const world = entered({ short: [...REFUSED, NOTHING, REFUSE, NOTHING] });
    expect(world.ordered.slice(5)).toEqual([
      'short sell 1 hedge',
      'short sell 1 hedge',
      'short sell 1 hedge',
      'long sell 1 close',
    ]);
    expect(held(world)).toEqual({ long: 0, short: 0, other: 0 });
    expect(world.actor.tape.effects.filter(({ effect }) => effect.type === 'alternate.wanted')).toHaveLength(1);
  });

  it('keeps what the other market gave: the larger leg is cut to it', () => {
    const world = entered({ short: [...REFUSED, { kind: 'fill', fraction: 0.4 }, NOTHING, NOTHING] });
    expect(held(world)).toEqual({ long: 0.4, short: 0, other: -0.4 });
    expect(world.state).toBe('hedged.carrying');
  });

  it('is not looked for elsewhere while it holds a part: one leg, one market', () => {
    const world = entered({ short: [{ kind: 'fill', fraction: 0.3 }, NOTHING, NOTHING, NOTHING] });
    expect(world.ordered.slice(5)).toEqual(['long sell 0.7 flatten']);
    expect(held(world)).toEqual({ long: 0.3, short: -0.3, other: 0 });
  });

  it('is flattened at once where no other market passes', () => {
    const world = new PositionWorld({ short: REFUSED }).enter(20_000);
    expect(world.ordered.slice(5)).toEqual(['long sell 1 close']);
  });

  it('that its own market fills late after all is left, both markets and all', () => {
    const world = entered({ short: [{ kind: 'ghost', afterMs: 15_000 }, REFUSE, REFUSE, REFUSE] }).run(60_000);
    expect(world.venues.held(SHORT).toNumber()).toBe(0);
    expect(held(world)).toEqual({ long: 0, short: 0, other: 0 });
    expect(world.journal.filter((line) => line.includes('closed: orphan-fill'))).toHaveLength(1);
    expect(world.position.strays).toEqual([]);
  });
});

describe('what a cut would leave', () => {
  it('that is not worth holding is flattened with the rest', () => {
    const world = entered({
      remainder: 'refused',
      short: [{ kind: 'fill', fraction: 0.3 }, NOTHING, NOTHING, NOTHING],
    });
    expect(world.ordered.slice(5)).toEqual(['long sell 1 close', 'short buy 0.3 close']);
    expect(world.state).toBe('scanning.watching');
    expect(world.journal.at(-1)).toContain('closed: entry-failed');
  });
});
