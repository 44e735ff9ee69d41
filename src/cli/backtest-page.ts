import type { Attribution, BacktestResult, RouteRow, Target } from '../backtest/backtest-result.ts';
import { exitsOf, netOnceLeft } from '../backtest/exits.ts';
import { percent, plain, shown, TARGET_TEXTS } from '../backtest/report/figure-text.ts';
import { RESULT_FIGURES } from '../monitor/attribution-sum.ts';
import { checkLines, section, tableSection } from './report-frame.ts';
import { dollars } from '../monitor/dollars.ts';
import { duration, table, utc } from './table.ts';
import type { Column } from './table.ts';

const ROUTES_SHOWN = 20;
const REASONS_SHOWN = 8;

/** The page of one run: what it came to, beside what was hoped for; what it stands on; where it came from. */
export const backtestPage = (result: BacktestResult): readonly string[] => [
  result.verdict,
  `${utc(result.fromMs)} to ${utc(result.toMs)} UTC, policy ${result.policy.name}: ${result.policy.rule}`,
  ...tableSection('Targets', TARGETS, result.targets),
  ...section('Figures', figureLines(result)),
  ...section('Attribution, USD', attributionLines(result)),
  ...tableSection(routesTitle(result), ROUTES, result.routes.slice(0, ROUTES_SHOWN)),
  ...section('Coverage', coverageLines(result)),
  ...section(
    'Why not: reasons that stood against routes and entries, times they came up',
    result.refusals.slice(0, REASONS_SHOWN).map(({ code, count }) => `${code} ${count}`),
  ),
  ...section(
    'Taken for granted (* modelled)',
    result.assumptions.map(({ text, modelled }) => `${modelled ? '*' : '-'} ${text}`),
  ),
  ...section('Checks', checkLines(result.checks)),
  '',
  `journal ${result.journal.facts} facts, hash ${result.journal.hash}`,
];

/** Every policy over the same past, one a row. */
export const policiesPage = (results: readonly BacktestResult[]): readonly string[] => [
  ...table(POLICIES, results),
  '',
  ...results.map(({ policy }) => `${policy.name}: ${policy.rule}`),
  '',
  'Same past, same gates of depth, freshness, margin and limits, same fees and books; only what is believed of a route and when it is left differ.',
  'Once left: net at marks less what leaving what is open would cost, taken to be what entering it did.',
  ...section(
    'Taken for granted (* modelled)',
    (results[0]?.assumptions ?? []).map(({ text, modelled }) => `${modelled ? '*' : '-'} ${text}`),
  ),
];

const money = (text: string): string => dollars(Number(text));

const TARGETS: readonly Column<Target>[] = [
  { title: '', align: 'left', cell: ({ figure }) => TARGET_TEXTS[figure][0] },
  { title: 'value', align: 'right', cell: ({ figure, value }) => shown(value, TARGET_TEXTS[figure][1]) },
  {
    title: 'target',
    align: 'right',
    cell: ({ figure, comparison, target }) => `${comparison} ${TARGET_TEXTS[figure][1](target)}`,
  },
  {
    title: '',
    align: 'left',
    cell: ({ verdict, value, modelled }) =>
      value.kind === 'unknown' ? `unknown: ${value.reason}` : modelled ? `${verdict}, modelled` : verdict,
  },
];

const figureLines = ({ figures }: BacktestResult): readonly string[] =>
  table<readonly [string, string]>(
    [
      { title: '', align: 'left', cell: ([name]) => name },
      { title: '', align: 'right', cell: ([, value]) => value },
    ],
    [
      ['capital, USD', money(figures.capitalUsd)],
      ['net at marks, USD', shown(figures.netAtMarksUsd, dollars)],
      ['total return, realized', shown(figures.totalReturn, percent)],
      ['Sortino', shown(figures.sortino, plain)],
      ['cycles closed, open', `${figures.closedCycles}, ${figures.openCycles}`],
      ['time with a position', shown(figures.timeHeld, percent)],
      ['turnover, times equity', shown(figures.turnover, plain)],
      ['funding received, USD', money(figures.fundingReceivedUsd)],
      ['funding paid, USD', money(figures.fundingPaidUsd)],
      ['longest naked', duration(figures.naked.longestMs)],
    ],
  ).slice(1);

const attributionLines = ({ attribution }: BacktestResult): readonly string[] =>
  table<keyof Attribution>(
    [
      { title: '', align: 'left', cell: (part) => part },
      { title: 'closed cycles', align: 'right', cell: (part) => attribution.closed[part] },
      { title: 'open so far', align: 'right', cell: (part) => attribution.open[part] },
      { title: 'total', align: 'right', cell: (part) => attribution.total[part] },
    ],
    RESULT_FIGURES,
  );

const routesTitle = ({ routes }: BacktestResult): string =>
  `Routes, USD${routes.length > ROUTES_SHOWN ? `, the first ${ROUTES_SHOWN} of ${routes.length}` : ''}`;

const ROUTES: readonly Column<RouteRow>[] = [
  { title: 'long', align: 'left', cell: ({ long }) => long },
  { title: 'short', align: 'left', cell: ({ short }) => short },
  { title: 'cycles', align: 'right', cell: ({ cycles }) => String(cycles) },
  { title: 'won', align: 'right', cell: ({ won }) => String(won) },
  { title: 'held', align: 'right', cell: ({ heldMs }) => duration(heldMs) },
  { title: 'funding', align: 'right', cell: ({ attribution }) => money(attribution.funding) },
  { title: 'basis', align: 'right', cell: ({ attribution }) => money(attribution.basis) },
  { title: 'fees', align: 'right', cell: ({ attribution }) => money(attribution.fees) },
  { title: 'slippage', align: 'right', cell: ({ attribution }) => money(attribution.slippage) },
  { title: 'net', align: 'right', cell: ({ attribution }) => money(attribution.net) },
];

const coverageLines = ({ coverage, counts }: BacktestResult): readonly string[] => {
  const taking = coverage.filter(({ excluded }) => excluded === undefined);
  const left = coverage.flatMap(({ market, excluded }) => (excluded === undefined ? [] : [`${market}: ${excluded}`]));
  const missing = taking.flatMap(({ gaps }) => gaps).reduce((sum, gap) => sum + gap.missing, 0);
  const { funding, mark, book } = counts.rows;
  return [
    `${taking.length} markets: ${funding} settlements, ${mark} prices, ${book} books; ${missing} settlements missing`,
    ...(left.length === 0
      ? []
      : [`left out: ${left.slice(0, 3).join('; ')}${left.length > 3 ? ` and ${left.length - 3} more` : ''}`]),
  ];
};

const POLICIES: readonly Column<BacktestResult>[] = [
  { title: 'policy', align: 'left', cell: ({ policy }) => policy.name },
  { title: 'net at marks', align: 'right', cell: ({ figures }) => shown(figures.netAtMarksUsd, dollars) },
  {
    title: 'once left',
    align: 'right',
    cell: (result) => shown(netOnceLeft(result.figures.netAtMarksUsd, exitsOf(result)), dollars),
  },
  { title: 'funding', align: 'right', cell: ({ attribution }) => money(attribution.total.funding) },
  { title: 'fees', align: 'right', cell: ({ attribution }) => money(attribution.total.fees) },
  { title: 'slippage', align: 'right', cell: ({ attribution }) => money(attribution.total.slippage) },
  { title: 'cycles', align: 'right', cell: ({ figures }) => String(figures.closedCycles) },
  { title: 'open', align: 'right', cell: ({ figures }) => String(figures.openCycles) },
  { title: 'won', align: 'right', cell: ({ figures }) => shown(figures.winRate, percent) },
  { title: 'drawdown', align: 'right', cell: ({ figures }) => shown(figures.maxDrawdown, percent) },
  { title: 'Sharpe', align: 'right', cell: ({ figures }) => shown(figures.sharpe, plain) },
  { title: 'a year', align: 'right', cell: ({ figures }) => shown(figures.annualisedReturn, percent) },
  { title: 'turnover', align: 'right', cell: ({ figures }) => shown(figures.turnover, plain) },
];
