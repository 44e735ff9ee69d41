import { expect, it } from 'vitest';
import {
  deviationConfidence,
  marketConfidence,
  routeConfidence,
  tierConfidence,
} from '../../src/analytics/confidence.ts';

const confidenceOf = (depth: number, aprShort: number, netBps: number) =>
  routeConfidence({ depth, aprLong: 0.02, aprShort, netBps });

it('takes the least of depth, deviation and tier', () => {
  expect(confidenceOf(0.4, 0.5, 30)).toEqual({ depth: 0.4, deviation: 1, tier: 0.85, value: 0.4 });
  expect(confidenceOf(0.9, 0.05, 30).value).toBeCloseTo(0.3, 12);
  expect(confidenceOf(1, 0.5, 30).value).toBe(0.85);
  expect(confidenceOf(1, 0.5, 20).value).toBe(0.65);
});

it('reaches full deviation at ten points of APR, in either direction', () => {
  expect(deviationConfidence(0.05)).toBeCloseTo(0.5, 12);
  expect(deviationConfidence(-0.05)).toBeCloseTo(0.5, 12);
  expect(deviationConfidence(0.3)).toBe(1);
  expect(marketConfidence(-0.06)).toBeCloseTo(0.6, 12);
});

it('raises the tier above twenty bps, not at it', () => {
  expect([tierConfidence(20), tierConfidence(20.01), tierConfidence(-5)]).toEqual([0.65, 0.85, 0.65]);
});
