import { describe, expect, it } from 'vitest';
import { atMs } from '../../src/domain/units.ts';
import { LiquidationWindow } from '../../src/market/liquidation-window.ts';

const window = (...entries: readonly (readonly [atMs: number, usd: number])[]): LiquidationWindow => {
  const made = new LiquidationWindow();
  for (const [at, usd] of entries) made.add(usd, atMs(at));
  return made;
};

describe('liquidations of the last minute', () => {
  it('adds up what lies within 60 s: 100 + 250', () => {
    expect(window([1000, 100], [30_000, 250]).totalUsd(atMs(60_999))).toBe(350);
  });

  it('forgets an entry when it is 60 s old', () => {
    expect(window([1000, 100], [30_000, 250]).totalUsd(atMs(61_000))).toBe(250);
    expect(window([1000, 100]).totalUsd(atMs(61_000))).toBe(0);
  });

  it('loses nothing in a burst beyond its room: the oldest are counted with the next', () => {
    const burst = window(...Array.from({ length: 5000 }, (_, i) => [i, 1] as const));
    expect(burst.totalUsd(atMs(5000))).toBe(5000);
    // the 904 merged ones leave with entry 904 (at 904 ms): everything after it is still there
    expect(burst.totalUsd(atMs(60_904))).toBe(5000 - 905);
  });
});
