import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Speed } from '../clock/pacer.adapter.ts';
import { asJson } from '../domain/codec.ts';
import type { JournalStore, World } from '../domain/ports.ts';
import type { AtMs } from '../domain/units.ts';
import { loadConfig } from '../engine/config-file.adapter.ts';
import type { Config } from '../engine/config.ts';
import { lastInstant } from '../engine/last-instant.ts';
import { openEngine } from '../engine/engine.ts';
import { openJournal } from '../journal/lmdb.adapter.ts';
import { createRecorder } from '../replay/recorder.adapter.ts';
import type { Recorder } from '../replay/recorder.adapter.ts';
import { knownVenues } from '../venues/registry.ts';
import { birthIdOf } from '../worlds/birth-id.ts';
import { simulatedWorld } from '../worlds/simulated.ts';
import type { CommandIo } from './io.ts';
import { runReplay } from './replay.ts';
import { runSession } from './session.ts';

export interface StartRequest {
  readonly config?: string;
  readonly preset?: string;
  readonly world: 'simulated' | 'recorded';
  readonly recording?: readonly string[];
  readonly record?: string;
  readonly scenario: string;
  readonly seed?: number;
  readonly speed?: 'auto' | Speed;
  /** Virtual ms. */
  readonly for?: number;
  readonly data?: string;
  readonly json?: boolean;
}

/** `hedgerow start`: the engine in a world, until the end of it, `--for`, or a signal (a clean stop, exit code 0). */
export const runStart = async (request: StartRequest, io: CommandIo): Promise<number> => {
  if (request.world === 'recorded') {
    const { recording = [] } = request;
    if (recording.length > 0) return runReplay(recording, request, io);
    await io.stderr.write('hedgerow start: a recorded world needs --recording FILE\n');
    return 2;
  }
  const config = await chosenConfig(request, io, 'individual');
  const seed = request.seed ?? config.engine.seed;
  const dir = request.data ?? config.storage.dir;
  mkdirSync(dir, { recursive: true });
  // an invented world can be invented again: its journal need only survive the process
  const store = openJournal({ dir, birthId: birthIdOf(seed), durability: 'process-safe' });
  let world: World;
  let recorder: Recorder | undefined;
  try {
    const notBeforeMs = lastInstant(store);
    world = simulatedWorld({
      config,
      seed,
      scenario: request.scenario,
      dataDir: join(dir, 'venues'),
      ...(notBeforeMs === undefined ? {} : { notBeforeMs }),
    });
    recorder = request.record === undefined ? undefined : openRecorder(request.record, { config, seed, store });
  } catch (error) {
    await store.close();
    throw error;
  }
  const untilAtMs = request.for === undefined ? undefined : ((world.startAtMs + request.for) as AtMs);
  const speed = request.speed ?? config.engine.speed;
  const engine = openEngine(
    { world, store, config, speed, ...(recorder === undefined ? {} : { onInput: (input) => recorder.record(input) }) },
    untilAtMs,
  );
  engine.send({ type: 'operator.arm' });
  engine.send({ type: 'operator.trade' });
  try {
    return await runSession(engine, { io, json: request.json === true, store, speed });
  } finally {
    await recorder?.close();
  }
};

/** The configuration asked for; `preset` stands in when neither a file nor a preset is named. */
export const chosenConfig = (
  request: { readonly config?: string; readonly preset?: string },
  { env }: CommandIo,
  preset: string,
): Promise<Config> =>
  loadConfig({
    file: request.config,
    preset: request.preset ?? (request.config === undefined ? preset : undefined),
    knownVenues: knownVenues.map(({ venue }) => venue),
    env,
  });

const openRecorder = (
  file: string,
  { config, seed, store }: { readonly config: Config; readonly seed: number; readonly store: JournalStore },
): Recorder =>
  createRecorder({
    path: file,
    about: {
      about: 'hedgerow start --record: every input of the run in queue order',
      source: 'simulated',
      holds: 'inputs',
      birthId: store.birthId,
      seed,
      config: asJson(config),
    },
  });
