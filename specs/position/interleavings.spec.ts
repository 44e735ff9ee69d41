import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MarketKey } from '../../src/domain/ids.ts';
import { decimal } from '../../src/domain/money.ts';
import type { LegOrder } from '../../src/domain/order.ts';
import { everyLeg, ordersInFlight } from '../../src/position/position.ts';
import { PositionWorld } from '../support/position-world.ts';
import { MARKETS, OTHER, OTHER_LONG, SHORT } from '../support/route-terms.ts';
import type { Treatment } from '../support/scripted-venues.ts';

const fractions = fc.constantFrom(0, 0.1, 0.3, 0.5, 0.8, 1);
const simple: fc.Arbitrary<Treatment> = fc.oneof(
  fractions.map((fraction): Treatment => ({ kind: 'fill', fraction })),
  fractions.map((fraction): Treatment => ({ kind: 'rest', fraction })),
  fc.constant<Treatment>({ kind: 'refuse' }),
  fc.constant<Treatment>({ kind: 'lost' }),
  fc
    .tuple(fractions, fc.constantFrom({}, { rest: 'rests' as const }))
    .map(([filled, rest]): Treatment => ({ kind: 'silent', filled, ...rest })),
);
const treatment: fc.Arbitrary<Treatment> = fc.oneof(
  { weight: 5, arbitrary: simple },
  { weight: 1, arbitrary: simple.map((truth): Treatment => ({ kind: 'doubtful', truth })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(50, 700, 4000, 9000).map((afterMs): Treatment => ({ kind: 'ghost', afterMs })),
  },
);
const happening = fc.record({
  afterMs: fc.constantFrom(1, 15, 26, 120, 300, 1500, 6000),
  what: fc.constantFrom(
    'nothing',
    'crash',
    'crash',
    'exit',
    'pause',
    'resume',
    'blind probes',
    'an end twice',
    'signal',
    'roll',
    'roll',
    'roll back',
  ),
});
const story = fc.record({
  treatments: fc.array(treatment, { maxLength: 12 }),
  happenings: fc.array(happening, { maxLength: 12 }),
  timeInForce: fc.constantFrom('ioc' as const, 'gtc' as const),
  alternate: fc.constantFrom(undefined, { short: OTHER }, { short: OTHER, long: OTHER_LONG }),
  remainder: fc.constantFrom(undefined, undefined, 'refused' as const),
  entryLegs: fc.constantFrom<readonly ('long' | 'short')[]>(['long', 'short'], ['long'], ['short']),
});

describe('whatever the venues say, in whatever order', () => {
  it('a position ends hedged or flat, sends nothing twice, and nothing against an order in doubt', () => {
    const ends = new Set<string>();
    const asked = new Set<string>();
    const markets = new Set<string>();
    const states = new Set<string>();
    fc.assert(
      fc.property(story, ({ treatments, happenings, alternate, remainder, ...terms }) => {
        const left = [...treatments];
        const chosen = { ...(alternate && { alternate }), ...(remainder && { remainder }) };
        const world = new PositionWorld({ ...terms, ...chosen, treat: () => left.shift() ?? { kind: 'fill' } });
        world.onStep = () => {
          states.add(world.state);
          for (const { state } of everyLeg(world.position)) markets.add(state.market);
        };
        world.onOrders = (orders) => {
          checkOrders(world, orders);
          for (const { purpose } of orders) asked.add(purpose);
        };
        world.enter(1);
        for (const { afterMs, what } of happenings) happens(world.run(afterMs), what);
        world.venues.probesToFail = 0;
        left.splice(0);
        world.run(300_000);
        checkEnd(world);
        ends.add(world.state);
      }),
      { seed: 20260401, numRuns: 250 },
    );
    expect([...ends].sort()).toEqual(['hedged.carrying', 'paused', 'scanning.watching']);
    expect([...asked].sort()).toEqual(['close', 'flatten', 'hedge', 'rebalance']);
    expect(states).toContain('hedged.rolling.waiting');
    expect([...markets].sort()).toEqual([...MARKETS].sort());
  });
});

const happens = (world: PositionWorld, what: string): void => {
  if (what === 'crash') world.crash();
  if (what === 'exit') world.exit();
  if (what === 'pause') world.pause();
  if (what === 'resume') world.resume();
  if (what === 'signal') world.enter(0);
  if (what === 'roll') world.roll();
  if (what === 'roll back') world.roll('short', SHORT);
  if (what === 'blind probes') world.venues.probesToFail = 3;
  if (what === 'an end twice')
    for (const [clientOrderId, { isOver }] of world.floor.orders)
      if (isOver) world.send({ type: 'order.ended', atMs: world.now, clientOrderId, outcome: 'cancelled' });
};

/** Repairs wait for every order before them, and reduce-only orders are for no more than is held. */
const checkOrders = (world: PositionWorld, orders: readonly LegOrder[]): void => {
  expect(ordersInFlight(world.position)).toEqual([]);
  expect(world.floor.open).toEqual([]);
  for (const { leg, market, side, quantity, reduceOnly, purpose } of orders) {
    const own = everyLeg(world.position).find((one) => one.leg === leg && one.state.market === market);
    const held = decimal(own?.state.held ?? 0).times(leg === 'long' ? 1 : -1);
    const opposite = side === 'sell' ? held : held.neg();
    expect(reduceOnly).toBe(purpose !== 'hedge');
    if (reduceOnly) expect(decimal(quantity).lte(opposite)).toBe(true);
    expect(decimal(quantity).gt(0)).toBe(true);
  }
};

const held = (world: PositionWorld, market: MarketKey): number => world.venues.held(market).toNumber();

const checkEnd = (world: PositionWorld): void => {
  const { legs, roll } = world.position;
  const [long, short] = legs === null ? [0, 0] : [held(world, legs.long.market), held(world, legs.short.market)];
  expect([roll, world.floor.open]).toEqual([null, []]);
  const own: readonly string[] = legs === null ? [] : [legs.long.market, legs.short.market];
  for (const market of MARKETS) if (!own.includes(market)) expect([market, held(world, market)]).toEqual([market, 0]);
  expect(Math.abs(long + short)).toBeLessThanOrEqual(0.005 * Math.max(long, -short) + 1e-9);
  expect({ long: Number(legs?.long.held ?? 0), short: Number(legs?.short.held ?? 0) }).toEqual({
    long,
    short: short === 0 ? 0 : -short,
  });
  expect(['hedged.carrying', 'paused', 'scanning.watching']).toContain(world.state);
  if (world.state === 'scanning.watching') expect(legs).toBeNull();
};
