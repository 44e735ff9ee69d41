import { venueConfig } from '../engine/config/config.ts';
import type { Config } from '../engine/config/config.ts';
import type { VenueProfile } from '../domain/ports.ts';
import { ms } from '../domain/units.ts';
import type { AtMs } from '../domain/units.ts';
import { venuesOf } from '../simulator/market-assembly.ts';
import { scenarioOf } from '../simulator/scenario.ts';
import { createSimulatedWorld } from '../simulator/sim-world.adapter.ts';
import type { SimulatedWorld, SimulatedWorldOptions } from '../simulator/sim-world.adapter.ts';
import { enabledProfiles } from './enabled-profiles.ts';

/** The invented books speak twice a second, slower than the real ones. */
const BOOK_CADENCE_MS = 500;

export type SimulatedChoice = Pick<
  SimulatedWorldOptions,
  'dataDir' | 'scenario' | 'faults' | 'latency' | 'notBeforeMs'
> & {
  readonly config: Config;
  readonly seed: number;
  readonly startAtMs?: AtMs;
};

/** The venues of a scenario that a configuration enables, with its fees, as the invented world serves them. */
export const simulatedProfiles = (config: Config, scenario = 'default'): readonly VenueProfile[] =>
  enabledProfiles(config)
    .filter(({ venue }) => venuesOf(scenarioOf(scenario)).has(venue))
    .map((profile) => ({ ...profile, bookCadenceMs: ms(BOOK_CADENCE_MS) }));

/** An invented world with the accounts a configuration gives it. */
export const simulatedWorld = ({ config, ...choice }: SimulatedChoice): SimulatedWorld =>
  createSimulatedWorld({
    ...choice,
    profiles: simulatedProfiles(config, choice.scenario),
    ...simulatedAccounts(config),
  });

const simulatedAccounts = (config: Config): Pick<SimulatedWorldOptions, 'capitalUsd'> => ({
  capitalUsd: Object.fromEntries(
    enabledProfiles(config).map(({ venue }) => [venue, Number(venueConfig(config, venue).capitalUsd)]),
  ),
});
