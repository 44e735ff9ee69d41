import { join } from 'node:path';
import type { JournalStore, World } from '../domain/ports.ts';
import type { Config } from '../engine/config/config.ts';
import { lastInstant } from '../engine/recovery/last-instant.ts';
import { createRecorder } from '../replay/recorder.adapter.ts';
import type { Recorder } from '../replay/recorder.adapter.ts';
import { openLiveWorld } from '../worlds/live-world.ts';
import { openPaperWorld } from '../worlds/paper-world.ts';
import { configAbout } from '../worlds/recorded-config.ts';
import { simulatedWorld } from '../worlds/simulated.ts';
import { readEndpoints } from './endpoints.ts';
import type { StartRequest } from './start.ts';

export interface WorldParts {
  readonly config: Config;
  readonly store: JournalStore;
  readonly dir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A venue's private interface was in trouble that no order tells of. */
  readonly trouble: (venue: string, thrown: unknown) => void;
}

export interface OpenedWorld {
  readonly world: World;
  readonly recorder: Recorder | undefined;
}

/** The world that was asked for and what records it; the journal is closed again where they cannot be had. */
export const openWorld = async (request: StartRequest, parts: WorldParts): Promise<OpenedWorld> => {
  const { store } = parts;
  let world: World | undefined;
  try {
    world = request.world === 'simulated' ? simulated(request, parts) : await onTheWall(request, parts);
    const { record } = request;
    const recorder = record === undefined ? undefined : openRecorder(record, { request, parts, world });
    return { world, recorder };
  } catch (error) {
    await world?.stop();
    await store.close();
    throw error;
  }
};

const simulated = ({ scenario }: StartRequest, { config, store, dir }: WorldParts): World => {
  const notBeforeMs = lastInstant(store);
  return simulatedWorld({
    config,
    seed: config.engine.seed,
    scenario,
    dataDir: join(dir, 'venues'),
    ...(notBeforeMs === undefined ? {} : { notBeforeMs }),
  });
};

/** Real feeds: orders on paper, or at the venues. */
const onTheWall = async (
  { endpoints, world }: StartRequest,
  { config, store, dir, env, trouble }: WorldParts,
): Promise<World> => {
  const options = {
    config,
    endpoints: endpoints === undefined ? undefined : await readEndpoints(endpoints),
    notBeforeMs: lastInstant(store),
    env,
  };
  if (world === 'live') return openLiveWorld({ ...options, onTrouble: trouble }).world;
  return openPaperWorld({ ...options, dataDir: dir }).world;
};

export interface RecordedRun {
  readonly request: Pick<StartRequest, 'world' | 'scenario'>;
  readonly parts: Pick<WorldParts, 'config' | 'store'>;
  readonly world: World;
}

/** The recording of a life, as far as its first line: what it goes on from. Throws RecorderWriteError. */
export const openRecorder = (file: string, { request, parts, world }: RecordedRun): Recorder => {
  const { config, store } = parts;
  const ofWorld =
    request.world === 'simulated'
      ? { source: 'simulated', seed: config.engine.seed, scenario: request.scenario }
      : { source: request.world };
  return createRecorder({
    path: file,
    about: {
      about: 'hedgerow start --record: every input of the run in queue order',
      ...ofWorld,
      holds: 'inputs',
      birthId: store.birthId,
      startAtMs: world.startAtMs,
      earlierFacts: store.lastSeq,
      earlierInputs: store.lastInputSeq,
      earlierHash: store.headHash,
      config: configAbout(config),
    },
  });
};
