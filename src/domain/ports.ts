import type { JournalAnchor, JournalCut } from './anchor.ts';
import type { ActorSnapshot, Fact, FactDraft, IntentChange } from './fact.ts';
import type { FeeLadder, FeeRates } from './fees.ts';
import type { FundingObservation } from './funding.ts';
import type { ActorId, ClientOrderId, MarketKey, SymbolId, VenueId } from './ids.ts';
import type { FeedNotice, Input } from './input.ts';
import type { Json } from './codec.ts';
import type { Instrument } from './instrument.ts';
import type { MarketEvent } from './market-event.ts';
import type { ApprovedOrder, OrderIntent } from './order.ts';
import type { AtMs, Hours, Ms } from './units.ts';
import type { BookDepth } from './book.ts';

/** What the engine may ask of the outside. Requests are data; answers come back as inputs. */
export type WorldRequest =
  | { readonly kind: 'submit'; readonly order: ApprovedOrder }
  | { readonly kind: 'cancel'; readonly clientOrderId: ClientOrderId; readonly market: MarketKey }
  /** Look an order up by its client id; the answer comes after the venue's visibility delay at the earliest. */
  | { readonly kind: 'probe'; readonly clientOrderId: ClientOrderId; readonly market: MarketKey }
  /** The venue's open orders, positions, balances, and fills and payments since `sinceMs`. */
  | { readonly kind: 'account'; readonly venue: VenueId; readonly sinceMs: AtMs }
  /** A fresh snapshot for a book whose sequence broke. */
  | { readonly kind: 'resync'; readonly market: MarketKey; readonly recovery: 'rest-snapshot' | 'resubscribe' };

/**
 * A world: {clock, feeds, gateways}. The engine is the same bytes in each. It is pulled: the driver asks for what comes
 * next, hands it to the engine, and performs what the engine requests.
 */
export interface World {
  readonly name: 'simulated' | 'recorded' | 'history' | 'paper' | 'live';
  /** Where time starts; afterwards the time of the engine is the `atMs` of its last input. */
  readonly startAtMs: AtMs;
  readonly venues: readonly VenueProfile[];
  /** Absent where no relay is used. */
  readonly sources?: RelaySources | undefined;
  /**
   * The inputs of the next instant, in order, ending with a `turn` where market data was among them. When nothing comes
   * at or before `deadlineAtMs`, one `tick` at that instant. `ended` when a bounded world has no more.
   */
  next(deadlineAtMs: AtMs | undefined): Promise<readonly Input[] | 'ended'>;
  perform(request: WorldRequest): void;
  /** Where a world matches orders against books the engine keeps (recorded, paper), the engine lends them here. */
  lendBooks?(loan: MarketLoan): void;
  /** What runs beside the engine, for whoever draws it: the connections of a world that has any. */
  machines?(): readonly WorldMachine[];
  stop(): Promise<void>;
}

/** A state machine of a world, as it stands. `machine` is its definition, an XState machine; `value` its state value. */
export interface WorldMachine {
  readonly id: ActorId;
  readonly machine: object;
  readonly value: unknown;
  readonly context: unknown;
}

/** What the engine knows of a market, lent to a world that matches orders against it. Valid while an input is handled. */
export interface MarketLoan {
  readonly books: (market: MarketKey) => BookDepth | undefined;
  readonly instruments: (market: MarketKey) => Instrument | undefined;
  readonly marks: (market: MarketKey) => number | undefined;
  /** Index prices; absent where nothing settles on them. */
  readonly indices?: (market: MarketKey) => number | undefined;
  /** The last rate heard, for worlds that settle funding themselves. */
  readonly funding?: (market: MarketKey) => FundingObservation | undefined;
}

/** A stateful reader of one venue's frames. Never throws; what cannot be read is a `frame.rejected` event. */
export interface VenueDecoder {
  /** Socket frame, parsed JSON or a string. `conn` names the socket where one venue has several kinds. */
  frame(
    frame: unknown,
    source: { readonly conn: string; readonly atMs: AtMs; readonly dir?: 'out' },
  ): readonly MarketEvent[];
  /** REST answer; `rest` is the request line `METHOD /path?query`. */
  rest(frame: unknown, source: { readonly rest: string; readonly atMs: AtMs }): readonly MarketEvent[];
  /** A socket was lost: forget merged records and books that came over it. */
  lost(conn: string): readonly MarketEvent[];
}

/** The facts about a venue that decisions need; a row of its capability table. */
export interface VenueProfile {
  readonly venue: VenueId;
  createDecoder(): VenueDecoder;
  /** Fees where no ladder says otherwise. */
  readonly fees: Readonly<Record<'spot' | 'linear' | 'inverse', FeeRates>>;
  /** Absent where the fees are the same at any volume. */
  readonly feeLadder?: FeeLadder | undefined;
  /** Typical time between book and funding messages; freshness budgets stretch to twice these. */
  readonly bookCadenceMs: Ms;
  readonly fundingCadenceMs: Ms;
  /** Channels that speak only on change: age runs from the last frame of the unbroken socket. */
  readonly changeDriven: { readonly book: boolean; readonly funding: boolean };
  /** Longest silence of a healthy market feed. */
  readonly silenceMs: Ms;
  /** How long an accepted order may stay invisible to a look-up by client id. */
  readonly visibilityDelayMs: Ms;
  /** Client order ids: longest length and allowed characters. */
  readonly clientId: {
    readonly lengthMax: number;
    /** `uint32`: the decimal text of a whole number from 1 to 2^32 - 1. */
    readonly alphabet: 'hex' | 'alphanumeric' | 'uint32';
    readonly prefix?: string;
  };
  /** Funding interval where the venue states none for a market. */
  readonly defaultIntervalHours?: Hours;
  /** The price funding is settled on, the mark when absent. */
  readonly settlesOn?: 'mark' | 'index';
  /** The venue's native symbol of a unified one, where it can be known without its instrument list. */
  nativeSymbol?(symbol: SymbolId): string | undefined;
}

/** Something to be journaled about relays and whose word counts. */
export interface SourceFact {
  readonly type: string;
  /** The venue, relay or market it is about. */
  readonly about: VenueId | MarketKey;
  readonly body: { readonly [key: string]: Json };
}

/** How the markets of one venue are divided between itself and the relay that speaks of it. */
export interface SourceShare {
  readonly relay: VenueId;
  /** The relay's, as wanted; while it is not `well` the venue serves all. */
  readonly shareFraction: number;
  readonly state: 'well' | 'failed' | 'stale';
}

/**
 * Relays beside the venues, and whose word counts for which market. Made by the world; its state follows from what the
 * engine tells it, so that a replay divides the markets as the run did. Only rates, marks and indices are ever divided:
 * books are the venue's own, for orders meet them there.
 */
export interface RelaySources {
  readonly relays: readonly VenueId[];
  /** The events of a relay's frame or answer. */
  decode(input: Extract<Input, { kind: 'frame' | 'rest' }>): readonly MarketEvent[];
  /** Of what a venue or a relay said, that which counts now; what was withheld comes with it where its turn has come. */
  admit(source: VenueId, events: readonly MarketEvent[], nowMs: AtMs): readonly MarketEvent[];
  /** A connection of a relay opened or was lost; of a venue, what was withheld of it is forgotten. */
  connection(source: VenueId, status: 'open' | 'lost', nowMs: AtMs): void;
  notice(source: VenueId, notice: FeedNotice, nowMs: AtMs): void;
  /** The operator's word: at once, and back to 0 at once. */
  split(venue: VenueId, shareFraction: number): void;
  /** How a venue's markets are divided; `undefined` where no relay speaks of it. */
  shareOf(venue: VenueId): SourceShare | undefined;
  /** Once a minute. */
  watch(nowMs: AtMs): void;
  takeFacts(): readonly SourceFact[];
}

/** One input's worth of change: written in one transaction or not at all. */
export interface JournalBatch {
  /** Seq of the input that caused it. */
  readonly inputSeq: number;
  readonly facts: readonly FactDraft[];
  readonly snapshots: readonly Omit<ActorSnapshot, 'seq'>[];
  readonly intents: readonly IntentChange[];
  /** Account name to balance text, absolute values of the accounts that changed. */
  readonly ledger: Readonly<Record<string, string>>;
}

/** Durable facts, snapshots, intents and balances. */
export interface JournalStore {
  /** Names this journal for ever; client order ids derive from it. */
  readonly birthId: string;
  /** The last input seq a batch was committed for; 0 at birth. */
  readonly lastInputSeq: number;
  readonly lastSeq: number;
  /** Hash of the chain up to `lastSeq`, hex. */
  readonly headHash: string;
  /** Commits synchronously (survives a kill of the process) and returns the numbered facts. */
  commit(batch: JournalBatch): readonly Fact[];
  /** Resolves when everything committed so far is on disk (survives a loss of power). */
  flushed(): Promise<void>;
  /** From this fact on, or from the first that retention has left. */
  facts(fromSeq: number): Iterable<Fact>;
  /** What retention removed; absent where nothing was. */
  readonly anchor?: JournalAnchor | undefined;
  /** Removes the oldest facts and writes the anchor, in one transaction; absent where facts are never removed. */
  prune?(cut: JournalCut): void;
  snapshots(): readonly ActorSnapshot[];
  openIntents(): readonly OrderIntent[];
  balances(): Readonly<Record<string, string>>;
  /** What its directory takes on the disk, bytes; absent where nothing does. */
  sizeBytes?(): number;
  /** A small durable value of the engine's own, e.g. the configuration hash. */
  readMeta(key: string): Json | undefined;
  writeMeta(key: string, value: Json): void;
  close(): Promise<void>;
}
