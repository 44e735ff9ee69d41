import type { RestCall, SocketKind } from '../../../../src/connectivity/venue-link.ts';
import { isRecord } from '../../../../src/domain/codec.ts';
import { venueId } from '../../../../src/domain/ids.ts';
import { atMs } from '../../../../src/domain/units.ts';
import { House } from '../../../../src/simulator/wire/house.ts';
import type { HousedVenue } from '../../../../src/simulator/wire/housed-venue.ts';
import { kucoinFace } from '../../../../src/simulator/wire/kucoin/face.ts';
import type { WireRequest } from '../../../../src/simulator/wire/venue-face.ts';
import { kucoinProfile } from '../../../../src/venues/kucoin/profile.ts';
import { answerOf, request } from '../house-under-test.ts';

/** Five minutes to a settlement. */
const START = Date.UTC(2026, 0, 5, 7, 55);

type Frame = Readonly<Record<string, unknown>>;

/** The venue under a clock that the spec moves. */
export class KucoinRoom {
  now = START;
  readonly house: House;
  readonly venue: HousedVenue;

  constructor() {
    this.house = new House({
      faces: [kucoinFace],
      profileOf: () => kucoinProfile,
      seed: 3,
      startAtMs: atMs(START),
      now: () => atMs(this.now),
    });
    const venue = this.house.venues.get(venueId('kucoin'));
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

  /** The whole answer to a request: status, headers, body. */
  ask(path: string, more: Partial<WireRequest> = {}) {
    return answerOf(this.venue, request(path, more));
  }

  /** `code` of a refusal, or the data of an answer. */
  told(path: string, more: Partial<WireRequest> = {}): unknown {
    const { body } = this.ask(path, more);
    if (!isRecord(body)) return body;
    return body['code'] === '200000' ? body['data'] : body['code'];
  }

  call({ method, path }: RestCall): unknown {
    return this.ask(path, { method }).body;
  }

  connect(target: string): KucoinClient {
    const opening = this.venue.connect(target);
    if (opening.kind === 'refused') throw new Error(`refused: ${opening.answer.status}`);
    return new KucoinClient(this.venue, opening.connection);
  }

  /** A socket as our own link asks for it. */
  open(kind: SocketKind): KucoinClient {
    if (kind.token === undefined) return this.connect('/unified/');
    const address = kind.token.url(this.call(kind.token.call), 'spec');
    if (address === undefined) throw new Error('no address');
    return this.connect(address.url.slice(address.url.indexOf('/classic')));
  }
}

/** One socket: what it was told since it was last looked at, and how it ended. */
export class KucoinClient {
  readonly #venue: HousedVenue;
  readonly #connection: Parameters<HousedVenue['receive']>[0];
  #frames: Frame[] = [];
  end: string | undefined;

  constructor(venue: HousedVenue, connection: Parameters<HousedVenue['receive']>[0]) {
    this.#venue = venue;
    this.#connection = connection;
    connection.start({
      send: (text) => void this.#frames.push(JSON.parse(text)),
      ping: () => undefined,
      close: (code, reason) => (this.end = `${code} ${reason}`),
      drop: () => (this.end ??= 'dropped'),
    });
  }

  say(message: unknown): void {
    this.#venue.receive(this.#connection, typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** What came since. */
  take(): readonly Frame[] {
    return this.#frames.splice(0);
  }

  /** What is said at once to a message. */
  answer(message: unknown): readonly Frame[] {
    this.take();
    this.say(message);
    return this.take();
  }
}
