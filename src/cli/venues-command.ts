import { Command, InvalidArgumentError } from 'commander';
import { scenarioNames } from '../simulator/scenario.ts';
import { venueFaces } from '../simulator/wire/faces.ts';
import { SIMULATED_BASE_PORT } from '../simulator/wire/venue-addresses.ts';
import type { WireFaultSettings } from '../simulator/wire/wire-faults.ts';
import { parseFaults, wireFaultNames } from '../simulator/wire/wire-faults.ts';
import { span, wholeNumber } from './arguments.ts';
import type { CommandIo } from './io.ts';
import { runVenues } from './venues.ts';
import type { VenuesRequest } from './venues.ts';

/** `hedgerow venues` with its options. */
export const venuesCommand = (io: CommandIo, exit: (code: number) => void): Command =>
  new Command('venues')
    .description('the simulated venues on loopback, each in its own wire format: WebSocket and REST, orders included')
    .argument('[venue...]', `all when none is named: ${venueFaces.map(({ venue }) => venue).join(', ')}`)
    .option('--seed <n>', 'prices, books, funding and faults follow from it', wholeNumber, 1)
    .option('--scenario <name>', `the story: ${scenarioNames.join(', ')}`, 'wire')
    .option(
      '--faults <names>',
      'what goes wrong: all, or names divided by commas, each with a chance if wished',
      faults,
    )
    .option(
      '--port <base>',
      'port of the first venue in alphabetical order; any for free ones',
      ports,
      SIMULATED_BASE_PORT,
    )
    .option('--data <dir>', 'where orders, accounts and markets outlive the process')
    .option('--book-every <ms>', 'how often books speak, a divisor of 500', bookEvery, 100)
    .option('--endpoints-file <file>', 'write the addresses as JSON for hedgerow start --endpoints')
    .option('--counts-every <span>', 'between two lines of counts', span, 60_000)
    .option('--json', 'addresses, counts and a last summary as NDJSON on stdout')
    .addHelpText('after', HELP)
    .action(async (names: readonly string[], options: VenuesRequest) => exit(await runVenues(names, options, io)));

const HELP = `
Faults: ${wireFaultNames.join(', ')}.

Examples:
  hedgerow venues                                   every venue, ports from ${SIMULATED_BASE_PORT} on
  hedgerow venues --faults all --data /tmp/venues   everything goes wrong now and then; a kill loses no order
  hedgerow venues --faults drop=0.01,stall          one frame in a hundred is lost, a socket falls silent at times
`;

const faults = (text: string): WireFaultSettings => parseFaults(text);

const ports = (text: string): number | 'any' => {
  const port = Number(text);
  if (text === 'any' || port === 0) return 'any';
  if (!Number.isInteger(port) || port < 1 || port > PORT_MAX - venueFaces.length)
    throw new InvalidArgumentError(`any or a port from 1 to ${PORT_MAX - venueFaces.length} is expected`);
  return port;
};

const bookEvery = (text: string): number => {
  const everyMs = Number(text);
  if (!Number.isInteger(everyMs) || everyMs < 10 || 500 % everyMs !== 0)
    throw new InvalidArgumentError('10, 20, 25, 50, 100, 125, 250 or 500 ms is expected');
  return everyMs;
};

const PORT_MAX = 65_535;
