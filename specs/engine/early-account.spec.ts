import { describe, expect, it } from 'vitest';
import { atMs } from '../../src/domain/units.ts';
import { venueId } from '../../src/domain/ids.ts';
import { EngineCore } from '../../src/engine/core.ts';
import { keptPositions } from '../support/chaos-agreement.ts';
import { playLife, restlessConfig, setStage } from '../support/chaos-lives.ts';

const HYPERLIQUID = venueId('hyperliquid');

describe('an account report that comes before the list of instruments', () => {
  it('does not count fills again that an earlier life booked, whose orders are forgotten', async () => {
    const stage = setStage();
    await playLife(stage, {
      forMs: 30_000,
      onFact: ({ type }, hand) => {
        if (type === 'position.hedged') hand.stop();
      },
    });
    expect(keptPositions(stage.store).map(({ state }) => state)).toEqual(['hedged.carrying']);
    const { world, store } = stage;
    const account = { ...world.venueTruth(HYPERLIQUID), asOfMs: world.nowMs() };
    expect(account.fills.length).toBeGreaterThan(0);
    const core = new EngineCore({ world, store, config: restlessConfig });
    core.begin(store.lastInputSeq);
    const { batch } = core.handle({
      kind: 'account',
      seq: store.lastInputSeq + 1,
      atMs: atMs(world.nowMs() + 1),
      venue: HYPERLIQUID,
      account,
    });
    const told = batch?.facts.map(({ type }) => type) ?? [];
    expect(told.filter((type) => type.startsWith('fill.') || type.startsWith('position.'))).toEqual([]);
    core.close();
  });
});
