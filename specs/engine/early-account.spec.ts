import { describe, expect, it } from 'vitest';
import { atMs } from '../../src/domain/units.ts';
import { venueId } from '../../src/domain/ids.ts';
import type { Input } from '../../src/domain/input.ts';
import { EngineCore } from '../../src/engine/core.ts';
import { keptPositions } from '../support/chaos-agreement.ts';
import { playLife, restlessConfig, setStage } from '../support/chaos-lives.ts';
import type { Stage } from '../support/chaos-lives.ts';

const HYPERLIQUID = venueId('hyperliquid');

/** A life that ends hedged, its orders forgotten, and what its venue then lists. */
const hedgedLife = async () => {
  const stage = setStage();
  await playLife(stage, {
    forMs: 30_000,
    onFact: ({ type }, hand) => {
      if (type === 'position.hedged') hand.stop();
    },
  });
  expect(keptPositions(stage.store).map(({ state }) => state)).toEqual(['hedged.carrying']);
  const account = { ...stage.world.venueTruth(HYPERLIQUID), asOfMs: stage.world.nowMs() };
  expect(account.fills.length).toBeGreaterThan(0);
  return { ...stage, account };
};

/** Facts about fills and positions that these inputs lead to in the next life, which knows no instrument yet. */
const toldBy = ({ world, store }: Stage, inputs: readonly Input[]): readonly string[] => {
  const core = new EngineCore({ world, store, config: restlessConfig });
  core.begin(store.lastInputSeq);
  const facts = inputs.flatMap((input, index) => {
    const { batch } = core.handle({ ...input, seq: store.lastInputSeq + 1 + index });
    return batch?.facts ?? [];
  });
  core.close();
  return facts.map(({ type }) => type).filter((type) => /^(fill|position|risk)\./.test(type));
};

describe('what a venue lists before the list of its instruments', () => {
  it('does not count fills again that an earlier life booked, whose orders are forgotten', async () => {
    const { account, ...stage } = await hedgedLife();
    const now = atMs(stage.world.nowMs() + 1);
    expect(toldBy(stage, [{ kind: 'account', atMs: now, venue: HYPERLIQUID, account }])).toEqual([]);
  });

  it('does not count them when they are told one by one, as by a private stream that lists what it missed', async () => {
    const { account, ...stage } = await hedgedLife();
    const now = atMs(stage.world.nowMs() + 1);
    const reports = account.fills.map((fill): Input => {
      const { clientOrderId } = fill;
      return { kind: 'report', atMs: now, report: { kind: 'fill', clientOrderId, fill } };
    });
    expect(toldBy(stage, reports)).toEqual([]);
  });
});
