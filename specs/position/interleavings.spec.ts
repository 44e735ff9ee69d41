import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MarketKey } from '../../src/domain/ids.ts';
import { decimal } from '../../src/domain/money.ts';
import type { LegOrder } from '../../src/domain/order.ts';
import { everyLeg, ordersInFlight } from '../../src/position/position.ts';
import { PositionWorld } from '../support/position-world.ts';
import { MARKETS, OTHER, OTHER_LONG, SHORT } from '../support/route-terms.ts';
import type { Treatment } from '../support/scripted-venues.ts';
import type { WorldScript } from '../support/world-script.ts';

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
/** What becomes of orders that may rest. */
const resting: fc.Arbitrary<Treatment> = fc.oneof(
  simple,
  fc.constant<Treatment>({ kind: 'refuse', why: 'cross' }),
  fc
    .array(fc.tuple(fc.constantFrom(10, 21, 30, 400, 900, 2500, 9000), fractions), { maxLength: 4 })
    .map((parts): Treatment => ({ kind: 'trickle', parts })),
);
const treatmentOf = (kinds: fc.Arbitrary<Treatment>): fc.Arbitrary<Treatment> =>
  fc.oneof(
    { weight: 5, arbitrary: kinds },
    { weight: 1, arbitrary: kinds.map((truth): Treatment => ({ kind: 'doubtful', truth })) },
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
const story = {
  treatments: fc.array(treatmentOf(simple), { maxLength: 12 }),
  happenings: fc.array(happening, { maxLength: 12 }),
  timeInForce: fc.constantFrom('ioc' as const, 'gtc' as const),
  alternate: fc.constantFrom(undefined, { short: OTHER }, { short: OTHER, long: OTHER_LONG }),
  remainder: fc.constantFrom(undefined, undefined, 'refused' as const),
  entryLegs: fc.constantFrom<readonly ('long' | 'short')[]>(['long', 'short'], ['long'], ['short']),
};
const byParts = (approach: 'quoting' | 'slicing') => ({
  ...story,
  treatments: fc.array(treatmentOf(resting), { maxLength: 12 }),
  approach: fc.constant(approach),
  looks: fc.array(fc.constantFrom('stands' as const, 'moved' as const, 'moved' as const, 'unwanted' as const)),
  approachGate: fc.array(fc.constantFrom([], [], ['stale-book'], ['min-notional'], ['net-below-minimum'])),
});

describe('whatever the venues say, in whatever order', () => {
  it('a position ends hedged or flat, sends nothing twice, and nothing against an order in doubt', () => {
    const seen = play(fc.record(story), 250);
    expect([...seen.asked].sort()).toEqual(['close', 'flatten', 'hedge', 'rebalance']);
    expect(seen.states).toContain('hedged.rolling.waiting');
    expect([...seen.markets].sort()).toEqual([...MARKETS].sort());
  });

  it.each([
    ['with a leg that rests', 'quoting', 'entering.quoting.waiting'],
    ['by slices', 'slicing', 'entering.slicing'],
  ] as const)('so does one that is entered %s', (_, approach, state) => {
    expect(play(fc.record(byParts(approach)), 200).states).toContain(state);
  });
});

/** Lives stories to their ends; what was seen in them. */
const play = (stories: fc.Arbitrary<Told>, numRuns: number) => {
  const ends = new Set<string>();
  const seen = { asked: new Set<string>(), markets: new Set<string>(), states: new Set<string>() };
  fc.assert(
    fc.property(stories, ({ treatments, happenings, alternate, remainder, ...terms }) => {
      const left = [...treatments];
      const chosen = { ...(alternate && { alternate }), ...(remainder && { remainder }) };
      const world = new PositionWorld({ ...terms, ...chosen, treat: () => left.shift() ?? { kind: 'fill' } });
      world.onStep = () => {
        seen.states.add(world.state);
        for (const { state } of everyLeg(world.position)) seen.markets.add(state.market);
      };
      world.onOrders = (orders) => {
        checkOrders(world, orders);
        for (const { purpose } of orders) seen.asked.add(purpose);
      };
      world.enter(1);
      for (const { afterMs, what } of happenings) happens(world.run(afterMs), what);
      world.venues.probesToFail = 0;
      left.splice(0);
      world.run(300_000);
      checkEnd(world);
      ends.add(world.state);
    }),
    { seed: 20260401, numRuns },
  );
  expect([...ends].sort()).toEqual(['hedged.carrying', 'paused', 'scanning.watching']);
  return seen;
};

interface Told extends Omit<WorldScript, 'alternate' | 'remainder'> {
  readonly treatments: readonly Treatment[];
  readonly happenings: readonly { readonly afterMs: number; readonly what: string }[];
  readonly alternate: WorldScript['alternate'] | undefined;
  readonly remainder: WorldScript['remainder'] | undefined;
}

const happens = (world: PositionWorld, what: string): void => {
  if (what === 'crash') world.crash();
  if (what === 'exit') world.exit();
  if (what === 'pause') world.pause();
  if (what === 'resume') world.resume();
  if (what === 'signal') world.enter(0);
  // never to the market it is on
  const short = world.position.legs?.short.market;
  if (what === 'roll' && short !== OTHER) world.roll();
  if (what === 'roll back' && short !== SHORT) world.roll('short', SHORT);
  if (what === 'blind probes') world.venues.probesToFail = 3;
  if (what === 'an end twice')
    for (const [clientOrderId, { isOver }] of world.floor.orders)
      if (isOver) world.send({ type: 'order.ended', atMs: world.now, clientOrderId, outcome: 'cancelled' });
};

/** Repairs wait for every order before them, and reduce-only orders are for no more than is held. */
const checkOrders = (world: PositionWorld, orders: readonly LegOrder[]): void => {
  // but for a leg that rests, which the hedges of what it got do not wait for unless it is in doubt
  const isResting = world.state.startsWith('entering.quoting');
  expect(ordersInFlight(world.position).filter(({ status }) => !isResting || status === 'in-doubt')).toEqual([]);
  expect(world.floor.open.filter(({ context }) => context.intent.timeInForce !== 'post-only')).toEqual([]);
  for (const { leg, market, side, quantity, reduceOnly, purpose } of orders) {
    const own = everyLeg(world.position).find((one) => one.leg === leg && one.state.market === market);
    const held = decimal(own?.state.held ?? 0).times(leg === 'long' ? 1 : -1);
    const opposite = side === 'sell' ? held : held.neg();
    expect(own?.state.order).toBeNull();
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
