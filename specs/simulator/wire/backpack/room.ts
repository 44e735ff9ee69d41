import { atMs } from '../../../../src/domain/units.ts';
import { backpackFace } from '../../../../src/simulator/wire/backpack/face.ts';
import { House } from '../../../../src/simulator/wire/house.ts';
import type { HousedVenue } from '../../../../src/simulator/wire/housed-venue.ts';
import { API_KEY } from '../../../../src/simulator/wire/venue-face.ts';
import type { WireAnswer, WireRequest } from '../../../../src/simulator/wire/venue-face.ts';
import { backpackProfile } from '../../../../src/venues/backpack/profile.ts';

/** The simulated venue without a network, and a clock that is moved by hand. */
export class BackpackRoom {
  now = Date.UTC(2026, 0, 5, 0, 10);
  readonly #house: House;
  readonly #venue: HousedVenue;

  constructor() {
    this.#house = new House({
      faces: [backpackFace],
      profileOf: () => backpackProfile,
      seed: 3,
      startAtMs: atMs(this.now),
      now: () => atMs(this.now),
    });
    const venue = this.#house.venues.get(backpackProfile.venue);
    if (venue === undefined) throw new Error('no venue');
    this.#venue = venue;
  }

  advance(byMs: number): void {
    for (const end = this.now + byMs; this.now < end;) {
      this.now += 100;
      this.#house.advanceTo(this.now);
    }
  }

  /** A client's socket: what it says, and what it hears. */
  connect() {
    const venue = this.#venue;
    const opening = venue.connect('/');
    if (opening.kind !== 'open') throw new Error('refused');
    const { connection } = opening;
    const heard: unknown[] = [];
    let pings = 0;
    let closed: string | undefined;
    connection.start({
      send: (text) => heard.push(JSON.parse(text)),
      ping: () => (pings += 1),
      close: (_code, reason) => (closed = reason),
      drop: () => (closed = 'dropped'),
    });
    const say = (message: unknown) =>
      venue.receive(connection, typeof message === 'string' ? message : JSON.stringify(message));
    return {
      say,
      subscribe: (...params: readonly string[]) => say({ method: 'SUBSCRIBE', params }),
      take: (): readonly unknown[] => heard.splice(0),
      pings: () => pings,
      closed: () => closed,
    };
  }

  ask(method: WireRequest['method'], target: string, more: Partial<WireRequest> = {}): WireAnswer {
    const [path = '', query = ''] = target.split('?');
    const request = { method, path, query: new URLSearchParams(query), headers: {}, body: '', ...more };
    const reply = this.#venue.rest(request);
    if (reply.kind !== 'answer') throw new Error('silence');
    return reply.answer;
  }

  signed(more: Readonly<Record<string, string>> = {}): Pick<WireRequest, 'headers'> {
    const times = { 'x-timestamp': String(this.now), 'x-window': '5000' };
    return { headers: { 'x-api-key': API_KEY, 'x-signature': 'c2ln', ...times, ...more } };
  }
}
