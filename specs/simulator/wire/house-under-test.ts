import type { HouseOptions } from '../../../src/simulator/wire/house.ts';
import type { HousedConnection } from '../../../src/simulator/wire/housed-connection.ts';
import type { HousedVenue } from '../../../src/simulator/wire/housed-venue.ts';
import type { WireRequest } from '../../../src/simulator/wire/venue-face.ts';
import { venueId } from '../../../src/domain/ids.ts';
import type { AtMs } from '../../../src/domain/units.ts';
import { DEFAULT_START_AT_MS } from '../../../src/simulator/sim-markets.ts';
import { House } from '../../../src/simulator/wire/house.ts';
import { knownVenues, venueProfile } from '../../../src/venues/registry.ts';
import { plainFace } from './plain-face.ts';

/** A client at the venue's door: what it was told, and how it ended. */
export interface DoorClient {
  readonly connection: HousedConnection;
  readonly texts: string[];
  /** JSON frames only. */
  frames(): Record<string, unknown>[];
  end: string | undefined;
  say(message: unknown): void;
}

/** A house with one plain venue under a clock that the spec moves. */
export const openHouse = (options: Partial<HouseOptions> & { limits?: Parameters<typeof plainFace>[0] } = {}) => {
  const { limits, ...rest } = options;
  let now: AtMs = options.startAtMs ?? DEFAULT_START_AT_MS;
  const house = new House({
    faces: [plainFace(limits)],
    profileOf: (venue) => knownVenues.find((profile) => profile.venue === venue) ?? venueProfile('binance'),
    seed: 11,
    startAtMs: now,
    ...rest,
    now: () => now,
  });
  const venue = house.venues.get(venueId('binance'));
  if (venue === undefined) throw new Error('no venue');
  return {
    house,
    venue,
    now: () => now,
    move: (spanMs: number) => {
      const untilMs = now + spanMs;
      while (house.nextAtMs() <= untilMs) {
        now = Math.max(now, house.nextAtMs()) as AtMs;
        house.advanceTo(now);
      }
      now = untilMs as AtMs;
    },
    client: () => clientOf(venue),
  };
};

const clientOf = (venue: HousedVenue): DoorClient => {
  const opening = venue.connect('/stream');
  if (opening.kind === 'refused') throw new Error(`refused: ${JSON.stringify(opening.answer)}`);
  const { connection } = opening;
  const client: DoorClient = {
    connection,
    texts: [],
    frames: () =>
      client.texts.flatMap((text): Record<string, unknown>[] => {
        try {
          return [JSON.parse(text)];
        } catch {
          return [];
        }
      }),
    end: undefined,
    say: (message) => venue.receive(connection, typeof message === 'string' ? message : JSON.stringify(message)),
  };
  connection.start({
    send: (text) => void client.texts.push(text),
    ping: () => void client.texts.push('ping'),
    close: (code, reason) => (client.end = `${code} ${reason}`),
    drop: () => (client.end = 'dropped'),
  });
  return client;
};

/** A request as an adapter hands it in. */
export const request = (path: string, more: Partial<WireRequest> = {}): WireRequest => {
  const { pathname, searchParams } = new URL(path, 'http://venue.test');
  return { method: 'GET', path: pathname, query: searchParams, headers: {}, body: '', ...more };
};

/** The answer to a request; throws where it never comes. */
export const answerOf = (venue: HousedVenue, asked: WireRequest) => {
  const reply = venue.rest(asked);
  if (reply.kind === 'silence') throw new Error('no answer');
  return reply.answer;
};
