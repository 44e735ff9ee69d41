import { describe, expect, it } from 'vitest';
import { evaluateRoute } from '../../src/analytics/signal.ts';
import { defaultSignalSettings } from '../../src/analytics/signal-settings.ts';

import { netBpsAt, planEntry } from '../../src/risk/entry-plan.ts';
import type { EntryPlanAsk } from '../../src/risk/entry-plan.ts';
import { approveEntry } from '../../src/risk/gate.ts';
import { defaultLimitSettings } from '../../src/risk/limits.ts';
import { defaultSizingSettings } from '../../src/risk/size-target.ts';
import { account, entryAsk, portfolio } from './entry-sample.ts';
import { book, routeView } from './sample-market.ts';
import { freeUsdt } from './sample-pools.ts';

// a month of history that says both rates stay: 9 x 30 - 9 x 1 = 261 bps in 72 h, far above any threshold
const steady = (mean8: number) => ({ samples: 90, mean8, sd8: 0.0001, phi8: 1, ma24h: mean8, sdApr: 0.1 });
const steadyView = (change: Parameters<typeof routeView>[0] = {}) =>
  routeView({
    long: { statistics: steady(0.0001), ...change.long },
    short: { statistics: steady(0.003), ...change.short },
  });

const plan = (change: Partial<EntryPlanAsk> = {}, view = steadyView()) => {
  const settings = { ...defaultSignalSettings, costing: 'always' } as const;
  const signal = evaluateRoute(view, settings);
  return planEntry({
    view,
    signal,
    accounts: { long: account, short: account },
    portfolio,
    limits: defaultLimitSettings,
    sizing: defaultSizingSettings,
    minNetBps: 5,
    guardMultiplier: 1,
    ...change,
  });
};

describe('a planned entry', () => {
  it('passes the gate at the same input', () => {
    const view = steadyView();
    const planned = plan({}, view);
    if (planned.kind !== 'planned') throw new Error(JSON.stringify(planned));
    // confidence 0.85 above 20 bps: 0.10 x 100,000 x 0.85 = 8,500 USD at the worst price 100.04 = 84.966 coins
    expect(planned.size).toMatchObject({ boundBy: 'target', baseQuantity: '84.966' });
    const { long, short } = planned;
    const verdict = approveEntry({
      ...entryAsk(),
      long,
      short,
      netBpsAt: netBpsAt(view, defaultSignalSettings),
    });
    expect(verdict).toMatchObject({ kind: 'approved', orders: [{ quantity: planned.size.long.quantity }, {}] });
  });

  it('stays within the depth of both books, in and out', () => {
    const shallow = book({ bids: [[99.99, 150]], asks: [[100.01, 120]] });
    const rich = {
      ...portfolio,
      equityUsd: 1e9,
      freeMarginUsd: freeUsdt({ alpha: 1e9, beta: 1e9 }),
    };
    const planned = plan({ portfolio: rich }, steadyView({ short: { book: () => shallow } }));
    expect(planned).toMatchObject({ kind: 'planned', size: { boundBy: 'slippage' } });
    if (planned.kind !== 'planned') throw new Error('refused');
    // 120 coins can be bought back, a hair less: 12,000 USD at the worst price 100.04 = 119.952 coins
    expect(planned.size.baseQuantity).toBe('119.952');
  });

  it('is refused without a price, and without size under a paused guard', () => {
    expect(plan({}, steadyView({ long: { book: () => undefined } }))).toMatchObject({
      reasons: [{ code: 'no-price' }],
    });
    expect(plan({ guardMultiplier: 0 })).toMatchObject({ reasons: [{ code: 'no-size', limit: 'target', actual: 0 }] });
  });

  it('shrinks with the worse leg s adjustment', () => {
    const reading = { spreadBps: 2, baseBps: 1, widening: 2, volPct: 0, adjustment: 2, samples: 100 };
    const calm = plan();
    const widened = plan({}, steadyView({ long: { spread: reading } }));
    if (calm.kind !== 'planned' || widened.kind !== 'planned') throw new Error('refused');
    expect(widened.size.notionalUsd / calm.size.notionalUsd).toBeCloseTo(0.5, 2);
  });
});
