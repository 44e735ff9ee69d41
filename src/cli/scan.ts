import type { Speed } from '../clock/pacer.adapter.ts';
import type { World } from '../domain/ports.ts';
import type { AtMs } from '../domain/units.ts';
import type { Config } from '../engine/config.ts';
import { openEngine } from '../engine/engine.ts';
import { createMemoryJournal } from '../journal/memory.adapter.ts';
import { birthIdOf } from '../worlds/birth-id.ts';
import { recordedWorld } from '../worlds/recorded.ts';
import { simulatedWorld } from '../worlds/simulated.ts';
import type { CommandIo } from './io.ts';
import { recordLine } from './output.ts';
import { routesTable } from './routes-table.ts';
import { chosenConfig } from './start.ts';
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

/** `hedgerow scan`: every route of a world ranked once, each with what it nets or why not. Nothing is traded or kept. */
export const runScan = async (request: ScanRequest, io: CommandIo): Promise<number> => {
  const chosen = await chosenConfig(request, io, 'institutional');
  const config: Config = { ...chosen, entry: { ...chosen.entry, costing: 'always' } };
  const world = await scanWorld(request, config);
  const store = createMemoryJournal({ birthId: birthIdOf(config.engine.seed) });
  const isRecorded = world.name === 'recorded';
  const untilAtMs = isRecorded ? undefined : ((world.startAtMs + (request.after ?? WATCH_MS)) as AtMs);
  const speed: Speed = 'max';
  const engine = openEngine({ world, store, config, speed }, untilAtMs);
  const forget = io.onStopSignal(() => void engine.stop());
  try {
    await engine.start();
    await engine.finished;
  } finally {
    forget();
    await engine.stop();
  }
  const { nowMs } = engine.status();
  const signals = engine.signals();
  if (request.json === true) {
    for (const signal of signals) await io.stdout.write(recordLine({ type: 'signal', ...signal }));
    const candidates = signals.filter(({ verdict }) => verdict === 'candidate').length;
    await io.stdout.write(recordLine({ type: 'summary', routes: signals.length, candidates, atMs: nowMs }));
    return 0;
  }
  if (signals.length === 0) await io.stdout.write('no two markets of one coin were seen: nothing to rank\n');
  else await io.stdout.write(`${routesTable(signals, REASONS_MAX).join('\n')}\n`);
  await io.stdout.write(`\n${signals.length} routes in the ${world.name} world at ${utc(nowMs)} UTC\n`);
  return 0;
};

const scanWorld = async ({ recording = [], scenario, seed }: ScanRequest, config: Config): Promise<World> =>
  recording.length > 0
    ? (await recordedWorld(recording, config)).world
    : simulatedWorld({ config, scenario, seed: seed ?? config.engine.seed });
