import { atMs } from '../../../../src/domain/units.ts';
import { binanceFace } from '../../../../src/simulator/wire/binance/face.ts';
import { House } from '../../../../src/simulator/wire/house.ts';
import type { HousedVenue } from '../../../../src/simulator/wire/housed-venue.ts';
import type { WireAnswer, WireRequest } from '../../../../src/simulator/wire/venue-face.ts';
import { API_KEY } from '../../../../src/simulator/wire/venue-face.ts';
import { binanceProfile } from '../../../../src/venues/binance/profile.ts';

/** The simulated venue without a network, and a clock that is moved by hand. */
export class BinanceRoom {
  now = Date.UTC(2026, 0, 5, 0, 10);
  readonly venue: HousedVenue;
  readonly #house: House;

  constructor() {
    this.#house = new House({
      faces: [binanceFace],
      profileOf: () => binanceProfile,
      seed: 3,
      startAtMs: atMs(this.now),
      now: () => atMs(this.now),
    });
    const venue = this.#house.venues.get(binanceProfile.venue);
    if (venue === undefined) throw new Error('no venue');
    this.venue = venue;
  }

  advance(byMs: number): void {
    for (const end = this.now + byMs; this.now < end;) {
      this.now += 100;
      this.#house.advanceTo(this.now);
    }
  }

  /** A client's socket: what it says, and what it hears. */
  connect(target: string) {
    const { venue } = this;
    const opening = venue.connect(target);
    if (opening.kind !== 'open') throw new Error(`refused: ${JSON.stringify(opening.answer)}`);
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
      subscribe: (...params: readonly string[]) => say({ method: 'SUBSCRIBE', params, id: 1 }),
      take: (): readonly unknown[] => heard.splice(0),
      pings: () => pings,
      closed: () => closed,
    };
  }

  ask(method: WireRequest['method'], target: string, more: Partial<WireRequest> = {}): WireAnswer {
    const { pathname, searchParams } = new URL(target, 'http://venue.test');
    const reply = this.venue.rest({ method, path: pathname, query: searchParams, headers: {}, body: '', ...more });
    if (reply.kind === 'silence') throw new Error('no answer');
    return reply.answer;
  }

  /** A request with key, timestamp and (unchecked) signature. */
  signed(method: WireRequest['method'], target: string, key = API_KEY): WireAnswer {
    const mark = target.includes('?') ? '&' : '?';
    const headers = { 'x-mbx-apikey': key };
    return this.ask(method, `${target}${mark}timestamp=${this.now}&signature=00`, { headers });
  }
}
