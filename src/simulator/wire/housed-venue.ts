import type { MarketKind, VenueId } from '../../domain/ids.ts';
import type { Input } from '../../domain/input.ts';
import type { AtMs } from '../../domain/units.ts';
import type { SimMarket } from '../sim-market.ts';
import type { MarketFeed } from '../sim-markets.ts';
import type { Passage } from './housed-connection.ts';
import type { AccountHappening, Session, VenueFace, VenueHouse, WireAnswer, WireRequest } from './venue-face.ts';
import type { VenueCounts } from './venue-counts.ts';
import type { HousedDesk } from './venue-desk.ts';
import type { FrameTime } from './venue-wire.ts';
import { atMs } from '../../domain/units.ts';
import { HousedConnection, textOf } from './housed-connection.ts';
import { RestBudget } from './rest-budget.ts';
import { Subscriptions } from './subscriptions.ts';
import { Tally } from './venue-counts.ts';
import { WindowMeter } from './window-meter.ts';

export interface HousedVenueParts {
  readonly face: VenueFace;
  readonly markets: readonly SimMarket[];
  readonly allMarkets: readonly SimMarket[];
  /** Makes the desk, which tells what happens on it. */
  readonly desk: (happened: (happening: AccountHappening) => void) => HousedDesk;
  readonly now: () => AtMs;
  readonly skewMs: () => number;
  /** Where faults stand between the venue and its clients. */
  readonly passage?: (connection: HousedConnection) => Passage;
  readonly tally: Tally;
}

/** An answer with what becomes of it on the way; `silence`: the client waits in vain. */
export type RestReply =
  { readonly kind: 'answer'; readonly answer: WireAnswer; readonly delayMs: number } | { readonly kind: 'silence' };

/** What comes of a request for a socket, or for lines without end. */
export type Opening =
  | { readonly kind: 'open'; readonly connection: HousedConnection }
  | { readonly kind: 'refused'; readonly answer: WireAnswer };

/** One venue behind its face: its clients, its subscriptions, its limits. It knows no transport and keeps no time. */
export class HousedVenue implements VenueHouse {
  readonly face: VenueFace;
  readonly markets: readonly SimMarket[];
  readonly allMarkets: readonly SimMarket[];
  readonly desk: HousedDesk;
  readonly #parts: HousedVenueParts;
  readonly #subscriptions = new Subscriptions();
  readonly #connections = new Set<HousedConnection>();
  readonly #connects: WindowMeter;
  readonly #budget: RestBudget;
  readonly #byName = new Map<string, SimMarket>();
  #id = 0;

  constructor(parts: HousedVenueParts) {
    const { face, markets } = parts;
    this.#parts = parts;
    this.face = face;
    this.markets = markets;
    this.allMarkets = parts.allMarkets;
    this.desk = parts.desk((happening) => this.#tellAccount(happening));
    this.#connects = new WindowMeter(face.limits.connects.perMs);
    this.#budget = new RestBudget(face.limits.rest);
    for (const market of markets) {
      const { nativeSymbol, kind } = market.instrument;
      this.#byName.set(`${nativeSymbol}|${kind}`, market);
      if (!this.#byName.has(nativeSymbol)) this.#byName.set(nativeSymbol, market);
    }
  }

  get venue(): VenueId {
    return this.face.venue;
  }

  get nowMs(): AtMs {
    return atMs(this.#parts.now() + this.#parts.skewMs());
  }

  get connections(): ReadonlySet<HousedConnection> {
    return this.#connections;
  }

  market(nativeSymbol: string, kind?: MarketKind): SimMarket | undefined {
    return this.#byName.get(kind === undefined ? nativeSymbol : `${nativeSymbol}|${kind}`);
  }

  nextId(): number {
    this.#id += 1;
    return this.#id;
  }

  /** A client asks for a socket. Its line is handed to the connection once it is there. */
  connect(target: string, headers: Readonly<Record<string, string>> = {}): Opening {
    return this.#open(headers, ({ outlet }) => this.face.open(target, outlet, this));
  }

  /** A client asks for lines without end; `undefined` for an ordinary request. */
  lines(request: WireRequest): Opening | undefined {
    const { face } = this;
    if (face.lines === undefined) return undefined;
    let isOrdinary = false;
    const opening = this.#open(request.headers, ({ outlet }) => {
      const opened = face.lines?.(request, outlet, this);
      isOrdinary = opened === undefined;
      return opened ?? { status: 404, body: '' };
    });
    return isOrdinary ? undefined : opening;
  }

  receive(connection: HousedConnection, text: string): void {
    const { session } = connection;
    if (connection.state === 'closed' || session === undefined) return;
    const { limits } = this.face;
    const { tally } = this.#parts;
    const now = this.#parts.now();
    tally.received += 1;
    connection.lastHeardMs = now;
    const used = connection.messages.add(now);
    tally.messagesInWindow = Math.max(tally.messagesInWindow, used);
    if (used > limits.messages.count) {
      if (limits.messages.frame === undefined) return this.#cut(connection, 'messages');
      connection.outlet.send(limits.messages.frame);
      return;
    }
    session.receive(text, this);
    this.desk.takeFate();
    this.refresh(connection);
  }

  /** A protocol ping or pong came. */
  noteLife(connection: HousedConnection): void {
    connection.lastHeardMs = this.#parts.now();
  }

  rest(request: WireRequest): RestReply {
    const answer = this.#answer(request);
    const fate = this.desk.takeFate();
    return fate.kind === 'silence' ? fate : { kind: 'answer', answer, delayMs: fate.delayMs };
  }

  #answer(request: WireRequest): WireAnswer {
    const now = this.#parts.now();
    const { tally } = this.#parts;
    tally.requests += 1;
    const verdict = this.#budget.ask(this.face.weigh(request), now);
    if (verdict.kind !== 'granted') {
      tally.requestsRefused += 1;
      return this.face.refuse(verdict.kind, verdict.retryAfterSeconds);
    }
    const answer = this.face.rest(request, this);
    const used = this.face.usedHeaders?.(this.#budget.used(now));
    return used === undefined ? answer : { ...answer, headers: { ...used, ...answer.headers } };
  }

  /** Takes note of what a connection's session is subscribed to by now. */
  refresh(connection: HousedConnection): void {
    this.#subscriptions.refresh(connection, this.#parts.now());
    const topics = connection.indexed.size;
    const { tally } = this.#parts;
    tally.topicsOnSocket = Math.max(tally.topicsOnSocket, topics);
    if (topics > this.face.limits.topicsPerSocket) this.#cut(connection, 'topics');
  }

  wants(market: SimMarket, feed: MarketFeed): boolean {
    return this.#subscriptions.wants(market, feed, this.#parts.now());
  }

  /** Frames of one market: each goes to those who want it. */
  hear(market: SimMarket, feed: MarketFeed, frames: readonly Input[]): void {
    for (const input of frames) {
      if (input.kind !== 'frame') continue;
      const keys = this.face.keysOf(input);
      this.#subscriptions.learn(market, feed, keys);
      this.#publish(keys, input.frame);
    }
  }

  /** Frames that the markets themselves do not make. */
  tellExtras(time: FrameTime): void {
    const { wanted } = this.#subscriptions;
    if (wanted.size === 0 || this.face.extras === undefined) return;
    for (const { key, frame } of this.face.extras(this.markets, { time, wanted })) this.#publish([key], frame);
  }

  /** Once a second: what the sessions have to say by themselves, and what the venue does not put up with. */
  second(): void {
    const { clientSilenceMs = Infinity, lifetimeMs = Infinity } = this.face.limits;
    const now = this.#parts.now();
    for (const connection of this.#connections) {
      if (now - connection.lastHeardMs >= clientSilenceMs) this.#cut(connection, 'silence');
      else if (now - connection.bornAtMs >= lifetimeMs) this.#cut(connection, 'lifetime');
      else if (connection.state === 'open') {
        connection.session?.tick?.(this);
        this.refresh(connection);
      }
    }
  }

  /** Cuts every client off, as when a venue's machines go. */
  pull(): void {
    for (const connection of this.#connections) connection.drop();
  }

  counts(): VenueCounts {
    const { tally } = this.#parts;
    const { total, maximum } = this.#connects;
    return {
      venue: this.venue,
      sockets: {
        open: this.#connections.size,
        attempts: total,
        attemptsInWindow: maximum,
        refused: tally.refused,
        cut: Object.fromEntries(tally.cut),
      },
      messages: { received: tally.received, inWindow: tally.messagesInWindow },
      topics: { subscribed: this.#subscriptions.total, onSocket: tally.topicsOnSocket },
      frames: { sent: tally.sent, bytes: tally.bytes },
      rest: { requests: tally.requests, refused: tally.requestsRefused, weights: this.#budget.weights() },
      orders: this.desk.sends(),
      faults: Object.fromEntries([...tally.faults, ...this.desk.faultCounts()]),
    };
  }

  #open(
    headers: Readonly<Record<string, string>>,
    ask: (connection: HousedConnection) => Session | WireAnswer,
  ): Opening {
    const { tally, passage } = this.#parts;
    const { limits } = this.face;
    const messagesPerMs = limits.messages.perMs;
    const nowMs = this.#parts.now();
    const refuse = (answer: WireAnswer): Opening => {
      tally.refused += 1;
      return { kind: 'refused', answer };
    };
    if (this.#connects.add(nowMs) > limits.connects.count) {
      const waitMs = this.#connects.waitMs(nowMs, { count: limits.connects.count });
      return refuse(this.face.refuse('rate-limited', Math.ceil(waitMs / 1000)));
    }
    const ended = (connection: HousedConnection): void => {
      this.#connections.delete(connection);
      this.#subscriptions.refresh(connection, this.#parts.now());
    };
    const sent = (text: string): void => {
      tally.sent += 1;
      tally.bytes += text.length;
    };
    const isMute = (): boolean => this.desk.isSilent;
    const connection = new HousedConnection({ nowMs, messagesPerMs, headers, passage, isMute, sent, ended });
    const session = ask(connection);
    if ('status' in session) return refuse(session);
    connection.session = session;
    this.#connections.add(connection);
    this.refresh(connection);
    return { kind: 'open', connection };
  }

  #cut(connection: HousedConnection, cause: 'messages' | 'topics' | 'silence' | 'lifetime' | 'slow'): void {
    this.#parts.tally.cutFor(cause);
    connection.close(1008, CUTS[cause]);
  }

  /** A client that reads slower than the venue speaks. */
  cutSlow(connection: HousedConnection): void {
    this.#parts.tally.cutFor('slow');
    connection.drop();
  }

  #tellAccount(happening: AccountHappening): void {
    if (this.#connections.size === 0) return;
    for (const { key, frame } of this.face.privateFrames?.(happening, this) ?? []) this.#publish([key], frame);
  }

  /** Text is made once a frame, or once a form that some session wants it in. */
  #publish(keys: readonly string[], frame: unknown): void {
    const texts = new Map<unknown, string>();
    const told = keys.length > 1 ? new Set<HousedConnection>() : undefined;
    for (const key of keys)
      for (const connection of this.#subscriptions.subscribers(key) ?? []) {
        if (told?.has(connection) === true) continue;
        told?.add(connection);
        const { session } = connection;
        const form = session?.form === undefined ? frame : session.form(frame, key);
        if (form === undefined) continue;
        let text = texts.get(form);
        if (text === undefined) texts.set(form, (text = textOf(form)));
        connection.tell(text);
      }
  }
}

const CUTS = {
  messages: 'too many messages',
  topics: 'too many topics',
  silence: 'nothing heard for too long',
  lifetime: 'connection expired',
  slow: 'reading too slowly',
} as const;
