import { Command, CommanderError, Option } from 'commander';
import { atMs } from '../domain/units.ts';
import { knownVenues } from '../venues/registry.ts';
import { pagePort, portNumber, span, speed, wholeNumber } from './arguments.ts';
import { backtestCommand } from './backtest-command.ts';
import { configCommand } from './config.ts';
import { runDecode } from './decode.ts';
import { historyCommand } from './history-command.ts';
import type { CommandIo } from './io.ts';
import { journalCommand } from './journal-command.ts';
import { operatorCommand } from './operator-command.ts';
import { reportFailure } from './report-failure.ts';
import { runRecord } from './record.ts';
import type { RecordRequest } from './record.ts';
import { reportCommand } from './report-command.ts';
import { runReplay } from './replay.ts';
import type { ReplayRequest } from './replay.ts';
import { runScan } from './scan.ts';
import type { ScanRequest } from './scan.ts';
import { runStart } from './start.ts';
import type { StartRequest } from './start.ts';
import { conformanceCommand } from './conformance-command.ts';
import { examples } from './examples.ts';
import { doctorCommand } from './doctor-command.ts';
import { simulateCommand } from './simulate-command.ts';
import { sweepCommand } from './sweep-command.ts';
import { visualizeReplay } from './visualize-past.ts';
import type { PageRequest } from './visualize-past.ts';
import { venuesCommand } from './venues-command.ts';

export interface ProgramParts {
  readonly io: CommandIo;
  readonly version: string;
}

/** Runs the command that `args` (without node and script) name. Returns the exit code; whatever went wrong has been said. */
export const runProgram = async (args: readonly string[], { io, version }: ProgramParts): Promise<number> => {
  let exitCode = 0;
  try {
    await program({ io, version }, (code) => (exitCode = code)).parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    // a mistake of usage has been explained already; help and version are no mistakes
    return error instanceof CommanderError ? Math.min(2, error.exitCode * 2) : reportFailure(error, io);
  }
};

/** Every command with its options; each calls one function. */
const program = ({ io, version }: ProgramParts, exit: (code: number) => void): Command => {
  const hedgerow = new Command('hedgerow')
    .description('Funding-rate arbitrage engine: what a route really nets, both legs or none, no position forgotten.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .addHelpText('after', HELP_AFTER);
  const venues = knownVenues.map(({ venue }) => venue);
  const config = configCommand({ knownVenues: venues, env: io.env, write: (text) => void io.stdout.write(text) });
  for (const command of [
    start(io, exit),
    scan(io, exit),
    record(io, exit),
    replay(io, exit),
    decode(io, exit),
    venuesCommand(io, exit),
    simulateCommand(io, exit),
    conformanceCommand(io, exit),
    doctorCommand(io, exit),
    operatorCommand(io, exit),
    reportCommand(io, exit),
    historyCommand(io, exit),
    backtestCommand(io, exit),
    sweepCommand(io, exit),
    journalCommand(io, exit),
    config,
  ])
    hedgerow.addCommand(command);
  settle(hedgerow, io);
  return hedgerow;
};

/** The same manners for every command: one sentence for a mistake, no exit of its own. */
const settle = (command: Command, io: CommandIo): void => {
  command
    .exitOverride()
    .showSuggestionAfterError()
    .configureHelp({ helpWidth: 110 })
    .configureOutput({
      writeErr: (text) => void io.stderr.write(text),
      writeOut: (text) => void io.stdout.write(text),
      outputError: (text, write) => write(usageSentence(text, command)),
    });
  if (command.parent !== null) command.helpOption('-h, --help', 'print this help');
  for (const child of command.commands) settle(child, io);
};

/** `hedgerow start: unknown option '--sped'; did you mean --speed? See hedgerow start --help`. */
const usageSentence = (text: string, command: Command): string => {
  const path: string[] = [];
  for (let at: Command | null = command; at !== null; at = at.parent) path.unshift(at.name());
  const [fault = '', hint] = text
    .replace(/^error: /, '')
    .trim()
    .split('\n');
  const meant = hint === undefined ? '' : `; ${hint.replaceAll(/[()]/g, '').replace(/^Did/, 'did')}`;
  return `${path.join(' ')}: ${fault.replace(/\.$/, '')}${meant}${meant.endsWith('?') ? '' : '.'} See ${path.join(' ')} --help\n`;
};

const HELP_AFTER = `
Examples:
  hedgerow start                              an invented market with no keys and no network
  hedgerow scan                               what each route nets, or why not
  hedgerow replay day.ndjson.gz --json        a recording through the whole engine
  hedgerow report .hedgerow                   what a run came to, exactly
  hedgerow backtest --from 2026-01-01 --to 2026-07-01   would it have paid
  hedgerow journal show .hedgerow --tail 20   the last facts of a run

Exit codes: 0 ok, 1 a check failed, 2 usage or configuration, 3 refused for safety.
`;

const start = (io: CommandIo, exit: (code: number) => void): Command =>
  withConfig(new Command('start'))
    .description('run the engine: by default in a simulated world, no keys, no network')
    .addOption(
      new Option('--world <name>', 'which world')
        .choices(['simulated', 'paper', 'live', 'recorded'])
        .default('simulated'),
    )
    .option(
      '--endpoints <file>',
      "addresses in place of the venues' own for the paper world; simulated for those of hedgerow venues",
    )
    .option('--recording <file...>', 'the recordings of a recorded world')
    .option('--live', 'real orders are wanted: needed beside --world live')
    .option('--record <file>', 'write every input to a recording that replay takes; .gz compresses')
    .option('--scenario <name>', 'story of the simulated world', 'default')
    .option('--seed <n>', 'seed of the simulated world', wholeNumber)
    .option('--speed <speed>', 'auto (600, and 1 while an order is open), max, or a factor', speed)
    .option('--for <span>', 'stop after this much time of the world, such as 90s, 10m, 6h', span)
    .option('--data <dir>', 'where the journal is kept, .hedgerow unless configured')
    .option('--port <port>', 'port of the page in the browser, 4680 unless configured; off for none', pagePort)
    .option('--json', 'facts as NDJSON on stdout, a summary last')
    .addHelpText(
      'after',
      examples(
        ['hedgerow start', 'the live page; Ctrl-C stops, the next start goes on'],
        ['hedgerow start --speed max --for 6h --data /tmp/run', 'six hours as fast as they go'],
        ['hedgerow start --record run.ndjson.gz --for 1h', 'a run that replay repeats exactly'],
        ['hedgerow start --world paper', 'real public feeds, orders on paper, no keys'],
        ['hedgerow start --world paper --endpoints simulated', 'the same against hedgerow venues'],
      ),
    )
    .action(async (options: StartRequest) => exit(await runStart(options, io)));

const scan = (io: CommandIo, exit: (code: number) => void): Command =>
  withConfig(new Command('scan'))
    .description('one ranked table of routes: what each nets, or why not')
    .option('--recording <file...>', 'scan at the end of recordings instead of the simulated world')
    .option('--scenario <name>', 'story of the simulated world', 'default')
    .option('--seed <n>', 'seed of the simulated world', wholeNumber)
    .option('--after <span>', 'time of the world to watch before the table is made (default: 2m)', span)
    .option('--json', 'signals as NDJSON on stdout, a summary last')
    .addHelpText(
      'after',
      examples(
        ['hedgerow scan', 'the simulated world after two minutes'],
        ['hedgerow scan --recording day.ndjson.gz', 'the routes as a recording leaves them'],
      ),
    )
    .action(async (options: ScanRequest) => exit(await runScan(options, io)));

const record = (io: CommandIo, exit: (code: number) => void): Command =>
  withConfig(new Command('record'))
    .description('write the raw frames and REST answers of a world to a recording that replay takes')
    .argument('<file>', 'the recording to make; .gz compresses')
    .addOption(new Option('--world <name>', 'which world').choices(['paper', 'simulated']).default('paper'))
    .option('--endpoints <file>', "addresses in place of the venues' own; simulated for those of hedgerow venues")
    .option('--scenario <name>', 'story of the simulated world', 'default')
    .option('--seed <n>', 'seed of the simulated world', wholeNumber)
    .option('--for <span>', 'stop after this much time of the world, such as 90s, 10m, 6h', span)
    .option('--json', 'a summary as JSON on stdout')
    .addHelpText('after', examples(['hedgerow record day.ndjson.gz --for 24h', 'a day of every venue']))
    .action(async (file: string, options: RecordRequest) => exit(await runRecord(file, options, io)));

const replay = (io: CommandIo, exit: (code: number) => void): Command =>
  withConfig(new Command('replay'))
    .description('run recordings through the whole engine; lives of one run one after another, others merged by time')
    .argument('<file...>', 'recordings, plain or gzip')
    .option('--verify <golden>', 'compare the journal with a golden one, name the first record that differs')
    .option('--write-golden <file>', 'write the journal as NDJSON')
    .option('--visualize', 'the page in the browser on it: play, scrub, step')
    .option('--port <port>', 'port of that page (default: 4680)', portNumber)
    .option('--json', 'facts as NDJSON on stdout, a summary last')
    .addHelpText(
      'after',
      examples(
        ['hedgerow replay run.ndjson.gz', 'under the configuration it was recorded with'],
        ['hedgerow replay a.ndjson.gz b.ndjson.gz --preset team', 'two venues, merged by time'],
        ['hedgerow replay run.ndjson.gz --verify golden.ndjson', 'exit code 1 where the journals part'],
        ['hedgerow replay run.ndjson.gz --visualize', 'every view at any instant of it'],
        ['hedgerow replay 1.ndjson.gz 2.ndjson.gz', 'the lives of one run, on through the crash between'],
      ),
    )
    .action(async (files: readonly string[], { visualize, ...options }: ReplayRequest & PageRequest) =>
      exit(visualize === true ? await visualizeReplay(files, options, io) : await runReplay(files, options, io)),
    );

const decode = (io: CommandIo, exit: (code: number) => void): Command =>
  new Command('decode')
    .description('raw frames in, one normalised event a line')
    .argument('<venue>', knownVenues.map(({ venue }) => venue).join(', '))
    .argument('<file>', 'a recording or bare frames one a line, plain or gzip; - for standard input')
    .option('--tops', 'after each book frame print the rebuilt best bid and ask')
    .addHelpText(
      'after',
      examples(
        ['hedgerow decode bybit day.ndjson.gz', 'every event of one venue, a summary last'],
        ['cat frames.txt | hedgerow decode okx -', 'bare frames, one a line'],
      ),
    )
    .action(async (venue: string, file: string, { tops }: { tops?: boolean }) =>
      exit(
        await runDecode(tops === true ? { venue, file, tops } : { venue, file }, { ...io, now: () => atMs(io.now()) }),
      ),
    );

const withConfig = (command: Command): Command =>
  command
    .option('--config <file>', 'configuration file (YAML); hedgerow config print shows every key')
    .option('--preset <name>', 'individual (10 coins), team (30) or institutional (all)');
