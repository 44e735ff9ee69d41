import { describe, expect, it } from 'vitest';
import { foldAccrualRate } from '../../src/analytics/accrual-rate.ts';
import { atMs } from '../../src/domain/units.ts';
import { HOUR } from './route-fixtures.ts';

describe('the 8-hour mean of a continuously accruing rate', () => {
  const first = foldAccrualRate(undefined, { rate: 0.0008, atMs: atMs(0) });

  it('starts at the first sample', () => {
    expect(first.ewma).toBe(0.0008);
  });

  it('has moved by 1 - 1/e of the way after eight hours', () => {
    const later = foldAccrualRate(first, { rate: 0, atMs: atMs(8 * HOUR) });
    expect(later.ewma).toBeCloseTo(0.0008 / Math.E, 12);
  });

  it('does not depend on how often the same rate is sampled', () => {
    let dense = first;
    for (let minute = 1; minute <= 60; minute += 1)
      dense = foldAccrualRate(dense, { rate: 0.0002, atMs: atMs(minute * 60_000) });
    const sparse = foldAccrualRate(first, { rate: 0.0002, atMs: atMs(HOUR) });
    expect(dense.ewma).toBeCloseTo(sparse.ewma, 12);
  });

  it('ignores a sample from the past', () => {
    const later = foldAccrualRate(first, { rate: 0.0002, atMs: atMs(HOUR) });
    expect(foldAccrualRate(later, { rate: 9, atMs: atMs(HOUR) })).toBe(later);
  });
});
