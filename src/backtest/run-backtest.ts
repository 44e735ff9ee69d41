import type { AtMs } from '../domain/units.ts';
import type { JournalStore } from '../domain/ports.ts';
import type { Config } from '../engine/config.ts';
import type { HistoryReader } from '../history/history.ts';
import type { BacktestResult } from './backtest-result.ts';
import type { PolicyName } from './policies.ts';

export interface BacktestOptions {
  readonly history: HistoryReader;
  readonly config: Config;
  /** The span, its end left out. */
  readonly fromMs: AtMs;
  readonly toMs: AtMs;
  /** The engine's own unless named. */
  readonly policy?: PolicyName;
  /** Settlements missing in the span: refused unless allowed, and then said in the result. */
  readonly gaps?: 'refused' | 'allowed';
  /** Where the run is journaled; in memory when absent. Left open. */
  readonly store?: JournalStore;
  /** At most a few times a second of the past's own pace, never part of the result. */
  readonly onProgress?: (progress: BacktestProgress) => void;
  readonly isStopped?: () => boolean;
}

export interface BacktestProgress {
  readonly atMs: AtMs;
  /** Of the span, 0..1. */
  readonly fraction: number;
  /** Rows told so far. */
  readonly rows: number;
  readonly events: number;
}

/**
 * Runs the engine over the past and says what it came to; deterministic. The history stays open. Throws BacktestError,
 * HistoryGapError where settlements are missing, and what the history and the journal throw.
 */
export const runBacktest = (options: BacktestOptions): Promise<BacktestResult> =>
  Promise.reject(new Error(`not built yet: ${options.fromMs}`));
