import { describe, expect, it } from 'vitest';
import { TELL_EVERY_MS, roundsToRest } from '../../src/visualizer/round-pacing.ts';

describe('the rest after a round', () => {
  it('is none while the engine has time to spare', () => {
    expect(roundsToRest(1000, 0.3)).toBe(0);
  });

  it('keeps pages below 1.25 % of the time of a busy engine, whatever a round takes', () => {
    for (const spentMs of [0.5, 5, 12, 30, 50])
      expect(spentMs / ((roundsToRest(spentMs, 1) + 1) * TELL_EVERY_MS)).toBeLessThan(0.0125);
  });

  it('is no longer than needed, and never for good', () => {
    expect(roundsToRest(2, 1)).toBe(0);
    expect(roundsToRest(30, 1)).toBe(11);
    expect((roundsToRest(10_000, 1) + 1) * TELL_EVERY_MS).toBe(5000);
  });
});
