import type { MarketKind, VenueId } from '../../domain/ids.ts';
import type { Input } from '../../domain/input.ts';
import type { AtMs } from '../../domain/units.ts';
import type { SimMarket } from '../sim-market.ts';
import type { MarketFeed } from '../sim-markets.ts';
import type { HousedConnection } from './housed-connection.ts';
import type { Opening } from './venue-clients.ts';
import type { Tally, VenueCounts } from './venue-counts.ts';
import type { HousedDesk } from './venue-desk.ts';
import type { AccountHappening, VenueFace, VenueHouse, WireAnswer, WireRequest } from './venue-face.ts';
import type { VenueFaults } from './venue-faults.ts';
import type { FrameTime } from './venue-wire.ts';
import { atMs } from '../../domain/units.ts';
import { RestBudget } from './rest-budget.ts';
import { VenueClients } from './venue-clients.ts';

export interface HousedVenueParts {
  readonly face: VenueFace;
  readonly markets: readonly SimMarket[];
  readonly allMarkets: readonly SimMarket[];
  /** Makes the desk, which tells what happens on it. */
  readonly desk: (happened: (happening: AccountHappening) => void) => HousedDesk;
  readonly now: () => AtMs;
  readonly tally: Tally;
  readonly faults: VenueFaults;
}

/** An answer with what becomes of it on the way; `silence`: the client waits in vain. */
export type RestReply =
  { readonly kind: 'answer'; readonly answer: WireAnswer; readonly delayMs: number } | { readonly kind: 'silence' };

/** One venue behind its face: its clients, its budgets, its account. It knows no transport and keeps no time. */
export class HousedVenue implements VenueHouse {
  readonly face: VenueFace;
  readonly markets: readonly SimMarket[];
  readonly allMarkets: readonly SimMarket[];
  readonly desk: HousedDesk;
  readonly faults: VenueFaults;
  readonly #parts: HousedVenueParts;
  readonly #clients: VenueClients;
  readonly #budget: RestBudget;
  readonly #byName = new Map<string, SimMarket>();
  #answerOfAll: WireAnswer | undefined;
  #id = 0;

  constructor(parts: HousedVenueParts) {
    const { face, markets, now, tally, faults } = parts;
    this.#parts = parts;
    this.face = face;
    this.markets = markets;
    this.allMarkets = parts.allMarkets;
    this.faults = faults;
    this.desk = parts.desk((happening) => this.#tellAccount(happening));
    this.#clients = new VenueClients({ face, house: this, now, tally, faults, isMute: () => this.desk.isSilent });
    this.#budget = new RestBudget(face.limits.rest);
    for (const market of markets) {
      const { nativeSymbol, kind } = market.instrument;
      this.#byName.set(`${nativeSymbol}|${kind}`, market);
      // A name alone is rather the contract's than the spot pair's.
      if (kind !== 'spot' || !this.#byName.has(nativeSymbol)) this.#byName.set(nativeSymbol, market);
    }
  }

  get venue(): VenueId {
    return this.face.venue;
  }

  get nowMs(): AtMs {
    return atMs(this.#parts.now() + this.faults.skewMs);
  }

  market(nativeSymbol: string, kind?: MarketKind): SimMarket | undefined {
    return this.#byName.get(kind === undefined ? nativeSymbol : `${nativeSymbol}|${kind}`);
  }

  /** Stands by itself, so that a face may hand it on. */
  readonly nextId = (): number => {
    this.#id += 1;
    return this.#id;
  };

  /** A client asks for a socket. Its line is handed to the connection once it is there. */
  connect(target: string, headers: Readonly<Record<string, string>> = {}): Opening {
    const forAll = this.#answerOfAll;
    const opening = this.#clients.let(headers, ({ outlet }) => forAll ?? this.face.open(target, outlet, this));
    return opening ?? { kind: 'refused', answer: { status: 404, body: '' } };
  }

  /** A client asks for lines without end; `undefined` for an ordinary request. */
  lines(request: WireRequest): Opening | undefined {
    const { face } = this;
    if (face.lines === undefined || this.#answerOfAll !== undefined) return undefined;
    return this.#clients.let(request.headers, ({ outlet }) => face.lines?.(request, outlet, this));
  }

  receive(connection: HousedConnection, text: string): void {
    this.#clients.receive(connection, text);
    this.desk.takeFate();
  }

  /** A protocol ping or pong came. */
  noteLife(connection: HousedConnection): void {
    connection.lastHeardMs = this.#parts.now();
  }

  /** A client that reads slower than the venue speaks. */
  cutSlow(connection: HousedConnection): void {
    this.#clients.cut(connection, 'slow');
  }

  rest(request: WireRequest): RestReply {
    this.#parts.tally.requests += 1;
    const misfortune = this.faults.rest(this.face);
    if (misfortune === 'silence') return { kind: 'silence' };
    const answer = misfortune ?? this.#answerOfAll ?? this.#answer(request);
    const fate = this.desk.takeFate();
    return fate.kind === 'silence' ? fate : { kind: 'answer', answer, delayMs: fate.delayMs };
  }

  /** From now on every request and every new socket gets this answer: a page of a provider that blocks, for example. */
  answerAll(answer: WireAnswer | undefined): void {
    this.#answerOfAll = answer;
  }

  wants(market: SimMarket, feed: MarketFeed): boolean {
    return this.#clients.wants(market, feed);
  }

  /** Frames of one market: each goes to those who want it. */
  hear(market: SimMarket, feed: MarketFeed, frames: readonly Input[]): void {
    for (const input of frames) {
      if (input.kind !== 'frame') continue;
      const keys = this.face.keysOf(input);
      this.#clients.learn(market, feed, keys);
      this.#clients.publish(keys, input.frame);
    }
  }

  /** Frames that the markets themselves do not make. */
  tellExtras(time: FrameTime): void {
    const { wanted } = this.#clients;
    if (wanted.size === 0 || this.face.extras === undefined) return;
    for (const { key, frame } of this.face.extras(this.markets, { time, wanted })) this.#clients.publish([key], frame);
  }

  second(): void {
    this.#clients.second();
  }

  pull(): void {
    this.#clients.dropAll();
  }

  counts(): VenueCounts {
    const { tally } = this.#parts;
    const { connects, open, subscribed } = this.#clients;
    return {
      venue: this.venue,
      sockets: {
        open,
        attempts: connects.total,
        attemptsInWindow: connects.maximum,
        refused: tally.refused,
        cut: Object.fromEntries(tally.cut),
      },
      messages: { received: tally.received, inWindow: tally.messagesInWindow },
      topics: { subscribed, onSocket: tally.topicsOnSocket },
      frames: { sent: tally.sent, bytes: tally.bytes },
      rest: { requests: tally.requests, refused: tally.requestsRefused, weights: this.#budget.weights() },
      orders: this.desk.sends(),
      faults: Object.fromEntries([...tally.faults, ...this.desk.faultCounts()]),
    };
  }

  #answer(request: WireRequest): WireAnswer {
    const nowMs = this.#parts.now();
    const verdict = this.#budget.ask(this.face.weigh(request), nowMs);
    if (verdict.kind !== 'granted') {
      this.#parts.tally.requestsRefused += 1;
      return this.face.refuse(verdict.kind, verdict.retryAfterSeconds);
    }
    const answer = this.face.rest(request, this);
    const used = this.face.usedHeaders?.(this.#budget.used(nowMs), request);
    return used === undefined ? answer : { ...answer, headers: { ...used, ...answer.headers } };
  }

  #tellAccount(happening: AccountHappening): void {
    if (this.#clients.open === 0) return;
    for (const { key, frame } of this.face.privateFrames?.(happening, this) ?? [])
      this.#clients.publish([key], frame, 'account');
  }
}
