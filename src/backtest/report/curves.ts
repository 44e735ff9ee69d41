import { MS_PER_DAY, utcDay } from '../../domain/units.ts';
import type { BacktestResult } from '../backtest-result.ts';
import { dollars } from '../../monitor/dollars.ts';
import { day, minute, percent } from './figure-text.ts';
import { escapeHtml } from './page-shell.ts';
import { extentOf, fixed, linePath, plot } from './plot.ts';
import type { Extent, Scales } from './plot.ts';

const DAY_TICKS = 9;
/** Guard events drawn; more are one smear. */
const EVENTS_MAX = 400;

type Points = readonly (readonly [x: number, y: number])[];

/** Equity, realized and at marks, with what the guard, the operator and the risks did. */
export const equityPlot = (result: BacktestResult): string => {
  const equity = afterDeposits(result);
  const realized: Points = equity.map(({ atMs, realizedUsd }) => [atMs, Number(realizedUsd)] as const);
  const marks: Points = equity.flatMap(({ atMs, atMarksUsd }) =>
    atMarksUsd === undefined ? [] : [[atMs, atMarksUsd] as const],
  );
  if (realized.length === 0) return '<p class="quiet">Equity was never known.</p>';
  const y = extentOf([...realized, ...marks].map(([, value]) => value));
  return plot({
    label: 'Equity over time, realized and at marks',
    height: 260,
    ...overTime(result),
    y,
    yText: (value) => dollars(value).replace(/\.00$/, ''),
    draw: (at) =>
      `${guardMarks(result, at, y)}<path class="line marks" d="${linePath(marks, at)}"/><path class="line realized" d="${linePath(steps(realized), at)}"/>`,
  });
};

/** How far realized equity stands under its highest, from the same points. */
export const drawdownPlot = (result: BacktestResult): string => {
  let high = -Infinity;
  const points: Points = afterDeposits(result).map(({ atMs, realizedUsd }) => {
    const equity = Number(realizedUsd);
    high = Math.max(high, equity);
    return [atMs, high > 0 ? -(high - equity) / high : 0] as const;
  });
  if (points.length === 0) return '';
  const y = extentOf(
    points.map(([, value]) => value),
    [0],
  );
  return plot({
    label: 'Drawdown of realized equity',
    height: 130,
    ...overTime(result),
    y: { from: y.from, to: 0 },
    yText: percent,
    draw: (at) => `<path class="line drawdown" d="${linePath(steps(points), at)}"/>`,
  });
};

/** Venues tell their balances one after the other: the curve begins when the first minute has told all of them. */
const afterDeposits = ({ equity, fromMs }: BacktestResult): BacktestResult['equity'] => {
  const begun = equity.findLastIndex(({ atMs }) => atMs < fromMs + DEPOSITS_MS);
  return equity.slice(Math.max(0, begun));
};

const DEPOSITS_MS = 60_000;

const overTime = ({ fromMs, toMs }: BacktestResult) => ({
  x: { from: fromMs, to: toMs },
  xText: day,
  xTicks: midnights({ from: fromMs, to: toMs }),
});

const midnights = ({ from, to }: Extent): readonly number[] => {
  const first = Math.ceil(from / MS_PER_DAY);
  const days = utcDay(to) - first;
  const every = Math.max(1, Math.ceil(days / DAY_TICKS));
  return Array.from({ length: Math.floor(days / every) + 1 }, (_, nth) => (first + nth * every) * MS_PER_DAY);
};

/** Realized equity holds until it changes. */
const steps = (points: Points): Points =>
  points.flatMap(([x, y], nth) => {
    const before = points[nth - 1];
    return before === undefined ? [[x, y] as const] : [[x, before[1]] as const, [x, y] as const];
  });

const guardMarks = ({ guard }: BacktestResult, at: Scales, y: Extent): string =>
  guard
    .filter(({ type }) => !type.startsWith('operator'))
    .slice(0, EVENTS_MAX)
    .map(({ atMs, type, actor }) => {
      const x = fixed(at.x(atMs));
      return `<line class="event" x1="${x}" x2="${x}" y1="${fixed(at.y(y.to))}" y2="${fixed(at.y(y.from))}"><title>${escapeHtml(`${minute(atMs)} ${type} ${actor}`)}</title></line>`;
    })
    .join('');
