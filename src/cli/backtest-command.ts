import { Command, Option } from 'commander';
import { POLICY_NAMES, policyRule } from '../backtest/policies.ts';
import { instant } from './arguments.ts';
import { runBacktests } from './backtest.ts';
import type { BacktestRequest } from './backtest.ts';
import { HISTORY_DIRECTORY } from './history-command.ts';
import type { CommandIo } from './io.ts';

/** `hedgerow backtest` with its options. */
export const backtestCommand = (io: CommandIo, exit: (code: number) => void): Command =>
  new Command('backtest')
    .description('would it have paid: the whole engine over a history, its costs and its doubts included')
    .requiredOption('--from <day>', 'where the span begins, such as 2026-01-01 or 2026-01-01T08:00Z', instant)
    .requiredOption('--to <day>', 'where it ends, left out itself', instant)
    .option('--history <dir>', 'where the past is kept', HISTORY_DIRECTORY)
    .option('--config <file>', 'configuration file (YAML); hedgerow config print shows every key')
    .option('--preset <name>', 'individual (10 coins), team (30) or institutional (all)')
    .addOption(new Option('--policy <name>', 'who decides').choices(POLICY_NAMES).default('carry'))
    .option('--policies', 'every policy over the same past at the same costs, in one table')
    .option('--allow-gaps', 'run over missing settlements, and say so in the result')
    .option('--report <file>', 'write the result: a .html page with its .json beside it, or a .json file alone')
    .option('--capacity', 'run the same past at other sizes too: net against size')
    .option('--data <dir>', 'keep the journal of the run here: hedgerow report and journal show read it')
    .option('--json', 'the result of each policy as one JSON line on stdout')
    .addHelpText('after', HELP)
    .action(async (options: BacktestRequest) => exit(await runBacktests(options, io)));

const HELP = `
The result names everything it takes for granted; without recorded books costs come from backtest.halfSpreadBps and
backtest.depthUsdPerBp. All coins take part unless a configuration or a preset says otherwise.

Policies:
${POLICY_NAMES.map((name) => `  ${name.padEnd(12)} ${policyRule(name)}`).join('\n')}

Examples:
  hedgerow history import fundingRate/*.csv --venue binance       fill the history first
  hedgerow backtest --from 2026-01-01 --to 2026-07-01             half a year, by the engine's own policy
  hedgerow backtest --from 2026-01-01 --to 2026-07-01 --policies  against how it is commonly done
  hedgerow backtest --from 2026-01-01 --to 2026-07-01 --report half.html   a page to read, its rows beside it
`;
