import { expect, it } from 'vitest';
import { Pulse, REPEAT_AFTER_MS } from '../../src/venues/pulse.ts';

it('lets changes pass at once and an unchanged value once a second', () => {
  const pulse = new Pulse();
  expect(pulse.isDue(0, 1)).toBe(true);
  expect(pulse.isDue(REPEAT_AFTER_MS - 1, 1)).toBe(false);
  expect(pulse.isDue(REPEAT_AFTER_MS, 1)).toBe(true);
  expect(pulse.isDue(REPEAT_AFTER_MS + 1, 2)).toBe(true);
  expect(pulse.isDue(REPEAT_AFTER_MS + 2, 2, [0, 1])).toBe(true);
  expect(pulse.isDue(REPEAT_AFTER_MS + 3, 2, [0, 1])).toBe(false);
});

it('lets a value pass after a reset, and when time runs backwards', () => {
  const pulse = new Pulse();
  pulse.isDue(5000, 1);
  expect(pulse.isDue(4000, 1)).toBe(true);
  pulse.reset();
  expect(pulse.isDue(4001, 1)).toBe(true);
});
