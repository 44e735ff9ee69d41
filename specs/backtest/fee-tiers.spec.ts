import { beforeAll, describe, expect, it } from 'vitest';
import type { BacktestResult } from '../../src/backtest/backtest-result.ts';
import { reportHtml } from '../../src/backtest/report/report-html.ts';
import { ROUND_NUMBERS, backtest, binance, bybit, configOf, hour, pastOf, settled } from './support/past.ts';

const AT = [0, 8, 16, 24];

/**
 * The second history of by-hand.spec.ts, worked out anew: entered at 00:24 of the first day, left at 00:24 of the second.
 * Entering fills 100 x 100.01 = 10001 USD at Binance and 100 x 99.99 = 9999 USD at Bybit, each for 5 bps: 10 in all.
 */
const history = pastOf(
  settled(
    binance,
    AT.map((at) => ({ at, rate: 0.0001, mark: 100, intervalHours: 8 })),
  ),
  settled(
    bybit,
    AT.map((at) => ({ at, rate: at <= 8 ? 0.006 : -0.006, mark: 100, intervalHours: 8 })),
  ),
);

/** 4 bps from 10,000 USD on. */
const LADDER = ROUND_NUMBERS.replace(
  'everyVenue: {',
  'everyVenue: { feeTiers: { linear: [{ minVolume30dUsd: 10_000, makerBps: 1, takerBps: 4 }] },',
);

const run = (yaml: string): Promise<BacktestResult> => backtest(history, 28, { config: configOf(yaml) });

/** Fees of a market in order. */
const fees = (result: BacktestResult, market: string): readonly string[] =>
  result.fills.filter((fill) => fill.market === market).map(({ fee }) => fee);

describe('a backtest with a ladder of fees', () => {
  let result: BacktestResult;
  beforeAll(async () => (result = await run(LADDER)));

  it('charges the second day what the first one has earned', () => {
    // Binance has reached 10,000 and sells for 9999 x 0.0004; Bybit has not and buys for 10001 x 0.0005
    expect(fees(result, binance)).toEqual(['5.0005', '3.9996']);
    expect(fees(result, bybit)).toEqual(['4.9995', '5.0005']);
    // -63 of funding, 4 of slippage
    expect(result.attribution.closed).toMatchObject({ fees: '19.0001', net: '-86.0001' });
    expect(result.checks.every(({ verdict }) => verdict === 'holds')).toBe(true);
  });

  it('says which tier was in force when', () => {
    const row = { kind: 'linear', makerBps: 2, takerBps: 5, tier: 0, volume30dUsd: '0', atMs: hour(0) };
    expect(result.feeTiers).toEqual([
      { ...row, venue: 'binance' },
      { ...row, venue: 'bybit' },
      { venue: 'binance', kind: 'linear', makerBps: 1, takerBps: 4, tier: 1, volume30dUsd: '10001', atMs: hour(24) },
    ]);
    expect(result.coverage.map((market) => market.fees)).toEqual([
      { makerBps: 2, takerBps: 5 },
      { makerBps: 2, takerBps: 5 },
    ]);
  });

  it('names the ladder and the tiers among what it took for granted, on the first screen of the report', () => {
    const told = result.assumptions.find(({ code }) => code === 'fee-tiers');
    expect(told?.text).toBe(
      'Fees fall with volume, maker / taker: binance linear tier 0 2 / 5 bps, tier 1 from 10000 USD 1 / 4 bps; ' +
        'bybit linear tier 0 2 / 5 bps, tier 1 from 10000 USD 1 / 4 bps. ' +
        'The tier of a day is that of what this run filled at the venue in the 30 whole UTC days before it, maker and taker, spot and contracts together; a venue may count otherwise. ' +
        'In force: binance linear tier 0 from 2026-03-02, tier 1 from 2026-03-03; bybit linear tier 0 from 2026-03-02.',
    );
    expect(reportHtml(result)).toContain('tier 1 from 2026-03-03');
  });

  it('counts what was traded before the run, less a thirtieth a day', async () => {
    // 30 x 29 / 30 and 9999 are 10,028 at Bybit
    const before = await run(LADDER.replace('everyVenue: {', 'everyVenue: { volume30dUsd: 30,'));
    expect(fees(before, bybit)).toEqual(['4.9995', '4.0004']);
    expect(before.feeTiers?.map(({ volume30dUsd }) => volume30dUsd)).toEqual(['30', '30', '10030', '10028']);
    expect(before.assumptions.find(({ code }) => code === 'fee-tiers')?.text).toContain(
      'Traded before the run: 30 USD at binance, 30 USD at bybit, of which',
    );
  });

  it('says nothing of tiers where there are none', async () => {
    const flat = await run(ROUND_NUMBERS);
    expect(flat).not.toHaveProperty('feeTiers');
    expect(flat.assumptions.some(({ code }) => code === 'fee-tiers')).toBe(false);
    expect(flat.attribution.closed).toMatchObject({ fees: '20', net: '-87' });
  });
});
