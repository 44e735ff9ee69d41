import type { Speed } from '../clock/pacer.adapter.ts';
import type { JournalStore } from '../domain/ports.ts';
import type { AtMs } from '../domain/units.ts';
import type { Config } from '../engine/config/config.ts';
import { openEngine } from '../engine/engine.ts';
import type { Engine, EngineParts } from '../engine/engine.ts';
import { openJournal } from '../journal/lmdb.adapter.ts';
import type { Recorder } from '../replay/recorder.adapter.ts';
import { writtenFirst } from '../replay/written-first.ts';
import { startVisualizer } from '../visualizer/server.adapter.ts';
import type { Visualizer } from '../visualizer/server.adapter.ts';
import { birthIdOf } from '../worlds/birth-id.ts';
import { chosenConfig } from './chosen-config.ts';
import type { CommandIo } from './io.ts';
import { runReplay } from './replay.ts';
import { reportFailure } from './report-failure.ts';
import { runSession } from './session.ts';
import { livePermission } from './live-permission.ts';
import { openDoor } from './operator-door.ts';
import { lendingAsides } from './start-lending.ts';
import { openPast } from './start-history.ts';
import type { OpenedHistory } from './start-history.ts';
import { openWorld } from './start-world.ts';

export interface StartRequest {
  readonly config?: string;
  readonly preset?: string;
  readonly world: 'simulated' | 'recorded' | 'paper' | 'live';
  /** Said out loud: real orders are wanted. */
  readonly live?: boolean;
  /** `simulated`, or a file of addresses: for the paper world. */
  readonly endpoints?: string;
  readonly recording?: readonly string[];
  readonly record?: string;
  readonly scenario: string;
  readonly seed?: number;
  readonly speed?: 'auto' | Speed;
  /** Virtual ms. */
  readonly for?: number;
  readonly data?: string;
  readonly port?: number | 'off';
  readonly json?: boolean;
}

/** `hedgerow start`: the engine in a world, until the end of it, `--for`, a signal (a clean stop, exit code 0) or the end of a kill. */
export const runStart = async (request: StartRequest, io: CommandIo): Promise<number> => {
  const { recording = [], world: name } = request;
  if (name === 'recorded' && recording.length > 0) return runReplay(recording, request, io);
  if (name === 'recorded' || recording.length > 0) {
    await io.stderr.write(
      name === 'recorded'
        ? 'hedgerow start: a recorded world needs --recording FILE\n'
        : 'hedgerow start: --recording is for --world recorded; to write one, use --record FILE\n',
    );
    return 2;
  }
  const chosen = await chosenConfig(request, io, 'individual');
  const seed = request.seed ?? chosen.engine.seed;
  const config: Config = { ...chosen, engine: { ...chosen.engine, seed } };
  const dir = request.data ?? config.storage.dir;
  const permission = name === 'live' ? await livePermission({ request, config, dir }, io) : 'trade';
  if (permission === 'refused') return 3;
  const store = openStore(name, { dir, seed });
  const trouble = (venue: string, thrown: unknown): void =>
    void io.stderr.write(`hedgerow: ${venue}: ${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
  const { world, recorder } = await openWorld(request, { config, store, dir, env: io.env, trouble });
  const past = await openPast(request, config, { world, store, io });
  const untilAtMs = request.for === undefined ? undefined : ((world.startAtMs + request.for) as AtMs);
  const speed = name === 'simulated' ? (request.speed ?? config.engine.speed) : 'max';
  const journal = recorder === undefined ? store : writtenFirst(store, recorder);
  const engine = openEngine(
    { world, store: journal, config, speed, ...besides(recorder, past, lendingAsides(name, config)) },
    untilAtMs,
  );
  engine.send({ type: 'operator.arm' });
  engine.send({ type: 'operator.trade' });
  if (permission === 'watch') engine.send({ type: 'operator.pause' });
  const visualizer = await openVisualizer(engine, { settings: pageSettings(config, request), store, io });
  const closeDoor =
    visualizer === undefined ? undefined : openDoor(dir, { url: visualizer.url, token: visualizer.token, pid: io.pid });
  const { alerts } = config;
  const pageUrl = visualizer === undefined ? undefined : `${visualizer.url}/#token=${visualizer.token}`;
  try {
    const exitCode = await runSession(engine, { io, json: request.json === true, store, speed, alerts, pageUrl });
    return (await closed(recorder, io)) ?? exitCode;
  } finally {
    closeDoor?.();
    await past?.keeper.close();
    await visualizer?.close();
  }
};

/** What listens besides the page, and what is told besides the world's inputs: the days before first. */
const besides = (
  recorder: Recorder | undefined,
  past: OpenedHistory | undefined,
  lending: Pick<EngineParts, 'asides'>,
): Pick<EngineParts, 'onInput' | 'onHeard' | 'asides'> => ({
  ...lending,
  ...(recorder === undefined ? {} : { onInput: (input) => recorder.record(input) }),
  ...(past === undefined
    ? {}
    : {
        onHeard: (events, atMs) => past.keeper.hear(events, atMs),
        asides: (nowMs) => past.pieces(nowMs) ?? lending.asides?.(nowMs),
      }),
});

/** An invented world can be invented again: its journal need only survive the process. */
const openStore = (
  world: StartRequest['world'],
  { dir, seed }: { readonly dir: string; readonly seed: number },
): JournalStore =>
  world === 'simulated'
    ? openJournal({ dir, birthId: birthIdOf(seed), durability: 'process-safe' })
    : openJournal({ dir, durability: 'power-safe' });

type PageSettings = Config['visualizer'];

const pageSettings = ({ visualizer }: Config, { port }: StartRequest): PageSettings => {
  if (port === undefined) return visualizer;
  return port === 'off' ? { ...visualizer, enabled: false } : { ...visualizer, enabled: true, port };
};

/** The page in the browser, where the configuration wants it and its port is free; the engine runs either way. */
const openVisualizer = async (
  engine: Engine,
  { settings, store, io }: { readonly settings: PageSettings; readonly store: JournalStore; readonly io: CommandIo },
): Promise<Visualizer | undefined> => {
  const { enabled, host, port, inspect: isInspected } = settings;
  if (!enabled) return undefined;
  const log = (line: string): void => void io.stderr.write(`${line}\n`);
  const visualizer = await startVisualizer({ engine, host, port, journal: store, log, isInspected });
  if (visualizer !== undefined) log(`Watch it at ${visualizer.url}/#token=${visualizer.token}`);
  return visualizer;
};

/** The exit code of a recording that could not be written whole; the run itself was not harmed. */
const closed = async (recorder: Recorder | undefined, io: CommandIo): Promise<number | undefined> => {
  try {
    await recorder?.close();
    return undefined;
  } catch (error) {
    return reportFailure(error, io);
  }
};
