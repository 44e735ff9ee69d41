import type { PremiumPath } from './premium-process.ts';
import { EngineError } from '../domain/errors.ts';
import { calmScenario } from './scenarios/calm.ts';
import { defaultScenario } from './scenarios/default.ts';
import { rehearsalScenario } from './scenarios/rehearsal.ts';
import { rollingScenario } from './scenarios/rolling.ts';
import { stressScenario } from './scenarios/stress.ts';
import { wideScenario, wireScenario } from './scenarios/wire.ts';

/** A named story: what differs from an ordinary, uneventful market. Everything else follows from the seed. */
export interface Scenario {
  readonly name: string;
  /** One sentence for help texts. */
  readonly story: string;
  /** Multiplies volatility and jumps of every coin; 1 is ordinary. */
  readonly turbulence: number;
  /** Multiplies the depth of every book. */
  readonly depth: number;
  readonly liquidationsPerDay: number;
  /** Wandering of premiums: in history and while it runs, bps. */
  readonly historyBps: number;
  readonly slowBps: number;
  /** Lists every kind of contract on every venue, and so many invented coins beside the written ones. */
  readonly breadth?: { readonly coins: number };
  /** Perpetuals of a venue that settle at another interval from some hour since the start on. */
  readonly intervalChanges?: readonly IntervalChange[];
  /** Single perpetuals and pairs by market key. */
  readonly markets: Readonly<Record<string, MarketStory>>;
}

export interface IntervalChange {
  readonly atHours: number;
  readonly venue: string;
  readonly intervalHours: 1 | 2 | 4 | 8;
}

/** What a scenario says of one market; members left out are the scenario's. */
export interface MarketStory {
  /** Premium by hours since the start (negative: the past), bps of the index. */
  readonly path?: PremiumPath;
  readonly historyBps?: number;
  readonly historyMemoryHours?: number;
  readonly quickBps?: number;
  readonly slowBps?: number;
  /** Multiplies the depth of this market's book. */
  readonly depth?: number;
  readonly intervalHours?: 1 | 2 | 4 | 8;
}

export class UnknownScenarioError extends EngineError<{ name: string; known: readonly string[] }> {
  readonly code = 'simulator.unknown-scenario';
  override readonly exitCode = 2;
}

const SCENARIOS: ReadonlyMap<string, Scenario> = new Map(
  [defaultScenario, calmScenario, stressScenario, rollingScenario, rehearsalScenario, wireScenario, wideScenario].map(
    (scenario) => [scenario.name, scenario],
  ),
);

export const scenarioNames: readonly string[] = [...SCENARIOS.keys()];

/** A scenario by name. Throws UnknownScenarioError, which lists the names. */
export const scenarioOf = (name: string): Scenario => {
  const scenario = SCENARIOS.get(name);
  if (scenario !== undefined) return scenario;
  throw new UnknownScenarioError(`"${name}" is no scenario; there are ${scenarioNames.join(', ')}`, {
    name,
    known: scenarioNames,
  });
};
