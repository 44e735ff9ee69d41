import { describe, expect, it } from 'vitest';
import type { ChargedRate } from '../../src/engine/view/market-detail.ts';
import { whatIf } from '../../src/visualizer/what-if.ts';

const HOUR = 3_600_000;

/** Charged at the end of its hours. */
const charge = (fromHour: number, toHour: number, rate: number, more: Partial<ChargedRate> = {}): ChargedRate => ({
  fromMs: fromHour * HOUR,
  atMs: toHour * HOUR,
  rate,
  kind: 'settled',
  isAccruing: false,
  ...more,
});

const held = (fromHour: number, toHour: number) => ({ sinceMs: fromHour * HOUR, nowMs: toHour * HOUR });

describe('what a refused route would have earned', () => {
  it('is what the short leg receives less what the long leg pays: positive rates go from longs to shorts', () => {
    const earned = whatIf({ ...held(1, 9), long: [charge(0, 8, 0.0002)], short: [charge(0, 8, 0.0007)] });
    expect(earned.grossBps).toBeCloseTo(5, 9);
    const reversed = whatIf({ ...held(1, 9), long: [charge(0, 8, 0.0007)], short: [charge(0, 8, -0.0002)] });
    expect(reversed.grossBps).toBeCloseTo(-9, 9);
  });

  it('counts a settlement whole for who holds at its instant, and not at all for who came at it or later', () => {
    const short = [charge(0, 8, 0.001), charge(8, 16, 0.001)];
    expect(whatIf({ ...held(7.9, 8), long: [], short })).toEqual({ grossBps: 10, charges: 1, estimated: 0 });
    expect(whatIf({ ...held(8, 15.9), long: [], short })).toEqual({ grossBps: 0, charges: 0, estimated: 0 });
  });

  it('counts what accrues for the part of its time that was held', () => {
    const short = [charge(0, 1, 0.0004, { isAccruing: true }), charge(1, 2, 0.0004, { isAccruing: true })];
    expect(whatIf({ ...held(0.5, 1.25), long: [], short }).grossBps).toBeCloseTo(2 + 1, 9);
  });

  it('says how many of its charges the venue has not confirmed', () => {
    const long = [charge(0, 8, 0.0001), charge(8, 16, 0.0001, { kind: 'predicted' })];
    expect(whatIf({ ...held(0, 20), long, short: [] })).toMatchObject({ charges: 2, estimated: 1 });
  });
});
