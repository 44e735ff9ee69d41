import type { AtMs } from '../../domain/units.ts';
import type { SimMarket } from '../sim-market.ts';
import type { MarketFeed } from '../sim-markets.ts';
import type { Tally } from './venue-counts.ts';
import type { Session, VenueFace, VenueHouse, WireAnswer } from './venue-face.ts';
import type { VenueFaults } from './venue-faults.ts';
import { HousedConnection, textOf } from './housed-connection.ts';
import { Subscriptions } from './subscriptions.ts';
import { WindowMeter } from './window-meter.ts';

/** What comes of a request for a socket, or for lines without end. */
export type Opening =
  | { readonly kind: 'open'; readonly connection: HousedConnection }
  | { readonly kind: 'refused'; readonly answer: WireAnswer };

export interface VenueClientsParts {
  readonly face: VenueFace;
  readonly house: VenueHouse;
  readonly now: () => AtMs;
  readonly tally: Tally;
  readonly faults: VenueFaults;
  /** The message being handled gets no answer. */
  readonly isMute: () => boolean;
}

/** The sockets of one venue: who is there, what each wants, and what the venue does not put up with. */
export class VenueClients {
  readonly connects: WindowMeter;
  readonly #parts: VenueClientsParts;
  readonly #subscriptions = new Subscriptions();
  readonly #connections = new Set<HousedConnection>();

  constructor(parts: VenueClientsParts) {
    this.#parts = parts;
    this.connects = new WindowMeter(parts.face.limits.connects.perMs);
  }

  get open(): number {
    return this.#connections.size;
  }

  /** Topics ever subscribed. */
  get subscribed(): number {
    return this.#subscriptions.total;
  }

  /** Keys that somebody wants. */
  get wanted(): ReadonlySet<string> {
    return this.#subscriptions.wanted;
  }

  /**
   * Lets a client in that the face (`ask`) takes, within the limit of new connections; `undefined`, and nothing counted,
   * where the face says that this is no request for a connection at all.
   */
  let(
    headers: Readonly<Record<string, string>>,
    ask: (connection: HousedConnection) => Session | WireAnswer | undefined,
  ): Opening | undefined {
    const { now, face, tally } = this.#parts;
    const nowMs = now();
    const connection = this.#connection(headers, nowMs);
    const session = ask(connection);
    if (session === undefined) {
      connection.end();
      return undefined;
    }
    const { count } = face.limits.connects;
    const isTooMany = this.connects.add(nowMs) > count;
    if (isTooMany || 'status' in session) {
      connection.end();
      tally.refused += 1;
      if (!isTooMany && 'status' in session) return { kind: 'refused', answer: session };
      const seconds = Math.ceil(this.connects.waitMs(nowMs, { count }) / 1000);
      return { kind: 'refused', answer: face.refuse('rate-limited', seconds) };
    }
    connection.session = session;
    this.#connections.add(connection);
    this.#refresh(connection);
    return { kind: 'open', connection };
  }

  receive(connection: HousedConnection, text: string): void {
    const { session } = connection;
    if (connection.state === 'closed' || session === undefined) return;
    const { face, now, tally, house } = this.#parts;
    const { count, frame } = face.limits.messages;
    const nowMs = now();
    tally.received += 1;
    connection.lastHeardMs = nowMs;
    const used = connection.messages.add(nowMs);
    tally.messagesInWindow = Math.max(tally.messagesInWindow, used);
    if (used > count) {
      if (frame === undefined) this.cut(connection, 'messages');
      else connection.outlet.send(frame);
      return;
    }
    session.receive(text, house);
    this.#refresh(connection);
  }

  /** Once a second: what sessions say by themselves, and who has to go. */
  second(): void {
    const { face, now, house, faults } = this.#parts;
    const { clientSilenceMs = Infinity, lifetimeMs = Infinity } = face.limits;
    const nowMs = now();
    for (const connection of this.#connections) {
      const misfortune = faults.socket(connection, nowMs);
      if (misfortune === 'disconnect') connection.drop();
      else if (misfortune === 'lifetime' || nowMs - connection.bornAtMs >= lifetimeMs) this.cut(connection, 'lifetime');
      else if (nowMs - connection.lastHeardMs >= clientSilenceMs) this.cut(connection, 'silence');
      else if (connection.state === 'open') {
        connection.session?.tick?.(house);
        this.#refresh(connection);
      }
    }
  }

  wants(market: SimMarket, feed: MarketFeed): boolean {
    return this.#subscriptions.wants(market, feed, this.#parts.now());
  }

  learn(market: SimMarket, feed: MarketFeed, keys: readonly string[]): void {
    this.#subscriptions.learn(market, feed, keys);
  }

  /** To everybody who wants one of the keys. Text is made once a frame, or once a form that some session wants it in. */
  publish(keys: readonly string[], frame: unknown, of: 'market' | 'account' = 'market'): void {
    const texts = new Map<unknown, string>();
    const isOnce = keys.length > 1 && this.#parts.face.tellsEveryKey !== true;
    const told = isOnce ? new Set<HousedConnection>() : undefined;
    for (const key of keys)
      for (const connection of this.#subscriptions.subscribers(key) ?? []) {
        if (told?.has(connection) === true) continue;
        told?.add(connection);
        const { session } = connection;
        const form = session?.form === undefined ? frame : session.form(frame, key);
        if (form === undefined) continue;
        let text = texts.get(form);
        if (text === undefined) texts.set(form, (text = textOf(form)));
        connection.tell(text, key, of);
      }
  }

  /** Cuts a client off for what it did or failed to do. */
  cut(connection: HousedConnection, cause: keyof typeof CUTS): void {
    this.#parts.tally.cutFor(cause);
    // Nobody waits for one who does not read.
    if (cause === 'slow') connection.drop();
    else connection.close(1008, CUTS[cause]);
  }

  /** Cuts everybody off, as when a venue's machines go. */
  dropAll(): void {
    for (const connection of this.#connections) connection.drop();
  }

  #connection(headers: Readonly<Record<string, string>>, nowMs: number): HousedConnection {
    const { face, tally, faults, isMute, now } = this.#parts;
    return new HousedConnection({
      nowMs,
      messagesPerMs: face.limits.messages.perMs,
      headers,
      passage: (connection) => faults.passage(connection),
      isMute,
      sent: (text) => {
        tally.sent += 1;
        tally.bytes += text.length;
      },
      ended: (connection) => {
        faults.ended(connection);
        this.#connections.delete(connection);
        this.#subscriptions.refresh(connection, now());
      },
    });
  }

  #refresh(connection: HousedConnection): void {
    const { tally, face, now } = this.#parts;
    this.#subscriptions.refresh(connection, now());
    const topics = connection.indexed.size;
    tally.topicsOnSocket = Math.max(tally.topicsOnSocket, topics);
    if (topics > face.limits.topicsPerSocket) this.cut(connection, 'topics');
  }
}

const CUTS = {
  messages: 'too many messages',
  topics: 'too many topics',
  silence: 'nothing heard for too long',
  lifetime: 'connection expired',
  slow: 'reading too slowly',
} as const;
