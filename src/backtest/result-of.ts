import { kindOf, venueOf } from '../domain/ids.ts';
import { asJson } from '../domain/codec.ts';
import type { Json } from '../domain/codec.ts';
import { text } from '../domain/money.ts';
import { printedConfig } from '../engine/config/config-print.ts';
import type { Config } from '../engine/config/config.ts';
import { startingFees } from '../engine/config/config-settings.ts';
import { reportOf } from '../monitor/report.ts';
import type { Report } from '../monitor/report.ts';
import { LATENCY } from '../simulator/latency.ts';
import { LADDER_BPS } from '../worlds/depth-model.ts';
import { assumptionsOf } from './assumptions.ts';
import type { BacktestResult, MarketCoverage } from './backtest-result.ts';
import { equityPoints } from './equity-points.ts';
import { figuresOf, targetsOf, verdictOf } from './figures.ts';
import type { HistoryRun } from './history-run.ts';
import { policyRule } from './policies.ts';
import type { PolicyName } from './policies.ts';
import {
  attributionRow,
  cycleRows,
  feeTierRows,
  fillRows,
  fundingRows,
  guardEvents,
  refusalCounts,
  routeRows,
} from './result-rows.ts';
import type { SpanMarket } from './span-markets.ts';

export interface ResultParts {
  readonly run: HistoryRun;
  readonly markets: readonly SpanMarket[];
  readonly config: Config;
  readonly policy: PolicyName;
  readonly fromMs: number;
  readonly toMs: number;
  readonly journal: { readonly birthId: string; readonly headHash: string };
}

/** Everything a run came to, from its facts alone. */
export const resultOf = (parts: ResultParts): BacktestResult => {
  const { run, config, policy, fromMs, toMs, journal } = parts;
  const { facts } = run;
  const report = reportOf(facts, toMs as Parameters<typeof reportOf>[1]);
  const coverage = coverageOf(parts);
  const feeTiers = feeTierRows(facts);
  const equity = equityPoints(report.equity, run.atMarks);
  const { drawdown } = report;
  const figures = figuresOf(report, { fromMs, toMs }, run.atMarks);
  const targets = targetsOf(figures, coverage);
  const assumed = { config, coverage, latency: LATENCY, ladderBps: LADDER_BPS };
  return {
    type: 'backtest',
    version: 1,
    policy: { name: policy, rule: policyRule(policy) },
    fromMs,
    toMs,
    verdict: verdictOf(figures, targets),
    assumptions: assumptionsOf({ ...assumed, profiles: run.profiles, feeTiers }),
    coverage,
    figures,
    targets,
    equity,
    drawdown: drawdown === undefined ? undefined : { ...drawdown, usd: text(drawdown.usd) },
    ...moneyOf(report),
    guard: guardEvents(facts),
    routes: routeRows(report.cycles, toMs),
    cycles: cycleRows(report.cycles, facts),
    fills: fillRows(facts),
    funding: fundingRows(report.funding.rows),
    ...(feeTiers.length === 0 ? {} : { feeTiers }),
    states: report.states.map(({ coin, spentMs }) => ({ coin, spentMs: Object.fromEntries(spentMs) })),
    refusals: refusalCounts(facts),
    counts: {
      ...run.steps.counts,
      inputs: run.inputs,
      signals: run.signals,
      entriesApproved: report.run.entriesApproved,
      entriesRefused: report.run.entriesRefused,
    },
    journal: { birthId: journal.birthId, facts: facts.length, hash: journal.headHash },
    checks: report.checks,
    missing: report.missing,
    configuration: configurationOf(config),
  };
};

const moneyOf = ({
  closed,
  open,
  total,
  days,
  assets,
}: Report): Pick<BacktestResult, 'attribution' | 'days' | 'assets'> => ({
  attribution: {
    closed: attributionRow(closed.attribution),
    open: attributionRow(open.attribution),
    total: attributionRow(total.attribution),
  },
  days: days.map(({ gainUsd, baseUsd, ...day }) => ({ ...day, gainUsd: text(gainUsd), baseUsd: text(baseUsd) })),
  assets: assets.map(({ tradedUsd, ...asset }) => ({ ...asset, tradedUsd: text(tradedUsd) })),
});

const coverageOf = ({ run: { steps, profiles }, markets, config }: ResultParts): readonly MarketCoverage[] => {
  const fees = new Map(profiles.map((profile) => [profile.venue, startingFees(config, profile)]));
  return markets.map(({ market, excluded, rows, gaps, intervalChanges }) => {
    const told = steps.markets.get(market);
    const pricesOf = told === undefined ? undefined : steps.priceSource(told);
    const { maker = 0, taker = 0 } = fees.get(venueOf(market))?.[kindOf(market)] ?? {};
    return {
      market,
      ...(excluded === undefined ? {} : { excluded }),
      rows,
      gaps,
      intervalChanges,
      ...(pricesOf === undefined ? {} : { pricesOf }),
      books: told?.books ?? 'modelled',
      predictions: told?.predictions ?? 'last-settled',
      fees: { makerBps: inBps(maker), takerBps: inBps(taker) },
    };
  });
};

/** A fee has no more digits than a hundred-thousandth. */
const inBps = (fee: number): number => Number((fee * 1e4).toFixed(4));

const configurationOf = (config: Config): Json => asJson(printedConfig(config));
