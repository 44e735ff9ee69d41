import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal, text } from '../../src/domain/money.ts';
import { atMs } from '../../src/domain/units.ts';
import { EquityCurve } from '../../src/monitor/equity-curve.ts';
import { DAY, HOUR, MIDNIGHT } from './support/journal.ts';

type Step = readonly [hours: number, what: 'deposit' | 'result', usd: number];

const curveOf = (...steps: readonly Step[]): EquityCurve => {
  const curve = new EquityCurve();
  for (const [hours, what, usd] of steps) {
    curve.moveTo(atMs(MIDNIGHT + hours * HOUR));
    if (what === 'deposit') curve.deposit(decimal(usd));
    else curve.resultIs(decimal(usd));
  }
  return curve;
};

const daysOf = (curve: EquityCurve) =>
  curve.days().map(({ seenFraction, gainUsd, baseUsd }) => [seenFraction, text(gainUsd), text(baseUsd)]);

describe('the days of a run', () => {
  it('begin and end at midnight UTC; the first and the last are the part that was seen', () => {
    const curve = curveOf([18, 'deposit', 1000], [20, 'result', 10], [30, 'result', 4], [60, 'result', 5]);
    expect(daysOf(curve)).toEqual([
      [0.25, '10', '1000'],
      [1, '-6', '1010'],
      [0.5, '1', '1004'],
    ]);
    expect(curve.days().map(({ dayAtMs }) => dayAtMs)).toEqual([0, 1, 2].map((n) => MIDNIGHT + n * DAY));
  });

  it('count days on which nothing happened', () => {
    expect(daysOf(curveOf([0, 'deposit', 100], [72, 'result', 3])).slice(0, 3)).toEqual([
      [1, '0', '100'],
      [1, '0', '100'],
      [1, '0', '100'],
    ]);
  });

  it('earn with what was put in during them too, which is no gain', () => {
    expect(daysOf(curveOf([0, 'deposit', 100], [12, 'deposit', 300], [18, 'result', 8]))).toEqual([[0.75, '8', '400']]);
  });

  it('are none before time passes', () => {
    expect(new EquityCurve().days()).toEqual([]);
    expect(curveOf([5, 'deposit', 1]).days()).toEqual([]);
  });
});

describe('the drawdown', () => {
  it('is the deepest fall from a high, as a part of that high: 30 of 1020', () => {
    const curve = curveOf(
      [0, 'deposit', 1000],
      [1, 'result', 20],
      [2, 'result', -10],
      [3, 'result', 40],
      [4, 'result', 30],
    );
    expect(curve.drawdown()).toEqual({
      fraction: 30 / 1020,
      usd: decimal(30),
      highAtMs: MIDNIGHT + HOUR,
      lowAtMs: MIDNIGHT + 2 * HOUR,
    });
  });

  it('is lifted by a deposit, not closed by it', () => {
    const curve = curveOf([0, 'deposit', 1000], [1, 'result', -10], [2, 'deposit', 500], [3, 'result', -30]);
    expect(curve.drawdown()).toMatchObject({ fraction: 30 / 1500, highAtMs: MIDNIGHT, lowAtMs: MIDNIGHT + 3 * HOUR });
  });

  it('counts what stands at the end of an instant: fees booked before the gain they belong to are no fall', () => {
    const booked = curveOf(
      [0, 'deposit', 1000],
      [1, 'result', -40],
      [1, 'result', 12],
      [2, 'result', 30],
      [2, 'result', 9],
    );
    expect(booked.drawdown()).toEqual({
      fraction: 3 / 1012,
      usd: decimal(3),
      highAtMs: MIDNIGHT + HOUR,
      lowAtMs: MIDNIGHT + 2 * HOUR,
    });
    expect(curveOf([0, 'deposit', 1000], [1, 'result', -40], [1, 'result', 12]).drawdown()).toBeUndefined();
    expect(curveOf([0, 'deposit', 1000], [1, 'result', -40]).drawdown()).toMatchObject({ fraction: 40 / 1000 });
  });

  it('is none where equity never fell or there is none', () => {
    expect(curveOf([0, 'deposit', 1000], [1, 'result', 5]).drawdown()).toBeUndefined();
    expect(curveOf([1, 'result', -5]).drawdown()).toBeUndefined();
  });

  it('is never below 0, never over what the steps could lose, and days add up to the result, whatever happens', () => {
    const step = fc.record({ hours: fc.integer({ min: 0, max: 30 }), usd: fc.integer({ min: -900, max: 5000 }) });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), (steps) => {
        let hours = 0;
        const curve = curveOf(
          [0, 'deposit', 1000],
          ...steps.map(({ hours: later, usd }): Step => [(hours += later), 'result', usd]),
        );
        const { fraction = 0 } = curve.drawdown() ?? {};
        expect(fraction).toBeGreaterThanOrEqual(0);
        expect(fraction).toBeLessThan(1);
        const last = steps.map(({ usd }, at) => ({ usd, isLast: steps[at + 1]?.hours !== 0 }));
        const ends = last.filter(({ isLast }) => isLast).map(({ usd }) => 1000 + usd);
        const equities = steps[0]?.hours === 0 ? ends : [1000, ...ends];
        let [high, worst] = [0, 0];
        for (const equity of equities) {
          high = Math.max(high, equity);
          worst = Math.max(worst, (high - equity) / high);
        }
        expect(fraction).toBeCloseTo(worst, 12);
        curve.moveTo(atMs(MIDNIGHT + (hours + 1) * HOUR));
        const gained = curve.days().reduce((sum, { gainUsd }) => sum + gainUsd.toNumber(), 0);
        expect(gained).toBe(steps.at(-1)?.usd ?? 0);
      }),
    );
  });
});

describe('mean equity', () => {
  it('is weighted by time, since capital was there', () => {
    expect(curveOf([1, 'result', 0], [2, 'deposit', 100], [5, 'result', 40], [6, 'result', 40]).averageUsd()).toBe(
      (100 * 3 + 140) / 4,
    );
    expect(curveOf([2, 'deposit', 100]).averageUsd()).toBeUndefined();
    expect(new EquityCurve().averageUsd()).toBeUndefined();
  });
});
