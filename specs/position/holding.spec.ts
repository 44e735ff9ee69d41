import { describe, expect, it } from 'vitest';
import { atMs } from '../../src/domain/units.ts';
import { decimal, text } from '../../src/domain/money.ts';
import { PositionWorld } from '../support/position-world.ts';
import { SHORT, START_MS } from '../support/route-terms.ts';

const HOUR_MS = 3_600_000;
/** Carries since the start, with a break-even of four hours. */
const carrying = () => new PositionWorld({ breakEvenHours: 4 }).enter();
const at = (world: PositionWorld, hour: number) => world.run(START_MS + hour * HOUR_MS - world.nowMs);

describe('a carry that flipped', () => {
  it('at two settlements in a row after the minimum hold is left', () => {
    const world = carrying();
    expect(at(world, 5).review(-1).state).toBe('hedged.carrying');
    expect(at(world, 6).review(-2).run(5000).state).toBe('scanning.watching');
    expect(world.journal.at(-1)).toContain('closed: carry-flipped');
  });

  it('is not left before the minimum hold is over, and is at the next settlement after it', () => {
    const world = carrying();
    at(world, 1).review(-1);
    at(world, 2).review(-1);
    expect(at(world, 3).review(-1).run(5000).state).toBe('hedged.carrying');
    expect(at(world, 4).review(-1).run(5000).state).toBe('scanning.watching');
  });

  it('is not left when the second settlement is good again', () => {
    const world = carrying();
    at(world, 5).review(-1);
    at(world, 6).review(3);
    expect(at(world, 7).review(-1).run(5000).state).toBe('hedged.carrying');
    expect(world.position.missedSettlements).toBe(1);
  });

  it('counts a settlement once, and one that cannot be judged not at all', () => {
    const world = carrying();
    at(world, 5).review(-1).review(-1);
    at(world, 6).review(null);
    expect(world.position.missedSettlements).toBe(1);
    expect(at(world, 7).review(-1).run(5000).state).toBe('scanning.watching');
  });

  it('above nothing but under the threshold is no longer worth its risk', () => {
    const world = new PositionWorld({ settings: { exitCarryBps: 2 }, breakEvenHours: 'never' }).enter();
    at(world, 1).review(1);
    at(world, 2).review(1).run(5000);
    expect(world.journal.at(-1)).toContain('closed: net-below-threshold');
  });

  it('is left without a minimum hold where none is set', () => {
    const world = new PositionWorld({ settings: { minimumHold: 'none' } }).enter();
    at(world, 1).review(-1);
    expect(at(world, 2).review(-1).run(5000).state).toBe('scanning.watching');
  });
});

describe('a held position', () => {
  it('is left at once by a risk exit, minimum hold or not', () => {
    for (const reason of ['guard', 'operator', 'liquidation-distance'] as const) {
      const world = carrying().exit(reason).run(5000);
      expect(world.journal.at(-1)).toContain(`closed: ${reason}`);
    }
  });

  it('keeps the first reason to leave', () => {
    const world = carrying().exit('guard').exit('operator').run(5000);
    expect(world.journal.at(-1)).toContain('closed: guard');
  });

  it('does not trade for a drift within the tolerance: 0.004 of 1 is under 0.005', () => {
    const world = carrying();
    world.send({ type: 'venue.reported', atMs: world.now, held: { long: text(1), short: text('0.996') } });
    expect(world.run(60_000).state).toBe('hedged.carrying');
    expect(world.ordered).toHaveLength(2);
  });

  it('cuts the larger leg when the venue took some of the smaller', () => {
    const world = carrying();
    world.venues.positions.set(SHORT, decimal('-0.6'));
    world.send({ type: 'venue.reported', atMs: world.now, held: { long: text(1), short: text('0.6') } }).run(5000);
    expect(world.ordered.slice(2)).toEqual(['long sell 0.4 rebalance']);
    expect(world.state).toBe('hedged.carrying');
  });

  it('closes the other leg when the venue took one whole, and is over', () => {
    const world = carrying();
    world.venues.positions.set(SHORT, decimal(0));
    world.send({ type: 'venue.reported', atMs: world.now, held: { long: text(1), short: text(0) } }).run(5000);
    expect(world.ordered.slice(2)).toEqual(['long sell 1 rebalance']);
    expect(world.truth).toEqual({ long: 0, short: 0 });
    expect(world.state).toBe('scanning.watching');
  });

  it('is left when the venue takes no order small enough for a drift that is too much to carry', () => {
    const world = new PositionWorld({ gate: [['min-notional']] }).enter();
    world.venues.positions.set(SHORT, decimal('-0.9'));
    world.send({ type: 'venue.reported', atMs: world.now, held: { long: text(1), short: text('0.9') } }).run(5000);
    expect(world.ordered.slice(2)).toEqual(['long sell 1 close', 'short buy 0.9 close']);
    expect(world.state).toBe('scanning.watching');
  });

  it('of which the venues hold nothing any more is over', () => {
    const world = carrying();
    world.venues.positions.clear();
    world.send({ type: 'venue.reported', atMs: world.now, held: { long: text(0), short: text(0) } }).run(5000);
    expect(world.ordered).toHaveLength(2);
    expect(world.journal.at(-1)).toContain('closed: reconciliation');
  });

  it('leaves instead of rebalancing on when asked to', () => {
    const world = new PositionWorld({ gate: [['no-price'], ['no-price'], ['no-price']] }).enter();
    world.venues.positions.set(SHORT, decimal('-0.6'));
    world.send({ type: 'venue.reported', atMs: world.now, held: { long: text(1), short: text('0.6') } }).run(100);
    expect(world.state).toBe('hedged.rebalancing.waiting');
    world.exit().run(5000);
    expect(world.ordered.slice(2)).toEqual(['long sell 1 close', 'short buy 0.6 close']);
  });

  it('is left after a minute of stale feeds, and not when they come back in time', () => {
    const world = carrying();
    const feeds = (freshness: 'fresh' | 'stale') => world.send({ type: 'feed.reviewed', atMs: world.now, freshness });
    feeds('stale').run(59_000);
    feeds('fresh').run(59_000);
    feeds('stale').run(30_000);
    feeds('stale').run(29_000);
    expect(world.state).toBe('hedged.carrying');
    expect(world.run(2000).state).toBe('scanning.watching');
    expect(world.journal.at(-1)).toContain('closed: stale-feed');
  });

  it('reviewed while nothing is held changes nothing', () => {
    const world = new PositionWorld();
    world.review(-1).send({ type: 'feed.reviewed', atMs: world.now, freshness: 'stale' });
    world.send({ type: 'exit.requested', atMs: atMs(world.nowMs), reason: 'guard' });
    expect(world.position).toMatchObject({ missedSettlements: 0, staleSinceMs: null, exit: null });
    expect(world.enter().state).toBe('hedged.carrying');
  });
});
