import { Command } from 'commander';
import { knownVenues } from '../venues/registry.ts';
import { runDoctor } from './doctor.ts';
import type { DoctorRequest } from './doctor.ts';
import type { CommandIo } from './io.ts';

/** `hedgerow doctor` with its options. */
export const doctorCommand = (io: CommandIo, exit: (code: number) => void): Command =>
  new Command('doctor')
    .description('whether everything is as it must be before real orders are sent; nothing is changed anywhere')
    .argument('[venue...]', `those the configuration enables when none is named: ${NAMES}`)
    .option('--config <file>', 'configuration file (YAML); hedgerow config print shows every key')
    .option('--preset <name>', 'individual (10 coins), team (30) or institutional (all)')
    .option('--endpoints <file>', "addresses in place of the venues' own; simulated for those of hedgerow venues")
    .option('--json', 'every check as NDJSON on stdout, a summary last')
    .addHelpText('after', HELP)
    .action(async (venues: readonly string[], options: DoctorRequest) => exit(await runDoctor(venues, options, io)));

const NAMES = knownVenues.map(({ venue }) => venue).join(', ');

const HELP = `
Keys are read from HEDGEROW_<VENUE>_KEY, _SECRET and, where the venue has one, _PASSPHRASE. They are shown nowhere.

Checks: risk cap (written into the configuration), keys, reached, permissions (a key that can withdraw is refused), clock,
position mode (one-way), margin mode, leverage, fees (not above those reckoned with), balances. A venue that does not tell
is unknown, which fails nothing. Exit codes: 0 nothing failed, 1 something did, 3 a key is unsafe.

Examples:
  hedgerow doctor --config my.yaml             every venue that my.yaml enables
  hedgerow doctor bybit --endpoints simulated  against hedgerow venues
`;
