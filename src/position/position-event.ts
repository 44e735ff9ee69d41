import type { ClientOrderId, Leg, MarketKey, Route, VenueId } from '../domain/ids.ts';
import type { DecimalText } from '../domain/money.ts';
import type { LegOrder, OrderPurpose } from '../domain/order.ts';
import type { AtMs } from '../domain/units.ts';
import type { Approach, Slicing } from './approach.ts';

/** The terms of one leg's market a position needs to count in coins. Decimals as text, quantities in the venue's unit. */
export interface LegTerms {
  readonly market: MarketKey;
  /** Coins in one unit of quantity; for an inverse contract at the price of the entry. */
  readonly coinsPerUnit: DecimalText;
  readonly lotSize: DecimalText;
  readonly minQuantity: DecimalText;
}

/** An order the gate let through, as the position remembers it. */
export interface SentOrder {
  readonly leg: Leg;
  readonly market: MarketKey;
  readonly clientOrderId: ClientOrderId;
  readonly purpose: OrderPurpose;
  /** In the venue's unit. */
  readonly quantity: DecimalText;
}

/** What the position was opened for; kept with it for its exit. */
export interface EntryTerms {
  readonly route: Route;
  readonly legs: Readonly<Record<Leg, LegTerms>>;
  /** Larger leg's notional, USD. */
  readonly notionalUsd: number;
  readonly netBps: number;
  readonly requiredBps: number;
  /** Hours until carry repays the round trip; `never` only where the threshold allows it (rehearsals). */
  readonly breakEvenHours: number | 'never';
}

export type ExitReason =
  | 'carry-flipped'
  | 'net-below-threshold'
  | 'stale-feed'
  | 'guard'
  | 'operator'
  | 'kill'
  | 'liquidation-distance'
  | 'venue-margin'
  | 'liquidation-burst'
  /** A venue took a leg away: liquidated, deleveraged to nothing, settled. */
  | 'leg-lost'
  | 'depeg'
  | 'mark-divergence'
  | 'venue-outage'
  | 'entry-failed'
  | 'orphan-fill'
  | 'reconciliation';

/** The venues' word on the legs: quantity in the direction of the leg, in the venue's unit. */
export interface VenueHeld extends Readonly<Record<Leg, DecimalText>> {
  /** Of a leg on its way to another market, what it holds there. */
  readonly rolled?: DecimalText;
}

/** A leg gets another market of its coin, and an order there went out. */
interface LegMoved {
  readonly atMs: AtMs;
  readonly leg: Leg;
  /** With the market the leg goes to. */
  readonly route: Route;
  readonly terms: LegTerms;
  readonly orders: readonly SentOrder[];
}

/** Events state facts; each carries the instant of its input. */
export type PositionEvent =
  | { readonly type: 'signal.offered'; readonly atMs: AtMs; readonly route: Route; readonly netBps: number }
  | {
      readonly type: 'entry.approved';
      readonly atMs: AtMs;
      readonly terms: EntryTerms;
      readonly orders: readonly SentOrder[];
      /** How the rest of it goes in; absent: both legs' orders are all there is. */
      readonly approach?: Approach;
    }
  | { readonly type: 'entry.refused'; readonly atMs: AtMs; readonly codes: readonly string[] }
  | { readonly type: 'orders.approved'; readonly atMs: AtMs; readonly orders: readonly SentOrder[] }
  | { readonly type: 'orders.refused'; readonly atMs: AtMs; readonly codes: readonly string[] }
  | { readonly type: 'quote.approved'; readonly atMs: AtMs; readonly orders: readonly SentOrder[] }
  | { readonly type: 'quote.refused'; readonly atMs: AtMs; readonly codes: readonly string[] }
  /** `moved`: the best price is another; `unwanted`: the entry would not be made any more. */
  | { readonly type: 'quote.reviewed'; readonly atMs: AtMs; readonly verdict: 'stands' | 'moved' | 'unwanted' }
  | {
      readonly type: 'slice.approved';
      readonly atMs: AtMs;
      /** As it was asked for. */
      readonly slicing: Slicing;
      readonly notionalUsd: number;
      readonly orders: readonly SentOrder[];
    }
  | { readonly type: 'slice.refused'; readonly atMs: AtMs; readonly codes: readonly string[] }
  /** The lagging leg of an entry is hedged on another market; it held nothing on its own. */
  | ({ readonly type: 'alternate.approved' } & LegMoved)
  | { readonly type: 'alternate.refused'; readonly atMs: AtMs; readonly codes: readonly string[] }
  /** What a cut would leave is not worth holding. */
  | { readonly type: 'remainder.refused'; readonly atMs: AtMs; readonly codes: readonly string[] }
  /** Another market would earn a leg more than going there costs. */
  | { readonly type: 'roll.offered'; readonly atMs: AtMs; readonly leg: Leg; readonly route: Route }
  | ({ readonly type: 'roll.approved' } & LegMoved)
  | { readonly type: 'roll.refused'; readonly atMs: AtMs; readonly codes: readonly string[] }
  /** One counted fill; `netQuantity` is what the leg gained or lost, a fee kept in base already off. */
  | {
      readonly type: 'leg.filled';
      readonly atMs: AtMs;
      readonly leg: Leg;
      readonly effect: 'adds' | 'reduces';
      readonly netQuantity: DecimalText;
      readonly terms: LegTerms;
    }
  | { readonly type: 'order.doubted'; readonly atMs: AtMs; readonly clientOrderId: ClientOrderId }
  /** The doubt about an order is over: it is open at its venue. */
  | { readonly type: 'order.found'; readonly atMs: AtMs; readonly clientOrderId: ClientOrderId }
  /** Nothing more will happen to the order, and all its fills have been told before. */
  | {
      readonly type: 'order.ended';
      readonly atMs: AtMs;
      readonly clientOrderId: ClientOrderId;
      /** `would-take`: a post-only order met the other side of the book; at another price it may rest. */
      readonly outcome: 'filled' | 'cancelled' | 'refused' | 'would-take';
    }
  /** A settlement of one of the legs passed; `expectedCarryBps` over the horizon from here, `null` when unknown. */
  | {
      readonly type: 'carry.reviewed';
      readonly atMs: AtMs;
      readonly settlementAtMs: AtMs;
      readonly expectedCarryBps: number | null;
    }
  /** How current the feeds of the route are; a route held blind for too long is left. */
  | { readonly type: 'feed.reviewed'; readonly atMs: AtMs; readonly freshness: 'fresh' | 'stale' }
  | { readonly type: 'exit.requested'; readonly atMs: AtMs; readonly reason: ExitReason }
  | { readonly type: 'venue.reported'; readonly atMs: AtMs; readonly held: VenueHeld }
  | { readonly type: 'position.pause'; readonly atMs: AtMs; readonly reason: string }
  | { readonly type: 'position.resume'; readonly atMs: AtMs }
  /** Found at the venues without a position of ours: one leg, or both with the terms they are held on. */
  | {
      readonly type: 'position.recovered';
      readonly atMs: AtMs;
      readonly found: Readonly<Partial<Record<Leg, { readonly terms: LegTerms; readonly held: DecimalText }>>>;
      readonly entry: EntryTerms | null;
    }
  | { readonly type: 'tick'; readonly atMs: AtMs };

/** What a position asks of the engine: data, answered by events. */
export type PositionEffect =
  | { readonly type: 'entry.wanted'; readonly route: Route }
  | { readonly type: 'orders.wanted'; readonly orders: readonly LegOrder[] }
  /** So much of the leg that rests is to be quoted, the venue's unit. */
  | { readonly type: 'quote.wanted'; readonly quantity: DecimalText }
  /** Whether what rests is still at the best price, and still wanted. */
  | { readonly type: 'look.wanted' }
  /** So many coins more on each leg, or as many of them as the books carry. */
  | { readonly type: 'slice.wanted'; readonly coins: DecimalText }
  /** Another market for the lagging leg of an entry, to hedge so many coins there. */
  | { readonly type: 'alternate.wanted'; readonly leg: Leg; readonly coins: DecimalText }
  /** The larger leg is to be cut, if the coins that stay on each leg are worth holding. */
  | { readonly type: 'cut.wanted'; readonly orders: readonly LegOrder[]; readonly coins: DecimalText }
  /** So many coins of a leg are to be opened on the market the route has for it. */
  | { readonly type: 'roll.wanted'; readonly leg: Leg; readonly route: Route; readonly coins: DecimalText }
  | { readonly type: 'cancel.wanted'; readonly clientOrderId: ClientOrderId; readonly market: MarketKey }
  | { readonly type: 'account.wanted'; readonly venues: readonly VenueId[] }
  | { readonly type: 'cycle.opened'; readonly cycle: string }
  /** `dust`: what had to stay, in the direction of each leg, the venue's unit; it counts as exposure. */
  | {
      readonly type: 'cycle.closed';
      readonly cycle: string;
      readonly reason: string;
      readonly dust?: Readonly<Record<Leg, DecimalText>>;
    };
