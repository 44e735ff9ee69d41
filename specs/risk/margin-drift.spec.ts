import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { venueId } from '../../src/domain/ids.ts';
import { marginDrift } from '../../src/risk/margin-drift.ts';
import type { VenueMargin } from '../../src/risk/margin-drift.ts';

const ALPHA = venueId('alpha');
const BETA = venueId('beta');
const GAMMA = venueId('gamma');
const SETTINGS = { driftMaxFraction: 0.25 };

/** Each is meant to carry 1000, of which 400 margin something and 10 are kept for the closing. */
const margin = (venue: VenueMargin['venue'], equityUsd: number, more: Partial<VenueMargin> = {}): VenueMargin => ({
  venue,
  coin: 'USDT',
  equityUsd,
  freeUsd: equityUsd - 400,
  reserveUsd: 10,
  intendedUsd: 1000,
  ...more,
});

describe('a venue whose share drifts away', () => {
  it('is nothing to speak of within the tolerance', () => {
    expect(marginDrift([margin(ALPHA, 751), margin(BETA, 1249)], SETTINGS)).toBeUndefined();
  });

  it('is to get back to its share from the one that has most to spare, in whole tens rounded down', () => {
    expect(marginDrift([margin(ALPHA, 745), margin(BETA, 1090), margin(GAMMA, 1165)], SETTINGS)).toEqual({
      venue: ALPHA,
      why: 'below-share',
      suggestion: { from: GAMMA, to: ALPHA, coin: 'USDT', toCoin: 'USDT', amount: 160 },
    });
  });

  it('is told of until it is half way back', () => {
    const now = [margin(ALPHA, 800), margin(BETA, 1200)];
    expect(marginDrift(now, SETTINGS)).toBeUndefined();
    expect(marginDrift(now, SETTINGS, ALPHA)?.venue).toBe(ALPHA);
    expect(marginDrift([margin(ALPHA, 880), margin(BETA, 1120)], SETTINGS, ALPHA)).toBeUndefined();
  });

  it('is told of at once when it could not pay for the closing of what it holds', () => {
    const short = margin(ALPHA, 990, { freeUsd: 5 });
    expect(marginDrift([short, margin(BETA, 1010, { coin: 'USDC' })], SETTINGS)).toEqual({
      venue: ALPHA,
      why: 'below-reserve',
      suggestion: { from: BETA, to: ALPHA, coin: 'USDC', toCoin: 'USDT', amount: 10 },
    });
  });

  it('is left alone where nothing is held, and has no suggestion where nobody has anything to spare', () => {
    expect(marginDrift([margin(ALPHA, 0, { freeUsd: 0 }), margin(BETA, 2000)], SETTINGS)).toBeUndefined();
    const drift = marginDrift([margin(ALPHA, 500), margin(BETA, 1500, { freeUsd: 5 })], SETTINGS);
    expect(drift).toEqual({ venue: BETA, why: 'below-reserve' });
  });

  it('never leaves the sender below its own share or reserve', () => {
    const drawn = fc.array(
      fc.record({ equity: fc.integer({ min: 0, max: 3000 }), used: fc.integer({ min: 0, max: 3000 }) }),
      {
        minLength: 3,
        maxLength: 3,
      },
    );
    fc.assert(
      fc.property(drawn, (rows) => {
        const total = rows.reduce((sum, { equity }) => sum + equity, 0);
        const margins = rows.map(({ equity, used }, at) =>
          margin([ALPHA, BETA, GAMMA][at] ?? ALPHA, equity, { freeUsd: equity - used, intendedUsd: total / 3 }),
        );
        const { suggestion } = marginDrift(margins, SETTINGS) ?? {};
        if (suggestion === undefined) return;
        const from = margins.find(({ venue }) => venue === suggestion.from);
        expect(suggestion.from).not.toBe(suggestion.to);
        expect((from?.equityUsd ?? 0) - suggestion.amount).toBeGreaterThanOrEqual(from?.intendedUsd ?? NaN);
        expect((from?.freeUsd ?? 0) - suggestion.amount).toBeGreaterThanOrEqual(from?.reserveUsd ?? NaN);
      }),
    );
  });
});
