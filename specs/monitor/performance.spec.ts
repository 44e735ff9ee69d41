import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/domain/money.ts';
import { atMs } from '../../src/domain/units.ts';
import type { DayResult } from '../../src/monitor/equity-curve.ts';
import { performanceOf } from '../../src/monitor/performance.ts';
import { DAY, HOUR } from './support/journal.ts';

/** Whole days on a base of 1000 with these gains. */
const days = (...gains: readonly number[]): readonly DayResult[] =>
  gains.map((gain) => ({ dayAtMs: atMs(0), seenFraction: 1, gainUsd: decimal(gain), baseUsd: decimal(1000) }));

const part = (gain: number, seenFraction: number): DayResult => ({
  dayAtMs: atMs(0),
  seenFraction,
  gainUsd: decimal(gain),
  baseUsd: decimal(1000),
});

const known = (value: number) => ({ kind: 'known', value: expect.closeTo(value, 12) as number });

describe('returns', () => {
  it('compound days and annualise over 365 of them: 1.01 x 0.99 in two days', () => {
    const { totalReturn, annualisedReturn } = performanceOf(days(10, -10), 2 * DAY);
    expect(totalReturn).toEqual(known(1.01 * 0.99 - 1));
    expect(annualisedReturn).toEqual(known((1.01 * 0.99) ** (365 / 2) - 1));
  });

  it('take parts of days as they are', () => {
    const { totalReturn, annualisedReturn, wholeDays } = performanceOf(
      [part(5, 0.5), ...days(10), part(1, 0.25)],
      1.75 * DAY,
    );
    expect(totalReturn).toEqual(known(1.005 * 1.01 * 1.001 - 1));
    expect(annualisedReturn).toEqual(known((1.005 * 1.01 * 1.001) ** (365 / 1.75) - 1));
    expect(wholeDays).toBe(1);
  });

  it('are not annualised under a day, nor where nothing is left, nor into what no number holds', () => {
    expect(performanceOf([part(5, 0.25)], 6 * HOUR).annualisedReturn).toEqual({
      kind: 'unknown',
      reason: 'needs a day, the run lasted 6.0 h',
    });
    expect(performanceOf(days(-1000), DAY).annualisedReturn).toEqual({ kind: 'unknown', reason: 'nothing was left' });
    expect(performanceOf(days(9000), DAY).annualisedReturn).toEqual({ kind: 'unknown', reason: 'too large to say' });
  });

  it('need capital', () => {
    const broke = [{ ...part(1, 1), baseUsd: decimal(0) }];
    for (const none of [performanceOf([], DAY), performanceOf(broke, DAY)])
      for (const value of [none.totalReturn, none.annualisedReturn, none.sharpe, none.sortino])
        expect(value).toEqual({ kind: 'unknown', reason: 'no capital was there to earn with' });
  });
});

describe('Sharpe and Sortino', () => {
  it('of daily returns 1 %, 3 %, -1 %: mean 1 %, sample deviation 2 %, downside root(0.0001 / 3)', () => {
    const { sharpe, sortino } = performanceOf(days(10, 30, -10), 3 * DAY);
    expect(sharpe).toEqual(known((0.01 / 0.02) * Math.sqrt(365)));
    expect(sortino).toEqual(known((0.01 / Math.sqrt(0.0001 / 3)) * Math.sqrt(365)));
  });

  it('leave out days that were not seen whole', () => {
    const { sharpe } = performanceOf([part(-500, 0.9), ...days(10, 30, -10), part(-500, 0.1)], 4 * DAY);
    expect(sharpe).toEqual(known((0.01 / 0.02) * Math.sqrt(365)));
  });

  it('are not defined for fewer than two days, without variation, without a loss', () => {
    const reason = { kind: 'unknown', reason: 'needs 2 whole UTC days, the run has 1' };
    expect(performanceOf(days(10), DAY)).toMatchObject({ sharpe: reason, sortino: reason });
    expect(performanceOf(days(10, 10), 2 * DAY)).toMatchObject({
      sharpe: { kind: 'unknown', reason: 'the daily returns do not vary' },
      sortino: { kind: 'unknown', reason: 'no day lost' },
    });
  });
});
