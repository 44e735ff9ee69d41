import { Command, InvalidArgumentError } from 'commander';
import type { ChaosChances } from '../chaos/chaos-fault.ts';
import { chaosFaultNames, parseChaosFaults } from '../chaos/chaos-fault.ts';
import { INVARIANTS } from '../chaos/invariant.ts';
import { atLeastOne, wholeNumber } from './arguments.ts';
import type { CommandIo } from './io.ts';
import { runSimulate } from './simulate.ts';
import type { SimulateRequest } from './simulate.ts';

/** `hedgerow simulate` with its options. */
export const simulateCommand = (io: CommandIo, exit: (code: number) => void): Command =>
  new Command('simulate')
    .description('seeded chaos in virtual time: everything goes wrong, invariants are checked after each fact')
    .option('--seed <n>', 'the first seed; everything follows from it', wholeNumber, 1)
    .option('--seeds <n>', 'how many seeds from there on', atLeastOne, 1)
    .option('--hours <n>', 'virtual hours of each, the last quarter of one without faults', someHours, 24)
    .option(
      '--faults <names>',
      'what goes wrong: all, none, or names divided by commas, each with a chance if wished',
      faults,
      faults('all'),
    )
    .option('--threads <n>', 'worker threads; 0 for none', wholeNumber, 2)
    .option('--json', 'each seed as NDJSON on stdout, a summary last')
    .addHelpText('after', HELP)
    .action(async (options: SimulateRequest) => exit(await runSimulate(options, io)));

const faults = (text: string): SimulateRequest['faults'] => {
  const chances: ChaosChances = parseChaosFaults(text);
  // how the default is shown in the help
  return { text, chances, toString: () => text } as SimulateRequest['faults'];
};

const someHours = (text: string): number => {
  const value = Number(text);
  if (!(value >= 0.5 && value <= 10_000)) throw new InvalidArgumentError('a number of hours from 0.5 is expected');
  return value;
};

const HELP = `
Faults: ${chaosFaultNames.join(', ')}.

Invariants:
${Object.entries(INVARIANTS)
  .map(([name, words]) => `  ${name.padEnd(16)} ${words}`)
  .join('\n')}

A failure prints its seed, hour, invariant, what was seen, and the command that shows it again. Exit code 1 then.

Examples:
  hedgerow simulate --seed 7 --hours 24          one day of one seed
  hedgerow simulate --seeds 1000 --hours 24      a thousand days on two threads
  hedgerow simulate --faults crash,stall=0.1     nothing but kills and silence
`;
