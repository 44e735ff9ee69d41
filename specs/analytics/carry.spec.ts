import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { carryPerHour, carrySteps, legHourlyRate, projectCarry } from '../../src/analytics/carry.ts';
import type { ProjectedSettlement } from '../../src/analytics/route-view.ts';
import { aprOf, apyOf, hourlyRate, per8hRate } from '../../src/domain/funding.ts';
import { atMs, hours } from '../../src/domain/units.ts';
import { HOUR, WORKED_NOW, funding, instrument, legView, statistics, workedRoute } from './route-fixtures.ts';

const due = (inHours: number, rateBps: number): ProjectedSettlement => ({
  atMs: atMs(WORKED_NOW + inHours * HOUR),
  rate: rateBps / 1e4,
  intervalHours: hours(8),
});

describe('carry per hour', () => {
  it('is what the short receives less what the long pays', () => {
    expect(carryPerHour({ long: 0.0001, short: 0.0003 })).toBeCloseTo(0.0002, 12);
    expect(carryPerHour({ long: 0.0003, short: 0.0001 })).toBeCloseTo(-0.0002, 12);
  });

  it('changes its sign when the legs change places', () => {
    fc.assert(
      fc.property(fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true }), (a, b) => {
        expect(carryPerHour({ long: a, short: b }) + carryPerHour({ long: b, short: a })).toBe(0);
      }),
    );
  });
});

describe('rates under any interval', () => {
  it('give one APR when rate and interval scale together', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -0.01, max: 0.01, noNaN: true }),
        fc.constantFrom(1, 2, 4, 8, 24),
        (hourly, interval) => {
          const observation = { rate: hourly * interval, intervalHours: hours(interval) };
          expect(aprOf(observation)).toBeCloseTo(hourly * 8760, 9);
          expect(per8hRate(observation)).toBeCloseTo(hourly * 8, 12);
          expect(hourlyRate(observation)).toBeCloseTo(hourly, 12);
        },
      ),
    );
  });

  it('show the compounded year apart from the simple one', () => {
    // 1 bp per 8 h: 0.0001 x 1095 = 10.95 %; 1.0001 ** 1095 - 1 = 11.57 %
    const observation = { rate: 0.0001, intervalHours: hours(8) };
    expect(aprOf(observation)).toBeCloseTo(0.1095, 12);
    expect(apyOf(observation)).toBeCloseTo(1.0001 ** 1095 - 1, 12);
    expect(apyOf(observation)).toBeCloseTo(0.11571, 4);
  });
});

describe('the carry schedule', () => {
  it('merges both legs in time order and nets one instant', () => {
    const steps = carrySteps({ long: [due(1, 1), due(3, 1)], short: [due(2, 5), due(3, 4)] }, WORKED_NOW);
    expect(steps.map(({ inHours, carryBps }) => [inHours, Number(carryBps.toFixed(9))])).toEqual([
      [1, -1],
      [2, 5],
      [3, 3],
    ]);
    expect(steps.at(-1)?.cumulativeBps).toBeCloseTo(7, 10);
  });

  it('takes stamps a few ms apart for one instant', () => {
    const late = { ...due(3, 4), atMs: atMs(WORKED_NOW + 3 * HOUR + 7) };
    expect(carrySteps({ long: [due(3, 1)], short: [late] }, WORKED_NOW)).toHaveLength(1);
    expect(carrySteps({ long: [late], short: [due(3, 1)] }, WORKED_NOW)).toHaveLength(1);
  });

  it('is empty, and the carry 0, when nothing settles within the horizon', () => {
    const carry = projectCarry(workedRoute(), 0.5);
    expect(carry?.steps).toEqual([]);
    expect(carry?.expectedCarryBps).toBe(0);
  });

  it('is undefined, not 0, when a leg has no rate', () => {
    expect(projectCarry(workedRoute({ long: { funding: undefined } }), 48)).toBeUndefined();
    expect(projectCarry(workedRoute({ short: { funding: undefined } }), 48)).toBeUndefined();
  });

  it('is cautious when either leg is', () => {
    expect(projectCarry(workedRoute({ long: { statistics: undefined } }), 48)?.cautious).toBe(true);
    expect(projectCarry(workedRoute({ short: { statistics: statistics({ samples: 3 }) } }), 48)?.cautious).toBe(true);
  });

  it('changes its sign when the two legs change places', () => {
    const { route, nowMs, long, short } = workedRoute();
    const swapped = { route: { ...route, long: route.short, short: route.long }, nowMs, long: short, short: long };
    const there = projectCarry(workedRoute(), 48)?.expectedCarryBps ?? Number.NaN;
    const back = projectCarry({ ...swapped, basisMean24hBps: undefined }, 48)?.expectedCarryBps ?? Number.NaN;
    expect(back).toBeCloseTo(-there, 9);
  });
});

const carryAt = (leg: 'long' | 'short', financingPerHour: number) => {
  const spot = legView(instrument('cash', 'BTC/USDT'), {
    financingPerHour: { long: 0, short: 0, [leg]: financingPerHour },
  });
  return projectCarry(workedRoute({ [leg]: spot }), 48)?.expectedCarryBps ?? Number.NaN;
};

describe('financing', () => {
  it('costs a long spot leg 48 hours of it: 30.4464 - 48 x 0.1', () => {
    expect(carryAt('long', 0.00001)).toBeCloseTo(30.4464 - 4.8, 9);
  });

  it('costs a short spot leg its borrow: -48 x 0.1 - 9.6', () => {
    expect(carryAt('short', 0.00001)).toBeCloseTo(-4.8 - 9.6, 9);
  });

  it('never raises carry when it rises, on either leg', () => {
    const cost = fc.double({ min: 0, max: 0.001, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom('long', 'short'), cost, cost, (leg, a, b) => {
        expect(carryAt(leg, Math.max(a, b))).toBeLessThanOrEqual(carryAt(leg, Math.min(a, b)));
      }),
    );
  });
});

describe('the rate of a leg now', () => {
  const perp = instrument('alpha', 'BTC/USDT:USDT');

  it('is hourly, whatever the interval', () => {
    expect(legHourlyRate(legView(perp, { funding: funding({ rate: 0.0008 }) }), 'long')).toBeCloseTo(0.0001, 12);
  });

  it('is the 8-hour mean where a rate accrues continuously, not the rate of the instant', () => {
    const accruing = { funding: funding({ kind: 'current', rate: 0 }), accrualEwmaRate: 0.0008 };
    expect(legHourlyRate(legView(perp, accruing), 'long')).toBeCloseTo(0.0001, 12);
  });

  it('is unknown without an observation, an interval, or from a settled rate', () => {
    expect(legHourlyRate(legView(perp, { funding: undefined }), 'long')).toBeUndefined();
    expect(legHourlyRate(legView(perp, { funding: funding({ intervalHours: hours(0) }) }), 'long')).toBeUndefined();
    expect(legHourlyRate(legView(perp, { funding: funding({ kind: 'settled' }) }), 'long')).toBeUndefined();
  });
});
