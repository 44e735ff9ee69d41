import { describe, expect, it } from 'vitest';
import { atMs } from '../../src/domain/units.ts';
import { foldNaked, nakedNotionalUsd, nakedSince } from '../../src/risk/naked.ts';
import type { NakedReading, NakedRecord } from '../../src/risk/naked.ts';

const told = (...readings: readonly [number, number, NakedReading['accepting']?][]): NakedRecord => {
  const [first, ...rest] = readings.map(([at, nakedUsd, accepting = 'yes']) => ({
    atMs: atMs(at),
    nakedUsd,
    accepting,
  }));
  if (first === undefined) throw new Error('a story needs a beginning');
  return rest.reduce(foldNaked, nakedSince(first));
};

describe('unhedged exposure', () => {
  it('is the difference of the legs coins at the price of one', () => {
    expect(nakedNotionalUsd({ long: 2, short: 1.5 }, 100)).toBe(50);
    expect(nakedNotionalUsd({ long: 1.5, short: 2 }, 100)).toBe(50);
  });

  it('adds notional x time and keeps the longest stretch and the peak', () => {
    // 500 USD for 200 ms, 300 USD for 100 ms, hedged for 700 ms, 100 USD for 50 ms
    expect(told([1000, 500], [1200, 300], [1300, 0], [2000, 100], [2050, 0])).toMatchObject({
      notionalMs: 500 * 200 + 300 * 100 + 100 * 50,
      longestMs: 300,
      totalMs: 350,
      stretchMs: 0,
      peakUsd: 500,
    });
  });

  it('stops the bounded clock while no venue accepts orders, not the exposure', () => {
    expect(told([0, 500, 'no'], [10_000, 500, 'yes'], [10_400, 500])).toMatchObject({
      stretchMs: 400,
      longestMs: 400,
      notionalMs: 500 * 10_400,
    });
  });

  it('does not run backwards', () => {
    expect(told([1000, 500], [900, 500], [1100, 0])).toMatchObject({ totalMs: 100, notionalMs: 50_000 });
  });
});
