import { describe, expect, it } from 'vitest';
import type { BreakEvenClock } from '../../../src/engine/view/status.ts';
import { timeText } from '../../../src/visualizer/ui/break-even.ts';

const clock = (more: Partial<BreakEvenClock>): BreakEvenClock => ({
  costsUsd: 28,
  requiredUsd: 70,
  earnedUsd: 24,
  expectedHours: 3,
  earliestHours: 2,
  latestHours: 'never',
  horizonHours: 72,
  ...more,
});

describe('the break-even clock in words', () => {
  it('has nothing to say before a fill, though nothing is earned of nothing', () => {
    expect(timeText(clock({ costsUsd: 0, requiredUsd: 0, earnedUsd: 0, expectedHours: 0 }))).toBe('nothing filled yet');
  });

  it('says when the round trip is paid for, or why it does not know', () => {
    expect(timeText(clock({}))).toBe('in 3.0 h');
    expect(timeText(clock({ earnedUsd: 70 }))).toBe('paid for itself');
    expect(timeText(clock({ costsUsd: 0, requiredUsd: 0, earnedUsd: 1 }))).toBe('paid for itself');
    expect(timeText(clock({ expectedHours: 'never' }))).toBe('not within 3 days');
    const { expectedHours: _, ...unknown } = clock({});
    expect(timeText(unknown)).toBe('not known: a rate is missing');
  });
});
