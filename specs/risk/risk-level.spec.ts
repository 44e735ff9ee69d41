import { describe, expect, it } from 'vitest';
import { heldSince, riskLevel } from '../../src/risk/risk-level.ts';
import type { RiskLevel } from '../../src/risk/risk-level.ts';

const LIMITS = { warnBelow: 3, leaveBelow: 1 };

const walked = (figures: readonly number[]): readonly RiskLevel[] => {
  let level: RiskLevel = 'safe';
  return figures.map((figure) => (level = riskLevel(figure, level, LIMITS)));
};

describe('the level of a figure that must stay large', () => {
  it('falls as it crosses each threshold', () => {
    expect(walked([9, 3, 2.99, 1, 0.99])).toEqual(['safe', 'safe', 'warned', 'warned', 'leave']);
  });

  it('is taken back only a tenth above the threshold, so that it cannot flap at it', () => {
    expect(walked([2.9, 3.1, 3.29, 3.31])).toEqual(['warned', 'warned', 'warned', 'safe']);
    expect(walked([0.9, 1.09, 1.11])).toEqual(['leave', 'leave', 'warned']);
  });

  it('is the worst where the figure is none', () => {
    expect(walked([NaN, -Infinity, Infinity])).toEqual(['leave', 'leave', 'safe']);
  });
});

it('a condition holds since it began, and from anew after a break', () => {
  const first = heldSince(undefined, 100, 'so');
  expect(heldSince(first, 250, 'so')).toBe(100);
  expect(heldSince(heldSince(first, 250, 'not'), 300, 'so')).toBe(300);
});
