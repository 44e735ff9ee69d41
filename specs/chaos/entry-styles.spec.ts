import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/engine/config/config.ts';
import { simulatedProfiles } from '../../src/worlds/simulated.ts';
import { disagreements, keptPositions, nakedFractions, truthOf } from '../support/chaos-agreement.ts';
import { die, playLife, setStage } from '../support/chaos-lives.ts';
import type { Life, Stage } from '../support/chaos-lives.ts';
import { RESTLESS_ENTRY } from '../support/restless-entry.ts';

const configOf = (entryStyle: string) =>
  parseConfig({
    text: JSON.stringify({
      engine: { evaluateEveryMs: 1000 },
      universe: { coins: ['SOL'], spotLegs: false },
      entry: RESTLESS_ENTRY,
      sizing: { equityFraction: 0.25 },
      limits: { slippageMaxBps: 1.2, legShareOfGrossLimitFraction: 0.1, legNotionalMaxUsd: 400_000 },
      execution: { entryStyle, makerPatienceMs: 8000, slicePatienceMs: 10_000 },
      venues: { okx: { enabled: false }, bybit: { enabled: false } },
    }),
  });

/** Every so many of them: two lives each are not free. */
const STRIDE = 5;
const AFTERWARDS_MS = 40_000;

const stageFor = (config: ReturnType<typeof configOf>): Stage =>
  setStage({ profiles: simulatedProfiles(config), coins: new Set(config.universe.coins) });

const dyingAt = (nth: number): Pick<Life, 'onBoundary'> => {
  let crossed = 0;
  return { onBoundary: ({ of }) => (of !== 'answer' && crossed++ === nth ? die() : undefined) };
};

const wrongAt = ({ store, world }: Stage): readonly string[] => [
  ...disagreements(store, truthOf(world)),
  ...keptPositions(store).flatMap(({ state }) =>
    /^(hedged\.carrying|scanning\.watching)/.test(state) ? [] : [`ends ${state}`],
  ),
  ...Object.entries(nakedFractions(store)).flatMap(([coin, naked]) => (naked > 0 ? [`${naked} of ${coin} naked`] : [])),
];

describe.each([
  ['maker-taker', 'quote.approved'],
  ['sliced', 'slice.approved'],
])('an entry as %s', (style, part) => {
  it('comes to an end, with both legs equal and no id twice, wherever the process is killed', async () => {
    const config = configOf(style);
    const whole = stageFor(config);
    let boundaries = 0;
    const parts = new Set<string>();
    await playLife(whole, {
      config,
      forMs: 12_000,
      onFact: ({ type }) => void parts.add(type),
      onBoundary: ({ of }) => void (of === 'answer' || boundaries++),
    });
    const found: string[] = [];
    for (let nth = 0; nth < boundaries; nth += STRIDE) {
      const stage = stageFor(config);
      await playLife(stage, { config, forMs: 12_000, ...dyingAt(nth) });
      await playLife(stage, { config, forMs: AFTERWARDS_MS });
      found.push(...wrongAt(stage).map((wrong) => `killed at ${nth}: ${wrong}`));
    }
    expect(boundaries).toBeGreaterThan(60);
    expect(parts).toContain(part);
    expect(found).toEqual([]);
  });
});
