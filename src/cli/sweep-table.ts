import type { RunDone, SplitResult, SweepResult, SweepRun } from '../backtest/sweep/sweep-result.ts';
import { day, percent, plain, shown } from '../backtest/report/figure-text.ts';
import { objectiveText, priceProfit } from '../backtest/sweep/objective.ts';
import { failureLines } from '../backtest/sweep/sweep-verdict.ts';
import { section, tableSection } from './report-frame.ts';
import { dollars } from '../monitor/dollars.ts';
import { utc } from './table.ts';
import type { Column } from './table.ts';

const RUNS_SHOWN = 60;

/** What a sweep came to, for people. */
export const sweepPage = (result: SweepResult): readonly string[] => {
  const failures = failureLines(result);
  return [
    result.verdict,
    `${utc(result.fromMs)} to ${utc(result.toMs)} UTC, policy ${result.policy.name}: ${result.policy.rule}`,
    `judged by ${result.objective.name}: ${result.objective.rule}`,
    ...(result.walkForward === undefined ? gridLines(result) : walkLines(result)),
    ...(failures.length === 0 ? [] : section('Runs that failed', failures)),
    ...section(
      'Taken for granted (* modelled)',
      result.assumptions.map(({ text, modelled }) => `${modelled ? '*' : '-'} ${text}`),
    ),
  ];
};

interface Shown {
  readonly run: SweepRun;
  readonly isBest: boolean;
}

const gridLines = (result: SweepResult): readonly string[] => {
  const { axes, runs, best, objective } = result;
  const rows = runs.map((run, at): Shown => ({ run, isBest: at === best }));
  // of many the best are shown, else the grid as it was asked for
  const listed =
    rows.length <= RUNS_SHOWN
      ? rows
      : [...rows].sort((a, b) => (b.run.objective ?? -Infinity) - (a.run.objective ?? -Infinity)).slice(0, RUNS_SHOWN);
  const title = listed.length === rows.length ? 'Runs' : `Runs, the best ${listed.length} of ${rows.length}`;
  const keys = axes.map(({ key }): Column<Shown> => ({
    title: key,
    align: 'right',
    cell: ({ run }) => run.settings[key] ?? '',
  }));
  const value: Column<Shown> = { title: objective.name, align: 'right', cell: ({ run }) => judged(result, run) };
  return tableSection(title, [BEST, ...keys, value, ...FIGURES], listed);
};

const BEST: Column<Shown> = { title: '', align: 'left', cell: ({ isBest }) => (isBest ? 'best' : '') };

const judged = ({ objective }: SweepResult, run: SweepRun | undefined): string =>
  objectiveText(objective.name, run?.objective);

const ofDone =
  (show: (done: RunDone) => string) =>
  ({ run: { outcome } }: Pick<Shown, 'run'>): string =>
    outcome.kind === 'done' ? show(outcome) : '';

const FIGURES: readonly Column<Shown>[] = [
  {
    title: 'net at marks',
    align: 'right',
    cell: ({ run }) =>
      run.outcome.kind === 'done' ? shown(run.outcome.figures.netAtMarksUsd, dollars) : run.outcome.kind,
  },
  { title: 'funding', align: 'right', cell: ofDone(({ attribution }) => dollars(Number(attribution.funding))) },
  { title: 'price', align: 'right', cell: ofDone((done) => shown(priceProfit(done), dollars)) },
  { title: 'fees', align: 'right', cell: ofDone(({ attribution }) => dollars(Number(attribution.fees))) },
  { title: 'slippage', align: 'right', cell: ofDone(({ attribution }) => dollars(Number(attribution.slippage))) },
  { title: 'exits', align: 'right', cell: ofDone(({ exitsUsd }) => dollars(Number(exitsUsd))) },
  { title: 'cycles', align: 'right', cell: ofDone(({ figures }) => String(figures.closedCycles)) },
  { title: 'open', align: 'right', cell: ofDone(({ figures }) => String(figures.openCycles)) },
  { title: 'won', align: 'right', cell: ofDone(({ figures }) => shown(figures.winRate, percent)) },
  { title: 'drawdown', align: 'right', cell: ofDone(({ figures }) => shown(figures.maxDrawdown, percent)) },
  { title: 'Sharpe', align: 'right', cell: ofDone(({ figures }) => shown(figures.sharpe, plain)) },
  { title: 'a year', align: 'right', cell: ofDone(({ figures }) => shown(figures.annualisedReturn, percent)) },
];

const walkLines = (result: SweepResult): readonly string[] => {
  const { walkForward, axes } = result;
  if (walkForward === undefined) return [];
  const { splits, trainDays, testDays, outOfSample: sum } = walkForward;
  const keys = axes.map(({ key }): Column<SplitResult> => ({
    title: key,
    align: 'right',
    cell: ({ runs, chosen }) => runs[chosen ?? -1]?.settings[key] ?? '-',
  }));
  return [
    ...tableSection(
      `Walk forward: chosen on ${trainDays} days, measured on the ${testDays} after them`,
      [
        ...SPLIT,
        ...keys,
        { title: 'in sample', align: 'right', cell: ({ runs, chosen }) => judged(result, runs[chosen ?? -1]) },
        { title: 'out of sample', align: 'right', cell: ({ measured }) => judged(result, measured) },
        ...MEASURED,
      ],
      splits,
    ),
    ...section('Out of sample, all test spans together', [
      `net ${dollars(sum.netUsd)} USD, what was open at the ends left for ${dollars(Number(sum.exitsUsd))}; ${sum.yearlyFraction === undefined ? '-' : percent(sum.yearlyFraction)} of the capital for a year, nothing compounded; worst drawdown ${sum.maxDrawdown === undefined ? '-' : percent(sum.maxDrawdown)}`,
      `funding ${dollars(Number(sum.attribution.funding))}, price ${dollars(sum.priceUsd)}, fees ${dollars(Number(sum.attribution.fees))}, slippage ${dollars(Number(sum.attribution.slippage))}; ${sum.closedCycles} cycles closed, ${sum.openCycles} open`,
    ]),
  ];
};

const SPLIT: readonly Column<SplitResult>[] = [
  { title: 'trained from', align: 'left', cell: ({ train }) => day(train.fromMs) },
  { title: 'tested from', align: 'left', cell: ({ test }) => day(test.fromMs) },
  { title: 'to', align: 'left', cell: ({ test }) => day(test.toMs) },
];

const ofMeasured =
  (show: (done: RunDone) => string) =>
  ({ measured }: SplitResult): string => {
    if (measured === undefined) return '-';
    return measured.outcome.kind === 'done' ? show(measured.outcome) : measured.outcome.kind;
  };

const MEASURED: readonly Column<SplitResult>[] = [
  {
    title: 'net at marks',
    align: 'right',
    cell: ofMeasured(({ figures }) => shown(figures.netAtMarksUsd, dollars)),
  },
  { title: 'cycles', align: 'right', cell: ofMeasured(({ figures }) => String(figures.closedCycles)) },
  { title: 'open', align: 'right', cell: ofMeasured(({ figures }) => String(figures.openCycles)) },
];
