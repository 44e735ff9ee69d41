import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RateBucket } from '../../src/connectivity/rate-limit.ts';

const bucket = (count: number, perMs = 60_000, fraction = 0.8) => new RateBucket({ count, perMs }, fraction);

describe('a budget', () => {
  it('lets no more than its part of the limit pass in any window, however it is asked', () => {
    const asks = fc.array(
      fc.record({ afterMs: fc.integer({ min: 0, max: 3000 }), weight: fc.integer({ min: 1, max: 20 }) }),
      {
        minLength: 20,
        maxLength: 300,
      },
    );
    fc.assert(
      fc.property(asks, (asked) => {
        const budget = bucket(100, 10_000);
        const spent: { readonly atMs: number; readonly weight: number }[] = [];
        let nowMs = 0;
        for (const { afterMs, weight } of asked) {
          nowMs += afterMs;
          if (!budget.admits(weight, nowMs)) continue;
          budget.spend(weight, nowMs);
          spent.push({ atMs: nowMs, weight });
        }
        for (const { atMs: fromMs } of spent) {
          const inWindow = spent.filter(({ atMs }) => atMs >= fromMs && atMs < fromMs + 10_000);
          expect(inWindow.reduce((sum, { weight }) => sum + weight, 0)).toBeLessThanOrEqual(80);
        }
      }),
    );
  });

  it('says when it will admit, and does so then', () => {
    const budget = bucket(10);
    for (let n = 0; n < 8; n += 1) budget.spend(1, n * 1000);
    expect(budget.admits(1, 10_000)).toBe(false);
    const atMs = budget.admitsAtMs(1, 10_000);
    expect(atMs).toBeGreaterThanOrEqual(60_000);
    expect(atMs).toBeLessThanOrEqual(61_200);
    expect(budget.admits(1, atMs - 1)).toBe(false);
    expect(budget.admits(1, atMs)).toBe(true);
  });

  it('is filled further by what the venue says is used, never emptied', () => {
    const budget = bucket(100);
    budget.spend(10, 0);
    budget.observe(60, 1000);
    expect(budget.status(1000)).toEqual({ used: 60, limit: 80, perMs: 60_000 });
    budget.observe(5, 2000);
    expect(budget.status(2000).used).toBe(60);
    budget.observe(Number.NaN, 2000);
    expect(budget.status(2000).used).toBe(60);
    expect(budget.status(130_000).used).toBe(0);
  });

  it('admits nothing while the venue wants to be left alone', () => {
    const budget = bucket(100);
    budget.pauseUntil(5000);
    budget.pauseUntil(3000);
    expect(budget.admits(1, 4999)).toBe(false);
    expect(budget.status(4999).pausedUntilMs).toBe(5000);
    expect(budget.admitsAtMs(1, 0)).toBe(5000);
    expect(budget.admits(1, 5000)).toBe(true);
    expect(budget.status(5000)).not.toHaveProperty('pausedUntilMs');
  });

  it('lets what is heavier than all of it pass alone, and at least one of anything', () => {
    const budget = bucket(10);
    expect(budget.admits(50, 0)).toBe(true);
    budget.spend(50, 0);
    expect(budget.admits(1, 0)).toBe(false);
    expect(bucket(1).admits(1, 0)).toBe(true);
  });

  it('keeps room for what is urgent from those who may fill only a part', () => {
    const budget = bucket(100);
    budget.spend(45, 0);
    expect(budget.admits(5, 0, 0.6)).toBe(false);
    expect(budget.admits(5, 0)).toBe(true);
  });
});
