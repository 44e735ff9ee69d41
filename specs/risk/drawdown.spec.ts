import { describe, expect, it } from 'vitest';
import { decimal, text } from '../../src/domain/money.ts';
import { atMs } from '../../src/domain/units.ts';
import { nextUtcDay, utcDayStart } from '../../src/domain/units.ts';
import { drawdownMultiplier, lossFraction } from '../../src/risk/drawdown.ts';

describe('drawdown multiplier', () => {
  it.each([
    [0, 1],
    [0.05, 1],
    // half the limit: 2 x (0.15 - 0.075) / 0.15 = 1
    [0.075, 1],
    // three quarters: 2 x (0.15 - 0.1125) / 0.15 = 0.5
    [0.1125, 0.5],
    [0.15, 0],
    [0.4, 0],
  ])('at a drawdown of %d leaves %d', (dd, left) => {
    expect(drawdownMultiplier(dd, 0.15)).toBeCloseTo(left, 12);
  });
});

describe('a loss as a fraction', () => {
  it.each([
    ['100', '85', 0.15],
    ['100', '100', 0],
    ['100', '130', 0],
    ['100', '-20', 1.2],
    // against nothing there is no fraction: no loss is 0, any loss is everything
    ['0', '0', 0],
    ['0', '-1', 1],
    ['-5', '-6', 1],
  ])('from %s to %s is %d', (from, to, fraction) => {
    expect(lossFraction(text(from), decimal(to))).toBe(fraction);
  });
});

describe('the UTC day', () => {
  it('starts at midnight and ends before the next', () => {
    const noon = atMs(Date.UTC(2026, 2, 3, 12));
    expect(utcDayStart(noon)).toBe(Date.UTC(2026, 2, 3));
    expect(nextUtcDay(noon)).toBe(Date.UTC(2026, 2, 4));
    expect(nextUtcDay(Date.UTC(2026, 2, 3))).toBe(Date.UTC(2026, 2, 4));
  });
});
