import type { ClientOrderId, MarketKey, MarketKind, Side, VenueId } from '../../domain/ids.ts';
import type { Input } from '../../domain/input.ts';
import type { DecimalText } from '../../domain/money.ts';
import type {
  AccountTransfer,
  Fill,
  FundingPayment,
  RefusalCode,
  VenueBalance,
  VenuePosition,
} from '../../domain/order.ts';
import type { AtMs } from '../../domain/units.ts';
import type { SimMarket } from '../sim-market.ts';
import type { FrameTime } from './venue-wire.ts';

/**
 * One simulated venue as the network sees it: sessions and requests in the venue's own formats. Transport-free and pure:
 * the house hands in markets, account and time, an adapter binds it to real sockets, specs bind it in memory. What the
 * markets say comes as the `frame` inputs of the venue's `VenueWire`; `keysOf` tells who wants them.
 */
export interface VenueFace {
  readonly venue: VenueId;
  /** Where each host of the venue's link is found on a server at these origins (no trailing slash); paths may be added. */
  endpoints(at: { readonly http: string; readonly ws: string }): Readonly<Record<string, string>>;
  /** A client asks for a socket at `target` (path and query). */
  open(target: string, outlet: Outlet, house: VenueHouse): Session | WireAnswer;
  /**
   * A request whose answer never ends: each frame sent to the outlet is one line of it. `undefined`: an ordinary request,
   * for `rest`. Only relays have these.
   */
  lines?(request: WireRequest, outlet: Outlet, house: VenueHouse): Session | WireAnswer | undefined;
  /** Subscription keys under which a frame of the venue's `VenueWire` is sent out. */
  keysOf(frame: Extract<Input, { kind: 'frame' }>): readonly string[];
  /** A session that wants a frame under several of its keys gets it under each; absent: once. */
  readonly tellsEveryKey?: true;
  /** Frames of channels that `VenueWire` does not make (other depths, tickers), for the keys that somebody wants. */
  extras?(
    markets: readonly SimMarket[],
    told: { readonly time: FrameTime; readonly wanted: ReadonlySet<string> },
  ): readonly { readonly key: string; readonly frame: unknown }[];
  /** Frames for one account: after something happened to its orders, balances or positions. */
  privateFrames?(
    happening: AccountHappening,
    house: VenueHouse,
  ): readonly { readonly key: string; readonly frame: unknown }[];
  rest(request: WireRequest, house: VenueHouse): WireAnswer;
  /** The weight of a request in the venue's accounting, for the house's budget and the headers that report it. */
  weigh(request: WireRequest): { readonly bucket: string; readonly weight: number };
  /** Headers that report what was used of the budgets. */
  usedHeaders?(used: Readonly<Record<string, number>>, request: WireRequest): Readonly<Record<string, string>>;
  /** Refusals in the venue's words: what it says instead of an answer. */
  refuse(kind: 'rate-limited' | 'banned' | 'unavailable' | 'server-error', retryAfterSeconds: number): WireAnswer;
  /** What the venue enforces; the house does it. */
  readonly limits: FaceLimits;
}

export interface FaceLimits {
  /** Weighted REST budgets by bucket. */
  readonly rest: Readonly<Record<string, { readonly count: number; readonly perMs: number }>>;
  /** Client messages of one socket; more close it, or get `frame` where the venue only complains. */
  readonly messages: { readonly count: number; readonly perMs: number; readonly frame?: unknown };
  /** New sockets of one address. */
  readonly connects: { readonly count: number; readonly perMs: number };
  readonly topicsPerSocket: number;
  /** A socket whose client has said nothing for so long is closed; absent where the venue does not mind. */
  readonly clientSilenceMs?: number;
  /** A socket is cut after this long. */
  readonly lifetimeMs?: number;
}

/** The way back to one client. */
export interface Outlet {
  /** What the client's opening request brought, names in lower case: relays want a key there. */
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON value or text, as it goes on the wire. */
  send(frame: unknown): void;
  ping(): void;
  close(code: number, reason: string): void;
  /** Cuts without a word: the client sees 1006. */
  drop?(): void;
}

/** One client's socket. `keys` is what it is subscribed to; the house sends it every frame with one of these keys. */
export interface Session {
  readonly keys: ReadonlySet<string>;
  receive(text: string, house: VenueHouse): void;
  /**
   * How this session wants a frame that is sent to one of its keys: wrapped, unwrapped, under the name it subscribed it
   * by; nothing for `undefined`. Absent: as it is. The same value for the same frame may be put into text once.
   */
  form?(frame: unknown, key: string): unknown;
  /** Called once a second of the venue's time: server pings, test requests. */
  tick?(house: VenueHouse): void;
}

/** The venue behind a face. */
export interface VenueHouse {
  /** The venue's own clock, skew included. */
  readonly nowMs: AtMs;
  readonly markets: readonly SimMarket[];
  /** Markets of every venue, for relays, which speak of them all. Their own `markets` are these too. */
  readonly allMarkets?: readonly SimMarket[];
  market(nativeSymbol: string, kind?: MarketKind): SimMarket | undefined;
  /** The one account, reached with `API_KEY`. */
  readonly desk: VenueDesk;
  /** A number never given before, for ids of connections, trades and requests. */
  nextId(): number;
}

/** Credentials that every face accepts; signatures are not checked, keys, passphrases and timestamps are. */
export const API_KEY = 'simulated-key';
export const API_SECRET = 'simulated-secret';
export const API_PASSPHRASE = 'simulated-passphrase';

/** Order entry and the account's truth, at once and without latency. Quantities in the venue's unit. */
export interface VenueDesk {
  place(order: NewOrder): { readonly kind: 'accepted'; readonly order: DeskOrder } | DeskRefusal;
  /** The order as it stands after the cancellation; `undefined` when it is not known. */
  cancel(which: OrderName): DeskOrder | undefined;
  order(which: OrderName): DeskOrder | undefined;
  /** Oldest first. */
  orders(): readonly DeskOrder[];
  positions(): readonly VenuePosition[];
  balances(): readonly VenueBalance[];
  /** Oldest first. */
  fills(): readonly (Fill & { readonly venueOrderId: string })[];
  payments(): readonly FundingPayment[];
  /** Oldest first; ids are digits. */
  transfers(): readonly AccountTransfer[];
  /** Leverage per market, kept because clients set it; 1 where never set. */
  leverage(market: MarketKey): number;
  setLeverage(market: MarketKey, leverage: number): void;
}

export type OrderName = { readonly venueOrderId: string } | { readonly clientOrderId: string };

export interface DeskRefusal {
  readonly kind: 'refused';
  readonly code: RefusalCode;
  readonly message: string;
}

export interface NewOrder {
  /** The client's; the house makes one where the client named none. */
  readonly clientOrderId?: string;
  readonly market: MarketKey;
  readonly side: Side;
  readonly quantity: DecimalText;
  /** Absent for a market order. */
  readonly limitPrice?: DecimalText;
  readonly timeInForce: 'ioc' | 'gtc' | 'post-only';
  readonly reduceOnly: boolean;
}

export interface DeskOrder {
  readonly venueOrderId: string;
  readonly clientOrderId: ClientOrderId;
  readonly market: MarketKey;
  readonly side: Side;
  readonly quantity: DecimalText;
  readonly limitPrice: DecimalText;
  readonly type: 'limit' | 'market';
  readonly timeInForce: 'ioc' | 'gtc' | 'post-only';
  readonly reduceOnly: boolean;
  readonly state: 'open' | 'filled' | 'cancelled' | 'refused';
  readonly filledQuantity: DecimalText;
  /** 0 while nothing is filled. */
  readonly averagePrice: DecimalText;
  readonly createdAtMs: AtMs;
  readonly updatedAtMs: AtMs;
  readonly fills: readonly Fill[];
}

export type AccountHappening =
  | { readonly kind: 'order'; readonly order: DeskOrder; readonly fill?: Fill }
  | { readonly kind: 'payment'; readonly payment: FundingPayment }
  | { readonly kind: 'position'; readonly position: VenuePosition };

export interface WireRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface WireAnswer {
  readonly status: number;
  /** A JSON value, or a text sent as it is. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}
