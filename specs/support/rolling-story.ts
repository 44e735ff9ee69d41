import type { Fact } from '../../src/domain/fact.ts';
import { ms } from '../../src/domain/units.ts';
import { parseConfig } from '../../src/engine/config/config.ts';
import { createMemoryJournal } from '../../src/journal/memory.adapter.ts';
import type { FaultSettings } from '../../src/simulator/faults.ts';
import { createSimulatedWorld } from '../../src/simulator/sim-world.adapter.ts';
import { knownVenues } from '../../src/venues/registry.ts';
import { simulatedProfiles } from '../../src/worlds/simulated.ts';
import { playLife } from './chaos-lives.ts';
import type { Crash, Hand, Stage } from './chaos-lives.ts';

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
  /** Where the first life dies; a second goes on from what it left. */
  readonly crash?: Crash;
  readonly onInput?: (nth: number) => void;
  readonly forHours: number;
  readonly onFact: (fact: Fact, hand: Hand) => void;
}

/** Three venues in the scenario `rolling`, their quiet times in strides. */
const rollingStage = (faults: FaultSettings | undefined): Stage => ({
  world: createSimulatedWorld({
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
  }),
  store: createMemoryJournal({ birthId: 'roll' }),
});

/** Plays the story and tells every fact. */
export const playRolling = async (story: RollingStory): Promise<readonly Fact[]> => {
  const { faults, forHours, crash, onFact, onInput } = story;
  const facts: Fact[] = [];
  const stage = rollingStage(faults);
  let inputs = 0;
  const life = {
    config,
    forMs: forHours * 3_600_000,
    onInput: () => onInput?.(++inputs),
    onFact: (fact: Fact, hand: Hand) => {
      facts.push(fact);
      onFact(fact, hand);
    },
  };
  const told = await playLife(stage, { ...life, crash });
  if (told.end === 'crashed') await playLife(stage, life);
  return facts;
};
