import { isRecord } from '../../../src/domain/codec.ts';
import type { VenueProfile } from '../../../src/domain/ports.ts';
import { atMs } from '../../../src/domain/units.ts';
import { House } from '../../../src/simulator/wire/house.ts';
import type { HousedVenue } from '../../../src/simulator/wire/housed-venue.ts';
import type { VenueFace, WireRequest } from '../../../src/simulator/wire/venue-face.ts';
import { answerOf, request } from './house-under-test.ts';

/** Three minutes to a settlement of most perpetuals. */
const START = Date.UTC(2026, 0, 5, 7, 57);

export type Fields = Readonly<Record<string, unknown>>;
type Connection = Parameters<HousedVenue['receive']>[0];

export interface RoomOptions {
  readonly startAtMs?: number;
  readonly bookEveryMs?: number;
}

/** One simulated venue under a clock that the spec moves. */
export class FaceRoom {
  now: number;
  readonly house: House;
  readonly venue: HousedVenue;

  constructor(face: VenueFace, profile: VenueProfile, { startAtMs = START, ...more }: RoomOptions = {}) {
    this.now = startAtMs;
    this.house = new House({
      faces: [face],
      profileOf: () => profile,
      seed: 3,
      scenario: 'wire',
      startAtMs: atMs(startAtMs),
      now: () => atMs(this.now),
      ...more,
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

  /** The same in steps of a tenth of a second, whatever the house has in hand. */
  advance(byMs: number): void {
    for (const end = this.now + byMs; this.now < end;) {
      this.now += 100;
      this.house.advanceTo(atMs(this.now));
    }
  }

  /** Status and body of an answer. */
  ask(path: string, more: Partial<WireRequest> = {}): { readonly status: number; readonly body: Fields } {
    const { status, body } = answerOf(this.venue, request(path, more));
    return { status, body: isRecord(body) ? body : { text: body } };
  }

  connect(target: string): FaceClient {
    return new FaceClient(this.venue, this.opened(target));
  }

  opened(target: string): Connection {
    const opening = this.venue.connect(target);
    if (opening.kind === 'refused') throw new Error(`refused: ${opening.answer.status}`);
    return opening.connection;
  }
}

/** One socket: what it was told since it was last looked at, and how it ended. */
export class FaceClient {
  readonly #venue: HousedVenue;
  readonly #connection: Connection;
  #frames: Fields[] = [];
  /** Code and reason, or that it was dropped. */
  end: string | undefined;

  constructor(venue: HousedVenue, connection: Connection) {
    this.#venue = venue;
    this.#connection = connection;
    connection.start({
      send: (text) => void this.#frames.push(text === 'pong' ? { text } : JSON.parse(text)),
      ping: () => undefined,
      close: (code, reason) => (this.end = `${code} ${reason}`),
      drop: () => (this.end ??= 'dropped'),
    });
  }

  say(message: unknown): void {
    this.#venue.receive(this.#connection, typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** What came since. */
  take(): readonly Fields[] {
    return this.#frames.splice(0);
  }

  /** Puts frames back that are looked at later. */
  wait(frames: readonly Fields[]): void {
    this.#frames.unshift(...frames);
  }

  /** What is said at once to a message. */
  answer(message: unknown): readonly Fields[] {
    this.take();
    this.say(message);
    return this.take();
  }
}

/** A socket of which pings are counted and the reason of its end is kept. */
export const countingSocket = (venue: HousedVenue, connection: Connection) => {
  const heard: unknown[] = [];
  let pings = 0;
  let closed: string | undefined;
  connection.start({
    send: (text) => heard.push(JSON.parse(text)),
    ping: () => (pings += 1),
    close: (_code, reason) => (closed = reason),
    drop: () => (closed = 'dropped'),
  });
  return {
    say: (message: unknown) =>
      venue.receive(connection, typeof message === 'string' ? message : JSON.stringify(message)),
    take: (): readonly unknown[] => heard.splice(0),
    pings: () => pings,
    closed: () => closed,
  };
};
