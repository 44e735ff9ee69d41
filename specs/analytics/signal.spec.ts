import { describe, expect, it } from 'vitest';
import type { LegView } from '../../src/analytics/route-view.ts';
import { asJson, canonicalJson } from '../../src/domain/codec.ts';
import { coinId } from '../../src/domain/ids.ts';
import { atMs } from '../../src/domain/units.ts';
import { BOUNDARY, HOUR, book, goodFunding, goodRoute, instrument, judge, workedRoute } from './route-fixtures.ts';

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

const costWithFixed = (notionalUsd: number) =>
  judge(goodRoute(), { notionalUsd, fixedCostsUsd: 4 }).costBps ?? Number.NaN;

const costBare = (notionalUsd: number) => judge(goodRoute(), { notionalUsd }).costBps ?? Number.NaN;

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

  it('takes the tier of the confidence at the reference too', () => {
    // 20 USD of fixed costs: 200 bps of 1000 USD, net under 20; 20 bps of 10,000 USD, net over 20.
    const small = judge(goodRoute(), { notionalUsd: 1000, fixedCostsUsd: 20 });
    expect(small.netBps ?? Number.NaN).toBeLessThan(20);
    expect(small.confidence?.tier).toBe(0.85);
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
    expect(costWithFixed(4000) - costBare(4000)).toBeCloseTo(10, 8);
    expect(costWithFixed(10_000) - costBare(10_000)).toBeCloseTo(4, 8);
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
      'no-instrument',
      'market-not-live',
      'no-funding',
      'no-book',
      'no-instrument',
      'market-not-live',
      'no-funding',
      'no-book',
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
