import type { BacktestProgress } from '../backtest/run-backtest.ts';
import type { CommandIo } from './io.ts';
import { ProgressLine, paceText } from './progress.ts';
import { utc } from './table.ts';

/** How far a run is, how fast, and how long it still takes; on standard error. */
export const backtestProgress = (name: string, io: CommandIo) => {
  const drawn = new ProgressLine(io);
  return {
    at: (progress: BacktestProgress): void => drawn.draw((elapsedMs) => progressLine(name, progress, elapsedMs)),
    end: (): Promise<void> => drawn.end(),
  };
};

/** `backtest 2026-03-01 12:00:00, 42.1 %, 12,345 events/s, 17s to go`. */
export const progressLine = (name: string, progress: BacktestProgress, elapsedMs: number): string =>
  `${name} ${utc(progress.atMs)}, ${paceText(progress, elapsedMs)}`;
