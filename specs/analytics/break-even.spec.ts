import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { breakEvenHours, breakEvenRate } from '../../src/analytics/break-even.ts';
import { projectCarry } from '../../src/analytics/carry.ts';
import { hours } from '../../src/domain/units.ts';
import { funding, workedRoute } from './route-fixtures.ts';

const steps = [
  { inHours: 1, cumulativeBps: -0.2 },
  { inHours: 3, cumulativeBps: 6.4 },
  { inHours: 11, cumulativeBps: 10.8 },
];

describe('break-even', () => {
  it('is the first instant at which carry has paid the requirement', () => {
    expect(breakEvenHours(steps, 6.4)).toBe(3);
    expect(breakEvenHours(steps, 6.5)).toBe(11);
    expect(breakEvenHours(steps, 10.81)).toBe('never');
    expect(breakEvenHours([], 1)).toBe('never');
  });

  it('is never before the first settlement, even when a rebate asks for nothing', () => {
    expect(breakEvenHours(steps, -1)).toBe(1);
    const required = fc.double({ min: -20, max: 60, noNaN: true });
    const rate = fc.double({ min: -0.01, max: 0.01, noNaN: true });
    fc.assert(
      fc.property(required, rate, fc.constantFrom(1, 2, 4, 8), (requiredBps, short, interval) => {
        const { short: leg } = workedRoute();
        const view = workedRoute({
          short: { funding: { ...(leg.funding ?? funding()), rate: short, intervalHours: hours(interval) } },
        });
        const schedule = projectCarry(view, 48)?.steps ?? [];
        const paidAt = breakEvenHours(schedule, requiredBps);
        expect(schedule.length).toBeGreaterThan(0);
        if (paidAt !== 'never') expect(paidAt).toBeGreaterThanOrEqual(schedule[0]?.inHours ?? Infinity);
      }),
    );
  });
});

describe('the break-even rate', () => {
  it('spreads the requirement over the periods held', () => {
    // 38.88 bps over a year of 8-hour periods, over a day, over one
    expect(breakEvenRate({ requiredBps: 38.88, periodsHeld: 1095 })).toBeCloseTo(0.003888 / 1095, 15);
    expect(breakEvenRate({ requiredBps: 38.88, periodsHeld: 3 })).toBeCloseTo(0.001296, 12);
    expect(breakEvenRate({ requiredBps: 38.88, periodsHeld: 1 })).toBeCloseTo(0.003888, 12);
  });

  it('has no meaning for no periods', () => {
    expect(() => breakEvenRate({ requiredBps: 1, periodsHeld: 0 })).toThrow(RangeError);
    expect(() => breakEvenRate({ requiredBps: 1, periodsHeld: Number.NaN })).toThrow(RangeError);
  });
});
