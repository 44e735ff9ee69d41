import { expect, it } from 'vitest';
import { foldSpreadNarrowing, watchSpread } from '../../src/analytics/spread-narrowing.ts';
import { atMs } from '../../src/domain/units.ts';

it('times a spread from the signal until it is back at its base', () => {
  const watching = watchSpread(atMs(1000));
  const wide = foldSpreadNarrowing(watching, { spreadBps: 8, baseBps: 4 }, atMs(2000));
  expect(wide).toBe(watching);
  const back = foldSpreadNarrowing(wide, { spreadBps: 4, baseBps: 4 }, atMs(5500));
  expect(back).toEqual({ kind: 'narrowed', signalAtMs: 1000, afterMs: 4500 });
  expect(foldSpreadNarrowing(back, { spreadBps: 1, baseBps: 4 }, atMs(9000))).toBe(back);
  expect(foldSpreadNarrowing(watching, { spreadBps: 1, baseBps: 4 }, atMs(999))).toBe(watching);
});
