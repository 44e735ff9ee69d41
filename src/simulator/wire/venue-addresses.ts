import type { VenueFace } from './venue-face.ts';
import { EngineError } from '../../domain/errors.ts';
import { venueFaces } from './faces.ts';

/** Where the venues listen unless told otherwise: one port a venue from here on, in alphabetical order of all of them. */
export const SIMULATED_BASE_PORT = 4700;

/** Where one simulated venue is found. */
export interface VenueAddress {
  readonly venue: string;
  readonly port: number;
  /** Origins without a trailing slash. */
  readonly http: string;
  readonly ws: string;
  /** Host name of the venue's link to base address. */
  readonly endpoints: Readonly<Record<string, string>>;
}

/** A name that no simulated venue has. */
export class UnknownSimulatedVenueError extends EngineError<{ venue: string; known: readonly string[] }> {
  readonly code = 'simulator.unknown-venue';
  override readonly exitCode = 2;
}

/** The faces of these venues, of all when none is named. Throws UnknownSimulatedVenueError. */
export const facesOf = (names: readonly string[] = []): readonly VenueFace[] => {
  const known = venueFaces.map(({ venue }) => venue);
  const unknown = names.find((name) => !known.some((one) => one === name));
  if (unknown !== undefined)
    throw new UnknownSimulatedVenueError(`"${unknown}" is not a simulated venue; there are ${known.join(', ')}`, {
      venue: unknown,
      known,
    });
  return names.length === 0 ? venueFaces : venueFaces.filter(({ venue }) => names.includes(venue));
};

/** A venue's port above a base; the same whichever of the venues are served. */
export const portOf = (venue: string, basePort = SIMULATED_BASE_PORT): number =>
  basePort +
  Math.max(
    0,
    venueFaces
      .map((face) => face.venue as string)
      .sort()
      .indexOf(venue),
  );

export const addressOf = (face: VenueFace, port: number): VenueAddress => {
  const http = `http://127.0.0.1:${port}`;
  const ws = `ws://127.0.0.1:${port}`;
  return { venue: face.venue, port, http, ws, endpoints: face.endpoints({ http, ws }) };
};

/** Venue to host name to base address, as configuration takes it, of all venues at their usual ports. */
export const simulatedEndpoints = (
  basePort = SIMULATED_BASE_PORT,
): Readonly<Record<string, Readonly<Record<string, string>>>> =>
  Object.fromEntries(venueFaces.map((face) => [face.venue, addressOf(face, portOf(face.venue, basePort)).endpoints]));
