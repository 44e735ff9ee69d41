import { readAtOnce } from '../journal/reader.adapter.ts';
import type { JournalReader } from '../journal/reader.adapter.ts';
import { openingIn } from '../monitor/opening.ts';
import { reportOf } from '../monitor/report.ts';
import type { Report } from '../monitor/report.ts';
import { fundingPage } from './funding-page.ts';
import type { CommandIo } from './io.ts';
import { reportLines } from './report-lines.ts';
import { reportPage } from './report-page.ts';

export interface ReportRequest {
  readonly funding?: boolean;
  readonly json?: boolean;
}

/**
 * `hedgerow report DIR`: what a run came to. Exit code 1 when the figures do not agree with each other or with what the
 * engine journaled. Throws the journal's errors for a directory that cannot be read.
 */
export const runReport = async (
  dir: string,
  request: ReportRequest,
  { stdout }: Pick<CommandIo, 'stdout'>,
): Promise<number> => {
  const report = await readReport(dir);
  const shown = request.funding === true ? 'funding' : 'figures';
  const page = shown === 'funding' ? fundingPage : reportPage;
  const text = request.json === true ? reportLines(report, shown).join('') : `${page(report).join('\n')}\n`;
  await stdout.write(text);
  return report.checks.every(({ verdict }) => verdict === 'holds') ? 0 : 1;
};

/** All of one moment: an engine may go on writing meanwhile. */
const readReport = (dir: string): Promise<Report> =>
  readAtOnce(dir, reportIn, ({ checks }) =>
    checks.every(({ name, verdict }) => name !== 'opening' || verdict === 'holds'),
  );

const reportIn = (journal: JournalReader): Report => {
  const anchor = journal.anchor();
  const opening = openingIn(anchor);
  const ground = opening === undefined ? undefined : { opening, balances: journal.balances() };
  const report = reportOf(journal.facts(1), undefined, ground);
  if (anchor === undefined || opening !== undefined) return report;
  const missing = `what the ${anchor.seq} facts removed by retention had come to cannot be read by this build`;
  return { ...report, missing: [...report.missing, missing] };
};
