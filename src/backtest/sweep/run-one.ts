import { EngineError } from '../../domain/errors.ts';
import type { Config } from '../../engine/config/config.ts';
import type { HistoryReader } from '../../history/history.ts';
import { BacktestError } from '../backtest-error.ts';
import type { Assumption, BacktestResult } from '../backtest-result.ts';
import { exitsOf } from '../exits.ts';
import type { PolicyName } from '../policies.ts';
import { runBacktest } from '../run-backtest.ts';
import type { RunOutcome } from './sweep-result.ts';
import type { RunSpan } from './walk-forward.ts';

/** One run of a sweep. Plain data: threads hand it on. */
export interface SweepTask extends RunSpan {
  readonly config: Config;
  readonly policy: PolicyName;
  readonly gaps: 'refused' | 'allowed';
}

/** How far a run is. */
export interface TaskProgress {
  /** Of its span, 0..1. */
  readonly fraction: number;
  /** Market events so far. */
  readonly events: number;
}

export interface TaskResult {
  readonly outcome: RunOutcome;
  /** What it took for granted; none of a run that failed. */
  readonly assumptions: readonly Assumption[];
}

export interface TaskDoor {
  readonly history: HistoryReader;
  readonly isStopped: () => boolean;
  readonly onProgress: (progress: TaskProgress) => void;
}

/** Told this often in a run. */
const STEPS = 100;

/** Runs it; what goes wrong is its outcome, and no other run's. */
export const runTask = async (task: SweepTask, { history, isStopped, onProgress }: TaskDoor): Promise<TaskResult> => {
  let told = 0;
  try {
    const result = await runBacktest({
      ...task,
      history,
      isStopped,
      onProgress: ({ fraction, events }) => {
        const step = Math.floor(fraction * STEPS);
        if (step <= told) return;
        told = step;
        onProgress({ fraction, events });
      },
    });
    return { outcome: doneOf(result), assumptions: result.assumptions };
  } catch (thrown) {
    return failureOf(thrown);
  }
};

const doneOf = (result: BacktestResult): RunOutcome => {
  const { figures, attribution, journal, checks } = result;
  return {
    kind: 'done',
    figures,
    attribution: attribution.total,
    exitsUsd: exitsOf(result),
    journal: { facts: journal.facts, hash: journal.hash },
    broken: checks.filter(({ verdict }) => verdict !== 'holds').map(({ name }) => name),
  };
};

/** What a run that threw came to. */
export const failureOf = (thrown: unknown): TaskResult => ({ outcome: failedOf(thrown), assumptions: [] });

const failedOf = (thrown: unknown): RunOutcome => {
  if (thrown instanceof BacktestError && thrown.code === 'backtest.stopped') return { kind: 'stopped' };
  if (thrown instanceof EngineError) return { kind: 'failed', code: thrown.code, reason: thrown.message };
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return { kind: 'failed', code: 'fault', reason: `a fault of the program itself: ${reason}` };
};
