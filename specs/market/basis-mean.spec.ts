import { describe, expect, it } from 'vitest';
import { atMs } from '../../src/domain/units.ts';
import { BasisMean } from '../../src/market/basis-mean.ts';
import { EIGHT } from './market-facts.ts';

const STEP_MS = 300_000;
const slot = (index: number) => atMs(EIGHT + index * STEP_MS);

const observed = (...bps: readonly number[]): BasisMean => {
  const mean = new BasisMean();
  for (const [index, value] of bps.entries()) mean.observe(value, slot(index));
  return mean;
};

describe('the daily mean of a basis', () => {
  it('is unknown under an hour of samples', () => {
    expect(observed(...Array.from({ length: 11 }, () => 4)).meanBps).toBeUndefined();
    expect(observed(...Array.from({ length: 12 }, () => 4)).meanBps).toBe(4);
  });

  it('is the mean of the samples: (6 x 2 + 6 x 5) / 12', () => {
    expect(observed(2, 2, 2, 2, 2, 2, 5, 5, 5, 5, 5, 5).meanBps).toBe(3.5);
  });

  it('takes the first sample of a 5-minute slot and no other', () => {
    const mean = observed(...Array.from({ length: 12 }, () => 4));
    mean.observe(1000, atMs(slot(11) + STEP_MS - 1));
    expect(mean.meanBps).toBe(4);
  });

  it('forgets what is older than 24 hours: 288 samples of 1, then 144 of 3', () => {
    const mean = observed(...Array.from({ length: 288 }, () => 1), ...Array.from({ length: 144 }, () => 3));
    // (144 x 1 + 144 x 3) / 288
    expect(mean.meanBps).toBe(2);
  });

  it('forgets a day that lies behind a silence', () => {
    const mean = observed(...Array.from({ length: 288 }, () => 1));
    mean.observe(9, slot(288 + 287));
    expect(mean.meanBps).toBeUndefined();
    for (let index = 1; index < 12; index += 1) mean.observe(9, slot(288 + 287 + index));
    expect(mean.meanBps).toBe(9);
  });

  it('keeps what a short silence leaves within the day: 276 of 288 slots', () => {
    const mean = observed(...Array.from({ length: 288 }, () => 1));
    // slots 288..298 are silent: 12 samples leave, one of 277 comes: (276 x 1 + 278) / 277 = 2
    mean.observe(278, slot(299));
    expect(mean.meanBps).toBeCloseTo(2, 12);
  });
});
