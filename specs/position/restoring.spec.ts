import type { AnyStateMachine } from 'xstate';
import { describe, expect, it } from 'vitest';
import { decimal, text } from '../../src/domain/money.ts';
import { orderMachine } from '../../src/execution/order.machine.ts';
import { ordersInFlight } from '../../src/position/position.ts';
import { positionMachine } from '../../src/position/position.machine.ts';
import { ActorLife } from '../support/actor-life.ts';
import type { Tape } from '../support/actor-life.ts';
import { PositionWorld } from '../support/position-world.ts';
import { OTHER } from '../support/route-terms.ts';
import type { WorldScript } from '../support/world-script.ts';

const NOTHING = { kind: 'fill', fraction: 0 } as const;
const REFUSE = { kind: 'refuse' } as const;

/** An entry, a hold with a rebalance, and an unwinding, with everything in the way a script can put there. */
const live = (world: PositionWorld): PositionWorld => {
  world.enter(8000);
  if (world.position.legs !== null && world.floor.open.length === 0) {
    world.venues.positions.set(world.position.legs.short.market, decimal('-0.2'));
    const held = { long: text(world.truth.long), short: text('0.2') };
    world.send({ type: 'venue.reported', atMs: world.now, held }).run(3000);
  }
  world.roll().run(6000);
  world.pause().run(500).resume().run(500);
  return world.exit().run(30_000);
};

const stories: Readonly<Record<string, WorldScript>> = {
  smooth: {},
  'partial fills': { long: [{ kind: 'fill', fraction: 0.6 }], short: [{ kind: 'fill', fraction: 0.4 }] },
  'hedges that fail, then a cut': { short: [{ kind: 'fill', fraction: 0.3 }, NOTHING, NOTHING, NOTHING] },
  'a cut that fails': {
    short: [{ kind: 'fill', fraction: 0.3 }, NOTHING, NOTHING, NOTHING],
    long: [{ kind: 'fill' }, NOTHING, NOTHING, NOTHING],
  },
  'doubts on the way in and out': {
    long: [{ kind: 'silent', filled: 0.5 }, { kind: 'lost' }, { kind: 'silent', filled: 1 }],
    short: [{ kind: 'doubtful', truth: { kind: 'lost' } }],
  },
  'resting orders': {
    timeInForce: 'gtc',
    long: [{ kind: 'rest', fraction: 0.2 }],
    short: [{ kind: 'silent', filled: 0, rest: 'rests' }],
  },
  'a gate that refuses': { entryLegs: ['long'], gate: [['no-price'], ['no-price'], [], ['no-price'], ['no-price']] },
  'closes refused': { long: [{ kind: 'fill' }, REFUSE, REFUSE, REFUSE] },
  'another market for a lagging leg': { alternate: { short: OTHER }, short: [REFUSE, REFUSE, REFUSE, REFUSE, NOTHING] },
  'a roll in parts, with a doubt': {
    short: [{ kind: 'fill' }, { kind: 'silent', filled: 0.4 }, REFUSE, { kind: 'lost' }],
  },
  'a roll that stops half way': {
    rollGate: [[], ['slippage'], ['slippage']],
    short: [{ kind: 'fill' }, { kind: 'fill', fraction: 0.5 }],
  },
  'a late fill': { long: [{ kind: 'ghost', afterMs: 9000 }], short: [REFUSE] },
};

/** Lives a taped life again, stopped after `stopAt` events and taken up from the text of the snapshot. */
const relive = <Machine extends AnyStateMachine>(machine: Machine, tape: Tape<Machine>, stopAt: number) => {
  const life = new ActorLife(machine, tape.input, () => undefined);
  tape.events.forEach((event, index) => {
    if (index === stopAt) life.restart();
    life.tell(event);
  });
  return { asked: life.tape.effects, snapshot: JSON.parse(life.snapshotText()) as unknown };
};

describe('a position and its orders', () => {
  it.each(Object.entries(stories))('ask for the same after a restart at any step: %s', (_, script) => {
    const world = live(new PositionWorld(script));
    const { tape } = world.actor;
    const end: unknown = JSON.parse(world.actor.snapshotText());
    for (let stopAt = 0; stopAt < tape.events.length; stopAt += 1)
      expect(relive(positionMachine, tape, stopAt)).toEqual({ asked: tape.effects, snapshot: end });
    for (const order of world.floor.orders.values())
      for (let stopAt = 0; stopAt < order.tape.events.length; stopAt += 1)
        expect(relive(orderMachine, order.tape, stopAt).asked).toEqual(order.tape.effects);
  });

  it('were seen in every state', () => {
    const seen = new Set<string>();
    for (const script of Object.values(stories)) {
      const world = new PositionWorld(script);
      world.onStep = () => void seen.add(world.state.replace(/\(.*/, ''));
      live(world);
    }
    expect([...seen].sort()).toEqual([
      'entering.balancing.waiting',
      'entering.legs',
      'hedged.carrying',
      'hedged.rebalancing.waiting',
      'hedged.rolling.waiting',
      'paused',
      'scanning.watching',
      'unwinding.closing.waiting',
      'unwinding.verifying',
    ]);
  });

  it.each(Object.entries(stories))('wait for nothing without an order or a deadline: %s', (_, script) => {
    const world = new PositionWorld(script);
    const idle = ['scanning.watching', 'hedged.carrying', 'paused'];
    world.onStep = () => {
      const waitsFor = [...ordersInFlight(world.position), world.actor.dueAtMs].filter((what) => what !== Infinity);
      expect([world.state, idle.includes(world.state) || waitsFor.length > 0]).toEqual([world.state, true]);
      // every order that is not over has an actor that is not over, and that actor has a deadline or may rest
      for (const { clientOrderId } of ordersInFlight(world.position)) {
        const order = world.floor.orders.get(clientOrderId);
        expect(order?.isOver).toBe(false);
        if (order?.state !== 'working') expect(order?.dueAtMs).toBeLessThan(Infinity);
      }
    };
    live(world);
  });

  it.each(Object.entries(stories))('end flat after a crash at any step: %s', (_, script) => {
    const steps = stepsOf(live(new PositionWorld(script)));
    expect(steps).toBeGreaterThan(15);
    for (let crashAt = 1; crashAt <= steps; crashAt += 1) {
      const world = new PositionWorld(script);
      crashAfter(world, crashAt);
      live(world).run(60_000);
      expect([crashAt, world.state, world.truth]).toEqual([crashAt, 'scanning.watching', { long: 0, short: 0 }]);
    }
  });
});

const stepsOf = (world: PositionWorld): number => world.actor.tape.events.length;

/** Crashes once, when the position has been told so many things. */
const crashAfter = (world: PositionWorld, events: number): void => {
  let isDone = false;
  world.onStep = () => {
    if (isDone || stepsOf(world) < events) return;
    isDone = true;
    world.crash();
  };
};
