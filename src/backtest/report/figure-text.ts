import { MS_PER_HOUR } from '../../domain/units.ts';
import type { Figure } from '../../monitor/figure.ts';
import type { BacktestResult, Target } from '../backtest-result.ts';

/** How figures are written, on the terminal and on the page. */
export const percent = (value: number): string => `${(value * 100).toFixed(2)} %`;
export const plain = (value: number): string => value.toFixed(2);
export const milliseconds = (value: number): string => `${value} ms`;

/** `-` where it is not known. */
export const shown = (figure: Figure, show: (value: number) => string): string =>
  figure.kind === 'known' ? show(figure.value) : '-';

/** What a run came to beside its money: cycles, open, won, drawdown, Sharpe, a year. */
export const outcomeCells = (figures: BacktestResult['figures']): readonly string[] => [
  String(figures.closedCycles),
  String(figures.openCycles),
  shown(figures.winRate, percent),
  shown(figures.maxDrawdown, percent),
  shown(figures.sharpe, plain),
  shown(figures.annualisedReturn, percent),
];

/** Names and units of the figures that have a reference target. */
export const TARGET_TEXTS: Readonly<
  Record<Target['figure'], readonly [name: string, show: (value: number) => string]>
> = {
  slippageBps: ['average slippage, bps', plain],
  maxDrawdown: ['max drawdown, realized', percent],
  winRate: ['win rate', percent],
  annualisedReturn: ['annualised return, realized', percent],
  sharpe: ['Sharpe, realized', plain],
  executionMs: ['execution, median', milliseconds],
};

export const day = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10);
export const minute = (atMs: number): string => new Date(atMs).toISOString().slice(0, 16).replace('T', ' ');

/** Days and hours, for spans that are held. */
export const span = (spanMs: number): string => {
  const hours = spanMs / MS_PER_HOUR;
  return hours >= 48 ? `${(hours / 24).toFixed(1)} d` : `${hours.toFixed(1)} h`;
};
