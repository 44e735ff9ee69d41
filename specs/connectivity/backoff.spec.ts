import { describe, expect, it } from 'vitest';
import { backoffMs } from '../../src/connectivity/backoff.ts';
import { Prng } from '../../src/simulator/prng.ts';

const bounds = { baseMs: 250, maxMs: 8000 };

describe('a back-off', () => {
  it('doubles its bound with every failure, up to the limit', () => {
    const longest = [0, 1, 2, 3, 4, 5, 6, 100].map((failures) => backoffMs(bounds, failures, () => 0.99999));
    expect(longest).toEqual([249, 499, 999, 1999, 3999, 7999, 7999, 7999]);
  });

  it('is spread evenly from nothing to its bound (full jitter)', () => {
    const dice = new Prng(1, 'backoff');
    const waits = Array.from({ length: 4000 }, () => backoffMs(bounds, 5, () => dice.next()));
    const quarters = [0, 1, 2, 3].map((q) => waits.filter((ms) => Math.floor(ms / 2000) === q).length);
    for (const count of quarters) expect(Math.abs(count - 1000)).toBeLessThan(120);
  });
});
