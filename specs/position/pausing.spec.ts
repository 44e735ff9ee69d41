import { describe, expect, it } from 'vitest';
import { decimal, text } from '../../src/domain/money.ts';
import { PositionWorld } from '../support/position-world.ts';
import { ROUTE, SHORT } from '../support/route-terms.ts';

describe('a pause', () => {
  it('while scanning lets no entry through until it is over', () => {
    const world = new PositionWorld().pause();
    expect(world.state).toBe('paused');
    expect(world.enter().ordered).toEqual([]);
    expect(world.resume().state).toBe('scanning.watching');
    expect(world.enter().state).toBe('hedged.carrying');
  });

  it('while the gate is asked takes effect when it refuses', () => {
    const world = new PositionWorld();
    world.actor.tell({ type: 'signal.offered', atMs: world.now, route: ROUTE, netBps: 1 });
    world.actor.tell({ type: 'position.pause', atMs: world.now, reason: 'operator' });
    expect(world.state).toBe('scanning.asking');
    world.actor.tell({ type: 'entry.refused', atMs: world.now, codes: ['slippage'] });
    expect(world.state).toBe('paused');
  });

  it('while entering waits until both legs are in balance', () => {
    const world = new PositionWorld({ short: [{ kind: 'fill', fraction: 0.5 }] }).enter(10);
    expect(world.pause().state).toBe('entering.legs(long: working, short: working)');
    world.run(1000);
    expect(world.state).toBe('paused');
    expect(world.truth).toEqual({ long: 1, short: -1 });
    expect(world.resume().state).toBe('hedged.carrying');
  });

  it('while balancing does not stop the hedge', () => {
    const world = new PositionWorld({
      short: [
        { kind: 'fill', fraction: 0 },
        { kind: 'fill', fraction: 0 },
      ],
    }).enter(150);
    expect(world.pause().state).toBe('entering.balancing.waiting');
    expect(world.run(1000).state).toBe('paused');
    expect(world.truth).toEqual({ long: 1, short: -1 });
  });

  it('while hedged keeps what is held, repairs it, and leaves it when a risk says so', () => {
    const world = new PositionWorld().enter().pause();
    expect(world.run(60_000).state).toBe('paused');
    world.venues.positions.set(SHORT, decimal('-0.5'));
    world.send({ type: 'venue.reported', atMs: world.now, held: { long: text(1), short: text('0.5') } });
    expect(world.run(5000).state).toBe('paused');
    expect(world.truth).toEqual({ long: 0.5, short: -0.5 });
    world.exit('liquidation-distance').run(5000);
    expect(world.truth).toEqual({ long: 0, short: 0 });
    expect(world.state).toBe('paused');
    expect(world.resume().state).toBe('scanning.watching');
  });

  it('while rebalancing waits for the repair', () => {
    const world = new PositionWorld({ gate: [['no-price']] }).enter();
    world.venues.positions.set(SHORT, decimal('-0.5'));
    world.send({ type: 'venue.reported', atMs: world.now, held: { long: text(1), short: text('0.5') } });
    expect(world.pause().state).toBe('hedged.rebalancing.waiting');
    expect(world.run(1000).state).toBe('paused');
    expect(world.truth).toEqual({ long: 0.5, short: -0.5 });
  });

  it('while unwinding does not keep anything open', () => {
    const world = new PositionWorld().enter();
    expect(world.exit().pause().state).toBe('unwinding.closing.waiting');
    world.run(35).pause();
    expect(world.run(5000).state).toBe('paused');
    expect(world.truth).toEqual({ long: 0, short: 0 });
  });

  it('closes an orphan that turns up meanwhile', () => {
    const world = new PositionWorld({ long: [{ kind: 'ghost', afterMs: 3000 }], short: [{ kind: 'refuse' }] }).enter();
    expect(world.pause().state).toBe('paused');
    world.run(10_000);
    expect(world.truth).toEqual({ long: 0, short: 0 });
    expect(world.state).toBe('paused');
  });

  it('leaves a route held blind for a minute', () => {
    const world = new PositionWorld().enter().pause();
    world.send({ type: 'feed.reviewed', atMs: world.now, freshness: 'stale' }).run(70_000);
    expect(world.truth).toEqual({ long: 0, short: 0 });
  });
});
