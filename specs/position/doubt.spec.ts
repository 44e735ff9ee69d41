import { describe, expect, it } from 'vitest';
import { PositionWorld } from '../support/position-world.ts';
import { COIN, LONG, termsOf } from '../support/route-terms.ts';
import { text } from '../../src/domain/money.ts';

const LOST = { kind: 'lost' } as const;
const NOTHING = { kind: 'fill', fraction: 0 } as const;

describe('an order in doubt', () => {
  it('is waited for and found filled: nothing is sent in its place', () => {
    const world = new PositionWorld({ long: [{ kind: 'silent', filled: 1 }] }).enter(4000);
    expect(world.ordered).toEqual(['long buy 1 open', 'short sell 1 open']);
    expect(world.state).toBe('hedged.carrying');
    // no word for 3 s, then the look-up: the venue shows orders 200 ms late
    expect(world.journal.at(-1)).toBe('3.201 hedged.carrying');
  });

  it('is replaced only when the venue has never had it', () => {
    const world = new PositionWorld({ long: [{ kind: 'doubtful', truth: LOST }] }).enter();
    expect(world.journal.slice(5)).toEqual([
      '0.030 entering.legs(long: working, short: done)',
      '0.201 entering.balancing.waiting',
      '0.201 long buy 1 hedge',
      '0.231 hedged.carrying',
    ]);
  });

  it('keeps everything else back, however long the venue says nothing', () => {
    const world = new PositionWorld({ long: [{ kind: 'doubtful', truth: LOST }] });
    world.venues.probesToFail = 20;
    world.enter(20_000);
    expect(world.floor.open.map(({ state }) => state)).toEqual(['in-doubt']);
    expect(world.ordered).toHaveLength(2);
    expect(world.position.legs?.long.order?.status).toBe('in-doubt');
    world.venues.probesToFail = 0;
    expect(world.run(20_000).state).toBe('hedged.carrying');
  });

  it('is not cancelled at the entry deadline: first the venue must say that there is one', () => {
    const world = new PositionWorld({
      timeInForce: 'gtc',
      long: [{ kind: 'silent', filled: 0, rest: 'rests' }],
      short: [{ kind: 'rest' }],
    });
    world.venues.probesToFail = 4;
    world.enter(5500);
    expect(world.journal.filter((line) => line.includes('cancel'))).toEqual(['5.000 cancel short']);
  });

  it('that turns out to rest may be cancelled again', () => {
    const world = new PositionWorld({ timeInForce: 'gtc', long: [{ kind: 'silent', filled: 0, rest: 'rests' }] });
    world.enter(5500);
    expect(world.journal.filter((line) => line.includes('cancel'))).toEqual(['5.000 cancel long']);
    expect(world.state).toBe('hedged.carrying');
  });

  it('while closing, is not closed against twice', () => {
    const world = new PositionWorld({ long: [{ kind: 'fill' }, { kind: 'silent', filled: 1 }] }).enter();
    world.exit().run(4000);
    expect(world.ordered.slice(2)).toEqual(['long sell 1 close', 'short buy 1 close']);
    expect(world.truth).toEqual({ long: 0, short: 0 });
    expect(world.state).toBe('scanning.watching');
  });

  it('while hedging a lagging leg, is not hedged against twice', () => {
    const world = new PositionWorld({ short: [NOTHING, { kind: 'silent', filled: 0.6 }] }).enter(6000);
    expect(world.ordered.slice(2)).toEqual(['short sell 1 hedge', 'short sell 0.4 hedge']);
    expect(world.truth).toEqual({ long: 1, short: -1 });
  });
});

describe('an order that ended', () => {
  it('may end twice without another order', () => {
    const world = new PositionWorld().enter();
    const ids = [...world.floor.orders.keys()];
    for (const clientOrderId of ids)
      world.send({ type: 'order.ended', atMs: world.now, clientOrderId, outcome: 'cancelled' });
    expect(world.run(60_000).state).toBe('hedged.carrying');
    world.exit().run(25);
    for (const clientOrderId of world.floor.orders.keys())
      world.send({ type: 'order.ended', atMs: world.now, clientOrderId, outcome: 'filled' });
    world.run(5000);
    expect(world.truth).toEqual({ long: 0, short: 0 });
    expect(world.state).toBe('scanning.watching');
  });
});

describe('a fill that comes late', () => {
  it('while carrying is cut back', () => {
    const world = new PositionWorld({ long: [{ kind: 'ghost', afterMs: 8000 }] }).enter(7000);
    expect(world.state).toBe('hedged.carrying');
    world.run(3000);
    // the ghost made 2 of 1
    expect(world.ordered.slice(3)).toEqual(['long sell 0.5 rebalance', 'long sell 0.5 rebalance']);
    expect(world.truth).toEqual({ long: 1, short: -1 });
    expect(world.state).toBe('hedged.carrying');
  });

  it('after unwinding began is closed with the rest', () => {
    const world = new PositionWorld({
      long: [{ kind: 'ghost', afterMs: 1830 }],
      short: [{ kind: 'fill' }, { kind: 'refuse' }],
      gate: [['no-price'], ['no-price'], ['no-price']],
    }).enter(30_000);
    expect(world.ordered.slice(2)).toEqual(['short buy 1 close', 'long sell 1 close', 'short buy 1 close']);
    expect(world.truth).toEqual({ long: 0, short: 0 });
    expect(world.state).toBe('scanning.watching');
  });

  it('while the venues are asked whether all is flat leads back to closing', () => {
    const world = new PositionWorld().enter();
    world.exit().run(35);
    expect(world.state).toBe('unwinding.verifying');
    const [first] = world.floor.orders.keys();
    if (first === undefined) throw new Error('no order');
    world.venues.positions.set(LONG, world.venues.held(LONG).plus('0.3'));
    world.send({
      type: 'leg.filled',
      atMs: world.now,
      leg: 'long',
      effect: 'adds',
      netQuantity: text('0.3'),
      terms: termsOf(LONG),
    });
    expect(world.state).toBe('unwinding.closing.waiting');
    world.run(5000);
    expect(world.ordered.at(-1)).toBe('long sell 0.3 close');
    expect(world.truth.long).toBe(0);
    expect(world.state).toBe('scanning.watching');
  });

  it('while scanning is an orphan: it is closed, and the coin left alone for a minute', () => {
    const world = new PositionWorld({ long: [{ kind: 'ghost', afterMs: 5000 }], short: [{ kind: 'refuse' }] }).enter(
      4000,
    );
    expect(world.state).toBe('scanning.watching');
    world.run(10_000);
    expect(world.ordered.slice(2)).toEqual(['long sell 0.5 close', 'long sell 0.5 close']);
    expect(world.truth).toEqual({ long: 0, short: 0 });
    expect(world.state).toBe('scanning.watching');
    expect(world.position).toMatchObject({ coin: COIN, legs: null, cycles: 1, exit: null });
  });

  it('on a market that no leg of the cycle has is closed after the cycle', () => {
    const world = new PositionWorld().enter();
    const elsewhere = termsOf(LONG.replace('alpha', 'gamma') as typeof LONG);
    world.venues.positions.set(elsewhere.market, world.venues.held(elsewhere.market).plus('0.5'));
    const fill = {
      type: 'leg.filled',
      leg: 'long',
      effect: 'adds',
      netQuantity: text('0.5'),
      terms: elsewhere,
    } as const;
    world.send({ ...fill, atMs: world.now }).run(10_000);
    expect(world.ordered.slice(2)).toEqual(['long sell 1 close', 'short buy 1 close', 'long sell 0.5 close']);
    expect(world.venues.held(elsewhere.market).toNumber()).toBe(0);
    expect(world.state).toBe('scanning.watching');
  });
});
