import { ZERO, text } from '../domain/money.ts';
import { figureOf, unknownFigure } from '../monitor/figure.ts';
import type { Figure } from '../monitor/figure.ts';
import type { Spans } from '../monitor/latencies.ts';
import type { Report } from '../monitor/report.ts';
import type { AssetTrades } from '../monitor/trade-tally.ts';
import type { Figures, MarketCoverage, Target } from './backtest-result.ts';
import { heldFraction } from './equity-points.ts';
import type { EquityAtMarks } from './history-run.ts';

/** Every figure of economics 11, as the report of any run has it. */
export const figuresOf = (
  report: Report,
  span: { readonly fromMs: number; readonly toMs: number },
  atMarks: readonly EquityAtMarks[],
): Figures => {
  const { performance, naked, cycles, assets } = report;
  const signalToOrderMs = medianOf(report.signalToOrder, 'no opening order');
  const orderToFillMs = medianOf(report.orderToFill, 'no fill');
  const closedCycles = cycles.filter(({ closed }) => closed !== undefined).length;
  return {
    capitalUsd: text(report.capitalUsd),
    netUsd: text(report.total.attribution.net),
    netAtMarksUsd: netAtMarks(report, atMarks),
    averageEquityUsd: report.averageEquityUsd,
    totalReturn: performance.totalReturn,
    annualisedReturn: performance.annualisedReturn,
    sharpe: performance.sharpe,
    sortino: performance.sortino,
    maxDrawdown: report.maxDrawdown,
    winRate: report.winRate,
    slippageBps: slippageOf(assets),
    turnover: report.turnover,
    tradedUsd: text(assets.reduce((sum, { tradedUsd }) => sum.plus(tradedUsd), ZERO)),
    fundingReceivedUsd: text(report.fundingReceivedUsd),
    fundingPaidUsd: text(report.fundingPaidUsd),
    signalToOrderMs,
    orderToFillMs,
    executionMs: bothOf(signalToOrderMs, orderToFillMs),
    timeHeld: figureOf(heldFraction(cycles, span)),
    closedCycles,
    openCycles: cycles.length - closedCycles,
    wholeDays: performance.wholeDays,
    naked: { totalMs: naked.totalMs, longestMs: naked.longestMs, peakUsd: naked.peakUsd },
  };
};

const TARGETS: readonly Pick<Target, 'figure' | 'comparison' | 'target'>[] = [
  { figure: 'slippageBps', comparison: 'below', target: 5 },
  { figure: 'maxDrawdown', comparison: 'below', target: 0.15 },
  { figure: 'winRate', comparison: 'above', target: 0.75 },
  { figure: 'annualisedReturn', comparison: 'above', target: 0.15 },
  { figure: 'sharpe', comparison: 'above', target: 2 },
  { figure: 'executionMs', comparison: 'below', target: 100 },
];

/** The figures beside what a user of such engines hopes for. */
export const targetsOf = (figures: Figures, coverage: readonly MarketCoverage[]): readonly Target[] => {
  const isBookless = coverage.every(({ excluded, books }) => excluded !== undefined || books === 'modelled');
  return TARGETS.map(({ figure, comparison, target }) => {
    const value = figures[figure];
    const modelled = figure === 'executionMs' || (figure === 'slippageBps' && isBookless);
    if (value.kind === 'unknown') return { figure, comparison, target, value, modelled, verdict: 'unknown' };
    const isMet = comparison === 'below' ? value.value < target : value.value > target;
    return { figure, comparison, target, value, modelled, verdict: isMet ? 'passed' : 'failed' };
  });
};

/** What a run came to in a sentence or two; a loss is called one. */
export const verdictOf = (figures: Figures, targets: readonly Target[]): string => {
  const { closedCycles, openCycles, netAtMarksUsd } = figures;
  if (closedCycles + openCycles === 0)
    return 'It traded nothing: no route was expected to pay its four fills and the buffer.';
  if (netAtMarksUsd.kind === 'unknown') return `What it came to is not known: ${netAtMarksUsd.reason}.`;
  const net = netAtMarksUsd.value;
  const share = (Math.abs(net) / Number(figures.capitalUsd)) * 100;
  const measured = targets.filter(({ modelled, verdict }) => !modelled && verdict !== 'unknown');
  const failed = measured.filter(({ verdict }) => verdict === 'failed').length;
  const open = openCycles === 0 ? '' : ` What is open is valued at marks, its exit not paid for.`;
  return (
    `It ${net < 0 ? 'lost' : 'made'} ${Math.abs(net).toFixed(2)} USD net, ${share.toFixed(2)} % of its capital, in ` +
    `${closedCycles} closed and ${openCycles} open cycles.` +
    `${open} ${failed} of ${measured.length} reference targets that it could measure were missed.`
  );
};

const netAtMarks = (report: Report, atMarks: readonly EquityAtMarks[]): Figure => {
  const last = atMarks.at(-1);
  return last === undefined
    ? unknownFigure('equity at marks was never known')
    : figureOf(last.usd - report.capitalUsd.toNumber());
};

/** By notional over all assets, as each of them has it. */
const slippageOf = (assets: readonly AssetTrades[]): Figure => {
  let weighted = 0;
  let traded = 0;
  for (const { slippageBps, tradedUsd } of assets) {
    if (slippageBps === undefined) continue;
    weighted += slippageBps * tradedUsd.toNumber();
    traded += tradedUsd.toNumber();
  }
  return traded === 0 ? unknownFigure('nothing was traded') : figureOf(weighted / traded);
};

const medianOf = ({ medianMs }: Spans, reason: string): Figure =>
  medianMs === undefined ? unknownFigure(reason) : figureOf(medianMs);

const bothOf = (one: Figure, other: Figure): Figure => {
  if (one.kind === 'unknown') return one;
  return other.kind === 'unknown' ? other : figureOf(one.value + other.value);
};
