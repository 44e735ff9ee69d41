import { describe, expect, it } from 'vitest';
import type { PremiumSettings } from '../../src/simulator/premium-process.ts';
import { PremiumProcess, pathBps, premiumHistory } from '../../src/simulator/premium-process.ts';
import { Prng } from '../../src/simulator/prng.ts';

const PATH = [
  { atHours: -10, bps: 4 },
  { atHours: 0, bps: 24 },
  { atHours: 2, bps: -16 },
];
const SETTINGS: PremiumSettings = { path: PATH, quickBps: 1, slowBps: 0.5, historyBps: 8, historyMemoryHours: 30 };
const QUIET: PremiumSettings = { ...SETTINGS, quickBps: 0, slowBps: 0, historyBps: 0 };
const STEPS_PER_HOUR = 7200;

const run = (premium: PremiumProcess, fromStep: number, steps: number): number[] =>
  Array.from({ length: steps }, (_, at) => {
    premium.step((fromStep + at + 1) / STEPS_PER_HOUR);
    return premium.premium;
  });

const correlation = (values: Float64Array, lag: number): number => {
  const mean = values.reduce((total, value) => total + value, 0) / values.length;
  let products = 0;
  let squares = 0;
  for (const [at, value] of values.entries()) {
    squares += (value - mean) ** 2;
    products += (value - mean) * ((values[at - lag] ?? mean) - mean);
  }
  return products / squares;
};

describe('a path of premiums', () => {
  it('runs straight between its points and stays where it ends', () => {
    expect(pathBps(PATH, -50)).toBe(4);
    // A quarter of the way from 4 to 24.
    expect(pathBps(PATH, -7.5)).toBe(9);
    expect(pathBps(PATH, 0)).toBe(24);
    // Half of the way from 24 to -16.
    expect(pathBps(PATH, 1)).toBe(4);
    expect(pathBps(PATH, 50)).toBe(-16);
    expect(pathBps([], 3)).toBe(0);
  });
});

describe('a premium', () => {
  it('is its path where nothing disturbs it, and the mark follows behind', () => {
    const premium = new PremiumProcess(QUIET, new Prng(1, 'premium'));
    expect(premium.premium).toBeCloseTo(0.0024, 12);
    run(premium, 0, STEPS_PER_HOUR);
    expect(premium.premium).toBeCloseTo(0.0004, 12);
    // Falling by 20 bps an hour, 60 steps behind: 20 * 60 / 7200 = 0.167 bp above.
    expect(premium.markPremium - premium.premium).toBeCloseTo(0.0000167, 6);
  });

  it('strays from its path by the deviations it was given, and comes back', () => {
    const premium = new PremiumProcess({ ...SETTINGS, path: [] }, new Prng(2, 'premium'));
    const strays = run(premium, 0, 24 * STEPS_PER_HOUR);
    const variance = strays.reduce((total, stray) => total + stray ** 2, 0) / strays.length;
    // 1^2 of the noise and at most 0.5^2 of the drift: about 1.1 bps; the drift has few periods in a day.
    expect(Math.sqrt(variance)).toBeGreaterThan(0.8e-4);
    expect(Math.sqrt(variance)).toBeLessThan(1.5e-4);
  });

  it('goes on exactly where it was saved', () => {
    const premium = new PremiumProcess(SETTINGS, new Prng(3, 'premium'));
    run(premium, 0, 1000);
    const again = new PremiumProcess(SETTINGS, new Prng(4, 'another'));
    again.restore(JSON.parse(JSON.stringify(premium.save())));
    expect(run(again, 1000, 1000)).toEqual(run(premium, 1000, 1000));
    expect(again.markPremium).toBe(premium.markPremium);
  });
});

describe('the history of premiums', () => {
  const span = { hours: 744, lastHourAtHours: 0 };
  it('is the path at the middle of each hour where nothing disturbs it', () => {
    const premiums = premiumHistory(QUIET, new Prng(5, 'history'), { hours: 12, lastHourAtHours: 0 });
    // The last hour ended at 0: from -1 to 0 the path is at 23 on average; eleven hours earlier it had not begun to rise.
    expect(premiums[11]).toBeCloseTo(23e-4, 12);
    expect(premiums[0]).toBeCloseTo(4e-4, 12);
  });

  it('remembers as long as it is told: much of eight hours ago, little when it forgets in three', () => {
    const long = premiumHistory({ ...SETTINGS, path: [] }, new Prng(6, 'history'), span);
    const short = premiumHistory({ ...SETTINGS, path: [], historyMemoryHours: 3 }, new Prng(6, 'history'), span);
    // (1 - 1/30)^8 = 0.76 and (1 - 1/3)^8 = 0.04, less what 744 hours leave to chance.
    expect(correlation(long, 8)).toBeGreaterThan(0.5);
    expect(correlation(short, 8)).toBeLessThan(0.25);
  });

  it('fades into the path before the start', () => {
    const premiums = premiumHistory({ ...SETTINGS, path: [] }, new Prng(7, 'history'), span);
    expect(Math.abs(premiums[743] ?? NaN)).toBe(0);
    expect(Math.abs(premiums[742] ?? NaN)).toBeLessThan(1e-4);
  });
});
