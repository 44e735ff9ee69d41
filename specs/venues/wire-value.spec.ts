import { describe, expect, it } from 'vitest';
import { isCrossed, readLevels, shown, wireInstant, wireNumber } from '../../src/venues/wire-value.ts';

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

  const words = ['', ' ', ' 1', '1 ', '1\n', 'NaN', 'Infinity', '1e999', '1,5', '0x10z', '0x10', '0b1', '0O7', '1e21'];
  const others = [null, undefined, true, {}, [], NaN, Infinity, 1e21, -1e300, '9'.repeat(400)];

  it.each([...words, ...others])('%j is none', (value) => {
    expect(wireNumber(value)).toBeNaN();
  });

  it('is an instant only from 2010 on and before the year 2100', () => {
    expect(wireInstant('1760342400000')).toBe(1_760_342_400_000);
    for (const none of [0, '', -1, '1e-8', 1, 1_760_342_400, 1e18, 1_760_342_400_000_000])
      expect(wireInstant(none)).toBeUndefined();
  });
});

describe('a value in a rejection', () => {
  it.each([
    ['a', '"a"'],
    [1.5, '1.5'],
    [null, 'null'],
    [undefined, 'undefined'],
    [[], '[]'],
    [{ a: [1, 'x', undefined, { b: null }], c: undefined, '"': true }, '{"a":[1,"x",null,{"b":null}],"\\"":true}'],
    ['x'.repeat(100), `"${'x'.repeat(56)}...`],
    [[['1', '2'], 'y'.repeat(100)], `[["1","2"],"${'y'.repeat(45)}...`],
  ])('%j', (value, text) => {
    expect(shown(value)).toBe(text);
  });

  it('is cut off however deep, long or wide it is', () => {
    const deep: unknown = JSON.parse(`${'['.repeat(5000)}${']'.repeat(5000)}`);
    expect(shown(deep)).toBe(`${'['.repeat(57)}...`);
    expect(shown(Array.from({ length: 1_000_000 }, () => 7))).toBe(`[${'7,'.repeat(28)}...`);
    expect(shown({ ['k'.repeat(5000)]: 1 })).toHaveLength(60);
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
