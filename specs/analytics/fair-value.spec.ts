import { describe, expect, it } from 'vitest';
import { fairApr, premiumVsFair } from '../../src/analytics/fair-value.ts';
import { marketSignal } from '../../src/analytics/market-signal.ts';
import { funding, instrument, legView, statistics } from './route-fixtures.ts';

describe('fair value', () => {
  it('is lending less half the deviation, at most 3 points, never under 1 %', () => {
    expect(fairApr({ lendingApr: 0.05, sdApr: 0.02 })).toBeCloseTo(0.04, 12);
    expect(fairApr({ lendingApr: 0.05, sdApr: 0.5 })).toBeCloseTo(0.02, 12);
    expect(fairApr({ lendingApr: 0.03, sdApr: 0.5 })).toBe(0.01);
  });

  it('leaves the rest of the rate as premium, of either sign', () => {
    expect(premiumVsFair({ apr: 0.1095, fairApr: 0.04 })).toBeCloseTo(0.0695, 12);
    expect(premiumVsFair({ apr: -0.05, fairApr: 0.04 })).toBeCloseTo(-0.09, 12);
  });
});

describe('the signal of a single market', () => {
  const perp = instrument('alpha', 'BTC/USDT:USDT');

  it('holds its APR against fair value', () => {
    const view = legView(perp, { funding: funding({ rate: 0.0001 }), statistics: statistics({ sdApr: 0.02 }) });
    const signal = marketSignal(view);
    expect(signal?.apr).toBeCloseTo(0.1095, 12);
    expect(signal?.fairApr).toBeCloseTo(0.04, 12);
    expect(signal?.premiumVsFair).toBeCloseTo(0.0695, 12);
    expect(signal?.confidence).toBeCloseTo(0.695, 12);
    expect(marketSignal(view, 0.03)?.fairApr).toBeCloseTo(0.02, 12);
  });

  it('does not exist for spot, without a rate, or without the history its fair value needs', () => {
    expect(marketSignal(legView(instrument('alpha', 'BTC/USDT')))).toBeUndefined();
    expect(marketSignal(legView(perp, { funding: funding({ kind: 'settled' }) }))).toBeUndefined();
    expect(marketSignal(legView(perp, { statistics: undefined }))).toBeUndefined();
  });
});
