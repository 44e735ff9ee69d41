import { describe, expect, it } from 'vitest';
import { atMs } from '../../src/domain/units.ts';
import { MarkReturns } from '../../src/market/mark-returns.ts';
import { EIGHT } from './market-facts.ts';

const STEP_MS = 300_000;

const marked = (...marks: readonly (number | undefined)[]): MarkReturns => {
  const returns = new MarkReturns();
  for (const [index, value] of marks.entries())
    if (value !== undefined) returns.observe(value, atMs(EIGHT + index * STEP_MS));
  return returns;
};

/** Up 1 %, down to where it was, and so on: returns of +0.01 and -1/101. */
const zigzag = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => (i % 2 === 0 ? 100 : 101));

describe('the deviation of 5-minute mark returns', () => {
  it('is unknown under twelve returns, which take thirteen marks', () => {
    expect(marked(...zigzag(12)).sd).toBeUndefined();
    expect(marked(...zigzag(13)).sd).toBeDefined();
  });

  it('is their sample standard deviation', () => {
    // six returns of u = 0.01 and six of d = -1/101, mean (u + d) / 2, each (u - d) / 2 away from it:
    // sqrt(12 x ((u - d) / 2)^2 / 11)
    const [up, down] = [0.01, -1 / 101];
    expect(marked(...zigzag(13)).sd).toBeCloseTo(Math.sqrt((12 * ((up - down) / 2) ** 2) / 11), 12);
  });

  it('is zero for a mark that stands still, never negative under the root', () => {
    expect(marked(...Array.from({ length: 40 }, () => 0.1 + 0.2)).sd).toBe(0);
  });

  it('takes the first mark of a slot', () => {
    const returns = marked(...zigzag(13));
    const before = returns.sd;
    returns.observe(500, atMs(EIGHT + 13 * STEP_MS - 1));
    expect(returns.sd).toBe(before);
  });

  it('makes no return over a slot without a mark', () => {
    // a doubling across the silence would dwarf everything
    const calm = Array.from({ length: 13 }, () => 100);
    expect(marked(...calm, undefined, 200, ...Array.from({ length: 12 }, () => 200)).sd).toBe(0);
  });

  it('forgets what is older than 24 hours', () => {
    const wild = marked(...zigzag(20), ...Array.from({ length: 289 }, () => 100));
    expect(wild.sd).toBeCloseTo(0, 9);
  });

  it('forgets a day that lies behind a silence', () => {
    const returns = marked(...zigzag(20));
    returns.observe(100, atMs(EIGHT + 400 * STEP_MS));
    expect(returns.sd).toBeUndefined();
  });
});
