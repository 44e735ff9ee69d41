import { isRecord } from '../../../../src/domain/codec.ts';
import { venueId } from '../../../../src/domain/ids.ts';
import { atMs } from '../../../../src/domain/units.ts';
import { deribitFace } from '../../../../src/simulator/wire/deribit/face.ts';
import { House } from '../../../../src/simulator/wire/house.ts';
import type { HousedVenue } from '../../../../src/simulator/wire/housed-venue.ts';
import { deribitProfile } from '../../../../src/venues/deribit/profile.ts';
import { answerOf, request } from '../house-under-test.ts';

/** Half past seven. */
export const START = Date.UTC(2026, 0, 5, 7, 30);

/** The venue under a clock that the spec moves. */
export class DeribitRoom {
  now = START;
  readonly house: House;
  readonly venue: HousedVenue;

  constructor() {
    this.house = new House({
      faces: [deribitFace],
      profileOf: () => deribitProfile,
      seed: 3,
      startAtMs: atMs(START),
      bookEveryMs: 500,
      now: () => atMs(this.now),
    });
    const venue = this.house.venues.get(venueId('deribit'));
    if (venue === undefined) throw new Error('no venue');
    this.venue = venue;
  }

  move(spanMs: number): void {
    const untilMs = this.now + spanMs;
    while (this.house.nextAtMs() <= untilMs) {
      this.now = Math.max(this.now, this.house.nextAtMs());
      this.house.advanceTo(atMs(this.now));
    }
    this.now = untilMs;
  }

  connect(): DeribitClient {
    const opening = this.venue.connect('/ws/api/v2');
    if (opening.kind === 'refused') throw new Error('refused');
    return new DeribitClient(this.venue, opening.connection);
  }

  /** Result or error of a GET. */
  ask(path: string, headers: Readonly<Record<string, string>> = {}): unknown {
    return outcomeOf(answerOf(this.venue, request(`/api/v2/${path}`, { headers })).body);
  }
}

export class DeribitClient {
  readonly #venue: HousedVenue;
  readonly #connection: Parameters<HousedVenue['receive']>[0];
  #frames: Readonly<Record<string, unknown>>[] = [];
  #id = 0;
  end: string | undefined;

  constructor(venue: HousedVenue, connection: Parameters<HousedVenue['receive']>[0]) {
    this.#venue = venue;
    this.#connection = connection;
    connection.start({
      send: (text) => void this.#frames.push(JSON.parse(text)),
      ping: () => undefined,
      close: (code, reason) => (this.end = `${code} ${reason}`),
      drop: () => (this.end = 'dropped'),
    });
  }

  say(text: string): void {
    this.#venue.receive(this.#connection, text);
  }

  /** Result or error of a call. */
  call(method: string, params: object = {}): unknown {
    this.#id += 1;
    const id = this.#id;
    this.say(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    const reply = this.#frames.find((frame) => frame.id === id);
    this.#frames = this.#frames.filter((frame) => frame !== reply);
    return outcomeOf(reply);
  }

  /** What has come since the last look. */
  take(): readonly Readonly<Record<string, unknown>>[] {
    return this.#frames.splice(0);
  }
}

/** What a reply says: its result, or its error. */
export const outcomeOf = (reply: unknown): unknown => {
  if (!isRecord(reply)) return reply;
  return reply.error === undefined ? reply.result : { error: reply.error };
};
