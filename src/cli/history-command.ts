import { Command, Option } from 'commander';
import { HISTORY_KINDS } from '../history/history.ts';
import { DATASET_FORMATS } from '../history/open-dataset.ts';
import { instant, span } from './arguments.ts';
import { runHistoryBackfill } from './history-backfill.ts';
import type { BackfillRequest } from './history-backfill.ts';
import { runHistoryCoverage } from './history-coverage.ts';
import type { CoverageRequest } from './history-coverage.ts';
import { runHistoryConsolidate } from './history-consolidate.ts';
import type { ConsolidateRequest } from './history-consolidate.ts';
import { runHistoryImport } from './history-import.ts';
import type { ImportRequest } from './history-import.ts';
import { symbolOption } from './history-markets.ts';
import { runHistoryPrune } from './history-prune.ts';
import type { PruneRequest } from './history-prune.ts';
import type { CommandIo } from './io.ts';

/** Where the past is kept unless named. */
export const HISTORY_DIRECTORY = '.hedgerow-history';

/** `hedgerow history` with its commands. */
export const historyCommand = (io: CommandIo, exit: (code: number) => void): Command => {
  const command = new Command('history').description('the past: settled funding, prices and books of every market');
  command.addCommand(importCommand(io, exit));
  command.addCommand(backfillCommand(io, exit));
  command.addCommand(coverageCommand(io, exit));
  command.addCommand(consolidateCommand(io, exit));
  command.addCommand(pruneCommand(io, exit));
  return command;
};

const importCommand = (io: CommandIo, exit: (code: number) => void): Command =>
  withRows(new Command('import'))
    .description('take in files users already have, plain or gzip, each wholly or not at all')
    .argument('<file...>', 'Tardis CSV, Binance dumps, ccxt JSON, or any CSV with --map')
    .addOption(new Option('--format <name>', 'in place of what path and header tell').choices(DATASET_FORMATS))
    .option('--venue <name>', 'the venue of every row')
    .option('--symbol <symbol>', 'BTC/USDT:USDT for every row, or NATIVE=BTC/USDT:USDT; may be repeated', symbolOption)
    .option('--map <columns>', 'declares the columns of a CSV, such as time=Date,rate=Funding Rate,symbol=Symbol')
    .option('--delimiter <char>', 'between the columns of --map', ',')
    .option('--time-zone <zone>', 'of times without one: UTC, UTC+3, Europe/London')
    .addOption(
      new Option('--unit <unit>', 'how rates are written, fraction unless said').choices(['fraction', 'percent']),
    )
    .option('--trust', 'take rates and times that look wrong as they are written')
    .option('--strict', 'refuse files with rows out of order or told twice')
    .option('--json', 'a record of each file on stdout')
    .addHelpText('after', IMPORT_HELP)
    .action(async (files: readonly string[], options: ImportRequest) =>
      exit(await runHistoryImport(files, options, io)),
    );

const backfillCommand = (io: CommandIo, exit: (code: number) => void): Command =>
  withHistory(new Command('backfill'))
    .description('settled rates that are missing, asked of the venues within their limits; goes on after a kill')
    .argument('[venue...]', 'every venue when none is named')
    .option('--endpoints <file>', "addresses in place of the venues' own; simulated for those of hedgerow venues")
    .option('--market <part>', 'only markets whose name has this in it, such as BTC/')
    .option('--from <day>', 'the first day, 30 days ago unless said', instant)
    .option('--to <day>', 'the end, now unless said', instant)
    .option('--json', 'a record of each venue on stdout')
    .action(async (venues: readonly string[], options: BackfillRequest) =>
      exit(await runHistoryBackfill(venues, options, io)),
    );

const coverageCommand = (io: CommandIo, exit: (code: number) => void): Command =>
  withHistory(new Command('coverage'))
    .description('what is there of each market, what is missing, what is odd')
    .option('--market <part>', 'only markets whose name has this in it, such as binance or BTC/')
    .option('--from <day>', 'with --to: the gaps of this span alone, exit code 1 where there are any', instant)
    .option('--to <day>', 'the end of it, left out itself', instant)
    .option('--json', 'a record of each market as NDJSON on stdout, a summary last')
    .action(async (options: CoverageRequest) => exit(await runHistoryCoverage(options, io)));

const consolidateCommand = (io: CommandIo, exit: (code: number) => void): Command =>
  withRows(new Command('consolidate'))
    .description('what engines and recorders heard: settlements of a data directory, everything of a recording')
    .argument('<source...>', 'data directories such as .hedgerow, and recordings')
    .option('--trust', 'take recordings of simulated worlds too')
    .option('--json', 'a record of each source on stdout')
    .action(async (sources: readonly string[], options: ConsolidateRequest) =>
      exit(await runHistoryConsolidate(sources, options, io)),
    );

const pruneCommand = (io: CommandIo, exit: (code: number) => void): Command =>
  withHistory(new Command('prune'))
    .description('remove what is older than a day, block by block')
    .requiredOption('--before <day>', 'blocks that ended before it', instant)
    .addOption(
      new Option('--kind <kind...>', 'what is removed').choices(HISTORY_KINDS).default(['book', 'liquidation', 'mark']),
    )
    .option('--json', 'a record on stdout')
    .action(async (options: PruneRequest) => exit(await runHistoryPrune(options, io)));

const withRows = (command: Command): Command =>
  withHistory(command)
    .addOption(
      new Option('--on-conflict <rule>', 'a row that contradicts what is held: refuse the file, keep, or replace it')
        .choices(['refuse', 'keep', 'replace'])
        .default('refuse'),
    )
    .option('--prices-every <span>', 'keep the last price row of each', span, 60_000)
    .option('--books-every <span>', 'keep the last book of each', span, 1000);

const withHistory = (command: Command): Command =>
  command.option('--history <dir>', 'where the past is kept', HISTORY_DIRECTORY);

const IMPORT_HELP = `
Rows told before change nothing; a zip must be unpacked first. Whatever is wrong is told by line, and then nothing of the
file is taken: rates in percent, times in the future or of an unknown zone, a wrong delimiter, a file that is cut short.

Examples:
  hedgerow history import binance-futures_derivative_ticker_2026-01-01_BTCUSDT.csv.gz
  hedgerow history import fundingRate/BTCUSDT-fundingRate-2026-06.csv --venue binance
  hedgerow history import btc.json --venue okx                    ccxt's fetchFundingRateHistory
  hedgerow history import my.csv --venue bybit --map "time=Date,rate=Funding Rate,symbol=Symbol" --time-zone UTC+3
`;
