import { join } from 'node:path';
import type { BacktestResult } from '../backtest/backtest-result.ts';
import { CAPACITY_MULTIPLES, capacityRow, scaledConfig } from '../backtest/capacity.ts';
import type { CapacityRow } from '../backtest/result-counts.ts';
import { BacktestError } from '../backtest/backtest-error.ts';
import { POLICY_NAMES } from '../backtest/policies.ts';
import type { PolicyName } from '../backtest/policies.ts';
import { runBacktest } from '../backtest/run-backtest.ts';
import { atMs } from '../domain/units.ts';
import type { Config } from '../engine/config/config.ts';
import type { JournalStore } from '../domain/ports.ts';
import type { HistoryReader } from '../history/history.ts';
import { openHistoryReader } from '../history/lmdb.adapter.ts';
import { openJournal } from '../journal/lmdb.adapter.ts';
import { birthIdOf } from '../worlds/birth-id.ts';
import { backtestPage, policiesPage } from './backtest-page.ts';
import { writeReport } from './backtest-report.ts';
import { backtestProgress } from './backtest-progress.ts';
import { chosenConfig } from './chosen-config.ts';
import type { CommandIo } from './io.ts';
import { recordLine } from './output.ts';

export interface BacktestRequest {
  readonly history: string;
  readonly from: number;
  readonly to: number;
  readonly config?: string;
  readonly preset?: string;
  readonly policy: PolicyName;
  readonly policies?: boolean;
  readonly allowGaps?: boolean;
  readonly report?: string;
  readonly capacity?: boolean;
  readonly data?: string;
  readonly json?: boolean;
}

/** `hedgerow backtest`. Exit code 1 when the figures do not agree with each other; a loss is no fault. */
export const runBacktests = async (request: BacktestRequest, io: CommandIo): Promise<number> => {
  // everything that can be a mistake comes before the run
  if (request.report !== undefined && !/\.(json|html)$/.test(request.report))
    throw new BacktestError('backtest.usage', `--report ${request.report}: name a file that ends in .html or .json`);
  const config = await chosenConfig(request, io, 'institutional');
  const history = openHistoryReader(request.history);
  const stopping = { isWanted: false };
  const forget = io.onStopSignal(() => (stopping.isWanted = true));
  const results: BacktestResult[] = [];
  try {
    for (const policy of request.policies === true ? POLICY_NAMES : [request.policy])
      results.push(await runWithSizes({ history, config, policy, stopping }, request, io));
  } finally {
    forget();
    await history.close();
  }
  if (request.report !== undefined) await writeReport(request.report, results);
  await io.stdout.write(request.json === true ? results.map(recordLine).join('') : `${pageOf(results).join('\n')}\n`);
  return results.every(({ checks }) => checks.every(({ verdict }) => verdict === 'holds')) ? 0 : 1;
};

interface OneRun {
  readonly history: HistoryReader;
  readonly config: Config;
  readonly policy: PolicyName;
  readonly stopping: { readonly isWanted: boolean };
}

/** The run that was asked for, and with `--capacity` the same past at other sizes: of them a row is kept. */
const runWithSizes = async (run: OneRun, request: BacktestRequest, io: CommandIo): Promise<BacktestResult> => {
  const result = await runOne(run, request, io);
  if (request.capacity !== true) return result;
  const { data: _, ...atOtherSizes } = request;
  const capacity: CapacityRow[] = [];
  for (const multiple of CAPACITY_MULTIPLES) {
    const config = scaledConfig(run.config, multiple);
    capacity.push(capacityRow(multiple, multiple === 1 ? result : await runOne({ ...run, config }, atOtherSizes, io)));
  }
  return { ...result, capacity };
};

const runOne = async (
  { history, config, policy, stopping }: OneRun,
  request: BacktestRequest,
  io: CommandIo,
): Promise<BacktestResult> => {
  const { from, to, allowGaps, data, policies } = request;
  const progress = backtestProgress(policies === true ? policy : 'backtest', io);
  try {
    return await runBacktest({
      history,
      config,
      fromMs: atMs(from),
      toMs: atMs(to),
      policy,
      gaps: allowGaps === true ? 'allowed' : 'refused',
      onProgress: progress.at,
      isStopped: () => stopping.isWanted,
      ...(data === undefined
        ? {}
        : { openStore: () => newJournal(policies === true ? join(data, policy) : data, config) }),
    });
  } finally {
    await progress.end();
  }
};

/** A run of the past begins with an empty journal: it may not go on from another. */
const newJournal = (dir: string, { engine }: Config): JournalStore => {
  const store = openJournal({ dir, birthId: birthIdOf(engine.seed), durability: 'process-safe' });
  if (store.lastSeq === 0) return store;
  void store.close();
  throw new BacktestError('backtest.usage', `--data ${dir} holds a journal already: name a new directory`);
};

const pageOf = (results: readonly BacktestResult[]): readonly string[] => {
  const [only] = results;
  return results.length === 1 && only !== undefined ? backtestPage(only) : policiesPage(results);
};
