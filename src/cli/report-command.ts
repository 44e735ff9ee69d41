import { Command } from 'commander';
import type { CommandIo } from './io.ts';
import { runReport } from './report.ts';
import type { ReportRequest } from './report.ts';

/** `hedgerow report` with its options. */
export const reportCommand = (io: CommandIo, exit: (code: number) => void): Command =>
  new Command('report')
    .description('the figures of a run, finished, crashed or going on: result, attribution, slippage, latency, funding')
    .argument('<dir>', 'a data directory, such as .hedgerow')
    .option('--funding', 'the funding truth in place of the figures: one row a payment, predicted beside settled')
    .option('--json', 'the same as NDJSON on stdout, a summary with every figure last; decimals as text, exact')
    .addHelpText('after', HELP)
    .action(async (dir: string, options: ReportRequest) => exit(await runReport(dir, options, io)));

const HELP = `
A figure that is not defined is a dash with the reason. Everything is made from the facts of the journal; what the engine
journaled itself is checked against it. Exit code 1 when a check fails.

Examples:
  hedgerow report .hedgerow                  the run of the default directory so far
  hedgerow report /tmp/run --funding         why each payment was not what was predicted
  hedgerow report /tmp/run --json | tail -1  the summary for a program
`;
