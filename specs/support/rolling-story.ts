import type { Fact } from '../../src/domain/fact.ts';
import { ms } from '../../src/domain/units.ts';
import { parseConfig } from '../../src/engine/config.ts';
import { createMemoryJournal } from '../../src/journal/memory.adapter.ts';
import type { FaultSettings } from '../../src/simulator/faults.ts';
import { createSimulatedWorld } from '../../src/simulator/sim-world.adapter.ts';
import { knownVenues } from '../../src/venues/registry.ts';
import { simulatedProfiles } from '../../src/worlds/simulated.ts';
import { playLife } from './chaos-lives.ts';
import type { Hand } from './chaos-lives.ts';

const STRIDE_MS = 30_000;
const config = parseConfig({
  knownVenues: knownVenues.map(({ venue }) => venue),
  text: `
engine: { evaluateEveryMs: 30000 }
universe: { coins: [SOL], spotLegs: false }
venues: { okx: { enabled: false } }
`,
});

export interface RollingStory {
  readonly faults?: FaultSettings;
  readonly forHours: number;
  readonly onFact: (fact: Fact, hand: Hand) => void;
}

/** Plays the scenario `rolling` on three venues, its quiet times in strides, and tells every fact. */
export const playRolling = async ({ faults, forHours, onFact }: RollingStory): Promise<readonly Fact[]> => {
  const facts: Fact[] = [];
  const world = createSimulatedWorld({
    seed: 7,
    scenario: 'rolling',
    profiles: simulatedProfiles(config).map((profile) => ({
      ...profile,
      bookCadenceMs: ms(STRIDE_MS),
      silenceMs: ms(3 * STRIDE_MS),
    })),
    coins: new Set(['SOL']),
    quietStepMs: STRIDE_MS,
    ...(faults && { faults }),
  });
  await playLife(
    { world, store: createMemoryJournal({ birthId: 'roll' }) },
    {
      config,
      forMs: forHours * 3_600_000,
      onFact: (fact, hand) => {
        facts.push(fact);
        onFact(fact, hand);
      },
    },
  );
  return facts;
};
