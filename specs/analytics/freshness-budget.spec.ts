import { describe, expect, it } from 'vitest';
import { ageMs, bookBudgetMs, fundingBudgetMs } from '../../src/analytics/freshness-budget.ts';
import { atMs } from '../../src/domain/units.ts';

describe('freshness budgets', () => {
  it('stretch to twice the cadence of a slow venue, up to a cap', () => {
    // Fast; 0.54 s; slower than the cap
    expect([bookBudgetMs(20), bookBudgetMs(540), bookBudgetMs(5000)]).toEqual([100, 1080, 1500]);
    // 1 s; 60 s; 90 s; slower than the cap
    expect([fundingBudgetMs(1000), fundingBudgetMs(60_000), fundingBudgetMs(90_000), fundingBudgetMs(600_000)]).toEqual(
      [30_000, 120_000, 180_000, 180_000],
    );
  });

  it('keep a configured base that is larger', () => {
    expect(bookBudgetMs(20, 250)).toBe(250);
  });
});

describe('the age of a fact', () => {
  const fact = { nowMs: atMs(10_000), arrivedAtMs: atMs(9950) };

  it('moves the venue time by the offset before it compares', () => {
    // The venue's clock is 4 s ahead: its 13,900 is our 9,900.
    expect(ageMs({ ...fact, offsetMs: 4000, venueAtMs: atMs(13_900) })).toBe(100);
    expect(ageMs({ ...fact, offsetMs: -4000, venueAtMs: atMs(5900) })).toBe(100);
  });

  it('is unknown while the offset is', () => {
    expect(ageMs({ ...fact, offsetMs: undefined, venueAtMs: atMs(9900) })).toBeUndefined();
  });

  it('runs from arrival for a frame without a time, and is never negative', () => {
    expect(ageMs({ ...fact, offsetMs: 0, venueAtMs: undefined })).toBe(50);
    expect(ageMs({ ...fact, offsetMs: 0, venueAtMs: atMs(10_500) })).toBe(0);
  });

  it('runs from the last sign of life on a channel that speaks only on change', () => {
    expect(ageMs({ ...fact, offsetMs: 0, venueAtMs: atMs(1000), heardAtMs: atMs(9990) })).toBe(10);
  });
});
