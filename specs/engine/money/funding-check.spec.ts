import { describe, expect, it } from 'vitest';
import type { FundingObservation } from '../../../src/domain/funding.ts';
import { atMs, hours } from '../../../src/domain/units.ts';
import { RATE_DIFFERENCE_MIN, fundingDifference } from '../../../src/engine/money/funding-check.ts';
import { Market } from '../../../src/market/market.ts';
import { BTC, EIGHT, at } from '../../market/market-facts.ts';

const HOUR = 3_600_000;

const observed = (changes: Partial<FundingObservation> = {}): FundingObservation => ({
  market: BTC,
  kind: 'predicted',
  rate: 0.0001,
  intervalHours: hours(8),
  intervalSource: 'frame',
  observedAtMs: atMs(EIGHT),
  settlementAtMs: atMs(EIGHT + 8 * HOUR),
  ...changes,
});

/** A market whose rate came over a stream, or over REST alone. */
const market = (fed: 'stream' | 'rest', funding = observed()): Market => {
  const made = new Market(BTC);
  const pulse = { conn: 'public', heardAtMs: atMs(EIGHT) };
  made.fold({ type: 'funding', market: BTC, funding }, at(EIGHT, fed === 'stream' ? pulse : undefined));
  return made;
};

const differs = (rest: Partial<FundingObservation>, nowMs = EIGHT + 500, fed: 'stream' | 'rest' = 'stream') =>
  fundingDifference(market(fed), observed(rest), atMs(nowMs));

describe('what REST says of a rate that a stream feeds', () => {
  it('is no difference while estimates only move: 0.0001 against 0.00011 of an interval', () => {
    expect(RATE_DIFFERENCE_MIN).toBe(0.00001);
    expect(differs({})).toBeUndefined();
    expect(differs({ rate: 0.000109 })).toBeUndefined();
  });

  it('is one when the rates are further apart, with both values and the age of the stream', () => {
    expect(differs({ rate: 0.00012 })).toMatchObject({
      market: BTC,
      differs: 'rate',
      streamAgeMs: 500,
      stream: { rate: 0.0001 },
      rest: { rate: 0.00012 },
    });
  });

  it('is one when the interval is another, even where the hourly rate is the same', () => {
    expect(differs({ rate: 0.00005, intervalHours: hours(4) })?.differs).toBe('interval');
  });

  it('is one when the settlement is another, unless one of both has just passed', () => {
    expect(differs({ settlementAtMs: atMs(EIGHT + 4 * HOUR) })?.differs).toBe('settlement');
    const passed = EIGHT + 8 * HOUR + 1000;
    expect(differs({ settlementAtMs: atMs(EIGHT + 16 * HOUR) }, passed)).toBeUndefined();
  });

  it('is compared with nothing where no stream feeds the market, and never with what was settled', () => {
    expect(differs({ rate: 0.01 }, EIGHT, 'rest')).toBeUndefined();
    expect(differs({ rate: 0.01, kind: 'settled' })).toBeUndefined();
  });
});
