import { Command, InvalidArgumentError, Option } from 'commander';
import { atMs } from '../domain/units.ts';
import { knownVenues } from '../venues/registry.ts';
import { configCommand } from './config.ts';
import { runDecode } from './decode.ts';
import type { CommandIo } from './io.ts';
import { exportFactsCommand, showJournalCommand, verifyJournalCommand } from './journal.ts';
import type { JournalShowOptions } from './journal.ts';
import { runReplay } from './replay.ts';
import type { ReplayRequest } from './replay.ts';
import { runScan } from './scan.ts';
import type { ScanRequest } from './scan.ts';
import { runStart } from './start.ts';
import type { StartRequest } from './start.ts';

/** Every command with its options; each calls one function, whose exit code is handed to `exit`. */
export const program = (io: CommandIo, exit: (code: number) => void): Command => {
  const hedgerow = new Command('hedgerow')
    .description('Funding-rate arbitrage engine')
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({
      writeErr: (text) => void io.stderr.write(text),
      writeOut: (text) => void io.stdout.write(text),
    });
  for (const command of [start, scan, replay, decode, journal].map((make) => make(io, exit)))
    hedgerow.addCommand(command.exitOverride());
  hedgerow.addCommand(
    configCommand({
      knownVenues: knownVenues.map(({ venue }) => venue),
      env: io.env,
      write: (text) => void io.stdout.write(text),
    }).exitOverride(),
  );
  return hedgerow;
};

const start = (io: CommandIo, exit: (code: number) => void): Command =>
  withConfig(new Command('start'))
    .description('run the engine: by default in a simulated world, no keys, no network')
    .addOption(new Option('--world <name>', 'which world').choices(['simulated', 'recorded']).default('simulated'))
    .option('--recording <file...>', 'the recordings of a recorded world')
    .option('--record <file>', 'write every input to a recording that replay takes')
    .option('--scenario <name>', 'story of the simulated world', 'default')
    .option('--seed <n>', 'seed of the simulated world', wholeNumber)
    .option('--speed <speed>', 'auto, max, or virtual seconds a second', speed)
    .option('--for <span>', 'stop after this much virtual time, such as 90s, 10m, 6h', span)
    .option('--data <dir>', 'where the journal is kept')
    .option('--json', 'NDJSON facts on stdout')
    .action(async (options: StartRequest) => exit(await runStart(options, io)));

const scan = (io: CommandIo, exit: (code: number) => void): Command =>
  withConfig(new Command('scan'))
    .description('one ranked table of routes: what each nets, or why not')
    .option('--recording <file...>', 'scan at the end of recordings instead of the simulated world')
    .option('--scenario <name>', 'story of the simulated world', 'default')
    .option('--seed <n>', 'seed of the simulated world', wholeNumber)
    .option('--after <span>', 'virtual time to watch before the table is made', span)
    .option('--json', 'NDJSON signals on stdout')
    .action(async (options: ScanRequest) => exit(await runScan(options, io)));

const replay = (io: CommandIo, exit: (code: number) => void): Command =>
  withConfig(new Command('replay'))
    .description('run recordings through the whole engine; several are merged by time')
    .argument('<file...>', 'recordings, plain or gzip')
    .option('--verify <golden>', 'compare the journal with a golden one, name the first record that differs')
    .option('--write-golden <file>', 'write the journal as NDJSON')
    .option('--json', 'NDJSON facts on stdout, a summary last')
    .action(async (files: readonly string[], options: ReplayRequest) => exit(await runReplay(files, options, io)));

const decode = (io: CommandIo, exit: (code: number) => void): Command =>
  new Command('decode')
    .description('raw frames in, one normalised event a line')
    .argument('<venue>')
    .argument('<file>', 'a recording or bare frames one a line, plain or gzip; - for standard input')
    .option('--tops', 'after each book frame print the rebuilt best bid and ask')
    .action(async (venue: string, file: string, { tops }: { tops?: boolean }) =>
      exit(
        await runDecode(tops === true ? { venue, file, tops } : { venue, file }, { ...io, now: () => atMs(io.now()) }),
      ),
    );

const journal = (io: CommandIo, exit: (code: number) => void): Command => {
  const command = new Command('journal').description('the journal of a data directory');
  command
    .command('verify')
    .argument('<dir>')
    .description('walk the hash chain')
    .action(async (dir: string) => exit(await verifyJournalCommand(dir, io)));
  command
    .command('show')
    .argument('<dir>')
    .description('facts in order')
    .option('--actor <id>', 'only of this actor, such as position/BTC')
    .option('--type <type>', 'only of this type, such as order')
    .option('--tail <n>', 'only the last n', wholeNumber)
    .option('--json', 'one JSON object a line')
    .action(async (dir: string, { json, ...filter }: Omit<JournalShowOptions, 'format'> & { json?: boolean }) =>
      exit(await showJournalCommand(dir, { ...filter, format: json === true ? 'json' : 'text' }, io)),
    );
  command
    .command('export')
    .argument('<dir>')
    .description('every fact as canonical NDJSON')
    .action(async (dir: string) => exit(await exportFactsCommand(dir, io)));
  return command;
};

const withConfig = (command: Command): Command =>
  command
    .option('--config <file>', 'configuration file (YAML)')
    .option('--preset <name>', 'individual, team or institutional');

const wholeNumber = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('a whole number from 0 is expected');
  return value;
};

const speed = (text: string): 'auto' | 'max' | number => {
  if (text === 'auto' || text === 'max') return text;
  const value = Number(text.replace(/x$/, ''));
  if (!(value > 0) || !Number.isFinite(value))
    throw new InvalidArgumentError('auto, max or a number above 0 is expected');
  return value;
};

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

const span = (text: string): number => {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)([smhd])$/.exec(text) ?? [];
  const unitMs = UNIT_MS[unit ?? ''];
  if (amount === undefined || unitMs === undefined)
    throw new InvalidArgumentError('a span such as 90s, 10m, 6h or 2d is expected');
  return Number(amount) * unitMs;
};
