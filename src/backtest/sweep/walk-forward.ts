import { MS_PER_DAY, atMs } from '../../domain/units.ts';
import type { AtMs } from '../../domain/units.ts';
import { BacktestError } from '../backtest-error.ts';

/** From `fromMs` on, up to but without `toMs`. */
export interface RunSpan {
  readonly fromMs: AtMs;
  readonly toMs: AtMs;
}

/** Settings are chosen on the first span and measured on the second, which begins where the first ends. */
export interface Split {
  readonly train: RunSpan;
  readonly test: RunSpan;
}

export interface WalkForward {
  readonly splits: number;
  readonly trainDays: number;
  readonly testDays: number;
}

/** Splits whose test spans follow each other without a gap. Throws BacktestError where the span does not hold them. */
export const splitsOf = ({ splits, trainDays, testDays }: WalkForward, whole: RunSpan): readonly Split[] => {
  const needed = trainDays + splits * testDays;
  const there = (whole.toMs - whole.fromMs) / MS_PER_DAY;
  if (needed > there) {
    const fit = Math.max(0, Math.floor((there - trainDays) / testDays));
    throw new BacktestError(
      'backtest.span',
      `${splits} splits of ${testDays} days after ${trainDays} days of training need ${needed} days, the span has ` +
        `${Number(there.toFixed(2))}: ${fit === 0 ? 'choose a longer span or shorter ones' : `at most ${fit} splits fit`}`,
    );
  }
  return Array.from({ length: splits }, (_, nth) => {
    const fromMs = whole.fromMs + nth * testDays * MS_PER_DAY;
    const cutMs = atMs(fromMs + trainDays * MS_PER_DAY);
    return {
      train: { fromMs: atMs(fromMs), toMs: cutMs },
      test: { fromMs: cutMs, toMs: atMs(cutMs + testDays * MS_PER_DAY) },
    };
  });
};
