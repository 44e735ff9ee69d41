import { expect, it } from 'vitest';
import { dollars } from '../../src/monitor/dollars.ts';

it('are written with thousands apart and two places, and without a sign where nothing is left of them', () => {
  expect([1234567.891, '-1000', 0.004, -0.004, -0, -0.006].map(dollars)).toEqual([
    '1,234,567.89',
    '-1,000.00',
    '0.00',
    '0.00',
    '0.00',
    '-0.01',
  ]);
});

it('are a dash where they are not known', () => {
  expect([undefined, NaN, Infinity, 'none'].map(dollars)).toEqual(['-', '-', '-', '-']);
});
