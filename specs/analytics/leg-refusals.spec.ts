import { describe, expect, it } from 'vitest';
import { atMs, hours, ms } from '../../src/domain/units.ts';
import { BOUNDARY, HOUR, book, goodFunding, goodRoute, instrument, judge, reasonsOf } from './route-fixtures.ts';

const listed = (overrides: object) => instrument('eightly', 'BTC/USDT:USDT', overrides);

describe('refusals of one leg, each with its numbers', () => {
  it('names a market that nobody listed', () => {
    expect(reasonsOf({ instrument: undefined })).toContainEqual({
      code: 'no-instrument',
      leg: 'short',
      detail: 'unknown',
    });
    const assumed = instrument('eightly', 'BTC/USDT:USDT', { source: 'assumed' });
    expect(reasonsOf({ instrument: assumed })).toEqual([{ code: 'no-instrument', leg: 'short', detail: 'assumed' }]);
  });

  it('names a market that is not live, halted, or about to go', () => {
    expect(reasonsOf({ status: 'down' })).toEqual([{ code: 'market-not-live', leg: 'short', status: 'down' }]);
    expect(reasonsOf({ status: 'halted' })).toEqual([{ code: 'halted', leg: 'short' }]);
    expect(reasonsOf({ instrument: listed({ status: 'halted' }) })).toEqual([{ code: 'halted', leg: 'short' }]);
    const delistingAtMs = atMs(BOUNDARY + 16 * HOUR);
    expect(reasonsOf({ instrument: listed({ delistingAtMs }) })).toEqual([
      { code: 'delisting', leg: 'short', limit: 72, actual: 10 },
    ]);
    expect(reasonsOf({ instrument: listed({ delistingAtMs: atMs(BOUNDARY + 80 * HOUR) }) })).toEqual([]);
  });

  it('names a rate that is missing, settled, unreadable, beyond the cap, or for a settlement gone by', () => {
    expect(reasonsOf({ funding: undefined })).toEqual([{ code: 'no-funding', leg: 'short' }]);
    expect(reasonsOf({ funding: { ...goodFunding, rate: Number.NaN } })).toEqual([
      { code: 'no-funding', leg: 'short' },
    ]);
    expect(reasonsOf({ funding: { ...goodFunding, kind: 'settled' } })).toContainEqual({
      code: 'rate-not-predicted',
      leg: 'short',
    });
    expect(reasonsOf({ funding: { ...goodFunding, intervalHours: hours(0) } })).toContainEqual({
      code: 'interval-unknown',
      leg: 'short',
    });
    const capped = instrument('eightly', 'BTC/USDT:USDT', { fundingCap: 0.0015 });
    expect(reasonsOf({ instrument: capped })).toEqual([
      { code: 'rate-beyond-cap', leg: 'short', limit: 0.0015, actual: 0.002 },
    ]);
    expect(reasonsOf({ funding: { ...goodFunding, settlementAtMs: atMs(BOUNDARY + 6 * HOUR - 700) } })).toContainEqual({
      code: 'settlement-passed',
      leg: 'short',
      limit: 0,
      actual: 700,
    });
  });

  it('names inputs that are too old, or whose age is unknown', () => {
    expect(reasonsOf({ fundingAgeMs: ms(30_001) })).toEqual([
      { code: 'stale-funding', leg: 'short', limit: 30_000, actual: 30_001 },
    ]);
    expect(reasonsOf({ bookAgeMs: ms(101) })).toEqual([{ code: 'stale-book', leg: 'short', limit: 100, actual: 101 }]);
    expect(reasonsOf({ bookAgeMs: ms(100), fundingAgeMs: ms(30_000) })).toEqual([]);
    expect(reasonsOf({ fundingAgeMs: undefined, bookAgeMs: undefined })).toEqual([
      { code: 'offset-unknown', leg: 'short', input: 'funding' },
      { code: 'offset-unknown', leg: 'short', input: 'book' },
    ]);
  });

  it('names a book that is missing or has one side only', () => {
    expect(reasonsOf({ mid: undefined, book: () => undefined })).toEqual([{ code: 'no-book', leg: 'short' }]);
    expect(reasonsOf({ book: () => undefined })).toEqual([{ code: 'no-book', leg: 'short' }]);
    expect(reasonsOf({ book: () => book({ bids: [] }) })).toEqual([{ code: 'no-book', leg: 'short' }]);
    expect(judge(goodRoute({ long: { book: () => undefined } })).reasons).toEqual([{ code: 'no-book', leg: 'long' }]);
  });
});
