import type { BacktestProgress } from '../backtest/run-backtest.ts';
import type { CommandIo } from './io.ts';
import { duration, utc } from './table.ts';

/** A terminal is drawn anew this often; a log gets a line now and then. */
const DRAW_EVERY_MS = 500;
const LINE_EVERY_MS = 10_000;

/** How far a run is, how fast, and how long it still takes; on standard error. */
export const backtestProgress = (name: string, io: CommandIo) => {
  const startedMs = io.now();
  const isTerminal = io.terminal() !== undefined;
  let drawnMs = startedMs;
  return {
    at: (progress: BacktestProgress): void => {
      const nowMs = io.now();
      if (nowMs - drawnMs < (isTerminal ? DRAW_EVERY_MS : LINE_EVERY_MS)) return;
      drawnMs = nowMs;
      const line = progressLine(name, progress, nowMs - startedMs);
      void io.stderr.write(isTerminal ? `\r\u001b[K${line}` : `${line}\n`);
    },
    end: async (): Promise<void> => {
      if (isTerminal && drawnMs !== startedMs) await io.stderr.write('\r\u001b[K');
    },
  };
};

/** `backtest 2026-03-01 12:00:00, 42.1 %, 12,345 events/s, 17s to go`. */
export const progressLine = (name: string, { atMs, fraction, events }: BacktestProgress, elapsedMs: number): string => {
  const perSecond = Math.round(events / Math.max(0.001, elapsedMs / 1000)).toLocaleString('en-US');
  const left = fraction > 0 ? `${duration((elapsedMs * (1 - fraction)) / fraction)} to go` : 'just begun';
  return `${name} ${utc(atMs)}, ${(fraction * 100).toFixed(1)} %, ${perSecond} events/s, ${left}`;
};
