import type { FundingPaymentRow } from '../backtest-result.ts';
import { plain, percent } from './figure-text.ts';
import { extentOf, fixed, plot } from './plot.ts';

/** How well the last word before each settlement foretold it. Rates in bps of the interval. */
export interface FundingErrors {
  readonly payments: number;
  readonly foretold: number;
  readonly meanErrorBps: number | undefined;
  readonly meanAbsoluteErrorBps: number | undefined;
  /** Part of the foretold whose sign was right, 0..1; settled rates of exactly 0 are left out. */
  readonly signRight: number | undefined;
}

/** Settled less predicted, payment by payment. */
export const fundingErrors = (rows: readonly FundingPaymentRow[]): FundingErrors => {
  const pairs = pairsOf(rows);
  const signed = pairs.filter(([, settled]) => settled !== 0);
  return {
    payments: rows.length,
    foretold: pairs.length,
    meanErrorBps: mean(pairs.map(([predicted, settled]) => settled - predicted)),
    meanAbsoluteErrorBps: mean(pairs.map(([predicted, settled]) => Math.abs(settled - predicted))),
    signRight: mean(signed.map(([predicted, settled]) => (Math.sign(predicted) === Math.sign(settled) ? 1 : 0))),
  };
};

/** A point a payment: predicted across, settled up; on the diagonal it was foretold exactly. */
export const fundingPlot = (rows: readonly FundingPaymentRow[]): string => {
  const all = pairsOf(rows);
  if (all.length === 0) return '<p class="quiet">No payment had a word before it.</p>';
  const sorted = all.flat().sort((a, b) => a - b);
  const quantile = (part: number): number => sorted[Math.round(part * (sorted.length - 1))] ?? 0;
  const both = extentOf([quantile(BEYOND), quantile(1 - BEYOND)]);
  const within = all.filter((pair) => pair.every((value) => value >= both.from && value <= both.to));
  const every = Math.ceil(within.length / POINTS_MAX);
  const pairs = within.filter((_, nth) => nth % every === 0);
  const drawn = plot({
    label: 'Funding predicted and settled, bps of the interval',
    height: 320,
    x: both,
    y: both,
    xText: (value) => `${Number(value.toFixed(4))}`,
    yText: (value) => `${Number(value.toFixed(4))}`,
    draw: (at) =>
      `<line class="zero" x1="${fixed(at.x(both.from))}" y1="${fixed(at.y(both.from))}" x2="${fixed(at.x(both.to))}" y2="${fixed(at.y(both.to))}"/>` +
      pairs.map(([x, y]) => `<circle class="dot" cx="${fixed(at.x(x))}" cy="${fixed(at.y(y))}" r="2"/>`).join(''),
  });
  const beyond = all.length - within.length;
  const told = [
    ...(beyond === 0 ? [] : [`${beyond} of ${all.length} payments lie beyond what is drawn`]),
    ...(every === 1 ? [] : [`of the others one in ${every} is drawn`]),
  ];
  return told.length === 0 ? drawn : `${drawn}<p class="quiet">${told.join('; ')}.</p>`;
};

/** The part of all rates at either end that would press the rest together. */
const BEYOND = 0.005;
/** Points drawn; the JSON has all. */
const POINTS_MAX = 6000;

const pairsOf = (rows: readonly FundingPaymentRow[]): readonly (readonly [predicted: number, settled: number])[] =>
  rows.flatMap(({ predictedRate, rate }) =>
    predictedRate === undefined ? [] : [[predictedRate * 1e4, Number(rate) * 1e4] as const],
  );

export const fundingErrorRows = (errors: FundingErrors): readonly (readonly [string, string])[] => {
  return [
    ['payments', String(errors.payments)],
    ['with a word before them', String(errors.foretold)],
    ['mean error, bps of the interval', known(errors.meanErrorBps, (value) => value.toFixed(4))],
    ['mean absolute error, bps', known(errors.meanAbsoluteErrorBps, plain)],
    ['sign foretold', known(errors.signRight, percent)],
  ];
};

const mean = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;

const known = (value: number | undefined, show: (value: number) => string): string =>
  value === undefined ? '-' : show(value);
