import { availableParallelism } from 'node:os';
import { Command, Option } from 'commander';
import { POLICY_NAMES } from '../backtest/policies.ts';
import { OBJECTIVE_NAMES, objectiveRule } from '../backtest/sweep/objective.ts';
import { atLeastOne, instant, wholeNumber } from './arguments.ts';
import { HISTORY_DIRECTORY } from './history-command.ts';
import type { CommandIo } from './io.ts';
import { runSweeps } from './sweep.ts';
import type { SweepRequest } from './sweep.ts';

/** A year of a run takes some hundred MB. */
const WORKERS_MAX = 4;
const RUNS_MAX = 256;

/** `hedgerow sweep` with its options. */
export const sweepCommand = (io: CommandIo, exit: (code: number) => void): Command =>
  new Command('sweep')
    .description('many backtests over one history: a grid of configuration keys, on worker threads')
    .requiredOption('--from <day>', 'where the span begins, such as 2026-01-01 or 2026-01-01T08:00Z', instant)
    .requiredOption('--to <day>', 'where it ends, left out itself', instant)
    .option('--history <dir>', 'where the past is kept', HISTORY_DIRECTORY)
    .option('--set <key=values>', 'a key and its values, divided by commas; again for each key', again, [])
    .option('--grid <file>', 'the same as YAML: entry.minNetBps: [3, 5, 10]')
    .option('--config <file>', 'configuration file (YAML) for every other key')
    .option('--preset <name>', 'individual (10 coins), team (30) or institutional (all)')
    .addOption(new Option('--policy <name>', 'who decides').choices(POLICY_NAMES).default('carry'))
    .addOption(new Option('--objective <name>', 'what the best is the best of').choices(OBJECTIVE_NAMES).default('net'))
    .option('--walk-forward <n>', 'choose on one span, measure on the next, so many times', atLeastOne)
    .option('--train <days>', 'how long a span is chosen on', atLeastOne)
    .option('--test <days>', 'how long a span is measured on', atLeastOne)
    .option('--allow-gaps', 'run over missing settlements, and say so in the result')
    .option('--workers <n>', 'worker threads; 0 for none', wholeNumber, Math.min(WORKERS_MAX, availableParallelism()))
    .option('--runs-max <n>', 'more runs than this are refused', atLeastOne, RUNS_MAX)
    .option('--out <dir>', 'write sweep.json, sweep.csv and sweep.html with its heat map there')
    .option('--json', 'the result as one JSON line on stdout')
    .addHelpText('after', HELP)
    .action(async (options: SweepRequest) => exit(await runSweeps(options, io)));

const again = (text: string, before: readonly string[]): readonly string[] => [...before, text];

const HELP = `
Every value is checked before the first run. The result is the same whatever the number of threads. Ctrl-C ends it and
keeps what was done. With --walk-forward only what was measured on spans after those it was chosen on is added up.

Objectives:
${OBJECTIVE_NAMES.map((name) => `  ${name.padEnd(8)} ${objectiveRule(name)}`).join('\n')}

Examples:
  hedgerow sweep --from 2026-01-01 --to 2026-07-01 --set entry.minNetBps=3,5,10 --set engine.horizonHours=24,72,168 --out grid
  hedgerow sweep --from 2026-01-01 --to 2026-07-01 --set backtest.depthUsdPerBp=5000,20000,80000
  hedgerow sweep --from 2026-01-01 --to 2026-07-01 --grid grid.yaml --walk-forward 4 --train 60 --test 30
`;
