import { join } from 'node:path';
import type { Speed } from '../clock/pacer.adapter.ts';
import type { JournalStore, World } from '../domain/ports.ts';
import type { AtMs } from '../domain/units.ts';
import { loadConfig } from '../engine/config/config-file.adapter.ts';
import type { Config } from '../engine/config/config.ts';
import { lastInstant } from '../engine/recovery/last-instant.ts';
import { openEngine } from '../engine/engine.ts';
import type { Engine } from '../engine/engine.ts';
import { newBirthId } from '../journal/birth-id.adapter.ts';
import { openJournal } from '../journal/lmdb.adapter.ts';
import { createMemoryJournal } from '../journal/memory.adapter.ts';
import { knownVenues } from '../venues/registry.ts';
import { birthIdOf, recordedBirthId } from './birth-id.ts';
import { openPaperWorld } from './paper-world.ts';
import type { Endpoints } from './paper-world.ts';
import { recordedConfig } from './recorded-config.ts';
import { recordedWorld } from './recorded.ts';
import { simulatedWorld } from './simulated.ts';

export type CreateEngineOptions = {
  /** A parsed configuration, or the path of a YAML file; the defaults when absent. */
  readonly config?: Config | string;
  /** Where the journal (and the invented venues) live; memory when absent. */
  readonly dataDir?: string;
  /** `auto` unless told: 600, and 1 while an order is open. */
  readonly speed?: 'auto' | Speed;
  /** Ends the run after this much time of the world. */
  readonly forMs?: number;
} & (
  | { readonly world: 'simulated'; readonly seed?: number; readonly scenario?: string }
  | { readonly world: 'recorded'; readonly recordings: readonly string[] }
  /** Real public feeds, orders on paper; `endpoints` in place of the venues' own addresses. */
  | { readonly world: 'paper'; readonly endpoints?: Endpoints }
);

/**
 * Opens an engine, stopped: subscribe, then `start`. It trades only after `operator.arm` and `operator.trade`. Throws
 * ConfigError, the journal's and the recording's errors.
 */
export const createEngine = async (options: CreateEngineOptions): Promise<Engine> => {
  const config = await effectiveConfig(options);
  const { birthId, ...opening } = await openingOf(options, config);
  const store = openStore(options.dataDir, birthId);
  try {
    const { world, inputsAreComplete } = await opening.world(lastInstant(store));
    const untilAtMs = options.forMs === undefined ? undefined : ((world.startAtMs + options.forMs) as AtMs);
    const speed = options.speed ?? (options.world === 'simulated' ? config.engine.speed : 'max');
    return openEngine({ world, store, config, speed, inputsAreComplete }, untilAtMs);
  } catch (error) {
    await store.close();
    throw error;
  }
};

/** The configuration named, else the one a recorded run had, else the defaults. */
const effectiveConfig = async (options: CreateEngineOptions): Promise<Config> => {
  if (typeof options.config === 'object') return options.config;
  const isRecorded = options.world === 'recorded' && options.config === undefined;
  const recorded = isRecorded ? await recordedConfig(options.recordings) : undefined;
  const names = knownVenues.map(({ venue }) => venue);
  return recorded ?? loadConfig({ file: options.config, knownVenues: names, env: process.env });
};

/** Without a birth id the journal is of a world that happens once: it survives a loss of power and names itself. */
const openStore = (dataDir: string | undefined, birthId: string | undefined): JournalStore => {
  if (dataDir === undefined) return createMemoryJournal({ birthId: birthId ?? newBirthId() });
  return birthId === undefined
    ? openJournal({ dir: dataDir, durability: 'power-safe' })
    : openJournal({ dir: dataDir, birthId, durability: 'process-safe' });
};

interface Opening {
  readonly birthId: string | undefined;
  /** Opens the world, not before an instant of an earlier life. */
  readonly world: (
    notBeforeMs: AtMs | undefined,
  ) => Promise<{ readonly world: World; readonly inputsAreComplete: boolean }>;
}

const openingOf = async (options: CreateEngineOptions, config: Config): Promise<Opening> => {
  if (options.world === 'recorded') {
    const { world, abouts, holdsEverything } = await recordedWorld(options.recordings, config);
    const birthId = recordedBirthId(abouts) ?? birthIdOf(config.engine.seed);
    return { birthId, world: () => Promise.resolve({ world, inputsAreComplete: holdsEverything }) };
  }
  if (options.world === 'paper') {
    const { endpoints, dataDir } = options;
    const world = (notBeforeMs: AtMs | undefined) =>
      openPaperWorld({ config, endpoints, dataDir, notBeforeMs, env: process.env }).world;
    return {
      birthId: undefined,
      world: (notBeforeMs) => Promise.resolve({ world: world(notBeforeMs), inputsAreComplete: false }),
    };
  }
  const { scenario = 'default', dataDir, seed = config.engine.seed } = options;
  const world = (notBeforeMs: AtMs | undefined) =>
    simulatedWorld({
      config,
      seed,
      scenario,
      ...(dataDir === undefined ? {} : { dataDir: join(dataDir, 'venues') }),
      ...(notBeforeMs === undefined ? {} : { notBeforeMs }),
    });
  return {
    birthId: birthIdOf(seed),
    world: (notBeforeMs) => Promise.resolve({ world: world(notBeforeMs), inputsAreComplete: false }),
  };
};
