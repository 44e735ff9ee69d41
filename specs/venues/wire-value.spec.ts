import { describe, expect, it } from 'vitest';
import { isCrossed, readLevels, wireInstant, wireNumber } from '../../src/venues/wire-value.ts';

describe('a number off the wire', () => {
  it.each([
    ['0.00010000', 0.0001],
    ['-3', -3],
    ['.5', 0.5],
    [7, 7],
    ['1e-7', 1e-7],
  ])('%j is %d', (value, expected) => {
    expect(wireNumber(value)).toBe(expected);
  });

  it.each(['', ' ', ' 1', 'NaN', 'Infinity', '1e999', '1,5', '0x10z', null, undefined, true, {}, [], NaN, Infinity])(
    '%j is none',
    (value) => {
      expect(wireNumber(value)).toBeNaN();
    },
  );

  it('is an instant only above 0', () => {
    expect(wireInstant('1760342400000')).toBe(1_760_342_400_000);
    expect([wireInstant(0), wireInstant(''), wireInstant(-1), wireInstant(1e18)]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('levels', () => {
  it('become a flat run, extra members left out', () => {
    expect(
      readLevels(
        [
          ['10', '1', '0', '13'],
          ['9.5', '0.000'],
        ],
        'bids',
      ),
    ).toEqual([10, 1, 9.5, 0]);
  });

  it('are crossed when a bid reaches an ask in any order, deleted levels apart', () => {
    expect(isCrossed([9, 1, 10, 1], [12, 1, 10, 1])).toBe(true);
    expect(isCrossed([9, 1, 10, 0], [12, 1, 10, 1])).toBe(false);
    expect(isCrossed([9, 1], [])).toBe(false);
  });
});
