import { describe, expect, it } from 'vitest';
import { EVALUATE_EVERY_MS, isPromoted, rateZone } from '../../src/analytics/rate-zones.ts';
import { atMs } from '../../src/domain/units.ts';
import { HOUR } from './route-fixtures.ts';

const zone = (z: number | undefined, stillMs: number) => rateZone({ z, movedAtMs: atMs(0), nowMs: atMs(stillMs) });

describe('zones', () => {
  it('are hot before quiet before calm', () => {
    expect(zone(2.1, 2 * HOUR)).toBe('hot');
    expect(zone(-2.1, 0)).toBe('hot');
    expect(zone(2, 2 * HOUR)).toBe('quiet');
    expect(zone(undefined, HOUR)).toBe('quiet');
    expect(zone(2, HOUR - 1)).toBe('calm');
    expect(zone(undefined, 0)).toBe('calm');
  });

  it('are evaluated at once, every five seconds and hourly', () => {
    expect(EVALUATE_EVERY_MS).toEqual({ hot: 0, calm: 5000, quiet: HOUR });
  });
});

const promoted = (from: number, to: number) => isPromoted({ rate: from, z: undefined }, { rate: to, z: undefined });

const crossed = (from: number | undefined, to: number | undefined) =>
  isPromoted({ rate: 1, z: from }, { rate: 1, z: to });

describe('promotion', () => {
  it('follows a move of more than a tenth, and any move from 0', () => {
    expect(promoted(0.001, 0.0012)).toBe(true);
    expect(promoted(-0.001, -0.0012)).toBe(true);
    expect(promoted(0.001, 0.00105)).toBe(false);
    expect(promoted(0, 1e-9)).toBe(true);
    expect(promoted(0, 0)).toBe(false);
  });

  it('follows a crossing of two or three deviations either way', () => {
    expect([crossed(1.9, 2.1), crossed(2.1, 1.9), crossed(2.9, 3.1), crossed(-1.9, -2.1)]).toEqual(Array(4).fill(true));
    expect([crossed(2.1, 2.9), crossed(0, 1.9), crossed(undefined, 5), crossed(5, undefined)]).toEqual(
      Array(4).fill(false),
    );
  });
});
