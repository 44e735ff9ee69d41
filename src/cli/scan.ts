import type { Speed } from '../clock/pacer.adapter.ts';
import type { World } from '../domain/ports.ts';
import { ms } from '../domain/units.ts';
import type { AtMs } from '../domain/units.ts';
import type { Config } from '../engine/config/config.ts';
import { openEngine } from '../engine/engine.ts';
import type { Engine } from '../engine/engine.ts';
import { createMemoryJournal } from '../journal/memory.adapter.ts';
import { birthIdOf } from '../worlds/birth-id.ts';
import { recordedWorld } from '../worlds/recorded.ts';
import { simulatedWorld } from '../worlds/simulated.ts';
import type { CommandIo } from './io.ts';
import { recordLine } from './output.ts';
import { runToEnd } from './run-to-end.ts';
import { reportFailure } from './report-failure.ts';
import { routesTable } from './routes-table.ts';
import { chosenConfig } from './chosen-config.ts';
import { utc } from './table.ts';

export interface ScanRequest {
  readonly config?: string;
  readonly preset?: string;
  readonly recording?: readonly string[];
  readonly scenario: string;
  readonly seed?: number;
  /** Virtual ms. */
  readonly after?: number;
  readonly json?: boolean;
}

/** Long enough for every book, rate and spread base to be there. */
const WATCH_MS = 120_000;
const REASONS_MAX = 6;
/** Only the last judgement is shown. */
const JUDGE_EVERY_MS = 500;

/** `hedgerow scan`: every route of a world ranked once, each with what it nets or why not. Nothing is traded or kept. */
export const runScan = async (request: ScanRequest, io: CommandIo): Promise<number> => {
  const chosen = await chosenConfig(request, io, 'institutional');
  await io.stderr.write(
    `scanning ${request.recording === undefined ? `the simulated world for ${(request.after ?? WATCH_MS) / 1000} virtual seconds` : request.recording.join(', ')}\n`,
  );
  const config: Config = {
    ...chosen,
    engine: { ...chosen.engine, evaluateEveryMs: ms(JUDGE_EVERY_MS) },
    entry: { ...chosen.entry, costing: 'always' },
  };
  const world = await scanWorld(request, config);
  const store = createMemoryJournal({ birthId: birthIdOf(config.engine.seed) });
  const isRecorded = world.name === 'recorded';
  const untilAtMs = isRecorded ? undefined : ((world.startAtMs + (request.after ?? WATCH_MS)) as AtMs);
  const speed: Speed = 'max';
  const engine = openEngine({ world, store, config, speed }, untilAtMs);
  const fault = await runToEnd(engine, io);
  await io.stdout.write(request.json === true ? signalLines(engine) : rankedTable(engine));
  return fault === undefined ? 0 : reportFailure(fault, io);
};

const signalLines = (engine: Engine): string => {
  const signals = engine.signals();
  const candidates = signals.filter(({ verdict }) => verdict === 'candidate').length;
  const summary = { type: 'summary', routes: signals.length, candidates, atMs: engine.status().nowMs };
  return [...signals.map((signal) => ({ type: 'signal', ...signal })), summary].map(recordLine).join('');
};

const rankedTable = (engine: Engine): string => {
  const signals = engine.signals();
  const { nowMs, world } = engine.status();
  const candidates = signals.filter(({ verdict }) => verdict === 'candidate').length;
  const table =
    signals.length === 0
      ? 'no two markets of one coin were seen: nothing to rank'
      : routesTable(signals, REASONS_MAX).join('\n');
  return `${table}\n\n${signals.length} routes in the ${world} world at ${utc(nowMs)} UTC, ${candidates} worth entering\n`;
};

const scanWorld = async ({ recording = [], scenario, seed }: ScanRequest, config: Config): Promise<World> =>
  recording.length > 0
    ? (await recordedWorld(recording, config)).world
    : simulatedWorld({ config, scenario, seed: seed ?? config.engine.seed });
