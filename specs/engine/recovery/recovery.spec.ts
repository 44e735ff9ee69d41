import { describe, expect, it } from 'vitest';
import type { Fact } from '../../../src/domain/fact.ts';
import { actorId, venueId } from '../../../src/domain/ids.ts';
import { ORDER_MACHINE_VERSION } from '../../../src/execution/order.machine.ts';
import type { FaultSettings } from '../../../src/simulator/faults.ts';
import { disagreements, keptPositions, nakedFractions, truthOf } from '../../support/chaos-agreement.ts';
import { playLife, setStage } from '../../support/chaos-lives.ts';
import type { Crash, Life, Stage } from '../../support/chaos-lives.ts';

interface Cycle {
  /** What was wrong whenever it was hedged. */
  readonly faults: string[];
  closed: boolean;
}

const newCycle = (): Cycle => ({ faults: [], closed: false });

/** Enters by itself, is told to leave once hedged, and ends when it is flat. */
const oneCycle = (stage: Stage, cycle: Cycle): Pick<Life, 'onFact'> => ({
  onFact: (fact, { send, stop }) => {
    if (isHedged(stage, fact)) {
      cycle.faults.push(...wrongIn(stage).map((fault) => `while hedged: ${fault}`));
      send({ type: 'operator.unwind', coin: 'all' });
    }
    if (fact.type !== 'cycle.closed') return;
    cycle.closed = true;
    stop();
  },
});

/** Just hedged, or found hedged at the end of a recovery. */
const isHedged = ({ store }: Stage, { type }: Fact): boolean =>
  type === 'position.hedged' ||
  (type === 'recovery.completed' &&
    keptPositions(store).some(({ state, position }) => state.startsWith('hedged') && position.exit === null));

const wrongIn = ({ store, world }: Stage): readonly string[] => [
  ...disagreements(store, truthOf(world)),
  ...Object.entries(nakedFractions(store)).flatMap(([coin, naked]) =>
    naked === 0 ? [] : [`${naked} of ${coin} naked`],
  ),
];

/** A whole cycle, dying where told; then what is wrong, in words. */
const cycleWith = async (faults: FaultSettings, crashes: readonly Crash[]): Promise<readonly string[]> => {
  const stage = setStage({ faults });
  const cycle = newCycle();
  for (const crash of crashes) if (!cycle.closed) await playLife(stage, { crash, ...oneCycle(stage, cycle) });
  if (!cycle.closed) await playLife(stage, oneCycle(stage, cycle));
  return [...cycle.faults, ...(cycle.closed ? [] : ['never closed']), ...wrongIn(stage)];
};

/**
 * Every instant of a life at which dying can make a difference: before each input that is no market data, from the first
 * order on, and in place of each request.
 */
const crashesIn = async (stage: Stage): Promise<readonly Crash[]> => {
  const cycle = newCycle();
  const kinds: string[] = [];
  const told = await playLife(stage, { ...oneCycle(stage, cycle), onInput: ({ kind }) => kinds.push(kind) });
  expect([...cycle.faults, ...wrongIn(stage)]).toEqual([]);
  expect(cycle.closed).toBe(true);
  // the input before the first flush is the one that decided
  const firstOrder = Math.max(0, kinds.indexOf('flushed') - 1);
  return [
    ...kinds.flatMap((kind, at): Crash[] =>
      at >= firstOrder && kind !== 'frame' && kind !== 'rest' ? [{ before: 'input', nth: at + 1 }] : [],
    ),
    ...Array.from({ length: told.requests }, (_, at): Crash => ({ before: 'request', nth: at + 1 })),
  ];
};

const BYBIT = venueId('bybit');
const HYPERLIQUID = venueId('hyperliquid');
type Scripted = NonNullable<FaultSettings['scripted']>[number];
const at = (venue: Scripted['venue'], nth: number, fault: Scripted['fault']): FaultSettings => ({
  scripted: [{ venue, nth, fault }],
});

describe('after a crash at any one instant of a cycle, the same end as without', () => {
  it.for<readonly [string, FaultSettings]>([
    ['nothing else goes wrong', {}],
    ['one leg is half filled', at(HYPERLIQUID, 1, 'partial')],
    ['one leg times out but is filled', at(BYBIT, 1, 'timeout-filled')],
    ['one leg times out and is lost', at(HYPERLIQUID, 1, 'timeout-lost')],
    ['a closing order times out but is filled', at(HYPERLIQUID, 2, 'timeout-filled')],
  ])('when %s', async ([, faults]) => {
    const crashes = await crashesIn(setStage({ faults }));
    expect(crashes.length).toBeGreaterThan(20);
    const wrong: string[] = [];
    for (const crash of crashes)
      for (const fault of await cycleWith(faults, [crash])) wrong.push(`${crash.before} ${crash.nth}: ${fault}`);
    expect(wrong).toEqual([]);
  });

  it('and when the next life dies too, at any instant of its recovery', async () => {
    // dies with the first leg sent and the second not
    const first: Crash = { before: 'request', nth: 4 };
    const stage = setStage();
    await playLife(stage, { crash: first });
    expect(truthOf(stage.world).sends.size).toBe(1);
    const seconds = await crashesIn(stage);
    const wrong: string[] = [];
    for (const second of seconds)
      for (const fault of await cycleWith({}, [first, second])) wrong.push(`${second.before} ${second.nth}: ${fault}`);
    expect(wrong).toEqual([]);
  });
});

/** Dies just before the engine hears of so many fills of its entry, from 1. */
const diedBeforeFill = async (nth: number): Promise<Stage> => {
  const stage = setStage();
  let fills = 0;
  await playLife(stage, {
    crash: { before: 'input', nth: await inputOf((kind) => kind === 'fill' && ++fills === nth) },
  });
  return stage;
};

/** The number of the first report input of a kind that fits. */
const inputOf = async (isIt: (kind: string) => boolean): Promise<number> => {
  let nth = 0;
  let found: number | undefined;
  await playLife(setStage(), {
    forMs: 5000,
    onInput: (input) => {
      nth += 1;
      if (found === undefined && input.kind === 'report' && isIt(input.report.kind)) found = nth;
    },
  });
  return found ?? 0;
};

describe('what an earlier life left', () => {
  it('has its fills counted by an order that had to be made anew, and booked once', async () => {
    // the long leg is filled, the short one by the first of its two executions
    const stage = await diedBeforeFill(3);
    const { store } = stage;
    const orders = store.snapshots().filter(({ actor }) => actor.startsWith('order/'));
    expect(orders).toMatchObject([{ snapshot: { context: { intent: { leg: 'short' }, counted: '61.4' } } }]);
    store.commit({
      inputSeq: store.lastInputSeq,
      facts: [],
      intents: [],
      ledger: {},
      snapshots: orders.map((order) => ({ ...order, machineVersion: ORDER_MACHINE_VERSION + 1 })),
    });
    const cycle = newCycle();
    await playLife(stage, oneCycle(stage, cycle));
    expect([cycle.closed, ...cycle.faults, ...wrongIn(stage)]).toEqual([true]);
  });

  it('is not waited for where a position knows of an order and the intents do not', async () => {
    const stage = await diedBeforeFill(1);
    const { store } = stage;
    const intent = store.openIntents().find(({ leg }) => leg === 'long');
    if (intent === undefined) throw new Error('no order of the long leg is open');
    store.commit({
      inputSeq: store.lastInputSeq,
      facts: [],
      ledger: {},
      intents: [{ kind: 'settled', clientOrderId: intent.clientOrderId }],
      snapshots: [
        { actor: actorId(`order/${intent.clientOrderId}`), machineVersion: ORDER_MACHINE_VERSION, snapshot: null },
      ],
    });
    const cycle = newCycle();
    const facts: Fact[] = [];
    await playLife(stage, {
      onFact: (fact, hand) => {
        facts.push(fact);
        oneCycle(stage, cycle).onFact?.(fact, hand);
      },
    });
    expect(facts.find(({ type }) => type === 'recovery.order-forgotten')?.body).toEqual({
      clientOrderId: intent.clientOrderId,
    });
    expect([cycle.closed, ...wrongIn(stage)]).toEqual([true]);
  });
});
