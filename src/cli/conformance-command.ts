import { Command } from 'commander';
import { knownVenues } from '../venues/registry.ts';
import { span, wholeNumber } from './arguments.ts';
import { runConformance } from './conformance.ts';
import type { ConformanceRequest } from './conformance.ts';
import type { CommandIo } from './io.ts';

/** `hedgerow conformance` with its options. */
export const conformanceCommand = (io: CommandIo, exit: (code: number) => void): Command =>
  new Command('conformance')
    .description("each venue's golden checks against recordings, the simulated venues and, if asked, the live ones")
    .argument('[venue...]', `all when none is named: ${knownVenues.map(({ venue }) => venue).join(', ')}`)
    .option('--recordings <dir>', 'a folder of recordings, one folder a venue')
    .option('--live', 'the live public endpoints too, without keys')
    .option('--for <span>', 'how long to listen to sockets', span, 20_000)
    .option('--seed <n>', 'seed of the simulated venues', wholeNumber, 7)
    .option('--config <file>', 'configuration file (YAML): hosts and symbols')
    .option('--json', 'every check as NDJSON on stdout, a summary last')
    .addHelpText('after', HELP)
    .action(async (venues: readonly string[], options: ConformanceRequest) =>
      exit(await runConformance(venues, options, io)),
    );

const HELP = `
Checks: frames (none rejected), sequence (no gap in a book), book (never crossed), steps (prices on the tick, sizes on
the lot), kind (predicted, current, settled), interval (and where it was learnt), settlement (ahead, on the hour), cap,
sign (as the venue has it; simulated venues only), prices (marks and indices near the book), clock, errors (a refusal is
read as one). Exit code 1 when one fails.

Examples:
  hedgerow conformance                       every venue over real sockets on loopback
  hedgerow conformance bybit --live --for 1m  and the real one, where the network allows
`;
