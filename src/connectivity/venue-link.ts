import type { MarketKey, VenueId } from '../domain/ids.ts';
import type { Instrument } from '../domain/instrument.ts';

/**
 * How one venue wants to be spoken to: facts and pure functions, one object a venue (`venues/<name>/link.ts`).
 * Connectivity runs it and knows nothing else of the venue. Nothing here throws on what a server says.
 */
export interface VenueLink {
  readonly venue: VenueId;
  /** Base addresses by name, without a trailing slash: `https://…` and `wss://…`. Configuration may put others in their place. */
  readonly hosts: Readonly<Record<string, string>>;
  readonly sockets: readonly SocketKind[];
  /** What is subscribed for one market. Channels of all markets repeat the same topic; it is subscribed once. */
  channels(instrument: Instrument): readonly Channel[];
  readonly rest: RestLink;
  /** The capability table: what comes how, how often, within which limit, with which quirk. Docs are made from it. */
  readonly capabilities: readonly Capability[];
}

/** One subscription. */
export interface Channel {
  /** Name of a `SocketKind`. */
  readonly socket: string;
  /** As `SocketKind.read` names it for data; unique within the kind of socket. */
  readonly topic: string;
  /** Absent for a topic of all markets. */
  readonly market?: MarketKey;
  readonly carries: 'book' | 'top' | 'funding' | 'prices' | 'trades' | 'liquidations' | 'orders';
  /** `latest`: each frame says all there is of its topic, so that under pressure only the newest is kept. `none`: none may be missing. */
  readonly conflation: 'latest' | 'none';
  /** Longest silence of a healthy channel, counted from the subscription on; absent where nothing may come for hours. */
  readonly silenceMs?: number;
}

/** One kind of socket of a venue. Several are opened where topics do not fit in one. */
export interface SocketKind {
  /**
   * Also the `conn` of its frames: `name` for the first connection, `name#2`, `name#3` … for more. Decoders tell kinds
   * apart by the part before `#` and connections by the whole.
   */
  readonly name: string;
  /** Key of `hosts`. */
  readonly host: string;
  /** Path and query after the host, for the topics it will carry first (most venues ignore them). */
  readonly path: string;
  /** A REST answer is needed before connecting (KuCoin's token). */
  readonly token?: {
    readonly call: RestCall;
    /** The whole address from the answer's JSON; `undefined` when it cannot be read. `connectId` is unique a connection. */
    readonly url: (
      answer: unknown,
      connectId: string,
    ) => { readonly url: string; readonly pingEveryMs?: number } | undefined;
  };
  /** Headers of the opening request, keys among them: never recorded, never logged. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * No WebSocket: a POST of this body to an `http(s)` host, answered by an endless run of lines, each of them a frame.
   * It carries everything from its opening on; `subscribe` and the heartbeat say nothing on it.
   */
  readonly lines?: { readonly body: string };
  /** Said once the socket is open, made anew for each one; its answer is the `welcome`. Holds a key: never recorded, never logged. */
  readonly login?: () => string;
  /** Messages sent first, before any subscription (after the welcome where there is one). */
  readonly greeting?: readonly string[];
  /** Nothing may be sent before `read` has returned `welcome`. */
  readonly awaitsWelcome?: boolean;
  /** One client message that subscribes `topics` (at most `topicsPerMessage`); `id` is a positive integer. */
  subscribe(topics: readonly string[], id: number): string;
  unsubscribe(topics: readonly string[], id: number): string;
  /** What a frame (parsed JSON, or the text itself where it is not JSON) says about the session. Never throws; cheap. */
  read(frame: unknown): SocketWord;
  readonly heartbeat: Heartbeat;
  /** No frame, ping or pong for so long: the line is dead. */
  readonly silenceMs: number;
  /** The venue cuts a connection after this; it is replaced before. */
  readonly lifetimeMs?: number;
  readonly limits: SocketLimits;
  /**
   * While a connection is replaced, both carry a topic. `switch`: the old one's frames are dropped from the new one's first
   * on (streams that begin with a snapshot). `both`: identical frames are dropped, the rest interleaves (ids tell order).
   */
  readonly overlap: 'switch' | 'both';
}

export interface SocketLimits {
  readonly topicsPerConnection: number;
  readonly topicsPerMessage: number;
  /** Client messages of one connection, heartbeats included. */
  readonly messages: Rate;
  /** Client messages of one address (IP), over all connections of the kinds of sockets that state the same rate. */
  readonly messagesShared?: Rate;
  /** New connections of one address (IP), over all kinds of sockets of the venue that state the same rate. */
  readonly connects: Rate;
}

/** At most `count` in any `perMs`. */
export interface Rate {
  readonly count: number;
  readonly perMs: number;
}

export type Heartbeat =
  /** The client sends `text(id)` every so often. */
  | { readonly kind: 'text'; readonly everyMs: number; readonly text: (id: number, nowMs: number) => string }
  /** The client sends protocol pings every so often. */
  | { readonly kind: 'protocol'; readonly everyMs: number };

/** What one frame says about the session. */
export type SocketWord =
  /** Market data of a topic. */
  | { readonly kind: 'data'; readonly topic: string }
  | { readonly kind: 'welcome' }
  /** A subscription stands: its topics, or the `id` of the message that asked for it. */
  | { readonly kind: 'confirmed'; readonly topics?: readonly string[]; readonly id?: number }
  | {
      readonly kind: 'refused';
      readonly topics?: readonly string[];
      readonly id?: number;
      readonly reason: string;
      /** `rate-limited`: slow down and ask again; `unknown`: this topic does not exist; `fatal`: the connection is of no use. */
      readonly because: 'rate-limited' | 'unknown' | 'fatal' | 'authentication';
      readonly retryAfterMs?: number;
    }
  /** The server wants an answer (Deribit's test_request, TickDB's ping). */
  | { readonly kind: 'answer'; readonly text: string }
  | { readonly kind: 'pong' }
  /** The server says that it will cut this connection: replace it now. */
  | { readonly kind: 'leaving'; readonly reason: string }
  /** Anything else. */
  | { readonly kind: 'other' };

/** One REST request, without its host's address. */
export interface RestCall {
  readonly method: 'GET' | 'POST';
  /** Key of `hosts`. */
  readonly host: string;
  /** Path and query. */
  readonly path: string;
  /** JSON text. */
  readonly body?: string;
  /** Bucket and weight of the venue's own accounting. */
  readonly bucket: string;
  readonly weight: number;
  /** Where `nextPage` may end that goes backwards by a count of rows; not sent. */
  readonly sinceMs?: number;
  /** Keys of relays: never recorded, never logged. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The line a call is recorded and decoded under: `GET /path?query`, `POST /path {body}`. */
export const lineOf = ({ method, path, body }: RestCall): string =>
  body === undefined ? `${method} ${path}` : `${method} ${path} ${body}`;

export interface RestLink {
  /** Weighted budgets by name; kept to 80 % of. */
  readonly buckets: Readonly<Record<string, Rate>>;
  /** First pages of every instrument list, with the lists that state intervals and caps. */
  instruments(): readonly RestCall[];
  /** The page after an answer; `undefined` when there is none, or the answer cannot be read. */
  nextPage(call: RestCall, answer: unknown): RestCall | undefined;
  /** Settled rates of one market within an interval, paged by `nextPage`. */
  fundingHistory(
    instrument: Instrument,
    range: { readonly fromMs: number; readonly toMs: number },
  ): RestCall | undefined;
  /** A whole book, to start or to resync from; as cheap as the sequence rule allows. */
  bookSnapshot(instrument: Instrument): RestCall | undefined;
  /** Server time; `undefined` where the venue has none. */
  time(): RestCall | undefined;
  /** Running funding estimates, marks and indices in as few calls as possible: fallback and reconciliation. */
  funding(instruments: readonly Instrument[]): readonly RestCall[];
  /** What response headers say of budgets used within the current window. */
  used(
    headers: Readonly<Record<string, string>>,
    /** What was asked: venues name the budgets of different hosts alike. */
    call: RestCall,
  ): readonly { readonly bucket: string; readonly weight: number }[];
  /**
   * Whether an answer of HTTP 200 says "too many requests" in its body; with the wait where it names one, or the instant
   * at which to ask again and `nowMs` is given.
   */
  throttled?(answer: unknown, nowMs?: number): { readonly retryAfterMs?: number } | undefined;
}

/** One row of the capability table. */
export interface Capability {
  readonly feed:
    | 'book'
    | 'top'
    | 'funding'
    | 'settled funding'
    | 'mark'
    | 'index'
    | 'trades'
    | 'liquidations'
    | 'orders'
    | 'instruments'
    | 'snapshot'
    | 'server time'
    | 'heartbeat'
    | 'connection';
  /** Channel or endpoint, in the venue's words. */
  readonly channel: string;
  /** Milliseconds between messages of a busy market; absent where it is on change or on request. */
  readonly cadenceMs?: number;
  /** The venue's limit that governs it, in words with numbers. */
  readonly limit: string;
  /** What surprises. */
  readonly quirk: string;
}
