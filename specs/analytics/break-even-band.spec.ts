import { describe, expect, it } from 'vitest';
import { breakEvenBand, carrySdBps } from '../../src/analytics/break-even-band.ts';
import { statistics as ninetySums, workedRoute } from './route-fixtures.ts';

/** A standard deviation of 1 bp. */
const statistics = (more: Parameters<typeof ninetySums>[0]) => ninetySums({ phi8: 0, ...more });

describe('how far carry may stray', () => {
  it('grows with the root of time where each period is a new throw', () => {
    // 1 bp a period: after 4 periods 2 bps
    expect(carrySdBps([statistics({})], 8)).toBeCloseTo(1, 10);
    expect(carrySdBps([statistics({})], 32)).toBeCloseTo(2, 10);
  });

  it('adds the variances of the legs', () => {
    expect(carrySdBps([statistics({ sd8: 0.0003 }), statistics({ sd8: 0.0004 })], 8)).toBeCloseTo(5, 10);
  });

  it('counts what a deviation drags along, period by period', () => {
    // noise 1 - 0.25 = 0.75 of the variance; felt once, then 1.5 times: 0.75 * (1 + 2.25)
    expect(carrySdBps([statistics({ phi8: 0.5 })], 16)).toBeCloseTo(Math.sqrt(0.75 * 3.25), 10);
  });

  it('is nothing for a leg that does not wander', () => {
    expect(carrySdBps([undefined], 80)).toBe(0);
  });
});

describe('the band of a break-even', () => {
  const ask = { requiredBps: 15, horizonHours: 168 };

  it('is where the carry that stays a deviation above or below has earned it', () => {
    // bps received less 0.2 an hour: 14.4 after 19 hours, 17.36 after 27, 19.8 after 35; deviations 1.7, 2.4, 3.1
    expect(breakEvenBand(workedRoute(), ask)).toEqual({ earliestHours: 19, expectedHours: 27, latestHours: 35 });
  });

  it('ends in never where the horizon does', () => {
    expect(breakEvenBand(workedRoute(), { requiredBps: 15, horizonHours: 30 })?.latestHours).toBe('never');
  });

  it('has no ends where a leg has too little history, and is nothing without a rate', () => {
    const young = workedRoute({ long: { statistics: statistics({ samples: 29 }) } });
    expect(Object.keys(breakEvenBand(young, ask) ?? {})).toEqual(['expectedHours']);
    expect(breakEvenBand(workedRoute({ short: { funding: undefined } }), ask)).toBeUndefined();
  });
});
