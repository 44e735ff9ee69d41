import { EngineError } from '../domain/errors.ts';
import type { VenueProfile } from '../domain/ports.ts';
import { backpackProfile } from './backpack/profile.ts';
import { binanceProfile } from './binance/profile.ts';
import { bybitProfile } from './bybit/profile.ts';
import { deribitProfile } from './deribit/profile.ts';
import { hyperliquidProfile } from './hyperliquid/profile.ts';
import { kucoinProfile } from './kucoin/profile.ts';
import { okxProfile } from './okx/profile.ts';

/** The capability table: one row a venue, in alphabetical order. */
export const knownVenues: readonly VenueProfile[] = [
  backpackProfile,
  binanceProfile,
  bybitProfile,
  deribitProfile,
  hyperliquidProfile,
  kucoinProfile,
  okxProfile,
];

const BY_NAME: ReadonlyMap<string, VenueProfile> = new Map(knownVenues.map((profile) => [profile.venue, profile]));

/** A name that is no venue's; the message lists those that are, and the nearest. */
class UnknownVenueError extends EngineError<{ venue: string; known: readonly string[]; nearest?: string }> {
  readonly code = 'venue.unknown';
  override readonly exitCode = 2;
}

/** The profile of a venue by its lower-case name. Throws UnknownVenueError. */
export const venueProfile = (name: string): VenueProfile => {
  const profile = BY_NAME.get(name);
  if (profile !== undefined) return profile;
  const known = [...BY_NAME.keys()];
  const nearest = nearestName(name.toLowerCase(), known);
  const hint = nearest === undefined ? '' : ` (did you mean ${nearest}?)`;
  throw new UnknownVenueError(`"${name}" is not a venue${hint}; known are ${known.join(', ')}`, {
    venue: name,
    known,
    ...(nearest === undefined ? {} : { nearest }),
  });
};

/** The name fewest edits away, when these are at most a third of its letters, rounded up. */
const nearestName = (name: string, candidates: readonly string[]): string | undefined => {
  let nearest: string | undefined;
  let fewest = Infinity;
  for (const candidate of candidates) {
    const edits = editDistance(name.slice(0, NAME_CHARS_MAX), candidate);
    if (edits >= fewest || edits > Math.ceil(candidate.length / 3)) continue;
    nearest = candidate;
    fewest = edits;
  }
  return nearest;
};

/** Names are compared up to this length. */
const NAME_CHARS_MAX = 40;

/** Insertions, deletions and replacements between two words (Levenshtein). */
const editDistance = (from: string, to: string): number => {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let index = 0; index < from.length; index += 1) {
    const letter = from.charAt(index);
    const next = [index + 1];
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = (row[column - 1] ?? 0) + (letter === to.charAt(column - 1) ? 0 : 1);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
};
