import type { Input } from '../domain/input.ts';
import { openEngine } from '../engine/engine.ts';
import { createMemoryJournal } from '../journal/memory.adapter.ts';
import { createRecorder } from '../replay/recorder.adapter.ts';
import type { Recorder } from '../replay/recorder.adapter.ts';
import type { AtMs } from '../domain/units.ts';
import { birthIdOf } from '../worlds/birth-id.ts';
import { openPaperWorld } from '../worlds/paper-world.ts';
import { simulatedWorld } from '../worlds/simulated.ts';
import { chosenConfig } from './chosen-config.ts';
import { readEndpoints } from './endpoints.ts';
import type { CommandIo } from './io.ts';
import { recordLine } from './output.ts';
import { reportFailure } from './report-failure.ts';
import { runToEnd } from './run-to-end.ts';

export interface RecordRequest {
  readonly config?: string;
  readonly preset?: string;
  readonly world: 'simulated' | 'paper';
  readonly endpoints?: string;
  readonly scenario: string;
  readonly seed?: number;
  /** Ms of the world. */
  readonly for?: number;
  readonly json?: boolean;
}

/** How often the progress line is written, ms. */
const PROGRESS_EVERY_MS = 1000;

interface Counts {
  frames: number;
  rest: number;
  readonly venues: Set<string>;
}

/**
 * `hedgerow record FILE`: raw frames and REST answers of a world, as they came, until it is stopped. An engine that trades
 * nothing listens, so that broken books are asked for anew; what it thinks is not recorded.
 */
export const runRecord = async (file: string, request: RecordRequest, io: CommandIo): Promise<number> => {
  const config = await chosenConfig(request, io, 'institutional');
  const seed = request.seed ?? config.engine.seed;
  // everything that can be a mistake comes before the file
  const endpoints = request.endpoints === undefined ? undefined : await readEndpoints(request.endpoints);
  const recorder = createRecorder({
    path: file,
    about: {
      about: 'hedgerow record: raw frames and REST answers as they came',
      source: request.world,
      ...(request.world === 'simulated' ? { seed, scenario: request.scenario } : {}),
    },
  });
  const counts: Counts = { frames: 0, rest: 0, venues: new Set() };
  try {
    const world =
      request.world === 'paper'
        ? openPaperWorld({
            config,
            env: io.env,
            follow: { coins: 'every' },
            endpoints,
          }).world
        : simulatedWorld({ config, seed, scenario: request.scenario });
    const untilAtMs = request.for === undefined ? undefined : ((world.startAtMs + request.for) as AtMs);
    const engine = openEngine(
      {
        world,
        store: createMemoryJournal({ birthId: birthIdOf(seed) }),
        config,
        speed: request.world === 'paper' ? 'max' : config.engine.speed,
        onInput: (input) => keep(input, recorder, counts),
      },
      untilAtMs,
    );
    const progress = showProgress(file, counts, io);
    const fault = await runToEnd(engine, io);
    progress.end();
    if (fault !== undefined) return reportFailure(fault, io);
  } finally {
    await recorder.close().catch((error: unknown) => reportFailure(error, io));
  }
  await io.stdout.write(ending(file, counts, request));
  return 0;
};

const keep = (input: Input, recorder: Recorder, counts: Counts): void => {
  if (input.kind === 'frame') counts.frames += 1;
  else if (input.kind === 'rest') counts.rest += 1;
  else if (input.kind !== 'connection') return;
  counts.venues.add(input.venue);
  recorder.record(input);
};

/** One line on a terminal, written over again; nothing in a pipe. */
const showProgress = (file: string, counts: Counts, io: CommandIo): { readonly end: () => void } => {
  const running = { isOn: io.terminal() !== undefined };
  const line = (): string => `recording ${file}: ${counts.frames} frames, ${counts.rest} answers`;
  const draw = async (): Promise<void> => {
    while (running.isOn) {
      await io.stderr.write(`\r${line()}\u001b[K`);
      await io.sleep(PROGRESS_EVERY_MS);
    }
  };
  void draw();
  return {
    end: () => {
      if (running.isOn) void io.stderr.write('\r\u001b[K');
      running.isOn = false;
    },
  };
};

const ending = (file: string, { frames, rest, venues }: Counts, { json }: RecordRequest): string => {
  const names = [...venues].sort();
  const summary = { type: 'summary', file, frames, rest, venues: names };
  if (json === true) return recordLine(summary);
  return `${frames} frames and ${rest} REST answers of ${names.length === 0 ? 'no venue' : names.join(', ')} in ${file}\n`;
};
