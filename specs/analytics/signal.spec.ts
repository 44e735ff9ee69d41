import { describe, expect, it } from 'vitest';
import type { RefusalReason } from '../../src/analytics/refusal-reason.ts';
import type { LegView, RouteView } from '../../src/analytics/route-view.ts';
import { evaluateRoute } from '../../src/analytics/signal.ts';
import { defaultSignalSettings } from '../../src/analytics/signal-settings.ts';
import { asJson, canonicalJson } from '../../src/domain/codec.ts';
import { coinId } from '../../src/domain/ids.ts';
import { atMs, hours, ms } from '../../src/domain/units.ts';
import {
  BOUNDARY,
  HOUR,
  book,
  funding,
  goodRoute,
  instrument,
  legView,
  statistics,
  workedRoute,
} from './route-fixtures.ts';

const settings = defaultSignalSettings;
const judge = (view: RouteView, overrides: Partial<typeof settings> = {}) =>
  evaluateRoute(view, { ...settings, ...overrides });
const reasonsOf = (leg: Partial<LegView>): readonly RefusalReason[] => judge(goodRoute({ short: leg })).reasons;
const goodFunding = goodRoute().short.funding ?? funding();

describe('a candidate', () => {
  it('nets: nine settlements of 30 bps in 72 h less 38.88', () => {
    const signal = judge(goodRoute());
    expect(signal.reasons).toEqual([]);
    expect(signal.verdict).toBe('candidate');
    // Settlements in 2, 10, ..., 66 h: 9 x (20 + 10) = 270
    expect(signal.expectedCarryBps).toBeCloseTo(270, 8);
    expect(signal.netBps).toBeCloseTo(270 - 38.88, 8);
    // 30 at 2 h, 60 at 10 h
    expect(signal.breakEvenHours).toBe(10);
    expect(signal.confidence).toMatchObject({ tier: 0.85, deviation: 1 });
    // (20 - 20) / 1 and (-10 + 10) / 1
    expect(signal.zScores.short).toBeCloseTo(0, 9);
    expect(signal.zScores.long).toBeCloseTo(0, 9);
  });

  it('expires with the earlier settlement, in an hour at most', () => {
    expect(judge(goodRoute()).ttlMs).toBe(HOUR);
    const soon = goodRoute({ short: { funding: { ...goodFunding, settlementAtMs: atMs(BOUNDARY + 6.25 * HOUR) } } });
    expect(judge(soon)).toMatchObject({ ttlMs: 0.25 * HOUR, expiresAtMs: BOUNDARY + 6.25 * HOUR });
  });

  it('is plain JSON to the last number', () => {
    expect(() => canonicalJson(asJson(judge(goodRoute())))).not.toThrow();
    expect(() => canonicalJson(asJson(judge(workedRoute({ long: { funding: undefined } }))))).not.toThrow();
  });
});

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
    const listed = (overrides: object) => instrument('eightly', 'BTC/USDT:USDT', overrides);
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

describe('refusals of the route, each with its numbers', () => {
  it('names a spread below the screen, and walks no book for it', () => {
    const thin = { funding: { ...goodFunding, rate: -0.0006 } };
    const unread = () => {
      throw new Error('a book was walked below the screen');
    };
    const signal = judge(goodRoute({ short: { ...thin, book: unread }, long: { book: unread } }));
    expect(signal.reasons).toMatchObject([{ code: 'below-screen', limit: 5 }]);
    // -6 - -10 = 4 bps per 8 h
    expect(signal.spreadPer8hBps).toBeCloseTo(4, 9);
    expect(signal.expectedCarryBps).toBeDefined();
    expect(signal).toMatchObject({
      costBps: undefined,
      netBps: undefined,
      breakEvenHours: undefined,
      fills: undefined,
    });
  });

  it('costs a route below the screen when asked to', () => {
    const thin = { funding: { ...goodFunding, rate: -0.0006 } };
    const signal = judge(goodRoute({ short: thin }), { costing: 'always' });
    expect(signal.costBps).toBeCloseTo(32.4, 8);
    expect(signal.reasons).toContainEqual({ code: 'below-screen', limit: 5, actual: signal.spreadPer8hBps });
  });

  it('names each fill that lacks depth, with the fraction that would fill', () => {
    const shallow = () => book({ bids: [[99.98, 25]] });
    const signal = judge(goodRoute({ short: { book: shallow } }));
    expect(signal.reasons).toEqual([{ code: 'insufficient-depth', fill: 'shortIn', limit: 1, actual: 0.25 }]);
    expect(signal).toMatchObject({
      costBps: undefined,
      requiredBps: undefined,
      netBps: undefined,
      confidence: undefined,
    });
    expect(signal.fills?.longIn.kind).toBe('filled');
  });

  it('names each fill whose slippage is over the limit', () => {
    const signal = judge(goodRoute(), { slippageLimitBps: 3.4 });
    expect(signal.reasons.map((reason) => ('fill' in reason ? [reason.code, reason.fill] : reason.code))).toEqual([
      ['slippage-limit', 'longIn'],
      ['slippage-limit', 'shortOut'],
    ]);
  });

  it('names a net that is not above the threshold', () => {
    const netBps = judge(goodRoute()).netBps ?? Number.NaN;
    expect(judge(goodRoute(), { minNetBps: netBps }).reasons).toEqual([
      { code: 'net-below-threshold', limit: netBps, actual: netBps },
    ]);
    expect(judge(goodRoute(), { minNetBps: -100 }).verdict).toBe('candidate');
  });

  it('names a basis that gives away what it will earn, and notes one whose mean is unknown', () => {
    const cheap = { ...goodRoute({ short: { mid: 99.85 } }), basisMean24hBps: 0 };
    expect(judge(cheap).reasons).toMatchObject([{ code: 'adverse-basis', limit: 10 }]);
    expect(judge(cheap).basisBps).toBeCloseTo(-15, 8);
    const unknown = { ...goodRoute(), basisMean24hBps: undefined };
    expect(judge(unknown).verdict).toBe('candidate');
    expect(judge(unknown).notes).toContainEqual({ code: 'basis-mean-unknown' });
  });

  it('names a burst of liquidations on the two markets', () => {
    const burst = goodRoute({ long: { liquidated60sUsd: 400_000 }, short: { liquidated60sUsd: 600_000 } });
    expect(judge(burst).reasons).toEqual([{ code: 'liquidation-burst', limit: 1_000_000, actual: 1_000_000 }]);
    expect(judge(goodRoute({ long: { liquidated60sUsd: 999_999 } })).reasons).toEqual([]);
  });
});

describe('the entry window of a route', () => {
  const before = (rate: number) => {
    const view = goodRoute({
      short: { funding: { ...goodFunding, rate }, statistics: statistics({ mean8: 0.0001, phi8: 0 }) },
      long: { statistics: statistics({ mean8: 0.0001, phi8: 0 }) },
    });
    return { ...view, nowMs: atMs(BOUNDARY + 8 * HOUR - 20_000) };
  };

  it('is shut just before a settlement that the net depends on', () => {
    // 60 - 38.88 nets 21 bps, but nothing is left without the settlement in 20 s.
    const reasons = judge(before(0.005)).reasons;
    expect(reasons).toEqual([
      { code: 'entry-window', leg: 'long', phase: 'before', limit: 30_000, actual: 20_000 },
      { code: 'entry-window', leg: 'short', phase: 'before', limit: 30_000, actual: 20_000 },
    ]);
  });

  it('stays open before a settlement the route nets without', () => {
    expect(judge({ ...goodRoute(), nowMs: atMs(BOUNDARY + 8 * HOUR - 20_000) }).reasons).toEqual([]);
  });

  it('is shut while the estimate after a settlement is not yet one', () => {
    const after = { ...goodRoute(), nowMs: atMs(BOUNDARY + 60_000) };
    expect(judge(after).reasons).toMatchObject([
      { code: 'entry-window', leg: 'long', phase: 'after', limit: 24 * 60_000, actual: 60_000 },
      { code: 'entry-window', leg: 'short' },
    ]);
  });

  it('is shut before a settlement when the net is unknown', () => {
    const blind = goodRoute({ short: { book: () => undefined } });
    const reasons = judge({ ...blind, nowMs: atMs(BOUNDARY + 8 * HOUR - 20_000) }).reasons;
    expect(reasons.filter(({ code }) => code === 'entry-window')).toHaveLength(2);
  });

  it('does not exist for a spot leg or a continuously accruing rate', () => {
    const spot = legView(instrument('hourly', 'BTC/USDT'));
    const view = goodRoute({ long: spot, short: { funding: { ...goodFunding, kind: 'current', rate: 0.003 } } });
    expect(judge({ ...view, nowMs: atMs(BOUNDARY + 8 * HOUR - 1000) }).reasons).toEqual([]);
  });
});

describe('size', () => {
  it('is judged at any notional: 40,000 USD no longer fits the bids', () => {
    const large = judge(goodRoute(), { notionalUsd: 40_000 });
    expect(large.coins).toBe(400);
    expect(large.reasons).toContainEqual({
      code: 'insufficient-depth',
      fill: 'shortIn',
      limit: 1,
      actual: 0.75,
    });
  });

  it('costs more the larger it is, while confidence stays at the reference', () => {
    const small = judge(goodRoute(), { notionalUsd: 4000 });
    const reference = judge(goodRoute());
    expect(small.costBps ?? Number.NaN).toBeLessThan(reference.costBps ?? Number.NaN);
    expect(small.confidence).toEqual(reference.confidence);
  });

  it('counts coins: a 1000PEPE leg walks its book for a thousandth of the units', () => {
    const pepe = coinId('BTC');
    const scaled = instrument('hourly', '1000PEPE/USDT:USDT', { coin: pepe, multiplier: 1000 });
    const view = goodRoute({
      long: { instrument: scaled, market: scaled.market, mid: 100, book: () => book() },
      short: {
        mid: 0.1,
        book: () => book({ bids: [[0.09998, 300_000]], asks: [[0.10002, 300_000]] }),
      },
    });
    const signal = judge(view);
    // 10,000 USD at 100 per 1000 coins: 100 units of the scaled leg, 100,000 of the plain one.
    expect(signal.coins).toBeCloseTo(100_000, 6);
    expect(signal.basisBps).toBeCloseTo(0, 8);
    expect(signal.fills?.longIn).toMatchObject({ kind: 'filled' });
    if (signal.fills?.longIn.kind === 'filled') expect(signal.fills.longIn.vwap).toBeCloseTo(100.035, 9);
    if (signal.fills?.shortIn.kind === 'filled') expect(signal.fills.shortIn.slippageBps).toBeCloseTo(2, 6);
  });

  it('spreads fixed costs over it', () => {
    const cost = (notionalUsd: number) => judge(goodRoute(), { notionalUsd, fixedCostsUsd: 4 }).costBps ?? Number.NaN;
    const bare = (notionalUsd: number) => judge(goodRoute(), { notionalUsd }).costBps ?? Number.NaN;
    expect(cost(4000) - bare(4000)).toBeCloseTo(10, 8);
    expect(cost(10_000) - bare(10_000)).toBeCloseTo(4, 8);
  });
});

describe('notes', () => {
  it('say what refuses nothing: thin history, a widened spread, pressure, a coin-margined leg', () => {
    const inverse = instrument('hourly', 'BTC/USD:BTC');
    const spread = { spreadBps: 40, baseBps: 10, widening: 4, volPct: 0, adjustment: 4, samples: 100 };
    const view = goodRoute({
      long: {
        instrument: inverse,
        statistics: undefined,
        book: () => book({ bids: [[99.98, 4000]], asks: [[100.02, 4000]] }, { kind: 'inverse', contractSize: 100 }),
      },
      short: { spread, pressure: 2.5 },
    });
    const signal = judge(view);
    expect(signal.isCautious).toBe(true);
    expect(signal.notes).toEqual([
      { code: 'cautious' },
      { code: 'inverse-leg', leg: 'long' },
      { code: 'spread-widened', leg: 'short', limit: 3, actual: 4 },
      { code: 'pressure-confirms', leg: 'short', limit: 2, actual: 2.5 },
    ]);
    expect(signal.verdict).toBe('candidate');
    expect(signal.zScores.long).toBeUndefined();
  });
});

describe('missing data', () => {
  it('is undefined, never 0, and every reason is given at once', () => {
    const nothing: Partial<LegView> = {
      instrument: undefined,
      status: 'awaiting',
      funding: undefined,
      statistics: undefined,
      mid: undefined,
      mark: undefined,
      bookAgeMs: undefined,
      fundingAgeMs: undefined,
      spread: undefined,
      pressure: undefined,
      book: () => undefined,
    };
    const signal = judge({ ...goodRoute({ long: nothing, short: nothing }), basisMean24hBps: undefined });
    expect(signal.reasons.map(({ code }) => code)).toEqual([
      ...['no-instrument', 'market-not-live', 'no-funding', 'no-book'],
      ...['no-instrument', 'market-not-live', 'no-funding', 'no-book'],
    ]);
    const { spreadPer8hBps, expectedCarryBps, costBps, netBps, basisBps, confidence, coins } = signal;
    expect([spreadPer8hBps, expectedCarryBps, costBps, netBps, basisBps, confidence, coins]).toEqual(
      Array(7).fill(undefined),
    );
    expect(signal.legs.long).toMatchObject({ rate: undefined, apr: undefined, zScore: undefined, samples: 0 });
  });

  it('does not hide the numbers that are there', () => {
    const signal = judge(goodRoute({ long: { funding: undefined } }), { costing: 'always' });
    expect(signal.expectedCarryBps).toBeUndefined();
    expect(signal.netBps).toBeUndefined();
    expect(signal.breakEvenHours).toBeUndefined();
    expect(signal.confidence).toBeUndefined();
    expect(signal.costBps).toBeCloseTo(32.4, 8);
    expect(signal.legs.short.apr).toBeCloseTo(0.002 * 1095, 10);
  });

  it('gives a signal whose settlement has passed no time to live', () => {
    const passed = { funding: { ...goodFunding, settlementAtMs: atMs(BOUNDARY) } };
    expect(judge(goodRoute({ short: passed })).ttlMs).toBe(0);
  });
});
