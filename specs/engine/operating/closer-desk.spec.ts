import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Fact } from '../../../src/domain/fact.ts';
import type { CoinId } from '../../../src/domain/ids.ts';
import type * as Folding from '../../../src/position/position-fold.ts';
import { disagreements, truthOf } from '../../support/chaos-agreement.ts';
import type { Hand, Stage } from '../../support/chaos-lives.ts';
import {
  LONG,
  SHORT,
  SOL,
  bodiesOf,
  handOn,
  hedgedStage,
  lifeUntil,
  ofType,
  quantityAt,
  timePasses,
} from '../account-stage.ts';

/** Position actors throw at whatever is folded while this says so. */
const broken = vi.hoisted((): { at: (type: string) => boolean } => ({ at: () => false }));

vi.mock('../../../src/position/position-fold.ts', async (importOriginal) => {
  const real = await importOriginal<typeof Folding>();
  const fold: typeof real.fold = (position, event) => {
    if (broken.at(event.type)) throw new Error(`broken at ${event.type}`);
    return real.fold(position, event);
  };
  return { ...real, fold };
});

const never = (): boolean => false;
afterEach(() => (broken.at = never));

const held = (stage: Stage) => [quantityAt(stage, LONG), quantityAt(stage, SHORT)];
const FLAT = [undefined, undefined];
const closings = (facts: readonly Fact[]) => {
  const parkedAt = facts.findIndex(ofType('actor.parked'));
  return facts
    .slice(parkedAt)
    .filter(ofType('order.intended'))
    .map(({ body }) => body);
};

/** A life whose position takes no exit, told to leave every second. */
const told = (command: Parameters<Hand['send']>[0]) => {
  let hand: Hand | undefined;
  return {
    onFact: (_: Fact, own: Hand) => (hand = own),
    onInput: ({ kind }: { kind: string }) => {
      if (kind === 'tick') hand?.send(command);
    },
  };
};
const UNWIND = { type: 'operator.unwind', coin: 'SOL' as CoinId } as const;
const KILL = { type: 'operator.kill' } as const;

describe('a position whose actor failed three times within a minute', () => {
  it('has its legs closed, reduce-only, by the word of the venues; the rest goes on', async () => {
    const stage = await hedgedStage();
    broken.at = (type) => type === 'exit.requested';
    const facts = await lifeUntil(stage, ofType('closer.flat'), told(UNWIND));
    expect(bodiesOf(facts, 'actor.restarting')).toHaveLength(2);
    expect(facts.filter(ofType('actor.parked')).map(({ actor }) => actor)).toEqual([SOL]);
    expect(closings(facts)).toMatchObject([
      { market: LONG, purpose: 'close', reduceOnly: true },
      { market: SHORT, purpose: 'close', reduceOnly: true },
    ]);
    expect(facts.at(-1)?.body).toMatchObject({ coin: 'SOL', left: [] });
    expect(held(stage)).toEqual(FLAT);
  });

  it('is closed by what its venues hold, not by what it remembers', async () => {
    const stage = await hedgedStage();
    stage.world.takeAway(SHORT, 'liquidation');
    await handOn(stage, { market: LONG, side: 'buy', id: 'hand1' });
    const [long, short] = held(stage);
    expect(short).toBeUndefined();
    broken.at = () => true;
    const next = await lifeUntil(stage, ofType('closer.flat'), told(UNWIND));
    expect(closings(next)).toMatchObject([{ market: LONG, quantity: long, reduceOnly: true }]);
    expect(held(stage)).toEqual(FLAT);
  });

  it('is no obstacle to a kill', async () => {
    const stage = await hedgedStage();
    broken.at = (type) => type === 'exit.requested';
    const facts = await lifeUntil(stage, ofType('operator.flat'), { ...told(KILL), forMs: 60_000 });
    expect(bodiesOf(facts, 'actor.parked')).toHaveLength(1);
    expect(facts.at(-1)).toMatchObject({ type: 'operator.flat', body: { left: [] } });
    expect(held(stage)).toEqual(FLAT);
  });

  it('lives again in the next life, which finds it flat and closes its cycle', async () => {
    const stage = await hedgedStage();
    broken.at = (type) => type === 'exit.requested';
    await lifeUntil(stage, ofType('operator.flat'), { ...told(KILL), forMs: 60_000 });
    expect(held(stage)).toEqual(FLAT);
    broken.at = never;
    await timePasses(stage, 1000);
    const facts = await lifeUntil(stage, ofType('cycle.closed'));
    expect(bodiesOf(facts, 'cycle.closed')).toHaveLength(1);
    // one venue is heard before the other: what leaves on its word can only reduce
    expect(bodiesOf(facts, 'order.intended').filter((body) => body['reduceOnly'] !== true)).toEqual([]);
    expect(held(stage)).toEqual(FLAT);
    expect(disagreements(stage.store, truthOf(stage.world))).toEqual([]);
  });
});
