import type { SequencedInput } from '../../domain/input.ts';

/** What an input was, in words. */
export const inputWords = (input: SequencedInput): string => {
  switch (input.kind) {
    case 'frame':
      return `a frame of ${input.venue}, connection ${input.conn}`;
    case 'rest':
      return `the answer of ${input.venue} to ${input.rest}`;
    case 'connection':
      return `connection ${input.conn} of ${input.venue}: ${input.status}`;
    case 'notice':
      return `a notice about ${input.venue}: ${input.notice.type}`;
    case 'turn':
      return 'the end of a turn: what its frames changed was judged';
    case 'tick':
      return 'a deadline that came due';
    case 'flushed':
      return `the disk: orders asked for by input ${input.throughSeq} are on it and may go`;
    case 'report':
      return `a word of the venue about an order: ${input.report.kind}`;
    case 'account':
      return input.account === undefined ? `${input.venue} did not tell its account` : `the account of ${input.venue}`;
    case 'payment':
      return `a funding payment on ${input.payment.market}`;
    case 'offset':
      return `the clock of ${input.venue}, ${input.offsetMs} ms from ours`;
    case 'storage':
      return input.state === 'not-pruned'
        ? `older facts cannot be removed: ${input.fault}`
        : `the size of the data directory, ${input.usedMb} MB`;
    case 'closes':
      return `daily closes of ${Object.keys(input.closes).length} coins, from a history`;
    case 'rates':
      return `settled rates of ${Object.keys(input.rates).length} markets, from a history`;
    case 'lending':
      return `what ${input.source} pays for dollars: ${'apr' in input.told ? input.told.apr : input.told.fault}`;
    case 'command':
      return `a command: ${input.command.type}`;
    default:
      return input satisfies never;
  }
};
