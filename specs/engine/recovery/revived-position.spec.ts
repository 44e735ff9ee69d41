import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Fact } from '../../../src/domain/fact.ts';
import type * as Entering from '../../../src/position/entry.ts';
import type * as Folding from '../../../src/position/position-fold.ts';
import { disagreements, keptPositions, nakedFractions, truthOf } from '../../support/chaos-agreement.ts';
import { setStage } from '../../support/chaos-lives.ts';
import { LONG, SHORT, bodiesOf, lifeUntil, never, quantityAt } from '../account-stage.ts';

/** The position actor throws at events of this type, so many times more. */
const broken = vi.hoisted(() => ({ type: '', times: 0 }));

vi.mock('../../../src/position/position-fold.ts', async (importOriginal) => {
  const real = await importOriginal<typeof Folding>();
  const fold: typeof real.fold = (position, event) => {
    if (event.type !== broken.type || broken.times === 0) return real.fold(position, event);
    broken.times -= 1;
    throw new Error(`broken at ${event.type}`);
  };
  return { ...real, fold };
});

vi.mock('../../../src/position/entry.ts', async (importOriginal) => {
  const real = await importOriginal<typeof Entering>();
  const entered: typeof real.entered = (position, event) => {
    if (event.type !== broken.type || broken.times === 0) return real.entered(position, event);
    broken.times -= 1;
    throw new Error(`broken at ${event.type}`);
  };
  return { ...real, entered };
});

afterEach(() => (broken.times = 0));

describe('a position whose actor fails once while its orders are on their way', () => {
  it.each(['leg.filled', 'order.ended'])('hears afterwards what it missed: at %s', async (type) => {
    const stage = setStage();
    Object.assign(broken, { type, times: 1 });
    const facts: readonly Fact[] = await lifeUntil(stage, never, { forMs: 40_000 });
    expect(bodiesOf(facts, 'actor.restarting')).toHaveLength(1);
    expect(bodiesOf(facts, 'actor.parked')).toEqual([]);
    expect(keptPositions(stage.store).filter(({ state }) => /^(entering|unwinding)/.test(state))).toEqual([]);
    expect(Object.values(nakedFractions(stage.store)).filter((naked) => naked !== 0)).toEqual([]);
    expect(disagreements(stage.store, truthOf(stage.world))).toEqual([]);
  });

  it('closes what it was never told that it ordered', async () => {
    const stage = setStage();
    Object.assign(broken, { type: 'entry.approved', times: 1 });
    // within the cool-down after it
    const facts = await lifeUntil(stage, never, { forMs: 30_000 });
    expect(bodiesOf(facts, 'actor.restarting')).toHaveLength(1);
    const purposes = bodiesOf(facts, 'order.intended').map(({ purpose }) => purpose);
    expect(purposes).toEqual(['open', 'open', 'close', 'close']);
    expect(bodiesOf(facts, 'position.paused')).toEqual([]);
    expect([quantityAt(stage, LONG), quantityAt(stage, SHORT)]).toEqual([undefined, undefined]);
    expect(disagreements(stage.store, truthOf(stage.world))).toEqual([]);
  });
});
