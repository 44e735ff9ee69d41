import { EngineError } from '../domain/errors.ts';
import { holysheepRelay } from './holysheep/relay.ts';
import { HOLYSHEEP_A, HOLYSHEEP_B, HOLYSHEEP_C, HOLYSHEEP_C_LINES, HOLYSHEEP_C_STREAM } from './holysheep/presets.ts';
import type { RelayProfile } from './relay.ts';
import { TICKDB_T1, TICKDB_T2 } from './tickdb/presets.ts';
import { tickdbRelay } from './tickdb/relay.ts';

/** Every relay in every form; the first form of a relay is the one it is spoken to in where none is named. */
export const knownRelays: readonly RelayProfile[] = [
  ...[HOLYSHEEP_C_STREAM, HOLYSHEEP_C_LINES, HOLYSHEEP_C, HOLYSHEEP_A, HOLYSHEEP_B].map(holysheepRelay),
  ...[TICKDB_T1, TICKDB_T2].map(tickdbRelay),
];

/** A name that is no relay's, or no form of it. */
class UnknownRelayError extends EngineError<{ relay: string; preset?: string; known: readonly string[] }> {
  readonly code = 'relay.unknown';
  override readonly exitCode = 2;
}

/** A relay by its name and, where one is asked for, its preset. Throws UnknownRelayError. */
export const relayProfile = (relay: string, preset?: string): RelayProfile => {
  const found = knownRelays.find((one) => one.relay === relay && (preset ?? one.preset) === one.preset);
  if (found !== undefined) return found;
  const known = knownRelays.map((one) => `${one.relay} (${one.preset})`);
  const asked = preset === undefined ? `"${relay}"` : `"${preset}" of "${relay}"`;
  throw new UnknownRelayError(`${asked} is no relay; known are ${known.join(', ')}`, {
    relay,
    ...(preset === undefined ? {} : { preset }),
    known,
  });
};
