import { isRecord } from '../../domain/codec.ts';
import { symbolOf, symbolParts, venueOf } from '../../domain/ids.ts';
import type { MarketKey } from '../../domain/ids.ts';
import type { BacktestResult } from '../backtest-result.ts';
import { capacitySection, policiesSection } from './comparisons.ts';
import { drawdownPlot, equityPlot } from './curves.ts';
import { attributionPlot } from './attribution-plot.ts';
import { dollars } from '../../monitor/dollars.ts';
import { minute, shown, TARGET_TEXTS } from './figure-text.ts';
import { fundingErrorRows, fundingErrors, fundingPlot } from './funding-truth.ts';
import { escapeHtml, htmlTable, pageShell } from './page-shell.ts';
import { REPORT_STYLE } from './report-style.ts';
import { assetTable, attributionTable, coverageTable, figureTable, routeTable, stateSection } from './tables.ts';

/** One self-contained page of a run, and of the policies it was compared with. Deterministic: no clock, no chance. */
export const reportHtml = (result: BacktestResult, compared: readonly BacktestResult[] = []): string => {
  const body = [
    '<h1>Would it have paid?</h1>',
    `<p class="verdict ${lookOf(result)}">${escapeHtml(result.verdict)}</p>`,
    `<p class="quiet">${minute(result.fromMs)} to ${minute(result.toMs)} UTC, policy ${escapeHtml(result.policy.name)}: ${escapeHtml(result.policy.rule)}; ${escapeHtml(presetOf(result))}</p>`,
    `<div class="first"><div>${targetTable(result)}${coverageLines(result)}</div><div>${assumptionList(result)}</div></div>`,
    '<h2>Equity, USD</h2>',
    '<p class="legend"><i class="realized"></i>realized <i class="marks"></i>at marks <i class="event"></i>guard and risk events, point at one for its name</p>',
    equityPlot(result),
    '<h2>Drawdown of realized equity</h2>',
    drawdownPlot(result),
    '<h2>Where the net comes from, USD</h2>',
    attributionPlot(result.attribution.total),
    attributionTable(result.attribution),
    atMarks(result),
    '<h2>Figures</h2>',
    figureTable(result.figures),
    ...policiesSection(compared),
    '<h2>Funding predicted and settled</h2>',
    `<div class="pair"><div>${fundingPlot(result.funding)}</div><div>${htmlTable(['', ''], fundingErrorRows(fundingErrors(result.funding)))}<p class="quiet">Across: the last word before a settlement, bps of its interval. Up: what was settled. On the line it was foretold exactly.</p>${standIns(result)}</div></div>`,
    ...capacitySection(result.capacity),
    `<h2>Routes, USD</h2>`,
    routeTable(result.routes),
    '<h2>Turnover and slippage by coin</h2>',
    assetTable(result),
    '<h2>Time in state</h2>',
    stateSection(result),
    '<h2>Why not</h2>',
    '<p class="quiet">Reasons that stood against the best route of a coin, or an entry, and how often one came up.</p>',
    htmlTable(
      ['reason', 'times'],
      result.refusals.map(({ code, count }) => [code, String(count)]),
    ),
    '<h2>Checks</h2>',
    checks(result),
    ...closing(result),
  ];
  return pageShell({ title: 'Backtest', style: REPORT_STYLE, body: body.join('\n') });
};

/** What the books say, and what marks add to it: the verdict speaks of both together. */
const atMarks = ({ figures: { netUsd, netAtMarksUsd } }: BacktestResult): string =>
  netAtMarksUsd.kind === 'unknown'
    ? ''
    : `<p class="quiet">Booked ${dollars(netUsd)} USD, legs of open positions that were sold or bought back included; price profit of what is open at marks ${dollars(netAtMarksUsd.value - Number(netUsd))} USD; together ${dollars(netAtMarksUsd.value)} USD.</p>`;

/** Without recorded predictions the section says how well rates last, no more. */
const standIns = ({ coverage }: BacktestResult): string => {
  const taking = coverage.filter(({ excluded }) => excluded === undefined);
  const without = taking.filter(({ predictions }) => predictions === 'last-settled').length;
  return without === 0
    ? ''
    : `<p class="quiet"><b>Modelled</b>: ${without} of ${taking.length} markets have no recorded prediction; there the word before is the last rate settled, and this shows how well that lasts.</p>`;
};

const lookOf = ({ figures: { netAtMarksUsd } }: BacktestResult): string =>
  netAtMarksUsd.kind === 'known' && netAtMarksUsd.value < 0 ? 'lost' : '';

const presetOf = ({ configuration }: BacktestResult): string => {
  const preset = isRecord(configuration) ? configuration['preset'] : undefined;
  return typeof preset === 'string' ? `preset ${preset}` : 'no preset';
};

const targetTable = ({ targets }: BacktestResult): string => {
  const rows = targets.map(({ figure, comparison, target, value, verdict, modelled }) => {
    const [name, show] = TARGET_TEXTS[figure];
    const told = value.kind === 'unknown' ? `unknown: ${value.reason}` : modelled ? `${verdict}, modelled` : verdict;
    return `<tr class="${modelled ? 'modelled' : verdict}"><td>${name}</td><td class="number">${shown(value, show)}</td><td class="quiet">${comparison} ${show(target)}</td><td class="verdict-cell">${escapeHtml(told)}</td></tr>`;
  });
  return `<h2>Reference targets</h2><table class="targets"><tbody>${rows.join('\n')}</tbody></table>`;
};

const coverageLines = ({ coverage, counts, figures, missing }: BacktestResult): string => {
  const taking = coverage.filter(({ excluded }) => excluded === undefined);
  const gaps = taking.flatMap((market) => market.gaps).reduce((sum, gap) => sum + gap.missing, 0);
  const changes = taking.reduce((sum, { intervalChanges }) => sum + intervalChanges.length, 0);
  const modelled = taking.filter(({ books }) => books === 'modelled').length;
  const standIns = taking.filter(({ predictions }) => predictions === 'last-settled').length;
  const { funding, mark, book, liquidation } = counts.rows;
  const lines = [
    `${taking.length} of ${coverage.length} markets take part, of ${listed(taking.map(({ market }) => venueOf(market as MarketKey)))}; capital ${dollars(figures.capitalUsd)} USD`,
    `coins: ${listed(taking.map(({ market }) => symbolParts(symbolOf(market as MarketKey)).base))}`,
    `${funding} settlements, ${mark} prices, ${book} books, ${liquidation} liquidations; ${gaps} settlements missing, ${changes} changes of interval`,
    `books: ${taking.length - modelled} markets recorded, ${modelled} of a stated depth`,
    `predictions: ${taking.length - standIns} markets recorded, ${standIns} the last rate settled by then`,
    ...missing,
  ];
  return `<h2>What the data covers</h2><ul>${lines.map((line) => `<li>${escapeHtml(line)}</li>`).join('')}</ul>`;
};

const NAMES_MAX = 24;

/** Each once, in order; of many the first. */
const listed = (names: readonly string[]): string => {
  const all = [...new Set(names)].sort();
  return all.length <= NAMES_MAX
    ? all.join(', ')
    : `${all.slice(0, NAMES_MAX).join(', ')} and ${all.length - NAMES_MAX} more`;
};

const assumptionList = ({ assumptions }: BacktestResult): string =>
  `<h2>Taken for granted</h2><ul class="assumptions">${assumptions
    .map(({ text, modelled }) => `<li>${modelled ? '<b>modelled</b> ' : ''}${escapeHtml(text)}</li>`)
    .join('')}</ul>`;

const checks = ({ checks: all }: BacktestResult): string =>
  htmlTable(
    ['what must agree', 'verdict', ''],
    all.map(({ name, verdict, detail }) => [name, verdict, detail]),
  );

const closing = ({ coverage, configuration, journal, counts }: BacktestResult): readonly string[] => [
  `<details><summary>Coverage of each market</summary><div class="wide">${coverageTable(coverage)}</div></details>`,
  `<details><summary>The configuration in force</summary><pre>${escapeHtml(JSON.stringify(configuration, null, 1))}</pre></details>`,
  `<p class="quiet">Journal ${escapeHtml(journal.birthId)}: ${journal.facts} facts, ${counts.events} market events, ${counts.inputs} inputs; hash ${escapeHtml(journal.hash)}. ` +
    'The same history and configuration give the same bytes. Every figure follows from the rows of the JSON beside this page: days (returns, Sharpe, Sortino), equity (drawdown), cycles (win rate, attribution), fills (slippage, turnover), funding.</p>',
];
