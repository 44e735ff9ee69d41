import type { ChaosChances } from '../chaos/chaos-fault.ts';
import { QUIET_STEP_MS } from '../chaos/chaos-stage.ts';
import { runSeeds } from '../chaos/seed-pool.adapter.ts';
import type { SeedResult } from '../chaos/run-seed.ts';
import type { CommandIo } from './io.ts';
import { recordLine } from './output.ts';
import { SeedTally, failureText } from './seed-tally.ts';

export interface SimulateRequest {
  readonly seed: number;
  readonly seeds: number;
  readonly hours: number;
  /** As it was asked for, to be asked for again. */
  readonly faults: { readonly text: string; readonly chances: ChaosChances };
  readonly threads: number;
  readonly json?: boolean;
}

const PROGRESS_EVERY_MS = 500;

/** `hedgerow simulate`. Returns 0 when every invariant held in every seed, else 1. */
export const runSimulate = async (request: SimulateRequest, io: CommandIo): Promise<number> => {
  const { seed, seeds, hours, faults, threads, json } = request;
  const isJson = json === true;
  const tally = new SeedTally({ seeds, hours, startedAtMs: io.now() });
  let signal: string | undefined;
  const forget = io.onStopSignal((name) => (signal = name));
  const isLive = !isJson && io.terminal() !== undefined;
  let drawnAtMs = -Infinity;
  if (!isJson) await io.stdout.write(`${opening(request)}\n`);
  const draw = (): void => {
    if (!isLive || io.now() - drawnAtMs < PROGRESS_EVERY_MS) return;
    drawnAtMs = io.now();
    void io.stderr.write(`\r\u001b[K${tally.progress(io.now())}`);
  };
  const onResult = (result: SeedResult): void => {
    tally.add(result);
    if (isJson) void io.stdout.write(recordLine({ type: 'seed', ...result }));
    else if (result.failure !== undefined)
      void io.stdout.write(`${isLive ? '\r\u001b[K' : ''}${failureText(result, { hours, faults: faults.text })}\n`);
    draw();
  };
  draw();
  await runSeeds({
    seeds: Array.from({ length: seeds }, (_, at) => seed + at),
    hours,
    chances: faults.chances,
    threads,
    onResult,
    isStopped: () => signal !== undefined,
  });
  forget();
  if (isLive) await io.stderr.write('\r\u001b[K');
  const summary = tally.summary(io.now());
  if (isJson) await io.stdout.write(recordLine({ type: 'summary', ...summary, ...density }));
  else await io.stdout.write(`${tally.lines(io.now()).join('\n')}\n`);
  return summary.failures.length === 0 && summary.seeds === seeds ? 0 : 1;
};

/** How densely the markets move, which is this runner's choice. */
const density = { quietStepMs: QUIET_STEP_MS, busyStepMs: 500 };

const opening = ({ seed, seeds, hours, faults, threads }: SimulateRequest): string =>
  [
    `${seeds === 1 ? `seed ${seed}` : `seeds ${seed} to ${seed + seeds - 1}`}, ${hours} virtual hours each, faults ${faults.text}, ${threads === 0 ? 'in this thread' : `${threads} threads`}`,
    `markets move every ${QUIET_STEP_MS / 1000} s while nothing is under way at the venues, every 0.5 s while something is`,
  ].join('\n');
