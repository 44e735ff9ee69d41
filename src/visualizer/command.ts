import { isRecord } from '../domain/codec.ts';
import { coinId, venueId } from '../domain/ids.ts';
import type { OperatorCommand } from '../domain/input.ts';

export type CommandRequest =
  | { readonly kind: 'command'; readonly command: OperatorCommand }
  | { readonly kind: 'refused'; readonly reason: string };

/** What must be typed before everything is unwound. */
export const UNWIND_ALL_PHRASE = 'unwind all';

/** What must be typed before everything is closed for good. */
export const KILL_PHRASE = 'kill';

const SIMPLE = ['arm', 'trade', 'pause', 'resume', 'stop'] as const;
const COMMANDS = [...SIMPLE, 'unwind', 'kill', 'adopt-balance', 'split'];

/** What may be named: coins with a position, venues of this engine. */
export interface KnownNames {
  readonly coins: ReadonlySet<string>;
  readonly venues: ReadonlySet<string>;
}

/** Reads `{"command": …}` of the API. Only names that are known are taken; to unwind everything, and a kill, need the phrase. */
export const commandOf = (body: unknown, { coins, venues }: KnownNames): CommandRequest => {
  if (!isRecord(body)) return refused('the body must be a JSON object with a "command"');
  const { command, coin, confirm } = body;
  const simple = SIMPLE.find((name) => name === command);
  if (simple !== undefined) return { kind: 'command', command: { type: `operator.${simple}` } };
  if (command === 'split') return splitOf(body, venues);
  if (command === 'adopt-balance') return adoptionOf(body, venues);
  if (command === 'kill')
    return confirm === KILL_PHRASE
      ? { kind: 'command', command: { type: 'operator.kill' } }
      : refused(`the kill switch needs "confirm": "${KILL_PHRASE}"`);
  if (command !== 'unwind') return refused(`"command" must be one of ${COMMANDS.join(', ')}`);
  if (coin === 'all')
    return confirm === UNWIND_ALL_PHRASE
      ? { kind: 'command', command: { type: 'operator.unwind', coin: 'all' } }
      : refused(`unwinding everything needs "confirm": "${UNWIND_ALL_PHRASE}"`);
  if (typeof coin !== 'string' || !coins.has(coin)) return refused('"coin" must be a coin with a position, or "all"');
  return { kind: 'command', command: { type: 'operator.unwind', coin: coinId(coin) } };
};

type Body = Readonly<Record<string, unknown>>;

const adoptionOf = ({ venue }: Body, venues: ReadonlySet<string>): CommandRequest =>
  typeof venue === 'string' && venues.has(venue)
    ? { kind: 'command', command: { type: 'operator.adopt-balance', venue: venueId(venue) } }
    : noVenue(venues);

const splitOf = ({ venue, shareFraction }: Body, venues: ReadonlySet<string>): CommandRequest => {
  if (typeof venue !== 'string' || !venues.has(venue)) return noVenue(venues);
  if (typeof shareFraction !== 'number' || !(shareFraction >= 0 && shareFraction <= 1))
    return refused('"shareFraction" must be a number from 0 to 1');
  return { kind: 'command', command: { type: 'operator.split', venue: venueId(venue), shareFraction } };
};

const noVenue = (venues: ReadonlySet<string>): CommandRequest =>
  refused(`"venue" must be one of ${[...venues].join(', ')}`);

const refused = (reason: string): CommandRequest => ({ kind: 'refused', reason });
