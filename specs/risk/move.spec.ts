import { describe, expect, it } from 'vitest';
import { clientOrderId } from '../../src/domain/ids.ts';
import { ZERO, decimal } from '../../src/domain/money.ts';
import { ms } from '../../src/domain/units.ts';
import { approveMove } from '../../src/risk/gate.ts';
import type { MoveAsk } from '../../src/risk/gate.ts';
import { defaultLimitSettings } from '../../src/risk/limits.ts';
import { refusal } from '../../src/risk/reason.ts';
import { account, otherLeg, portfolio } from './entry-sample.ts';
import { BTC, NOW, instrument, legView } from './sample-market.ts';
import { freeUsdt } from './sample-pools.ts';

const gamma = instrument({ venue: 'beta' });

/** 60 coins at mid 100 to sell on another market, with nothing in the way but what is changed. */
const ask = (change: Partial<MoveAsk> = {}): MoveAsk => ({
  nowMs: NOW,
  coin: BTC,
  leg: 'short',
  purpose: 'open',
  coins: decimal(60),
  coinsThere: ZERO,
  attempt: 3,
  view: legView({ instrument: gamma }),
  account,
  portfolio,
  limits: defaultLimitSettings,
  equityFractionMax: 0.25,
  slippageMaxBps: 4,
  toleranceFraction: 0.005,
  reasons: [],
  idOf: ({ leg, attempt }) => clientOrderId(`id-${leg}-${attempt}`),
  ...change,
});

const codes = (change: Partial<MoveAsk>): readonly string[] => {
  const verdict = approveMove(ask(change));
  return verdict.kind === 'approved' ? [] : verdict.reasons.map(({ code }) => code);
};

describe('the door for a leg that goes to another market', () => {
  it('mints its order there, within the slippage allowed, and tells what it saw', () => {
    expect(approveMove(ask())).toMatchObject({
      kind: 'approved',
      order: {
        market: gamma.market,
        leg: 'short',
        side: 'sell',
        quantity: '60',
        purpose: 'open',
        reduceOnly: false,
        limitPrice: '99.96',
        timeInForce: 'ioc',
        clientOrderId: 'id-short-3',
      },
      evidence: { market: gamma.market, mid: 100 },
    });
    expect(approveMove(ask({ purpose: 'hedge', slippageMaxBps: 25 }))).toMatchObject({
      order: { purpose: 'hedge', limitPrice: '99.75' },
    });
  });

  it('is closed by what speaks against it besides, named together with its own reasons', () => {
    const paused = refusal('guard-paused', { limit: 'active', actual: 'paused' });
    expect(codes({ reasons: [paused], view: legView({ instrument: gamma, bookAgeMs: ms(101) }) })).toEqual([
      'guard-paused',
      'stale-book',
    ]);
  });

  it('is closed to markets that are not live or not listed, and to venues whose account has not been heard', () => {
    expect(codes({ view: legView({ instrument: gamma, status: 'stale' }) })).toContain('market-not-live');
    expect(codes({ portfolio: { ...portfolio, freeMarginUsd: freeUsdt({ alpha: 50_000 }) } })).toEqual(['free-margin']);
  });

  it('is closed while an order of the coin is in doubt', () => {
    const doubtful = { ...otherLeg(), coin: BTC, state: 'in-doubt' } as const;
    expect(codes({ portfolio: { ...portfolio, legs: [doubtful] } })).toEqual(['symbol-frozen']);
  });

  it('is closed where lots or minimums leave the legs apart by more than the tolerance', () => {
    const coarse = instrument({ venue: 'beta', lotSize: 7 });
    // 8 lots of 7 are 56 of 60 coins
    expect(codes({ view: legView({ instrument: coarse }) })).toEqual(['unequal-base']);
    const fine = instrument({ venue: 'beta', lotSize: '0.11' });
    expect(codes({ view: legView({ instrument: fine }) })).toEqual([]);
    expect(codes({ coins: decimal('0.04') })).toEqual(['min-notional']);
  });

  it('counts one leg against the gross limit, with what it has there already', () => {
    const limits = { ...defaultLimitSettings, grossNotionalMaxUsd: 10_000, legShareOfGrossLimitFraction: 1 };
    const tight = { ...limits, correlatedShareOfGrossLimitFraction: 1 };
    expect(codes({ limits: tight })).toEqual([]);
    expect(codes({ limits: tight, coinsThere: decimal(60) })).toEqual([
      'leg-share',
      'gross-notional',
      'correlated-exposure',
    ]);
    expect(codes({ limits: { ...defaultLimitSettings, legNotionalMaxUsd: 5000 } })).toEqual(['leg-notional']);
  });

  it('keeps the buffer to a liquidation', () => {
    expect(codes({ account: { ...account, leverage: 20 } })).toContain('liquidation-buffer');
  });
});
