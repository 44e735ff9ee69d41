import { describe, expect, it } from 'vitest';
import { atMs } from '../../src/domain/units.ts';
import {
  BOUNDARY,
  HOUR,
  book,
  goodFunding,
  goodRoute,
  instrument,
  judge,
  legView,
  statistics,
} from './route-fixtures.ts';

const unread = () => {
  throw new Error('a book was walked below the screen');
};

const shallow = () => book({ bids: [[99.98, 25]] });

describe('refusals of the route, each with its numbers', () => {
  it('names a spread below the screen, and walks no book for it', () => {
    const thin = { funding: { ...goodFunding, rate: -0.0006 } };
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

const beforeSettlement = (rate: number) => {
  const view = goodRoute({
    short: { funding: { ...goodFunding, rate }, statistics: statistics({ mean8: 0.0001, phi8: 0 }) },
    long: { statistics: statistics({ mean8: 0.0001, phi8: 0 }) },
  });
  return { ...view, nowMs: atMs(BOUNDARY + 8 * HOUR - 20_000) };
};

describe('the entry window of a route', () => {
  it('is shut just before a settlement that the net depends on', () => {
    // 60 - 38.88 nets 21 bps, but nothing is left without the settlement in 20 s.
    const reasons = judge(beforeSettlement(0.005)).reasons;
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
