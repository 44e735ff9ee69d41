import { describe, expect, it } from 'vitest';
import { atMs } from '../../src/domain/units.ts';
import { PositionWorld } from '../support/position-world.ts';
import { ROUTE } from '../support/route-terms.ts';

const REFUSE = { kind: 'refuse' } as const;
const NOTHING = { kind: 'fill', fraction: 0 } as const;

describe('an entry', () => {
  it('fills both legs and carries', () => {
    const world = new PositionWorld().enter();
    expect(world.journal).toEqual([
      '0.000 scanning.asking',
      '0.000 long buy 1 open',
      '0.000 short sell 1 open',
      '0.000 entering.legs(long: working, short: working)',
      '0.000 cycle BTC-1 opened',
      '0.030 entering.legs(long: done, short: working)',
      '0.030 hedged.carrying',
    ]);
    expect(world.truth).toEqual({ long: 1, short: -1 });
  });

  it('is asked for again only after the gate has answered, or has not for a second', () => {
    const world = new PositionWorld();
    const asked = () => world.actor.tape.effects.filter(({ effect }) => effect.type === 'entry.wanted').length;
    world.actor.tell({ type: 'signal.offered', atMs: world.now, route: ROUTE, netBps: 12 });
    world.actor.tell({ type: 'signal.offered', atMs: world.now, route: ROUTE, netBps: 12 });
    expect(asked()).toBe(1);
    world.actor.tell({ type: 'entry.refused', atMs: world.now, codes: ['slippage'] });
    expect(world.state).toBe('scanning.watching');
    world.actor.tell({ type: 'signal.offered', atMs: world.now, route: ROUTE, netBps: 12 });
    expect([world.state, asked()]).toEqual(['scanning.asking', 2]);
    expect(world.actor.dueAtMs).toBe(world.nowMs + 1000);
    world.nowMs += 1000;
    world.actor.tell({ type: 'tick', atMs: world.now });
    expect(world.state).toBe('scanning.watching');
  });

  it('flattens the first leg when the second is refused and cannot be completed', () => {
    const world = new PositionWorld({ short: [REFUSE, REFUSE, REFUSE, REFUSE] }).enter(5000);
    expect(world.ordered).toEqual([
      'long buy 1 open',
      'short sell 1 open',
      'short sell 1 hedge',
      'short sell 1 hedge',
      'short sell 1 hedge',
      'long sell 1 close',
    ]);
    expect(world.state).toBe('scanning.watching');
    expect(world.truth).toEqual({ long: 0, short: 0 });
    expect(world.journal.at(-1)).toContain('closed: entry-failed');
  });

  it('hedges what partial fills of both legs leave naked: 0.6 less 0.4 is 0.2', () => {
    const world = new PositionWorld({
      long: [{ kind: 'fill', fraction: 0.6 }],
      short: [{ kind: 'fill', fraction: 0.4 }],
    }).enter();
    expect(world.ordered).toEqual(['long buy 1 open', 'short sell 1 open', 'short sell 0.2 hedge']);
    expect(world.state).toBe('hedged.carrying');
    expect(world.truth).toEqual({ long: 0.6, short: -0.6 });
  });

  it('sends the thin leg alone and completes the other by what was really filled', () => {
    const world = new PositionWorld({ entryLegs: ['long'], long: [{ kind: 'fill', fraction: 0.7 }] }).enter();
    expect(world.ordered).toEqual(['long buy 1 open', 'short sell 0.7 hedge']);
    expect(world.truth).toEqual({ long: 0.7, short: -0.7 });
  });

  it('cuts the larger leg to the smaller when three hedges have got nothing', () => {
    const world = new PositionWorld({ short: [{ kind: 'fill', fraction: 0.3 }, NOTHING, NOTHING, NOTHING] }).enter(
      3000,
    );
    expect(world.ordered.slice(2)).toEqual([
      'short sell 0.7 hedge',
      'short sell 0.7 hedge',
      'short sell 0.7 hedge',
      'long sell 0.7 flatten',
    ]);
    expect(world.state).toBe('hedged.carrying');
    expect(world.truth).toEqual({ long: 0.3, short: -0.3 });
  });

  it('flattens both legs when the cut fails too', () => {
    const world = new PositionWorld({
      long: [{ kind: 'fill' }, NOTHING, REFUSE, NOTHING],
      short: [{ kind: 'fill', fraction: 0.3 }, NOTHING, NOTHING, NOTHING],
    }).enter(30_000);
    expect(world.ordered.slice(5)).toEqual([
      'long sell 0.7 flatten',
      'long sell 0.7 flatten',
      'long sell 0.7 flatten',
      'long sell 1 close',
      'short buy 0.3 close',
    ]);
    expect(world.truth).toEqual({ long: 0, short: 0 });
    expect(world.state).toBe('scanning.watching');
  });

  it('counts a refusal of the gate as a try, and waits longer each time', () => {
    const world = new PositionWorld({ entryLegs: ['long'], gate: [['no-price'], ['no-price']] }).enter(5000);
    expect(world.journal.filter((line) => line.endsWith(' hedge'))).toEqual(['0.780 short sell 1 hedge']);
    expect(world.state).toBe('hedged.carrying');
  });

  it('that fills nothing leaves nothing, and the coin alone for a minute', () => {
    const world = new PositionWorld({ long: [NOTHING], short: [REFUSE] }).enter();
    expect(world.state).toBe('scanning.watching');
    expect(world.journal.at(-1)).toContain('cycle BTC-1 closed: nothing-filled');
    expect(world.enter().venues.submitted).toHaveLength(2);
    expect(world.run(60_000).enter().state).toBe('hedged.carrying');
    expect(world.position.cycles).toBe(2);
  });

  it('asks to cancel what rests past its deadline, again and again until it has ended', () => {
    const world = new PositionWorld({ timeInForce: 'gtc', long: [{ kind: 'rest', fraction: 0.4 }] });
    const isDeaf = world.venues.cancel.bind(world.venues);
    let lost = 1;
    world.venues.cancel = (id) => (lost > 0 ? void (lost -= 1) : isDeaf(id));
    world.enter(12_000);
    expect(world.journal.filter((line) => line.includes('cancel'))).toEqual([
      '5.000 cancel long',
      '10.000 cancel long',
    ]);
    expect(world.ordered.slice(2)).toEqual(['long buy 0.6 hedge']);
    expect(world.state).toBe('hedged.carrying');
  });

  it('left while under way asks for cancels at once and leaves as soon as its orders have ended', () => {
    const world = new PositionWorld({ timeInForce: 'gtc', long: [{ kind: 'rest', fraction: 0.4 }] }).enter(500);
    expect(world.state).toBe('entering.legs(long: working, short: done)');
    world.exit().run(1000);
    expect(world.journal.filter((line) => line.includes('cancel'))).toEqual(['0.500 cancel long']);
    expect(world.ordered.slice(2)).toEqual(['long sell 0.4 close', 'short buy 1 close']);
    expect(world.truth).toEqual({ long: 0, short: 0 });
    expect(world.journal.at(-1)).toContain('closed: operator');
  });

  it('left while it is being balanced does not go on hedging', () => {
    const world = new PositionWorld({ short: [NOTHING, NOTHING] }).enter(150);
    expect(world.state).toBe('entering.balancing.waiting');
    world.exit('guard').run(2000);
    expect(world.ordered).not.toContain('long sell 1 flatten');
    expect(world.ordered.slice(3)).toEqual(['long sell 1 close']);
    expect(world.state).toBe('scanning.watching');
  });

  it('approved after the asking was given up still is an entry: its orders are on their way', () => {
    const world = new PositionWorld();
    world.actor.tell({ type: 'signal.offered', atMs: world.now, route: ROUTE, netBps: 12 });
    world.actor.tell({ type: 'tick', atMs: atMs(world.nowMs + 1000) });
    expect(world.state).toBe('scanning.watching');
    world.settle();
    expect(world.run(1000).state).toBe('hedged.carrying');
  });
});
