import { text } from '../domain/money.ts';
import type { Check } from '../monitor/report-checks.ts';
import type { Report } from '../monitor/report.ts';
import { duration, table, utc } from './table.ts';
import type { Column } from './table.ts';

/** Which run it is and how it stands. */
export const headLines = ({ run, missing }: Report): readonly string[] => [
  `run ${run.birthId}, ${counted(run.venues.length, 'venue')}: ${run.venues.join(', ')}`,
  run.facts === 0
    ? 'nothing was journaled yet'
    : `${utc(run.fromMs)} to ${utc(run.untilMs)} UTC, ${duration(run.untilMs - run.fromMs)}; ` +
      `${counted(run.facts, 'fact')}, ${counted(run.lives, 'start')}, ` +
      `entries: ${run.entriesApproved} approved, ${run.entriesRefused} refused`,
  ...(run.removed === undefined ? [] : removedLines(run, run.removed)),
  ...run.failClosed.map((condition) => `no new risk at the end: ${condition}`),
  ...missing.map((sentence) => `not counted: ${sentence}`),
];

const removedLines = ({ fromMs }: Report['run'], removed: NonNullable<Report['run']['removed']>): readonly string[] => [
  `retention removed ${counted(removed.facts, 'older fact')}, from ${utc(removed.fromMs)} UTC on: all figures are since ` +
    `${utc(fromMs)} UTC, but capital, equity and coins, which are of the whole run`,
];

/** `1 fact`, `2 facts`. */
export const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** A titled block, or one line that says that there is nothing. */
export const section = (title: string, lines: readonly string[]): readonly string[] => [
  '',
  title,
  ...(lines.length === 0 ? ['  -'] : lines.map((line) => `  ${line}`)),
];

export const tableSection = <Row>(
  title: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): readonly string[] => section(title, rows.length === 0 ? [] : table(columns, rows));

export const checkLines = (checks: readonly Check[]): readonly string[] =>
  checks.map(({ name, verdict, detail }) => `${verdict === 'holds' ? 'ok   ' : 'FAILS'} ${name}: ${detail}`);

/** Exact sums of the venues' own records, and what they have not answered yet. */
export const statementLines = ({ funding }: Report): readonly string[] => [
  ...funding.statements.map(
    ({ venue, coin, payments, credited }) => `${venue}: ${text(credited)} ${coin} in ${counted(payments, 'payment')}`,
  ),
  ...funding.awaited.map(
    ({ market, settlementAtMs }) => `${market} at ${utc(settlementAtMs)}: settled, no record of the venue yet`,
  ),
];
