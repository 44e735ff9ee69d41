import { dollars } from '../../monitor/dollars.ts';
import { day, minute, outcomeCells, percent, shown } from '../report/figure-text.ts';
import { escapeHtml, htmlTable, pageShell } from '../report/page-shell.ts';
import { objectiveText, priceProfit } from './objective.ts';
import { sweepHeatMaps } from './sweep-heat.ts';
import type { SplitResult, SweepResult, SweepRun } from './sweep-result.ts';
import { failureLines } from './sweep-verdict.ts';

/** One self-contained page: what it came to, heat maps, every run, what it stands on. Deterministic. */
export const sweepHtml = (result: SweepResult): string => {
  const { verdict, policy, objective, walkForward, assumptions, configuration, fromMs, toMs } = result;
  const failures = failureLines(result);
  const [legend = '', ...maps] = sweepHeatMaps(result);
  const body = [
    '<h1>Sweep</h1>',
    `<p class="verdict">${escapeHtml(verdict)}</p>`,
    `<p class="quiet">${minute(fromMs)} to ${minute(toMs)} UTC, policy ${escapeHtml(policy.name)}: ${escapeHtml(policy.rule)}.<br>` +
      `Judged by ${escapeHtml(objective.name)}: ${escapeHtml(objective.rule)}.</p>`,
    ...(failures.length === 0 ? [] : ['<h2>Runs that failed</h2>', list(failures)]),
    `<h2>${walkForward === undefined ? 'Heat map' : 'Heat maps of the train spans'}</h2>`,
    `<p class="quiet">${escapeHtml(objective.name)}; framed: the ${walkForward === undefined ? 'best' : 'chosen'} one; hatched: no figure. Point at a field for its figures.</p>`,
    legend,
    `<div class="wide">${maps.join('\n')}</div>`,
    ...(walkForward === undefined ? gridTable(result) : walkTables(result)),
    '<h2>Taken for granted</h2>',
    list(assumptions.map(({ text, modelled }) => `${modelled ? 'Modelled: ' : ''}${text}`)),
    `<details><summary>The configuration before the swept keys</summary><pre>${escapeHtml(JSON.stringify(configuration, null, 1))}</pre></details>`,
  ];
  return pageShell({ title: 'Sweep', style: STYLE, body: body.join('\n') });
};

const STYLE =
  'body { max-width: 1240px } table { font-size: 13px } .axis { fill: #59616c } td { white-space: nowrap } .wide svg { margin: 0 1.5rem 1.2rem 0; vertical-align: top }';

const list = (lines: readonly string[]): string =>
  `<ul>${lines.map((line) => `<li>${escapeHtml(line)}</li>`).join('\n')}</ul>`;

const FIGURE_HEADS = [
  'net at marks, USD',
  'funding',
  'price',
  'fees',
  'slippage',
  'exits',
  'cycles',
  'open',
  'won',
  'drawdown',
  'Sharpe',
  'a year',
];

const gridTable = ({ axes, runs, best, objective }: SweepResult): readonly string[] => {
  const keys = axes.map(({ key }) => key);
  const rows = runs.map((run, at) => [
    at === best ? 'best' : '',
    ...keys.map((key) => run.settings[key] ?? ''),
    objectiveText(objective.name, run.objective),
    ...figureCells(run),
  ]);
  const head = ['', ...keys, objective.name, ...FIGURE_HEADS];
  return ['<h2>Runs</h2>', `<div class="wide">${htmlTable(head, rows)}</div>`];
};

const walkTables = ({ axes, walkForward, objective }: SweepResult): readonly string[] => {
  if (walkForward === undefined) return [];
  const keys = axes.map(({ key }) => key);
  const { splits, outOfSample: sum } = walkForward;
  const judged = (run: SweepRun | undefined): string => objectiveText(objective.name, run?.objective);
  const row = ({ train, test, runs, chosen = -1, measured }: SplitResult): readonly string[] => [
    `${day(train.fromMs)} to ${day(train.toMs)}`,
    ...keys.map((key) => runs[chosen]?.settings[key] ?? '-'),
    judged(runs[chosen]),
    `${day(test.fromMs)} to ${day(test.toMs)}`,
    judged(measured),
    ...(measured === undefined ? [] : figureCells(measured)),
  ];
  const { funding, fees, slippage } = sum.attribution;
  const total = [
    ['net, USD, what was open at the ends left', dollars(sum.netUsd)],
    [
      'of the capital for a year, nothing compounded',
      sum.yearlyFraction === undefined ? '-' : percent(sum.yearlyFraction),
    ],
    ['worst drawdown of a span', sum.maxDrawdown === undefined ? '-' : percent(sum.maxDrawdown)],
    ['spans measured, of them won', `${sum.spans}, ${sum.won}`],
    [
      'funding, price, fees, slippage, exits to come, USD',
      [funding, sum.priceUsd, fees, slippage, sum.exitsUsd].map((amount) => dollars(amount)).join(', '),
    ],
    ['cycles closed, open', `${sum.closedCycles}, ${sum.openCycles}`],
  ];
  return [
    '<h2>Out of sample, all test spans together</h2>',
    htmlTable(['', ''], total),
    '<h2>Splits</h2>',
    `<div class="wide">${htmlTable(['trained', ...keys, 'in sample', 'tested', 'out of sample', ...FIGURE_HEADS], splits.map(row))}</div>`,
  ];
};

const figureCells = ({ outcome }: SweepRun): readonly string[] => {
  if (outcome.kind !== 'done') return [outcome.kind, ...FIGURE_HEADS.slice(1).map(() => '')];
  const { figures, attribution, exitsUsd } = outcome;
  return [
    shown(figures.netAtMarksUsd, dollars),
    dollars(attribution.funding),
    shown(priceProfit(outcome), dollars),
    dollars(attribution.fees),
    dollars(attribution.slippage),
    dollars(exitsUsd),
    ...outcomeCells(figures),
  ];
};
