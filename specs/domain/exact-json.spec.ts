import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactJson } from '../../src/domain/exact-json.ts';

describe('JSON with its numbers as they are written', () => {
  it('keeps every digit of what a double would lose', () => {
    expect(exactJson('{"id":9007199254740993,"amount":0.06751484262557105123,"tiny":1e-18,"list":[-0.10,2]}')).toEqual({
      id: '9007199254740993',
      amount: '0.06751484262557105123',
      tiny: '1e-18',
      list: ['-0.10', '2'],
    });
    expect(exactJson('1790000000123')).toBe('1790000000123');
  });

  it('leaves texts alone, whatever numbers and quotation marks are in them', () => {
    expect(exactJson(String.raw`{"a 1":"2 \" 3","b":true,"c":null}`)).toEqual({ 'a 1': '2 " 3', b: true, c: null });
  });

  it('says that a page is no JSON', () => {
    expect(exactJson('<html>502</html>')).toBe(undefined);
    expect(exactJson('')).toBe(undefined);
  });

  it('reads every JSON value as JSON does, its numbers apart', () => {
    const asTexts = (value: unknown): unknown => {
      if (typeof value === 'number') return JSON.stringify(value);
      if (Array.isArray(value)) return value.map(asTexts);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, asTexts(member)]));
    };
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        expect(exactJson(text)).toEqual(asTexts(JSON.parse(text)));
      }),
    );
  });
});
