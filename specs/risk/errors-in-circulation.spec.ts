import { describe, expect, it } from 'vitest';
import { defaultGuardSettings, drawdownOf } from '../../src/risk/drawdown.ts';
import { defaultLimitSettings, legCaps } from '../../src/risk/limits.ts';
import { bindingCap } from '../../src/risk/size-target.ts';

import { GuardStory } from './guard-story.ts';
import { BTC, instrument } from './sample-market.ts';
import { freeUsdt } from './sample-pools.ts';

describe('errors in circulation (economics 12)', () => {
  it('7. the first position can enter: a leg s share is of the gross limit, not of the exposure it makes itself', () => {
    const caps = legCaps({
      coin: BTC,
      legs: [
        { market: instrument({ venue: 'alpha' }).market, perNotionalFraction: 1 },
        { market: instrument({ venue: 'beta' }).market, perNotionalFraction: 1 },
      ],
      portfolio: {
        equityUsd: 1_000_000,
        legs: [],
        freeMarginUsd: freeUsdt({ alpha: 500_000, beta: 500_000 }),
        correlationOf: () => undefined,
      },
      limits: defaultLimitSettings,
      equityFractionMax: 0.25,
    });
    // the wrong ratio, notional / (exposure + notional), is 100 % for the first trade of any size and admits none of it
    const wrongShare = 10_000 / (0 + 10_000);
    expect(wrongShare).toBeGreaterThan(defaultLimitSettings.legShareOfGrossLimitFraction);
    // 2 % of 5,000,000
    expect(caps).toContainEqual({ code: 'leg-share', usd: 100_000 });
    expect(bindingCap(caps)?.usd).toBe(100_000);
  });

  it('8. a day that opens with nothing known has lost nothing', () => {
    const guard = new GuardStory();
    expect(drawdownOf(guard.marks).daily).toBe(0);
    // the wrong rule, pnl < -2 % of a high that starts at 0, halts at the first cent
    const [pnl, dailyHigh] = [-0.01, 0];
    expect(pnl < -0.02 * dailyHigh).toBe(true);
    expect(guard.equity(100_000, { open: -0.01 })).toBe('active open');
    expect(guard.equity(100_000, { open: -0.02 })).toBe('active open');
    expect(guard.view.drawdown.daily).toBeLessThan(1e-6);
    expect(guard.marks?.dayOpening).toBe('99999.99');
  });

  it('9. a resume at 2 % above the low does not pause again at once', () => {
    const guard = new GuardStory({ ...defaultGuardSettings, dailyHaltFraction: 1, dailyPauseFraction: 1 });
    guard.equity(100_000);
    expect(guard.equity(82_000)).toBe('paused open');
    // 82,000 x 1.02 = 83,640: still 16.36 % under the high of 100,000, which the wrong version would pause on again
    expect(guard.equity(83_640)).toBe('active open');
    expect(guard.view.drawdown.reported).toBeCloseTo(0.1636, 12);
    expect(guard.view.drawdown.reported).toBeGreaterThan(defaultGuardSettings.realizedPauseFraction);
    for (const equity of [83_640, 83_500, 84_000, 83_000]) expect(guard.equity(equity)).toBe('active open');
    // from the re-based 84,000 it is 15 % again at 71,400
    expect(guard.equity(71_401)).toBe('active open');
    expect(guard.equity(71_400)).toBe('paused open');
  });
});
