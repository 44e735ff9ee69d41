import { describe, expect, it } from 'vitest';
import { backtest, binance, bybit, hour, pastOf, settled } from './support/past.ts';

const byText = (a: readonly string[], b: readonly string[]): number => (a.join() < b.join() ? -1 : 1);

/**
 * Each history was worked out on paper first. One coin, 100 of it on each leg, bought at 100.01 and sold at 99.99 around a
 * price of 100, fees 5 bps of what was paid:
 *   entry: fees 100 x 100.01 x 0.0005 + 100 x 99.99 x 0.0005 = 5.0005 + 4.9995 = 10; slippage 100 x 0.01 x 2 = 2.
 * Routes are judged 24 minutes after a settlement (5 % of 8 h), so the entry is at 00:24 and is first paid at 08:00.
 */
const cheap = 0.0001;

describe('a history worked out by hand', () => {
  it('of a fixed carry: long at 1 bp, short at 60 bps', async () => {
    const history = pastOf(
      settled(
        binance,
        [0, 8, 16].map((at) => ({ at, rate: cheap, mark: 100, intervalHours: 8 })),
      ),
      settled(
        bybit,
        [0, 8, 16].map((at) => ({ at, rate: 0.006, mark: 100, intervalHours: 8 })),
      ),
    );
    const result = await backtest(history, 24);
    expect(
      result.fills.map(({ market, side, quantity, price }) => [market, side, quantity, price]).toSorted(byText),
    ).toEqual([
      [binance, 'buy', '100', '100.01'],
      [bybit, 'sell', '100', '99.99'],
    ]);
    // at 08:00 and at 16:00, each: 100 x 100 x 0.006 = 60 received, 100 x 100 x 0.0001 = 1 paid; 00:00 was before the entry
    expect(result.funding.map(({ settlementAtMs, market, amount }) => [settlementAtMs, market, amount])).toEqual([
      [hour(8), binance, '-1'],
      [hour(8), bybit, '60'],
      [hour(16), binance, '-1'],
      [hour(16), bybit, '60'],
    ]);
    // 118 - 10 - 2 = 106
    expect(result.attribution.open).toEqual({
      funding: '118',
      basis: '0',
      fx: '0',
      fees: '10',
      slippage: '2',
      financing: '0',
      fixed: '0',
      net: '106',
    });
    expect(result.figures.netAtMarksUsd).toEqual({ kind: 'known', value: 106 });
    expect(result.figures).toMatchObject({ fundingReceivedUsd: '120', fundingPaidUsd: '2', openCycles: 1 });
    expect(result.checks.every(({ verdict }) => verdict === 'holds')).toBe(true);
  });

  it('of a rate that flips: it is held through two settlements, then left', async () => {
    const history = pastOf(
      settled(
        binance,
        [0, 8, 16, 24].map((at) => ({ at, rate: cheap, mark: 100, intervalHours: 8 })),
      ),
      settled(
        bybit,
        [0, 8, 16, 24].map((at) => ({ at, rate: at <= 8 ? 0.006 : -0.006, mark: 100, intervalHours: 8 })),
      ),
    );
    const result = await backtest(history, 28);
    // 08:00: 60 - 1 = 59; 16:00 and 24:00: the short leg pays 60 and the long one 1: -61 each; 59 - 122 = -63
    // leaving at 24:24 costs what entering did: fees 20 and slippage 4 in all; -63 - 20 - 4 = -87
    expect(result.attribution.closed).toMatchObject({ funding: '-63', fees: '20', slippage: '4', net: '-87' });
    expect(result.cycles.map(({ reason }) => reason)).toEqual(['carry-flipped']);
    expect(result.fills.map(({ price, quantity }) => [price, quantity]).toSorted(byText)).toEqual([
      ['100.01', '100'],
      ['100.01', '100'],
      ['99.99', '100'],
      ['99.99', '100'],
    ]);
    const left = result.fills.slice(2).map(({ atMs }) => atMs);
    expect(Math.min(...left)).toBeGreaterThan(hour(24.4));
    expect(Math.max(...left)).toBeLessThan(hour(24.4) + 100);
    expect(result.verdict).toContain('It lost 87.00 USD net');
    expect(result.targets.find(({ figure }) => figure === 'winRate')?.verdict).toBe('failed');
  });

  it('of an interval that goes from 8 to 4 hours while it is held, and a price that moves', async () => {
    const history = pastOf(
      settled(binance, [
        { at: 0, rate: cheap, mark: 100, intervalHours: 8 },
        { at: 8, rate: cheap, mark: 100, intervalHours: 8 },
        { at: 16, rate: cheap, mark: 101, intervalHours: 8 },
      ]),
      settled(bybit, [
        { at: 0, rate: 0.006, mark: 100, intervalHours: 8 },
        { at: 8, rate: 0.006, mark: 100, intervalHours: 8 },
        { at: 12, rate: 0.003, mark: 101, intervalHours: 4 },
        { at: 16, rate: 0.003, mark: 101, intervalHours: 4 },
      ]),
    );
    const result = await backtest(history, 20);
    // 08:00: 60 - 1; 12:00: 100 x 101 x 0.003 = 30.3; 16:00: 30.3 - 100 x 101 x 0.0001 = 30.3 - 1.01
    expect(result.funding.map(({ settlementAtMs, amount }) => [settlementAtMs, amount])).toEqual([
      [hour(8), '-1'],
      [hour(8), '60'],
      [hour(12), '30.3'],
      [hour(16), '-1.01'],
      [hour(16), '30.3'],
    ]);
    // 59 + 30.3 + 29.29 = 118.59; less 10 and 2
    expect(result.attribution.open).toMatchObject({ funding: '118.59', fees: '10', slippage: '2', net: '106.59' });
    // nobody had announced it: until 12:00 the rate of 8 hours stood for 16:00
    const changed = result.funding.find(({ settlementAtMs }) => settlementAtMs === hour(12));
    expect(changed).toMatchObject({ rate: '0.003', predictedRate: 0.006, predictedIntervalHours: 8 });
    expect(result.coverage.find(({ market }) => market === bybit)?.intervalChanges).toEqual([
      { atMs: hour(12), fromHours: 8, toHours: 4 },
    ]);
  });
});
