import { describe, expect, it } from 'vitest';
import type { FundingObservation } from '../../src/domain/funding.ts';
import { atMs, hours } from '../../src/domain/units.ts';
import { AccrualMean } from '../../src/market/accrual-mean.ts';
import { BTC, EIGHT } from './market-facts.ts';

const HOUR = 3_600_000;

const inForce = (rate: number, atHours: number): FundingObservation => ({
  market: BTC,
  kind: 'current',
  rate,
  intervalHours: hours(8),
  intervalSource: 'venue-rule',
  observedAtMs: atMs(EIGHT + atHours * HOUR),
  settlementAtMs: atMs(EIGHT + (Math.floor(atHours) + 1) * HOUR),
});

/** Hours that ended at so many hours after eight, all charged alike; per 8 hours. */
const charged = (per8h: number, ...endHours: readonly number[]) =>
  endHours.map((end) => ({
    fromMs: atMs(EIGHT + (end - 1) * HOUR),
    toMs: atMs(EIGHT + end * HOUR),
    hourly: per8h / 8,
  }));

const heard = (...rates: readonly FundingObservation[]): AccrualMean => {
  const mean = new AccrualMean();
  for (const rate of rates) mean.fold(rate);
  return mean;
};

describe('the mean of a rate that accrues', () => {
  it('is not known before a rate is', () => {
    expect(heard().rate(charged(0.0008, 0))).toBeUndefined();
  });

  it('begins with the first rate heard where nothing else is known', () => {
    expect(heard(inForce(0.0008, 0.5)).rate([])).toBe(0.0008);
  });

  it('does not take a damped instant for the hours to come: half an hour of 0 after hours of 8 bps moves it by 6 %', () => {
    const expected = 0.0008 * Math.exp(-0.5 / 8);
    expect(heard(inForce(0, 0.5)).rate(charged(0.0008, -3, -2, -1, 0))).toBeCloseTo(expected, 12);
  });

  it('comes to the same when the hours before are heard of later', () => {
    const late = heard(inForce(0, 0.5), inForce(0.0004, 2), inForce(0.0002, 3));
    // As if all had been heard in order: the hours, then the rates.
    const past = 0.0008 * Math.exp(-0.5 / 8);
    const atTwo = 0.0004 + (past - 0.0004) * Math.exp(-1.5 / 8);
    const atThree = 0.0002 + (atTwo - 0.0002) * Math.exp(-1 / 8);
    expect(late.rate(charged(0.0008, -1, 0))).toBeCloseTo(atThree, 12);
  });

  it('leaves out hours that ended after it began: it heard them itself', () => {
    const mean = heard(inForce(0.0002, 0.5), inForce(0.0002, 3));
    expect(mean.rate(charged(0.05, 1, 2, 3))).toBeCloseTo(0.0002, 12);
  });

  it('forgets how it began after some days', () => {
    const mean = heard(inForce(0, 0.5), inForce(0.0002, 80));
    expect(mean.rate(charged(0.05, -1, 0))).toBeCloseTo(0.0002, 6);
  });
});
