import type { ClientOrderId, CoinId, Leg, MarketKey, Side, VenueId } from './ids.ts';
import type { DecimalText } from './money.ts';
import type { AtMs, Brand } from './units.ts';

/** Why an order exists. Everything but `open` reduces or repairs risk. */
export type OrderPurpose =
  | 'open'
  /** Completes a lagging leg while entering. */
  | 'hedge'
  /** Cuts the larger leg to the smaller, or both to nothing, when an entry fails. */
  | 'flatten'
  /** Leaves a hedged position. */
  | 'close'
  /** Repairs delta drift while hedged. */
  | 'rebalance';

/** What a position actor asks for: one leg's order before it has a price. Decimals as text. Plain JSON. */
export interface LegOrder {
  readonly coin: CoinId;
  readonly leg: Leg;
  readonly market: MarketKey;
  readonly side: Side;
  /** In the venue's unit, a multiple of the lot. */
  readonly quantity: DecimalText;
  readonly reduceOnly: boolean;
  readonly purpose: OrderPurpose;
  /** Counts the orders of one leg of one position, from 1; part of the client order id. */
  readonly attempt: number;
  /** Worst price accepted, as a distance from the mid at the decision, in bps. */
  readonly slippageMaxBps: number;
}

/** A leg order priced against a book. Prices are decimals as text, in quote units. */
export interface OrderRequest extends LegOrder {
  /** Worst price accepted, a multiple of the tick. */
  readonly limitPrice: DecimalText;
  readonly timeInForce: 'ioc' | 'gtc' | 'post-only';
  /** Mid of the book at the decision: slippage and basis are measured against it. */
  readonly decisionMid: DecimalText;
}

/** A request with its identity and instant; what the `intents` table holds. */
export interface OrderIntent extends OrderRequest {
  readonly clientOrderId: ClientOrderId;
  readonly decidedAtMs: AtMs;
}

/** An intent that passed the gate. Only risk/gate.ts makes one; only this type can be sent. */
export type ApprovedOrder = Brand<OrderIntent, 'ApprovedOrder'>;

/** One execution as the venue records it. */
export interface Fill {
  readonly clientOrderId: ClientOrderId;
  readonly market: MarketKey;
  /** Unique per market: a fill is counted once by it. */
  readonly tradeId: string;
  readonly side: Side;
  /** In the venue's unit. */
  readonly quantity: DecimalText;
  readonly price: DecimalText;
  /** Positive is a cost, negative a rebate, whatever the venue's own sign. */
  readonly fee: DecimalText;
  readonly feeCoin: string;
  readonly liquidity: 'maker' | 'taker';
  readonly venueAtMs: AtMs;
}

/** Common causes of a refusal, the venue's code and words in `message`. */
export type RefusalCode =
  | 'insufficient-margin'
  | 'reduce-only'
  | 'below-minimum'
  | 'bad-price'
  | 'bad-quantity'
  | 'post-only-would-take'
  | 'duplicate-client-id'
  | 'market-halted'
  | 'rate-limited'
  | 'unknown';

/** What a gateway says about one order. Accepted, refused or in doubt: a send has no fourth outcome. */
export type OrderReport =
  | { readonly kind: 'accepted'; readonly clientOrderId: ClientOrderId; readonly venueOrderId: string }
  | {
      readonly kind: 'refused';
      readonly clientOrderId: ClientOrderId;
      readonly code: RefusalCode;
      readonly message: string;
    }
  | {
      readonly kind: 'in-doubt';
      readonly clientOrderId: ClientOrderId;
      readonly cause: 'timeout' | 'disconnected' | 'server-error';
    }
  | { readonly kind: 'fill'; readonly clientOrderId: ClientOrderId; readonly fill: Fill }
  /** Nothing more will happen to the order; `filledQuantity` is cumulative, in the venue's unit. */
  | {
      readonly kind: 'done';
      readonly clientOrderId: ClientOrderId;
      readonly status: 'filled' | 'cancelled';
      readonly filledQuantity: DecimalText;
    }
  /** A probe found it; all its fills so far are included. */
  | {
      readonly kind: 'found';
      readonly clientOrderId: ClientOrderId;
      readonly status: 'open' | 'filled' | 'cancelled';
      readonly filledQuantity: DecimalText;
      readonly fills: readonly Fill[];
    }
  /** A probe after the venue's visibility delay did not find it: it never existed. */
  | { readonly kind: 'absent'; readonly clientOrderId: ClientOrderId }
  /** The probe itself got no answer; ask again. */
  | { readonly kind: 'probe-failed'; readonly clientOrderId: ClientOrderId };

/** Signed quantity at a venue, in its unit; positive long. For spot: the free and locked balance of the base coin. */
export interface VenuePosition {
  readonly market: MarketKey;
  readonly quantity: DecimalText;
  readonly entryPrice: DecimalText;
}

export interface VenueBalance {
  readonly coin: string;
  readonly total: DecimalText;
  readonly free: DecimalText;
}

/** One funding payment as the venue records it. */
export interface FundingPayment {
  readonly market: MarketKey;
  /** Unique per market. */
  readonly paymentId: string;
  /** Positive is received. In `coin`. */
  readonly amount: DecimalText;
  readonly coin: string;
  readonly rate: DecimalText;
  /** Signed quantity held at the settlement, in the venue's unit. */
  readonly quantity: DecimalText;
  readonly settlementPrice: DecimalText;
  readonly settlementAtMs: AtMs;
}

/** Coins that came into an account or left it other than by trading: a deposit, a withdrawal, a move between accounts. */
export interface AccountTransfer {
  /** Unique per venue: a transfer is counted once by it. */
  readonly transferId: string;
  readonly coin: string;
  /** Positive came in. */
  readonly amount: DecimalText;
  readonly venueAtMs: AtMs;
}

/** The venue's own truth about an account at one instant. */
export interface AccountTruth {
  readonly venue: VenueId;
  readonly openOrders: readonly { readonly clientOrderId: ClientOrderId; readonly market: MarketKey }[];
  readonly positions: readonly VenuePosition[];
  readonly balances: readonly VenueBalance[];
  /** Fills, payments and transfers since the instant asked for. */
  readonly fills: readonly Fill[];
  readonly payments: readonly FundingPayment[];
  /** Empty where the venue does not list them. */
  readonly transfers: readonly AccountTransfer[];
}

export interface AccountReport extends AccountTruth {
  /** Our clock, no later than the venue looked: what happened there after it may be missing. */
  readonly asOfMs: AtMs;
}
