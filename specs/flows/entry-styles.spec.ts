import { describe, expect, it } from 'vitest';
import { factLine } from '../../src/cli/fact-line.ts';
import type { Fact } from '../../src/domain/fact.ts';
import { decimal } from '../../src/domain/money.ts';
import { parseConfig } from '../../src/engine/config/config.ts';
import { simulatedProfiles } from '../../src/worlds/simulated.ts';
import { keptPositions, nakedFractions } from '../support/chaos-agreement.ts';
import { playLife, setStage } from '../support/chaos-lives.ts';
import { RESTLESS_ENTRY } from '../support/restless-entry.ts';

const configOf = (style: string, more: Readonly<Record<string, unknown>> = {}) =>
  parseConfig({
    text: JSON.stringify({
      engine: { evaluateEveryMs: 10_000 },
      universe: { coins: ['SOL'], spotLegs: false },
      entry: RESTLESS_ENTRY,
      execution: { entryStyle: style },
      ...more,
    }),
  });

/** What happened to SOL in the invented world until it was hedged for good. */
const live = async (config: ReturnType<typeof parseConfig>, forMs: number) => {
  const stage = setStage({ profiles: simulatedProfiles(config) });
  const facts: Fact[] = [];
  await playLife(stage, { config, forMs, onFact: (fact) => facts.push(fact) });
  const of = (type: string) => facts.filter((fact) => fact.type === type);
  return { stage, facts, of, lines: facts.map((fact) => factLine(fact)) };
};

describe('an entry in the invented world', () => {
  it('as maker-taker rests post-only, follows the price, and hedges each fill within the input that told it', async () => {
    const { stage, facts, of } = await live(configOf('maker-taker'), 60_000);
    const opens = of('order.intended').filter(({ body }) => body['purpose'] === 'open');
    const hedges = of('order.intended').filter(({ body }) => body['purpose'] === 'hedge');
    expect(new Set(opens.map(({ body }) => body['timeInForce']))).toEqual(new Set(['post-only']));
    expect(new Set(opens.map(({ body }) => body['leg'])).size).toBe(1);
    expect(of('quote.moved').length).toBeGreaterThan(0);
    expect(hedges.length).toBeGreaterThan(1);
    const maker = facts.filter(({ type, body }) => type === 'fill.booked' && body['liquidity'] === 'maker');
    expect(maker.length).toBe(hedges.length);
    expect(hedges.map(({ cause }) => cause)).toEqual(maker.map(({ cause }) => cause));
    expect(of('position.hedged')).toHaveLength(1);
    expect(Object.values(nakedFractions(stage.store))).toEqual([0]);
  });

  it('by slices grows over several of them, hedged after each, up to what was decided at the entry', async () => {
    const sliced = configOf('sliced', {
      sizing: { equityFraction: 0.25 },
      limits: { slippageMaxBps: 1.2, legShareOfGrossLimitFraction: 0.1, legNotionalMaxUsd: 400_000 },
    });
    const { stage, of } = await live(sliced, 90_000);
    const [first] = of('entry.approved');
    expect(first?.body).toMatchObject({ boundBy: 'slippage', approach: { kind: 'slicing' } });
    expect(of('slice.approved').length).toBeGreaterThan(1);
    expect(of('position.hedged')).toHaveLength(1 + of('slice.approved').length);
    expect(of('cycle.opened')).toHaveLength(1);
    const approach = first?.body['approach'] as { readonly coins: string; readonly firstCoins: string };
    const [legs] = keptPositions(stage.store).map(({ position }) => position.legs);
    expect(decimal(legs?.long.held ?? 0).gt(decimal(approach.firstCoins))).toBe(true);
    expect(decimal(legs?.long.held ?? 0).lte(decimal(approach.coins))).toBe(true);
    const [fraction = 1] = Object.values(nakedFractions(stage.store));
    expect(fraction).toBe(0);
  });
});
