import { Command, InvalidArgumentError, Option } from 'commander';
import { DATASET_FORMATS } from '../history/open-dataset.ts';
import { span } from './arguments.ts';
import { runHistoryBackfill } from './history-backfill.ts';
import type { BackfillRequest } from './history-backfill.ts';
import { runHistoryCoverage } from './history-coverage.ts';
import type { CoverageRequest } from './history-coverage.ts';
import { runHistoryImport } from './history-import.ts';
import type { ImportRequest } from './history-import.ts';
import { symbolOption } from './history-markets.ts';
import type { CommandIo } from './io.ts';

/** Where the past is kept unless named. */
const DIRECTORY = '.hedgerow-history';

/** `hedgerow history` with its commands. */
export const historyCommand = (io: CommandIo, exit: (code: number) => void): Command => {
  const command = new Command('history').description('the past: settled funding, prices and books of every market');
  command.addCommand(importCommand(io, exit));
  command.addCommand(backfillCommand(io, exit));
  command.addCommand(coverageCommand(io, exit));
  return command;
};

const importCommand = (io: CommandIo, exit: (code: number) => void): Command =>
  withHistory(new Command('import'))
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
    .addOption(
      new Option('--on-conflict <rule>', 'a row that contradicts what is held: refuse the file, keep, or replace it')
        .choices(['refuse', 'keep', 'replace'])
        .default('refuse'),
    )
    .option('--prices-every <span>', 'keep the last price row of each', span, 60_000)
    .option('--books-every <span>', 'keep the last book of each', span, 1000)
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

const withHistory = (command: Command): Command =>
  command.option('--history <dir>', 'where the past is kept', DIRECTORY);

/** `2026-01-31` or `2026-01-31T08:00Z`, as ms since 1970. */
const instant = (text: string): number => {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text);
  const isInstant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?Z$/.test(text);
  const value = isDay || isInstant ? Date.parse(text) : NaN;
  if (Number.isNaN(value))
    throw new InvalidArgumentError('a day such as 2026-01-31 or an instant such as 2026-01-31T08:00Z is expected');
  return value;
};

const IMPORT_HELP = `
Rows told before change nothing; a zip must be unpacked first. Whatever is wrong is told by line, and then nothing of the
file is taken: rates in percent, times in the future or of an unknown zone, a wrong delimiter, a file that is cut short.

Examples:
  hedgerow history import binance-futures_derivative_ticker_2026-01-01_BTCUSDT.csv.gz
  hedgerow history import fundingRate/BTCUSDT-fundingRate-2026-06.csv --venue binance
  hedgerow history import btc.json --venue okx                    ccxt's fetchFundingRateHistory
  hedgerow history import my.csv --venue bybit --map "time=Date,rate=Funding Rate,symbol=Symbol" --time-zone UTC+3
`;
