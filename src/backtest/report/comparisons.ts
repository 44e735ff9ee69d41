import type { BacktestResult } from '../backtest-result.ts';
import type { CapacityRow } from '../result-counts.ts';
import { exitsOf, netOnceLeft } from '../exits.ts';
import { dollars } from '../../monitor/dollars.ts';
import { outcomeCells, percent, plain, shown } from './figure-text.ts';
import { escapeHtml, htmlTable } from './page-shell.ts';
import { extentOf, fixed, linePath, plot } from './plot.ts';

/** Every policy over the same past, one a row; nothing where there is only one. */
export const policiesSection = (results: readonly BacktestResult[]): readonly string[] => {
  if (results.length < 2) return [];
  const rows = results.map((result) => {
    const {
      policy,
      figures,
      attribution: { total },
    } = result;
    return [
      policy.name,
      shown(figures.netAtMarksUsd, dollars),
      shown(netOnceLeft(figures.netAtMarksUsd, exitsOf(result)), dollars),
      dollars(total.funding),
      dollars(total.fees),
      dollars(total.slippage),
      ...outcomeCells(figures),
      shown(figures.turnover, plain),
    ];
  });
  return [
    '<h2>Policies over the same past, at the same costs</h2>',
    `<div class="wide">${htmlTable(POLICY_HEADS, rows)}</div>`,
    `<ul class="quiet">${results.map(({ policy }) => `<li>${escapeHtml(policy.name)}: ${escapeHtml(policy.rule)}</li>`).join('')}</ul>`,
    '<p class="quiet">Once left: net at marks less what leaving what is open would cost, taken to be what entering it did.</p>',
  ];
};

const POLICY_HEADS = [
  'policy',
  'net at marks, USD',
  'once left',
  'funding',
  'fees',
  'slippage',
  'cycles',
  'open',
  'won',
  'drawdown',
  'Sharpe',
  'a year',
  'turnover',
];

/** Net against size, where the past was run at other sizes too. */
export const capacitySection = (rows: readonly CapacityRow[] | undefined): readonly string[] => {
  if (rows === undefined)
    return [
      '<h2>Capacity</h2>',
      '<p class="quiet">Net against size was not asked for: --capacity runs the same past at other sizes.</p>',
    ];
  return [
    '<h2>Capacity: net against size</h2>',
    capacityPlot(rows),
    htmlTable(
      [
        'times the configured money',
        'capital, USD',
        'net at marks, USD',
        'of the capital',
        'traded, USD',
        'slippage, USD',
        'cycles',
        'open',
      ],
      rows.map((row) => [
        `${row.multiple}`,
        dollars(row.capitalUsd),
        shown(row.netAtMarksUsd, dollars),
        shown(row.netAtMarksUsd, (net) => percent(net / Number(row.capitalUsd))),
        dollars(row.tradedUsd),
        dollars(row.slippageUsd),
        String(row.closedCycles),
        String(row.openCycles),
      ]),
    ),
    '<p class="quiet">Each row is the whole engine over the same past, with capital and limits in USD so many times those configured; the books stay as deep as they are.</p>',
  ];
};

const capacityPlot = (rows: readonly CapacityRow[]): string => {
  const points = rows.flatMap(({ capitalUsd, netAtMarksUsd }) =>
    netAtMarksUsd.kind === 'known' ? [[Math.log2(Number(capitalUsd)), netAtMarksUsd.value] as const] : [],
  );
  if (points.length < 2) return '<p class="quiet">Fewer than two sizes have a net.</p>';
  return plot({
    label: 'Net at marks against capital, USD',
    height: 220,
    x: extentOf(points.map(([size]) => size)),
    y: extentOf(
      points.map(([, net]) => net),
      [0],
    ),
    xTicks: points.map(([size]) => size),
    xText: (size) => dollars(2 ** size).replace(/\.00$/, ''),
    yText: (value) => dollars(value).replace(/\.00$/, ''),
    draw: (at) =>
      `<path class="line realized" d="${linePath(points, at)}"/>` +
      points
        .map(([x, y]) => `<circle class="capacity" cx="${fixed(at.x(x))}" cy="${fixed(at.y(y))}" r="3.5"/>`)
        .join(''),
  });
};
