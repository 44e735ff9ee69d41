import type { Figure } from '../../monitor/figure.ts';
import { RESULT_FIGURES } from '../../monitor/attribution-sum.ts';
import type { SweepResult, SweepRun } from './sweep-result.ts';

type Part = 'whole' | 'train' | 'test';

interface CsvRow {
  /** From 1; empty without splits. */
  readonly split: string;
  readonly part: Part;
  readonly span: { readonly fromMs: number; readonly toMs: number };
  readonly run: SweepRun;
  readonly isBest: boolean;
}

const FIGURES = [
  'netAtMarksUsd',
  'totalReturn',
  'annualisedReturn',
  'sharpe',
  'sortino',
  'maxDrawdown',
  'winRate',
  'slippageBps',
  'turnover',
  'timeHeld',
] as const;

/** One line a run, swept keys as columns; a figure that is not known is empty. Instants are UTC, RFC 4180. */
export const sweepCsv = (result: SweepResult): string => {
  const keys = result.axes.map(({ key }) => key);
  const header = ['split', 'part', 'from', 'to', ...keys, 'best', 'outcome', 'objective', ...FIGURES]
    .concat('closedCycles', 'openCycles')
    .concat(RESULT_FIGURES.map((part) => `${part}Usd`))
    .concat('exitsUsd', 'facts', 'journalHash', 'reason');
  return [header, ...rowsOf(result).map((row) => cellsOf(row, keys))]
    .map((cells) => `${cells.map(quoted).join(',')}\r\n`)
    .join('');
};

const rowsOf = ({ runs, best, fromMs, toMs, walkForward }: SweepResult): readonly CsvRow[] => [
  ...runs.map((run, at): CsvRow => ({ split: '', part: 'whole', span: { fromMs, toMs }, run, isBest: at === best })),
  ...(walkForward?.splits ?? []).flatMap(({ train, test, runs: trained, chosen, measured }, nth): readonly CsvRow[] => [
    ...trained.map((run, at): CsvRow => ({
      split: `${nth + 1}`,
      part: 'train',
      span: train,
      run,
      isBest: at === chosen,
    })),
    ...(measured === undefined
      ? []
      : [{ split: `${nth + 1}`, part: 'test', span: test, run: measured, isBest: true } as const]),
  ]),
];

const cellsOf = ({ split, part, span, run, isBest }: CsvRow, keys: readonly string[]): readonly string[] => {
  const { settings, outcome, objective } = run;
  const head = [
    split,
    part,
    instantText(span.fromMs),
    instantText(span.toMs),
    ...keys.map((key) => settings[key] ?? ''),
    isBest ? 'yes' : '',
    outcome.kind,
    objective === undefined ? '' : String(objective),
  ];
  if (outcome.kind !== 'done') {
    const empty = FIGURES.length + 2 + RESULT_FIGURES.length + 3;
    return [...head, ...Array.from({ length: empty }, () => ''), outcome.kind === 'failed' ? outcome.reason : ''];
  }
  const { figures, attribution, exitsUsd, journal } = outcome;
  return [
    ...head,
    ...FIGURES.map((name) => figureText(figures[name])),
    String(figures.closedCycles),
    String(figures.openCycles),
    ...RESULT_FIGURES.map((name) => attribution[name]),
    exitsUsd,
    String(journal.facts),
    journal.hash,
    outcome.broken.length === 0 ? '' : `checks failed: ${outcome.broken.join(' ')}`,
  ];
};

const figureText = (figure: Figure): string => (figure.kind === 'known' ? String(figure.value) : '');
const instantText = (atMs: number): string => new Date(atMs).toISOString();
const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
