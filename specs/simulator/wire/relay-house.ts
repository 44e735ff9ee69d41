import type { MarketEvent } from '../../../src/domain/market-event.ts';
import { atMs } from '../../../src/domain/units.ts';
import type { SocketKind, VenueLink } from '../../../src/connectivity/venue-link.ts';
import { House } from '../../../src/simulator/wire/house.ts';
import type { HousedVenue } from '../../../src/simulator/wire/housed-venue.ts';
import { HOLYSHEEP_KEY, holysheepFace } from '../../../src/simulator/wire/holysheep/face.ts';
import { tickdbFace } from '../../../src/simulator/wire/tickdb/face.ts';
import { API_KEY } from '../../../src/simulator/wire/venue-face.ts';
import type { WireAnswer } from '../../../src/simulator/wire/venue-face.ts';
import { RelayDirectory } from '../../../src/venues/relay-directory.ts';
import { relayKey } from '../../../src/venues/relay-key.ts';
import { relayProfile } from '../../../src/venues/relays.ts';
import { knownVenues } from '../../../src/venues/registry.ts';

const START = atMs(Date.UTC(2026, 0, 5, 0, 30));

/** A relay in memory, what it is spoken to with, and its clock moved by hand. */
export class RelayHouse {
  readonly house: House;
  readonly link: VenueLink;
  readonly decoder;
  readonly directory = new RelayDirectory();
  nowMs = START;
  readonly #venue: HousedVenue;

  constructor(relay: 'holysheep' | 'tickdb', preset: string, key = relay === 'holysheep' ? HOLYSHEEP_KEY : API_KEY) {
    const face = relay === 'holysheep' ? holysheepFace : tickdbFace;
    const [anyProfile] = knownVenues;
    if (anyProfile === undefined) throw new Error('there is no venue');
    this.house = new House({
      faces: [face],
      profileOf: () => anyProfile,
      seed: 7,
      startAtMs: START,
      bookEveryMs: 500,
      now: () => this.nowMs,
    });
    const venue = this.house.venues.get(face.venue);
    if (venue === undefined) throw new Error('the house has no relay');
    this.#venue = venue;
    const profile = relayProfile(relay, preset);
    this.link = profile.link(relayKey(profile.key, { [profile.key.variable]: key }));
    this.#hearVenues();
    this.decoder = profile.createDecoder(this.directory.lookup);
  }

  /** What the venues themselves say first: instruments, intervals and settlements. */
  #hearVenues(): void {
    const decoders = new Map(knownVenues.map((profile) => [profile.venue, profile.createDecoder()]));
    for (const input of this.house.markets.openingInputs()) {
      if (input.kind !== 'frame' && input.kind !== 'rest') continue;
      const decoder = decoders.get(input.venue);
      const events = input.kind === 'frame' ? decoder?.frame(input.frame, input) : decoder?.rest(input.frame, input);
      for (const event of events ?? []) this.directory.learn(event);
    }
  }

  /** Opens the socket of the link; frames heard are parsed. */
  connect(): RelayClient | WireAnswer {
    const [kind] = this.link.sockets;
    if (kind === undefined) throw new Error('this form has no socket');
    const base = { holysheep: '/v1', tickdb: '' }[this.#venue.venue as string] ?? '';
    const headers = kind.headers ?? {};
    const [path = '', query] = `${base}${kind.path}`.split('?');
    const opening =
      kind.lines === undefined
        ? this.#venue.connect(`${base}${kind.path}`, headers)
        : this.#venue.lines({
            method: 'POST',
            path,
            query: new URLSearchParams(query),
            headers,
            body: kind.lines.body,
          });
    if (opening?.kind !== 'open') return opening?.answer ?? { status: 0, body: 'no lines' };
    const client: RelayClient = {
      kind,
      heard: [],
      state: 'open',
      say: (text) => this.#venue.receive(opening.connection, text),
    };
    opening.connection.start({
      send: (text) => client.heard.push(JSON.parse(text)),
      ping: () => undefined,
      close: (code, reason) => (client.state = `${code} ${reason}`),
      drop: () => (client.state = 'dropped'),
    });
    return client;
  }

  /** The same, where it is expected to succeed. */
  connected(): RelayClient {
    const client = this.connect();
    if ('status' in client) throw new Error(JSON.stringify(client));
    return client;
  }

  /** A call of the link's; the answer and what the decoder says of it. */
  ask(path: string, headers: Readonly<Record<string, string>> = {}) {
    const [local = '', query] = path.split('?');
    const base = this.#venue.venue === 'holysheep' ? '/v1' : '';
    const reply = this.#venue.rest({
      method: 'GET',
      path: `${base}${local}`,
      query: new URLSearchParams(query),
      headers,
      body: '',
    });
    if (reply.kind !== 'answer') throw new Error('no answer');
    const events = this.decoder.rest(reply.answer.body, { rest: `GET ${path}`, atMs: this.nowMs });
    return { answer: reply.answer, events };
  }

  pass(ms: number): void {
    for (let gone = 0; gone < ms; gone += 500) {
      this.nowMs = atMs(this.nowMs + 500);
      this.house.advanceTo(this.nowMs);
    }
  }

  events(client: RelayClient): readonly MarketEvent[] {
    return client.heard.flatMap((frame) => this.decoder.frame(frame, { conn: client.kind.name, atMs: this.nowMs }));
  }
}

export interface RelayClient {
  readonly kind: SocketKind;
  readonly heard: unknown[];
  state: string;
  readonly say: (text: string) => void;
}

/** The rate that a venue itself shows of a market, and for when. */
export const shownBy = (house: House, key: string): readonly [number, number] | undefined => {
  const [instrument] = house.markets.instruments().filter(({ market }) => market === key);
  const market =
    instrument === undefined
      ? undefined
      : house.markets.marketsOf(instrument.venue).find((one) => one.instrument.market === instrument.market);
  return market === undefined ? undefined : [Number(market.published.rate), market.published.nextAtMs];
};
