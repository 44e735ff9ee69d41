import { expect, it } from 'vitest';
import { backedDistanceFraction, liquidationDistanceFraction } from '../../src/risk/liquidation.ts';
import { backingFraction, marginRatio } from '../../src/risk/margin-ratio.ts';

const leg = (notionalUsd: number, maintenanceFraction = 0.01) => ({ notionalUsd, maintenanceFraction });

it('sets equity against the maintenance of every position of the pool', () => {
  expect(marginRatio({ equityUsd: 300, legs: [leg(10_000), leg(5000, 0.02)] })).toBe(1.5);
  expect(backingFraction({ equityUsd: 300, legs: [leg(10_000), leg(5000, 0.02)] })).toBe(0.02);
});

it('is infinite where nothing asks for margin, and negative under water', () => {
  expect(marginRatio({ equityUsd: 300, legs: [] })).toBe(Infinity);
  expect(backingFraction({ equityUsd: 0, legs: [leg(0)] })).toBe(Infinity);
  expect(marginRatio({ equityUsd: -50, legs: [leg(10_000)] })).toBe(-0.5);
});

// what an isolated position of a leverage has left at a mark, as backing: margin and open profit over notional
const isolated = (kind: 'linear' | 'inverse', side: 'long' | 'short', [entryPrice, markPrice]: [number, number]) => {
  const sign = side === 'long' ? 1 : -1;
  const profitFraction =
    kind === 'linear' ? (sign * (markPrice - entryPrice)) / markPrice : sign * (markPrice / entryPrice - 1);
  const marginFraction = kind === 'linear' ? entryPrice / 4 / markPrice : markPrice / entryPrice / 4;
  return marginFraction + profitFraction;
};

it.each([
  ['linear', 'long', [100, 90]],
  ['linear', 'long', [100, 130]],
  ['linear', 'short', [100, 110]],
  ['linear', 'short', [100, 70]],
  ['inverse', 'long', [100, 95]],
  ['inverse', 'short', [100, 110]],
] as const)(
  'a leg backed by its own margin alone is as far from liquidation as an isolated one: %s %s',
  (kind, side, at) => {
    const maintenanceFraction = 0.01;
    const [entryPrice, markPrice] = at;
    const alone = liquidationDistanceFraction({
      kind,
      leg: side,
      entryPrice,
      markPrice,
      leverage: 4,
      maintenanceFraction,
    });
    const backing = isolated(kind, side, [entryPrice, markPrice]);
    expect(backedDistanceFraction({ kind, leg: side, backingFraction: backing, maintenanceFraction })).toBeCloseTo(
      alone,
      12,
    );
  },
);

it('a leg with nothing behind it is liquidated already, a bought coin never is', () => {
  const nothing = { leg: 'long', backingFraction: 0, maintenanceFraction: 0.01 } as const;
  expect(backedDistanceFraction({ ...nothing, kind: 'linear' })).toBeLessThan(0);
  expect(backedDistanceFraction({ ...nothing, kind: 'inverse' })).toBeLessThan(0);
  expect(backedDistanceFraction({ ...nothing, kind: 'spot' })).toBe(Infinity);
  expect(backedDistanceFraction({ ...nothing, leg: 'short', kind: 'inverse', backingFraction: 1 })).toBe(Infinity);
});
