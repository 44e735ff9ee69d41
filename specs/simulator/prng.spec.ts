import { describe, expect, it } from 'vitest';
import { Prng } from '../../src/simulator/prng.ts';

const draws = (prng: Prng, count: number): number[] => Array.from({ length: count }, () => prng.next());

describe('a stream of draws', () => {
  it('is the same for the same seed and name, and another for any other', () => {
    const first = draws(new Prng(7, 'price BTC'), 20);
    expect(draws(new Prng(7, 'price BTC'), 20)).toEqual(first);
    expect(draws(new Prng(8, 'price BTC'), 20)).not.toEqual(first);
    expect(draws(new Prng(7, 'price ETH'), 20)).not.toEqual(first);
  });

  it('is even in [0, 1): every tenth gets its tenth', () => {
    const counts = Array.from({ length: 10 }, () => 0);
    for (const draw of draws(new Prng(1, 'even'), 100_000)) {
      const tenth = Math.floor(draw * 10);
      counts[tenth] = (counts[tenth] ?? NaN) + 1;
    }
    // Standard deviation of a count: sqrt(100000 * 0.1 * 0.9) = 95; five of them is 475.
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(475);
  });

  it('gives normal draws of mean 0 and variance 1', () => {
    const prng = new Prng(2, 'normal');
    const values = Array.from({ length: 100_000 }, () => prng.normal());
    const mean = values.reduce((total, value) => total + value, 0) / values.length;
    const variance = values.reduce((total, value) => total + (value - mean) ** 2, 0) / values.length;
    // The mean's own deviation is 1 / sqrt(100000) = 0.0032.
    expect(Math.abs(mean)).toBeLessThan(0.016);
    expect(Math.abs(variance - 1)).toBeLessThan(0.02);
  });

  it('gives whole numbers below a bound, all of them', () => {
    const prng = new Prng(3, 'integer');
    const seen = new Set(Array.from({ length: 500 }, () => prng.integer(6)));
    expect([...seen].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('goes on exactly where it was saved, through JSON', () => {
    const prng = new Prng(4, 'saved');
    draws(prng, 13);
    const saved = JSON.parse(JSON.stringify(prng.save()));
    const future = draws(prng, 50);
    const again = new Prng(99, 'other');
    again.restore(saved);
    expect(draws(again, 50)).toEqual(future);
  });

  it('refuses what is not a state', () => {
    expect(() => new Prng(1, 'x').restore([1, 2, 3])).toThrow(RangeError);
    expect(() => new Prng(1, 'x').restore(undefined)).toThrow(RangeError);
  });

  it('does not run in step with a neighbouring name', () => {
    const [one, other] = [draws(new Prng(5, 'book 1'), 20_000), draws(new Prng(5, 'book 2'), 20_000)];
    const product = one.reduce((total, draw, at) => total + (draw - 0.5) * ((other[at] ?? NaN) - 0.5), 0);
    // Correlation within five standard deviations of none: 5 / sqrt(20000) = 0.035.
    expect(Math.abs(product / one.length / (1 / 12))).toBeLessThan(0.035);
  });
});
