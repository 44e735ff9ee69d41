import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BacktestError } from '../backtest/backtest-error.ts';
import type { PolicyName } from '../backtest/policies.ts';
import type { ObjectiveName } from '../backtest/sweep/objective.ts';
import { runSweep } from '../backtest/sweep/run-sweep.ts';
import type { RunTasks } from '../backtest/sweep/run-sweep.ts';
import { createStopFlag, raise } from '../backtest/sweep/stop-flag.ts';
import { sweepCsv } from '../backtest/sweep/sweep-csv.ts';
import { axesOf } from '../backtest/sweep/sweep-grid.ts';
import { planSweep } from '../backtest/sweep/sweep-plan.ts';
import type { SweepPlan } from '../backtest/sweep/sweep-plan.ts';
import { sweepPool } from '../backtest/sweep/sweep-pool.adapter.ts';
import type { SweepResult } from '../backtest/sweep/sweep-result.ts';
import { sweepHtml } from '../backtest/sweep/sweep-html.ts';
import { failureLines } from '../backtest/sweep/sweep-verdict.ts';
import type { WalkForward } from '../backtest/sweep/walk-forward.ts';
import { atMs } from '../domain/units.ts';
import { openHistoryReader } from '../history/lmdb.adapter.ts';
import { chosenConfig } from './chosen-config.ts';
import type { CommandIo } from './io.ts';
import { recordLine } from './output.ts';
import { SweepProgress } from './sweep-progress.ts';
import { sweepPage } from './sweep-table.ts';

export interface SweepRequest {
  readonly history: string;
  readonly from: number;
  readonly to: number;
  readonly config?: string;
  readonly preset?: string;
  readonly grid?: string;
  readonly set: readonly string[];
  readonly policy: PolicyName;
  readonly objective: ObjectiveName;
  readonly walkForward?: number;
  readonly train?: number;
  readonly test?: number;
  readonly allowGaps?: boolean;
  readonly workers: number;
  readonly runsMax: number;
  readonly out?: string;
  readonly json?: boolean;
}

/** `hedgerow sweep`. Exit code 1 when a run failed, was stopped, or its figures do not agree; a loss is no fault. */
export const runSweeps = async (request: SweepRequest, io: CommandIo): Promise<number> => {
  // everything that can be a mistake comes before the first run
  const plan = await planOf(request, io);
  await openHistoryReader(request.history).close();
  if (request.out !== undefined) await writable(() => mkdir(request.out ?? '', { recursive: true }), request.out);
  const result = await watched(plan, request, io);
  if (request.out !== undefined) await writeResult(request.out, result);
  await io.stdout.write(request.json === true ? recordLine(result) : `${sweepPage(result).join('\n')}\n`);
  return result.unfinished === 0 && failureLines(result).length === 0 ? 0 : 1;
};

const planOf = async (request: SweepRequest, io: CommandIo): Promise<SweepPlan> =>
  planSweep({
    axes: axesOf({
      sets: request.set,
      file: request.grid === undefined ? undefined : { name: request.grid, text: await gridText(request.grid) },
    }),
    configOf: (overrides) =>
      chosenConfig({ ...request, ...(overrides === undefined ? {} : { overrides }) }, io, 'institutional'),
    span: { fromMs: atMs(request.from), toMs: atMs(request.to) },
    policy: request.policy,
    objective: request.objective,
    walkForward: walkForwardOf(request),
    gaps: request.allowGaps === true ? 'allowed' : 'refused',
    runsMax: request.runsMax,
  });

const walkForwardOf = ({ walkForward, train, test }: SweepRequest): WalkForward | undefined => {
  if (walkForward === undefined && train === undefined && test === undefined) return undefined;
  if (walkForward === undefined || train === undefined || test === undefined)
    throw new BacktestError(
      'backtest.usage',
      '--walk-forward, --train and --test belong together: name all three or none',
    );
  return { splits: walkForward, trainDays: train, testDays: test };
};

/** Runs the plan; a stop signal ends what is under way, and what was done by then is kept. */
const watched = async (plan: SweepPlan, { history, workers }: SweepRequest, io: CommandIo): Promise<SweepResult> => {
  const stop = createStopFlag();
  const forget = io.onStopSignal(() => raise(stop));
  const progress = new SweepProgress(plan.size, io);
  const pool = sweepPool({ historyDir: history, threads: workers, stop, onProgress: progress.at });
  const runTasks: RunTasks = (tasks) => {
    progress.round();
    return pool(tasks);
  };
  try {
    return await runSweep(plan, runTasks);
  } finally {
    forget();
    await progress.end();
  }
};

const gridText = async (file: string): Promise<string> => {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new BacktestError('backtest.usage', `--grid ${file} cannot be read: ${reasonOf(error)}; name a YAML file`);
  }
};

/** The result, a line a run, and a page with the heat map. */
const writeResult = async (dir: string, result: SweepResult): Promise<void> => {
  const files = {
    'sweep.json': `${JSON.stringify(result, null, 1)}\n`,
    'sweep.csv': sweepCsv(result),
    'sweep.html': sweepHtml(result),
  };
  for (const [name, text] of Object.entries(files)) await writable(() => writeFile(join(dir, name), text), dir);
};

const writable = async (write: () => Promise<unknown>, dir: string): Promise<void> => {
  try {
    await write();
  } catch (error) {
    throw new BacktestError(
      'backtest.usage',
      `--out ${dir} cannot be written to: ${reasonOf(error)}; name another directory`,
    );
  }
};

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
