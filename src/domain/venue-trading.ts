import type { ClientOrderId, MarketKey, MarketKind, VenueId } from './ids.ts';
import type { DecimalText } from './money.ts';
import type { AccountTransfer, Fill, OrderIntent, RefusalCode, VenueBalance, VenuePosition } from './order.ts';
import type { AtMs } from './units.ts';

/**
 * How one venue is traded at with a key: facts and functions, one object a venue (`venues/<name>/trading.ts`). They say what
 * to ask and read what comes back; signing, time and sockets are the gateway's. Numbers are texts throughout.
 */
export interface VenueTrading {
  readonly venue: VenueId;
  /** The class of ccxt that signs for it. */
  readonly exchange: string;
  readonly credentials: Readonly<Partial<Record<KeyPart, Credential>>>;
  /** Base addresses in ccxt's names, from those of the venue's link. */
  urls(hosts: Readonly<Record<string, string>>): Readonly<Record<string, string>>;
  /** Kinds of markets that are traded here. */
  readonly kinds: readonly MarketKind[];
  /** ccxt's words for markets of a kind where it lists them by kind. */
  readonly listings: Readonly<Partial<Record<MarketKind, string>>>;
  /** The venue's own name of a market in ccxt's list, where it is not its `id`; the number it is ordered by; our size. */
  named?(
    row: Readonly<Record<string, unknown>>,
  ): Pick<TradedMarket, 'native' | 'asset'> & Partial<Pick<TradedMarket, 'contractSize'>>;
  /** How its orders margin contracts: the account has to be set to it. */
  readonly marginMode: 'cross' | 'isolated';
  /** The no in an answer of HTTP status under 500; `undefined` where there is none. */
  faultIn(answer: VenueAnswer): VenueFault | undefined;
  serverTime(ask: AskVenue): Promise<AtMs>;
  readonly orders: VenueOrders;
  readonly account: VenueAccount;
  readonly setup: VenueSetup;
}

export type KeyPart = 'key' | 'secret' | 'passphrase';

/** One part of a key. */
export interface Credential {
  /** ccxt's name for it. */
  readonly ccxt: string;
  /** What it looks like, where venues have more to say of it than that it is one word; and that in words. */
  readonly shape?: { readonly pattern: RegExp; readonly words: string };
}

/** One request, signed by ccxt where its `api` is a private one. */
export interface VenueRequest {
  /** ccxt's name of the interface, such as `private` or `fapiPrivate`. */
  readonly api: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Without a leading slash. */
  readonly path: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** `params` is an action that is signed as a whole (Hyperliquid). */
  readonly isAction?: true;
  /** The key's address is added as `user`: the account is read by it (Hyperliquid). */
  readonly asUser?: true;
  /** The venue is to forget it when it arrives later than so many ms from now, by an instant of its clock. */
  readonly expires?: { readonly in: 'header' | 'params'; readonly name: string; readonly afterMs: number };
}

export interface VenueAnswer {
  readonly status: number;
  /** Parsed JSON with every number as the text it was written in, or a text that is no JSON. */
  readonly body: unknown;
}

/** A venue's no. */
export interface VenueFault {
  /** The venue's own code, or its words where it has none. */
  readonly code: string;
  readonly message: string;
  /** Where the code says for certain that an order was not taken. */
  readonly refusal?: RefusalCode;
  /** The order asked for is not there. */
  readonly isAbsent?: true;
}

/** Asks and returns the body of a yes. Throws VenueFaultError on a no, NoAnswerError where none came. */
export type AskVenue = (request: VenueRequest) => Promise<unknown>;

/** A market as a venue's private interface names it. */
export interface TradedMarket {
  readonly market: MarketKey;
  readonly kind: MarketKind;
  readonly native: string;
  /** The number orders name it by, where that is not its name. */
  readonly asset?: string;
  readonly base: string;
  readonly settle: string;
  /** As in `Instrument`. */
  readonly contractSize: DecimalText;
}

export interface TradedMarkets {
  of(market: MarketKey): TradedMarket | undefined;
  named(native: string, kind?: MarketKind): TradedMarket | undefined;
  all(): readonly TradedMarket[];
}

/** What a question has at hand. */
export interface Inquiry {
  readonly ask: AskVenue;
  readonly markets: TradedMarkets;
  /** Kinds that are traded at this venue: questions are asked for these only. */
  readonly kinds: readonly MarketKind[];
  readonly nowMs: AtMs;
  /** Client ids by the venue's own, for venues whose fills name only these; filled as they are learnt. */
  readonly clientIds: Map<string, ClientOrderId>;
  /** The account's address, where an account is one. */
  readonly address?: string;
}

export interface OrderName {
  readonly clientOrderId: ClientOrderId;
  readonly market: TradedMarket;
}

/** The answer to a new order. */
export type Placed =
  | { readonly kind: 'accepted'; readonly venueOrderId: string }
  /** It had to match at once and found nothing: it is over. */
  | { readonly kind: 'unmatched' };

export interface FoundOrder {
  readonly venueOrderId: string;
  readonly status: 'open' | 'filled' | 'cancelled';
  readonly filledQuantity: DecimalText;
  /** Why the venue itself ended it, where nothing was filled and the reason is one of the common ones. */
  readonly refusal?: { readonly code: RefusalCode; readonly message: string };
  readonly createdAtMs?: AtMs;
}

/** What an account's private stream says, as far as the gateway goes by it. */
export type PrivateWord =
  | { readonly kind: 'fill'; readonly fill: Fill; readonly venueOrderId: string }
  | {
      readonly kind: 'order';
      readonly clientOrderId: ClientOrderId;
      readonly found: FoundOrder;
      /** The stream does not tell its fills, or not all there is of them: lists do. */
      readonly fillsAreListed?: true;
    }
  /** Something else moved, funding for one: the lists are worth a look. */
  | { readonly kind: 'account' };

export interface VenueOrders {
  place(order: OrderIntent, market: TradedMarket): VenueRequest;
  /** Reads a yes; `undefined` where it cannot be read, which is a doubt. */
  placed(body: unknown): Placed | undefined;
  cancel(name: OrderName): VenueRequest;
  find(name: OrderName, inquiry: Inquiry): Promise<FoundOrder | 'absent'>;
  /** All fills of an order, paged to their end. */
  fillsOf(name: OrderName, found: FoundOrder, inquiry: Inquiry): Promise<readonly Fill[]>;
}

/** A funding payment as far as the venue's record of it goes. */
export interface StatedPayment {
  readonly market: TradedMarket;
  readonly paymentId: string;
  /** Positive is received. */
  readonly amount: DecimalText;
  readonly coin: string;
  readonly settlementAtMs: AtMs;
  readonly rate?: DecimalText;
  /** Signed, the venue's unit. */
  readonly quantity?: DecimalText;
  readonly settlementPrice?: DecimalText;
}

/** The account by the venue's word, each list paged to its end. */
export interface VenueAccount {
  openOrders(
    inquiry: Inquiry,
  ): Promise<readonly { readonly clientOrderId: ClientOrderId; readonly market: MarketKey }[]>;
  positions(inquiry: Inquiry): Promise<readonly VenuePosition[]>;
  balances(inquiry: Inquiry): Promise<readonly VenueBalance[]>;
  fills(sinceMs: AtMs, inquiry: Inquiry): Promise<readonly Fill[]>;
  payments(sinceMs: AtMs, inquiry: Inquiry): Promise<readonly StatedPayment[]>;
  /** What came in (positive) and went out of what `balances` tells; absent where the venue lists none of that. */
  transfers?(sinceMs: AtMs, inquiry: Inquiry): Promise<readonly AccountTransfer[]>;
}

/** What an account is set to; members are absent where the venue does not tell. */
export interface MarketSetup {
  readonly marginMode?: 'cross' | 'isolated';
  readonly leverage?: number;
  /** Fees as fractions of notional; positive is a cost. */
  readonly fees?: { readonly maker: number; readonly taker: number };
}

/** Where a key is a pair of addresses: the account's, and that of who signs for it. In lower case; absent elsewhere. */
export interface KeyAddresses {
  readonly account?: string;
  readonly signer?: string;
}

/** What `hedgerow doctor` looks at; `undefined` where the venue does not tell. */
export interface VenueSetup {
  rights(
    ask: AskVenue,
    addresses: KeyAddresses,
  ): Promise<{ readonly canTrade?: boolean; readonly canWithdraw?: boolean }>;
  positionMode(inquiry: Inquiry): Promise<'one-way' | 'hedge' | undefined>;
  market(market: TradedMarket, inquiry: Inquiry): Promise<MarketSetup>;
}

/** No answer came, or none that says anything: whether the request had an effect is not known. */
export type NoAnswer = 'timeout' | 'disconnected' | 'server-error';
