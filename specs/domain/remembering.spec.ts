import { describe, expect, it } from 'vitest';
import { symbolParts } from '../../src/domain/ids.ts';
import { decimal } from '../../src/domain/money.ts';
import { remembering } from '../../src/domain/remembering.ts';

describe('What is remembered', () => {
  it('is made once for each text', () => {
    const made: string[] = [];
    const lengthOf = remembering((key) => made.push(key) && key.length, 8);
    expect([lengthOf('a'), lengthOf('abc'), lengthOf('a'), lengthOf('abc')]).toEqual([1, 3, 1, 3]);
    expect(made).toEqual(['a', 'abc']);
  });

  it('never grows beyond its bound', () => {
    const made: string[] = [];
    const keep = remembering((key) => made.push(key), 2);
    for (const key of ['a', 'b', 'c', 'c', 'a']) keep(key);
    expect(made).toEqual(['a', 'b', 'c', 'a']);
  });

  it('is no failure: what cannot be read is refused every time', () => {
    for (const again of [1, 2]) {
      expect(() => decimal('ten'), `time ${again}`).toThrow();
      expect(() => decimal('Infinity'), `time ${again}`).toThrow(RangeError);
      expect(() => symbolParts('BTC'), `time ${again}`).toThrow('is not a unified symbol');
    }
  });
});
