import { isRecord } from '../../../src/domain/codec.ts';
import type { VenueProfile } from '../../../src/domain/ports.ts';
import { atMs } from '../../../src/domain/units.ts';
import { House } from '../../../src/simulator/wire/house.ts';
import type { HousedVenue } from '../../../src/simulator/wire/housed-venue.ts';
import type { VenueFace, WireRequest } from '../../../src/simulator/wire/venue-face.ts';
import { answerOf, request } from './house-under-test.ts';

/** Three minutes to a settlement of most perpetuals. */
const START = Date.UTC(2026, 0, 5, 7, 57);

type Fields = Readonly<Record<string, unknown>>;

/** One simulated venue under a clock that the spec moves. */
export class FaceRoom {
  now = START;
  readonly house: House;
  readonly venue: HousedVenue;

  constructor(face: VenueFace, profile: VenueProfile) {
    this.house = new House({
      faces: [face],
      profileOf: () => profile,
      seed: 3,
      scenario: 'wire',
      startAtMs: atMs(START),
      now: () => atMs(this.now),
    });
    const venue = this.house.venues.get(face.venue);
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

  /** Status and body of an answer. */
  ask(path: string, more: Partial<WireRequest> = {}): { readonly status: number; readonly body: Fields } {
    const { status, body } = answerOf(this.venue, request(path, more));
    return { status, body: isRecord(body) ? body : { text: body } };
  }

  connect(target: string): FaceClient {
    const opening = this.venue.connect(target);
    if (opening.kind === 'refused') throw new Error(`refused: ${opening.answer.status}`);
    return new FaceClient(this.venue, opening.connection);
  }
}

/** One socket: what it was told since it was last looked at, and how it ended. */
export class FaceClient {
  readonly #venue: HousedVenue;
  readonly #connection: Parameters<HousedVenue['receive']>[0];
  #frames: Fields[] = [];
  end: string | undefined;

  constructor(venue: HousedVenue, connection: Parameters<HousedVenue['receive']>[0]) {
    this.#venue = venue;
    this.#connection = connection;
    connection.start({
      send: (text) => void this.#frames.push(text === 'pong' ? { text } : JSON.parse(text)),
      ping: () => undefined,
      close: (code, reason) => (this.end = `${code} ${reason}`),
      drop: () => (this.end ??= 'dropped'),
    });
  }

  /** What came since. */
  take(): readonly Fields[] {
    return this.#frames.splice(0);
  }

  /** What is said at once to a message. */
  answer(message: unknown): readonly Fields[] {
    this.take();
    this.#venue.receive(this.#connection, typeof message === 'string' ? message : JSON.stringify(message));
    return this.take();
  }
}
