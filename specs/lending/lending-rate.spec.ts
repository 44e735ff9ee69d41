import { expect, it } from 'vitest';
import { aprOfApy, aprOfPerSecond, aprOfRay } from '../../src/lending/lending-rate.ts';

it('reads RAY: 1e27 is a whole, an annual rate that is not compounded', () => {
  expect(aprOfRay('1000000000000000000000000000')).toBe(1);
  expect(aprOfRay('42345678901234567890123456')).toBe(Number('0.042345678901234567890123456'));
  expect(aprOfRay('0')).toBe(0);
});

it('reads a rate per second x 1e18 over the 31,536,000 seconds of a year', () => {
  expect(aprOfPerSecond(1_000_000_000n)).toBe(0.031536);
  // 1,268,391,679 x 31,536,000 = 39,999,999,988,944,000
  expect(aprOfPerSecond(1_268_391_679n)).toBe(0.039999999988944);
  expect(aprOfPerSecond(0n)).toBe(0);
});

it('turns a yield into the rate that gives it, compounded daily', () => {
  const apr = aprOfApy(0.0432);
  expect((1 + apr / 365) ** 365 - 1).toBeCloseTo(0.0432, 12);
  // by hand: 365 x (1.0432 ^ (1 / 365) - 1); compounded at every instant it would be ln 1.0432 = 0.0422929
  expect(apr).toBeCloseTo(0.0422953625, 10);
  expect(apr).toBeGreaterThan(Math.log(1.0432));
  expect(aprOfApy(0)).toBe(0);
  expect(aprOfApy(1e-9)).toBeCloseTo(1e-9, 17);
});
