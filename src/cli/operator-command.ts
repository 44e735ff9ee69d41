import { Command } from 'commander';
import { KILL_PHRASE, UNWIND_ALL_PHRASE } from '../visualizer/command.ts';
import { wholeNumber } from './arguments.ts';
import type { CommandIo } from './io.ts';
import { runOperator, runOperatorStatus } from './operator.ts';
import type { OperatorRequest, OperatorWord } from './operator.ts';

type Exit = (code: number) => void;

/** `hedgerow operator` with its words. */
export const operatorCommand = (io: CommandIo, exit: Exit): Command => {
  const command = new Command('operator').description('say a word to a running engine: pause, resume, unwind, kill');
  const say = async (word: OperatorWord, request: OperatorRequest): Promise<void> =>
    exit(await runOperator(word, request, io));
  reaching(command.command('status').description('how the engine stands')).action(async (request: OperatorRequest) =>
    exit(await runOperatorStatus(request, io)),
  );
  for (const [name, what] of SIMPLE)
    reaching(command.command(name).description(what)).action((request: OperatorRequest) =>
      say({ command: name }, request),
    );
  reaching(command.command('unwind').argument('<coin>', 'a coin with a position, or all'))
    .description('close one position, or all of them and pause')
    .option('-y, --yes', 'ask nothing')
    .action((coin: string, request: OperatorRequest) =>
      say({ command: 'unwind', coin, ...(coin === 'all' ? { confirm: UNWIND_ALL_PHRASE } : {}) }, request),
    );
  reaching(command.command('kill'))
    .description('close everything until every venue says flat, then stop; nothing takes it back')
    .option('-y, --yes', 'ask nothing')
    .option('--wait', 'until the engine has ended')
    .action((request: OperatorRequest) => say({ command: 'kill', confirm: KILL_PHRASE }, request));
  reaching(command.command('adopt-balance').argument('<venue>', 'whose balance differs from the books'))
    .description('what differs was put in or taken out: book it so, and trade on')
    .action((venue: string, request: OperatorRequest) => say({ command: 'adopt-balance', venue }, request));
  return command.addHelpText('after', HELP);
};

const SIMPLE: readonly (readonly [name: string, what: string])[] = [
  ['arm', 'the first of two steps from a stop to trading'],
  ['trade', 'the second: let candidates be entered'],
  ['pause', 'no entries; what is held stays held, watched and repaired'],
  ['resume', 'trade again; also asks a paused guard to resume'],
  ['stop', 'no entries until armed and set to trade again; what is held stays held, watched and repaired'],
];

const reaching = (command: Command): Command =>
  command
    .option('--data <dir>', 'data directory of the engine', '.hedgerow')
    .option('--port <port>', 'its port, where the directory is not at hand', wholeNumber)
    .option('--token <token>', 'the token printed at its start; better in HEDGEROW_TOKEN');

const HELP = `
The engine is found by operator.json in its data directory, which only its owner can read. Signals do without it:
SIGINT and SIGTERM stop the process cleanly and leave hedges as they are; a second one, a second later, ends it at once,
which loses nothing either; SIGUSR2 is the kill switch. A process that dies while killing goes on with it at its next start.

Examples:
  hedgerow operator pause                    no new positions
  hedgerow operator unwind SOL               close one, and stay out of it until resumed
  hedgerow operator kill --wait              close everything and wait for the end
  kill -USR2 PID                             the same without the page's port
`;
