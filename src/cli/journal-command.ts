import { Command } from 'commander';
import { portNumber, wholeNumber } from './arguments.ts';
import { examples } from './examples.ts';
import type { CommandIo } from './io.ts';
import { exportFactsCommand, showJournalCommand, verifyJournalCommand } from './journal.ts';
import type { JournalShowOptions } from './journal.ts';
import { visualizeJournal } from './visualize-past.ts';
import type { PageRequest } from './visualize-past.ts';

type ShowRequest = Omit<JournalShowOptions, 'format'> & PageRequest & { readonly json?: boolean };

/** `hedgerow journal verify|show|export`. */
export const journalCommand = (io: CommandIo, exit: (code: number) => void): Command => {
  const command = new Command('journal').description('the journal of a data directory');
  command
    .command('verify')
    .argument('<dir>', 'a data directory, such as .hedgerow')
    .description('walk the hash chain; exit code 1 at the first bad record')
    .action(async (dir: string) => exit(await verifyJournalCommand(dir, io)));
  command
    .command('show')
    .argument('<dir>', 'a data directory, such as .hedgerow')
    .description('facts in order')
    .option('--actor <id>', 'only of this actor, such as position/BTC or position')
    .option('--type <type>', 'only of this type, such as order or order.filled')
    .option('--tail <n>', 'only the last n', wholeNumber)
    .option('--json', 'one JSON object a line')
    .option('--visualize', 'the page in the browser on a run that is over: play, scrub, step')
    .option('--port <port>', 'port of that page (default: 4680)', portNumber)
    .addHelpText(
      'after',
      examples(
        ['hedgerow journal show .hedgerow --type funding --tail 5', 'the last payments'],
        ['hedgerow journal show .hedgerow --visualize', 'what happened, fact by fact'],
      ),
    )
    .action(async (dir: string, { json, visualize, port, ...filter }: ShowRequest) =>
      exit(
        visualize === true
          ? await visualizeJournal(dir, port === undefined ? {} : { port }, io)
          : await showJournalCommand(dir, { ...filter, format: json === true ? 'json' : 'text' }, io),
      ),
    );
  command
    .command('export')
    .argument('<dir>', 'a data directory, such as .hedgerow')
    .description('every fact as canonical NDJSON')
    .action(async (dir: string) => exit(await exportFactsCommand(dir, io)));
  return command;
};
