import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { BacktestResult } from '../../src/backtest/backtest-result.ts';
import { CAPACITY_MULTIPLES, scaledConfig } from '../../src/backtest/capacity.ts';
import { fundingErrors } from '../../src/backtest/report/funding-truth.ts';
import { reportHtml } from '../../src/backtest/report/report-html.ts';
import { decimal } from '../../src/domain/money.ts';
import { writeReport } from '../../src/cli/backtest-report.ts';
import { scratchDir } from '../history/support/stores.ts';
import { backtest, binance, bybit, configOf, pastOf, settled } from './support/past.ts';

const isDear = (at: number): boolean => Math.floor(at / 32) % 2 === 0;
const mark = (at: number): number => 100 + (at % 5);
const gain = ({ gainUsd, baseUsd }: BacktestResult['days'][number]): number => Number(gainUsd) / Number(baseUsd);
const payment = (predictedRate: number | undefined, rate: string) =>
  ({ rate, ...(predictedRate === undefined ? {} : { predictedRate }) }) as BacktestResult['funding'][number];

/** Six days on which the spread comes and goes, and the marks with it: entered and left more than once. */
const sixDays = () => {
  const settlements = Array.from({ length: 19 }, (_, nth) => 8 * nth);
  return pastOf(
    settled(
      binance,
      settlements.map((at) => ({ at, rate: 0.0001, mark: mark(at), intervalHours: 8 })),
    ),
    settled(
      bybit,
      settlements.map((at) => ({ at, rate: isDear(at) ? 0.006 : -0.006, mark: mark(at), intervalHours: 8 })),
    ),
  );
};

const near = (found: BacktestResult['figures']['sharpe'], expected: number, digits = 9): void => {
  expect(found.kind === 'known' ? found.value : found.reason).toBeCloseTo(expected, digits);
};

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

describe('the report of a backtest', () => {
  let result: BacktestResult;
  beforeAll(async () => {
    // as a reader has it: from the file
    result = JSON.parse(JSON.stringify(await backtest(sixDays(), 6 * 24))) as BacktestResult;
  });

  it('can be made again from its rows: returns and ratios from the days', () => {
    const { days, figures, fromMs, toMs } = result;
    const growth = days.reduce((product, day) => product * (1 + gain(day)), 1);
    near(figures.totalReturn, growth - 1);
    near(figures.annualisedReturn, growth ** (365 / ((toMs - fromMs) / 86_400_000)) - 1);
    const whole = days.filter(({ seenFraction }) => seenFraction === 1).map(gain);
    expect(whole.length).toBeGreaterThan(3);
    const mean = sum(whole) / whole.length;
    const deviation = Math.sqrt(sum(whole.map((each) => (each - mean) ** 2)) / (whole.length - 1));
    near(figures.sharpe, (mean / deviation) * Math.sqrt(365));
    const downside = Math.sqrt(sum(whole.map((each) => Math.min(each, 0) ** 2)) / whole.length);
    near(figures.sortino, (mean / downside) * Math.sqrt(365));
  });

  it('can be made again from its rows: drawdown from the equity, cycles, fills and payments', () => {
    const { equity, cycles, fills, funding, figures, attribution, assets } = result;
    const closed = cycles.filter(({ closedAtMs }) => closedAtMs !== undefined);
    expect(closed.length).toBeGreaterThan(1);
    near(figures.winRate, closed.filter(({ attribution: own }) => Number(own?.net) > 0).length / closed.length);
    for (const part of ['funding', 'fees', 'slippage', 'net'] as const) {
      const all = cycles.reduce((total, { attribution: own }) => total.plus(own?.[part] ?? 0), decimal(0));
      expect(decimal(attribution.total[part]).equals(all)).toBe(true);
    }
    const traded = fills.map(({ price, quantity }) => Number(price) * Number(quantity));
    expect(Number(figures.tradedUsd)).toBeCloseTo(sum(traded), 6);
    near(figures.turnover, sum(traded) / (figures.averageEquityUsd ?? NaN));
    const slips = fills.map(({ side, price, decisionMid }) => {
      const [paid, mid] = [Number(price), Number(decisionMid)];
      return ((side === 'buy' ? paid - mid : mid - paid) / mid) * 1e4;
    });
    const weighted = sum(slips.map((slip, at) => slip * (traded[at] ?? 0))) / sum(traded);
    expect(assets).toHaveLength(1);
    near(figures.slippageBps, weighted, 3);
    const paid = funding.reduce((total, { amount }) => total.plus(amount), decimal(0));
    expect(paid.equals(decimal(figures.fundingReceivedUsd).minus(figures.fundingPaidUsd))).toBe(true);
    let high = 0;
    const depths = equity.map(({ realizedUsd }) => {
      high = Math.max(high, Number(realizedUsd));
      return high === 0 ? 0 : (high - Number(realizedUsd)) / high;
    });
    near(figures.maxDrawdown, Math.max(...depths));
    const { drawdown } = result;
    const at = depths.indexOf(Math.max(...depths));
    expect(drawdown?.lowAtMs).toBe(equity[at]?.atMs);
    const fallen = equity.findLast(({ atMs }) => atMs === drawdown?.highAtMs);
    expect(Number(drawdown?.usd)).toBeCloseTo(Number(fallen?.realizedUsd) - Number(equity[at]?.realizedUsd), 9);
  });

  it('is the same to the byte when the past is run again', async () => {
    const again = JSON.parse(JSON.stringify(await backtest(sixDays(), 6 * 24))) as BacktestResult;
    expect(JSON.stringify(again)).toBe(JSON.stringify(result));
    expect(reportHtml(again)).toBe(reportHtml(result));
  });

  it('does not count a target as met that only the model met', () => {
    const modelled = result.targets.filter((target) => target.modelled).map(({ figure }) => figure);
    expect(modelled).toEqual(['slippageBps', 'executionMs']);
    const missed = result.targets.filter(({ modelled: only, verdict }) => !only && verdict === 'failed').length;
    expect(result.verdict).toContain(`${missed} of 4 reference targets that it could measure were missed`);
    expect(reportHtml(result)).toMatch(/execution, median.*passed, modelled/);
  });

  it('is one page that needs nothing from elsewhere, the same bytes each time', () => {
    const page = reportHtml(result, [result]);
    expect(reportHtml(structuredClone(result), [structuredClone(result)])).toBe(page);
    expect(page).not.toMatch(/<script|<link|<img|https?:|url\(/i);
    expect(page).toContain(result.verdict.replaceAll("'", '&#39;'));
    for (const { text } of result.assumptions) expect(page).toContain(text.slice(0, 40).replaceAll("'", '&#39;'));
    expect(page.match(/<tr class="(passed|failed|unknown|modelled)"/g)).toHaveLength(6);
    expect(page).toContain(result.journal.hash);
    expect(page).not.toContain('NaN');
  });

  it('says that it lost where it lost, and shows a name that is a script as text', () => {
    const name = '<script>alert(1)</script>';
    const [route] = result.routes;
    if (route === undefined) throw new Error('no route');
    const known = { kind: 'known', value: -5 } as const;
    const spoilt = {
      ...result,
      verdict: `It lost 5 USD on ${name}`,
      figures: { ...result.figures, netAtMarksUsd: known },
      routes: [{ ...route, long: name }],
      coverage: result.coverage.map((row) => ({ ...row, excluded: name })),
    };
    const page = reportHtml(spoilt);
    expect(page).not.toContain('<script');
    expect(page).toContain('<p class="verdict lost">It lost 5 USD on &lt;script&gt;');
  });

  it('counts how well funding was foretold', () => {
    const errors = fundingErrors([
      payment(0.0001, '0.0003'),
      payment(-0.0001, '-0.0002'),
      payment(0.0001, '-0.0001'),
      payment(undefined, '1'),
    ]);
    expect(errors).toMatchObject({ payments: 4, foretold: 3 });
    expect(errors.meanErrorBps).toBeCloseTo((2 - 1 - 2) / 3, 9);
    expect(errors.meanAbsoluteErrorBps).toBeCloseTo((2 + 1 + 2) / 3, 9);
    expect(errors.signRight).toBeCloseTo(2 / 3, 9);
    expect(fundingErrors([]).meanErrorBps).toBeUndefined();
  });

  it('is written beside its rows, and at other sizes everything in USD is so many times as much', async () => {
    const dir = scratchDir();
    await writeReport(join(dir, 'run.html'), [result]);
    expect(readFileSync(join(dir, 'run.html'), 'utf8')).toBe(reportHtml(result, [result]));
    expect(JSON.parse(readFileSync(join(dir, 'run.json'), 'utf8'))).toEqual(result);
    await expect(writeReport(join(dir, 'no', 'run.html'), [result])).rejects.toThrow(/cannot be written to/);
    const config = configOf();
    const twice = scaledConfig(config, 2);
    expect(Number(twice.everyVenue.capitalUsd)).toBe(2 * Number(config.everyVenue.capitalUsd));
    expect(twice.limits.legNotionalMaxUsd).toBe(2 * config.limits.legNotionalMaxUsd);
    expect(twice.limits.slippageMaxBps).toBe(config.limits.slippageMaxBps);
    const [small, large] = await Promise.all(
      [1, 4].map((times) => backtest(sixDays(), 48, { config: scaledConfig(config, times) })),
    );
    expect(Number(large?.figures.tradedUsd)).toBeGreaterThan(3 * Number(small?.figures.tradedUsd));
    const page = reportHtml({
      ...result,
      capacity: CAPACITY_MULTIPLES.map((multiple) => ({
        multiple,
        capitalUsd: String(1000 * multiple),
        netAtMarksUsd: { kind: 'known', value: multiple },
        tradedUsd: '0',
        slippageUsd: '0',
        closedCycles: 0,
        openCycles: 0,
      })),
    });
    expect(page.match(/class="capacity"/g)).toHaveLength(CAPACITY_MULTIPLES.length);
  });
});
