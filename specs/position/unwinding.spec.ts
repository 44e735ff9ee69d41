import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/domain/money.ts';
import { PositionWorld } from '../support/position-world.ts';
import { LONG, SHORT } from '../support/route-terms.ts';

const REFUSE = { kind: 'refuse' } as const;

describe('unwinding', () => {
  it('closes both legs at once and is over when the venues say flat', () => {
    const world = new PositionWorld().enter();
    world.exit('guard').run(1000);
    expect(world.journal.slice(7)).toEqual([
      '1.000 unwinding.closing.waiting',
      '1.000 long sell 1 close',
      '1.000 short buy 1 close',
      '1.030 unwinding.verifying',
      '1.045 scanning.watching',
      '1.045 cycle BTC-1 closed: guard',
    ]);
  });

  it('goes on through refusals of the venue, later and wider each time', () => {
    const world = new PositionWorld({ long: [{ kind: 'fill' }, REFUSE, REFUSE, REFUSE, REFUSE, REFUSE] }).enter();
    const bounds: number[] = [];
    world.onOrders = (orders) => bounds.push(...orders.map(({ slippageMaxBps }) => slippageMaxBps));
    world.exit().run(30_000);
    // both legs, then the long leg alone: 25, 50, 75, then 100 at most
    expect(bounds).toEqual([25, 25, 50, 75, 100, 100, 100]);
    expect(world.journal.filter((line) => line.includes('long sell')).map((line) => line.split(' ')[0])).toEqual([
      // 250 ms, 500 ms, 1 s, 2 s between the tries, never more while the leg is naked
      '1.000',
      '1.250',
      '1.750',
      '2.750',
      '4.750',
      '6.750',
    ]);
    expect(world.truth).toEqual({ long: 0, short: 0 });
    expect(world.state).toBe('scanning.watching');
  });

  it('closes again when the venue does not say flat', () => {
    const world = new PositionWorld().enter();
    world.exit().run(35);
    expect(world.state).toBe('unwinding.verifying');
    world.venues.positions.set(SHORT, decimal('-0.4'));
    world.run(5000);
    expect(world.ordered.slice(4)).toEqual(['short buy 0.4 close']);
    expect(world.truth).toEqual({ long: 0, short: 0 });
    expect(world.state).toBe('scanning.watching');
  });

  it('closes what the venue holds the wrong way round by what would open it, reduce-only', () => {
    const world = new PositionWorld().enter();
    const asked: boolean[] = [];
    world.onOrders = (orders) => asked.push(...orders.map(({ reduceOnly }) => reduceOnly));
    world.exit().run(35);
    world.venues.positions.set(LONG, decimal('-0.2'));
    world.run(5000);
    expect(world.ordered.at(-1)).toBe('long buy 0.2 close');
    expect(asked).toEqual([true, true, true]);
    expect(world.truth.long).toBe(0);
    expect(world.state).toBe('scanning.watching');
  });

  it('asks the venues what there is when closing gets nothing twice', () => {
    const world = new PositionWorld().enter();
    // a liquidation nobody has told of
    world.venues.positions.set(LONG, decimal(0));
    world.exit().run(5000);
    expect(world.ordered.slice(2)).toEqual(['long sell 1 close', 'short buy 1 close', 'long sell 1 close']);
    expect(world.state).toBe('scanning.watching');
    const asked = world.actor.tape.effects.filter(({ effect }) => effect.type === 'account.wanted');
    // once after the second try, once more to verify
    expect(asked).toHaveLength(2);
  });

  it('has no more closed than the venue holds, and is over when it says flat', () => {
    const world = new PositionWorld().enter();
    world.venues.positions.set(LONG, decimal('0.4'));
    world.exit().run(1000);
    expect(world.truth).toEqual({ long: 0, short: 0 });
    expect(world.run(5000).state).toBe('scanning.watching');
  });

  it('asks the venues again when they do not answer', () => {
    const world = new PositionWorld().enter();
    world.exit().run(31);
    world.crash();
    expect(world.state).toBe('unwinding.verifying');
    expect(world.actor.dueAtMs).toBe(world.nowMs - 1 + 5000);
    world.run(5100);
    expect(world.state).toBe('scanning.watching');
  });

  it('leaves as dust what is too little for any order, and says so', () => {
    const world = new PositionWorld({
      long: [{ kind: 'fill' }, { kind: 'fill', fraction: 0.8 }],
      gate: [[], ['min-notional']],
    }).enter();
    world.exit().run(5000);
    expect(world.state).toBe('scanning.watching');
    const closing = world.actor.tape.effects.map(({ effect }) => effect).find(({ type }) => type === 'cycle.closed');
    expect(closing).toEqual({
      type: 'cycle.closed',
      cycle: 'BTC-1',
      reason: 'operator',
      dust: { long: '0.2', short: '0' },
    });
  });

  it('does not take a market that cannot be priced for dust', () => {
    const world = new PositionWorld({ gate: [['no-price', 'min-notional'], ['no-price']] }).enter();
    world.exit().run(10_000);
    expect(world.truth).toEqual({ long: 0, short: 0 });
    expect(world.state).toBe('scanning.watching');
  });
});
