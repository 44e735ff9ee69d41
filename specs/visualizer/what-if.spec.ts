import { describe, expect, it } from 'vitest';
import type { MarketKey } from '../../src/domain/ids.ts';
import type { ChargedRate } from '../../src/engine/view/market-detail.ts';
import { heldLeg, whatIf } from '../../src/visualizer/what-if.ts';

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
    expect(whatIf({ ...held(7.9, 8), long: 'nothing', short })).toMatchObject({
      grossBps: 10,
      charges: 1,
      estimated: 0,
    });
    expect(whatIf({ ...held(8, 15.9), long: 'nothing', short })).toMatchObject({
      grossBps: 0,
      charges: 0,
      estimated: 0,
    });
  });

  it('counts what accrues for the part of its time that was held', () => {
    const short = [charge(0, 1, 0.0004, { isAccruing: true }), charge(1, 2, 0.0004, { isAccruing: true })];
    expect(whatIf({ ...held(0.5, 1.25), long: 'nothing', short }).grossBps).toBeCloseTo(2 + 1, 9);
  });

  it('says how many of its charges the venue has not confirmed', () => {
    const long = [charge(0, 8, 0.0001), charge(8, 16, 0.0001, { kind: 'predicted' })];
    expect(whatIf({ ...held(0, 20), long, short: 'nothing' })).toMatchObject({ charges: 2, estimated: 1 });
  });

  it('is told from where on the charges of both legs are known without a hole, and never for longer', () => {
    const long = [0, 8, 16, 24].map((hour) => charge(hour, hour + 8, 0.0001));
    const short = [charge(0, 8, 0.01), charge(16, 24, 0.001), charge(24, 32, 0.001)];
    const earned = whatIf({ ...held(2, 33), long, short });
    expect(earned).toMatchObject({ fromMs: 16 * HOUR, charges: 4 });
    expect(earned.grossBps).toBeCloseTo(20 - 2, 9);
    expect(whatIf({ ...held(20, 33), long, short })).toMatchObject({ fromMs: 20 * HOUR, charges: 4 });
    expect(whatIf({ ...held(2, 33), long, short: [] })).toEqual({
      grossBps: 0,
      charges: 0,
      estimated: 0,
      fromMs: 33 * HOUR,
    });
  });

  it('asks nothing of a spot leg', () => {
    const short = [charge(0, 8, 0.001)];
    const long = heldLeg('alpha:SOL/USDT' as MarketKey, []);
    expect(whatIf({ ...held(1, 9), long, short })).toMatchObject({ grossBps: 10, fromMs: HOUR });
    expect(heldLeg('alpha:SOL/USDT:USDT' as MarketKey, [])).toEqual([]);
  });
});
