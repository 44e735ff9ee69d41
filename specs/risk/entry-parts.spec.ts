import { describe, expect, it } from 'vitest';
import { decimal, text } from '../../src/domain/money.ts';
import type { EntryPlanAsk } from '../../src/risk/entry-plan.ts';
import { planEntry, planRest } from '../../src/risk/entry-plan.ts';
import { approveEntry } from '../../src/risk/gate.ts';
import { defaultLimitSettings } from '../../src/risk/limits.ts';
import { bestPriceOf } from '../../src/risk/pricing.ts';
import { defaultSizingSettings } from '../../src/risk/size-target.ts';
import { evaluateRoute } from '../../src/analytics/signal.ts';
import { defaultSignalSettings } from '../../src/analytics/signal-settings.ts';
import { account, entryAsk, otherLeg, portfolio, reasonsOf } from './entry-sample.ts';
import { BTC, NOW, book, instrument, routeView } from './sample-market.ts';

const own = (state: 'held' | 'pending' | 'in-doubt', notionalUsd = 6000) => ({
  legs: [otherLeg({ coin: BTC, state, notionalUsd })],
});

describe('an entry whose leg rests', () => {
  it('is minted post-only at the own best price; the other leg as ever', () => {
    expect(approveEntry(entryAsk({ ask: { restingLeg: 'long' } }))).toMatchObject({
      orders: [
        { leg: 'long', limitPrice: '99.99', timeInForce: 'post-only' },
        { leg: 'short', limitPrice: '99.96', timeInForce: 'ioc' },
      ],
    });
    expect(approveEntry(entryAsk({ ask: { restingLeg: 'short' } }))).toMatchObject({
      orders: [
        { leg: 'long', limitPrice: '100.04', timeInForce: 'ioc' },
        { leg: 'short', limitPrice: '100.01', timeInForce: 'post-only' },
      ],
    });
  });

  it('passes every check that an entry passes', () => {
    const restingLeg = 'long';
    expect(reasonsOf({ ask: { restingLeg }, long: { bookAgeMs: undefined } }).map(({ code }) => code)).toEqual([
      'stale-book',
    ]);
    expect(reasonsOf({ ask: { restingLeg, netBpsAt: () => 5 } }).map(({ code }) => code)).toEqual([
      'net-below-minimum',
    ]);
    expect(reasonsOf({ ask: { restingLeg }, mode: { operator: 'paused' } }).map(({ code }) => code)).toEqual([
      'operator-not-trading',
    ]);
  });

  it('joins the best and never passes it, whatever digits its price came with', () => {
    const odd = book({ bids: [[99.9949, 1]], asks: [[100.0051, 1]] });
    const grid = { tickSize: decimal('0.01') };
    expect(text(bestPriceOf(odd, 'buy', grid) ?? 0)).toBe('99.99');
    expect(text(bestPriceOf(odd, 'sell', grid) ?? 0)).toBe('100.01');
    expect(bestPriceOf(book({ bids: [], asks: [[100, 1]] }), 'buy', instrument())).toBeUndefined();
  });
});

describe('a further part of an entry', () => {
  it('may add to the position it belongs to, without counting as another opening', () => {
    const openedAtMs = [NOW, NOW];
    expect(reasonsOf({ portfolio: own('held'), ask: { openedAtMs } }).map(({ code }) => code)).toEqual([
      'position-open',
      'opens-per-hour',
    ]);
    expect(reasonsOf({ portfolio: own('held'), ask: { openedAtMs, furtherPart: 'slice' } })).toEqual([]);
    const doubted = { portfolio: own('in-doubt'), ask: { furtherPart: 'slice' } } as const;
    expect(reasonsOf(doubted).map(({ code }) => code)).toEqual(['symbol-frozen']);
  });

  it('counts what its legs have already against the limits of one leg', () => {
    // 60 coins are 6,002.4 USD at the worst price
    const limits = { legNotionalMaxUsd: 12_000 };
    const codes = (furtherPart: 'slice' | 'rest', held: number) =>
      reasonsOf({ limits, portfolio: own('held', held), ask: { furtherPart } }).map(({ code }) => code);
    expect(codes('slice', 5900)).toEqual([]);
    expect(codes('slice', 6000)).toEqual(['leg-notional']);
    expect(codes('rest', 6000)).toEqual(['leg-notional']);
  });

  it('of a leg that rests need not be equal to the other: its fills are what that is hedged to', () => {
    const longOrder = { quantity: text('37') };
    expect(reasonsOf({ longOrder }).map(({ code }) => code)).toEqual(['unequal-base']);
    expect(reasonsOf({ longOrder, portfolio: own('held'), ask: { furtherPart: 'rest' } })).toEqual([]);
  });
});

const ask = (change: Partial<EntryPlanAsk> = {}, depth = 20): EntryPlanAsk => {
  const shallow = book({ bids: [[99.99, depth]], asks: [[100.01, depth]] });
  const view = routeView({ long: { book: () => shallow }, short: { book: () => shallow } });
  return {
    view,
    signal: evaluateRoute(view, { ...defaultSignalSettings, referenceNotionalUsd: 1000, costing: 'always' }),
    accounts: { long: account, short: account },
    portfolio,
    limits: defaultLimitSettings,
    sizing: { ...defaultSizingSettings, equityFraction: 0.25 },
    minNetBps: 0,
    guardMultiplier: 1,
    ...change,
  };
};

describe('a plan', () => {
  it('tells what both legs would carry if their books did', () => {
    const planned = planEntry(ask());
    if (planned.kind !== 'planned') throw new Error(JSON.stringify(planned));
    expect(planned.size.boundBy).toBe('slippage');
    expect(decimal(planned.size.baseQuantity).lte(20)).toBe(true);
    expect(planned.wantedCoins.gt(20)).toBe(true);
    const deep = planEntry(ask({}, 100_000));
    expect(deep.kind === 'planned' && text(deep.wantedCoins)).toBe(deep.kind === 'planned' && deep.size.baseQuantity);
  });

  it('of what an entry lacks is for exactly that, or for what the books carry', () => {
    const attempts = { long: 3, short: 2 };
    expect(planEntry(ask({ lackingCoins: decimal('12.345'), attempts }))).toMatchObject({
      size: { baseQuantity: '12.345', boundBy: 'target' },
      long: { order: { attempt: 3, quantity: '12.345' } },
      short: { order: { attempt: 2 } },
    });
    expect(planEntry(ask({ lackingCoins: decimal(500) }))).toMatchObject({ size: { boundBy: 'slippage' } });
  });

  it('of a rest takes the quantities as they are', () => {
    const rest = planRest(ask({ attempts: { long: 2, short: 5 } }), { long: decimal('0.7'), short: decimal('0.4') });
    expect([rest.long.order, rest.short.order]).toMatchObject([
      { side: 'buy', quantity: '0.7', attempt: 2, purpose: 'open' },
      { side: 'sell', quantity: '0.4', attempt: 5, purpose: 'open' },
    ]);
  });
});
