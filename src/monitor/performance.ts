import { MS_PER_DAY } from '../domain/units.ts';
import type { DayResult } from './equity-curve.ts';
import { figureOf, unknownFigure } from './figure.ts';
import type { Figure } from './figure.ts';

const DAYS_PER_YEAR = 365;
/** A sample standard deviation needs two. */
const WHOLE_DAYS_MIN = 2;

export interface Performance {
  /** Growth of what was put in over the run, a fraction; days compounded. */
  readonly totalReturn: Figure;
  /** The same at this pace for 365 days, geometric, a fraction. */
  readonly annualisedReturn: Figure;
  /** Daily net returns, risk-free 0, times sqrt 365, sample deviation. */
  readonly sharpe: Figure;
  /** The same against the root mean square of the losing days alone. */
  readonly sortino: Figure;
  /** Whole UTC days behind both ratios. */
  readonly wholeDays: number;
}

/** Returns and ratios of a run, from its days (economics 11). */
export const performanceOf = (days: readonly DayResult[], elapsedMs: number): Performance => {
  const whole = days.filter(({ seenFraction }) => seenFraction === 1);
  if (days.length === 0 || days.some(({ baseUsd }) => !baseUsd.gt(0))) return withoutCapital(whole.length);
  const growth = days.reduce((product, day) => product * (1 + returnOf(day)), 1);
  const returns = whole.map(returnOf);
  return {
    totalReturn: figureOf(growth - 1),
    annualisedReturn: annualised(growth, elapsedMs / MS_PER_DAY),
    sharpe: tooFew(returns) ?? sharpeOf(returns),
    sortino: tooFew(returns) ?? sortinoOf(returns),
    wholeDays: whole.length,
  };
};

const returnOf = ({ gainUsd, baseUsd }: DayResult): number => gainUsd.div(baseUsd).toNumber();

const annualised = (growth: number, days: number): Figure => {
  if (days < 1) return unknownFigure(`needs a day, the run lasted ${(days * 24).toFixed(1)} h`);
  if (growth <= 0) return unknownFigure('nothing was left');
  return figureOf(growth ** (DAYS_PER_YEAR / days) - 1, 'too large to say');
};

const tooFew = ({ length }: readonly number[]): Figure | undefined =>
  length < WHOLE_DAYS_MIN ? unknownFigure(`needs ${WHOLE_DAYS_MIN} whole UTC days, the run has ${length}`) : undefined;

const sharpeOf = (returns: readonly number[]): Figure => {
  const mean = meanOf(returns);
  const deviation = Math.sqrt(sumOf(returns.map((one) => (one - mean) ** 2)) / (returns.length - 1));
  if (deviation === 0) return unknownFigure('the daily returns do not vary');
  return figureOf((mean / deviation) * Math.sqrt(DAYS_PER_YEAR));
};

const sortinoOf = (returns: readonly number[]): Figure => {
  const downside = Math.sqrt(sumOf(returns.map((one) => Math.min(one, 0) ** 2)) / returns.length);
  if (downside === 0) return unknownFigure('no day lost');
  return figureOf((meanOf(returns) / downside) * Math.sqrt(DAYS_PER_YEAR));
};

const meanOf = (values: readonly number[]): number => sumOf(values) / values.length;
const sumOf = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const withoutCapital = (wholeDays: number): Performance => {
  const none = unknownFigure('no capital was there to earn with');
  return { totalReturn: none, annualisedReturn: none, sharpe: none, sortino: none, wholeDays };
};
