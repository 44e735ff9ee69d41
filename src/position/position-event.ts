import type { ClientOrderId, Leg, MarketKey, Route, VenueId } from '../domain/ids.ts';
import type { DecimalText } from '../domain/money.ts';
import type { LegOrder, OrderPurpose } from '../domain/order.ts';
import type { AtMs } from '../domain/units.ts';

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

/** Events state facts; each carries the instant of its input. */
export type PositionEvent =
  | { readonly type: 'signal.offered'; readonly atMs: AtMs; readonly route: Route; readonly netBps: number }
  | {
      readonly type: 'entry.approved';
      readonly atMs: AtMs;
      readonly terms: EntryTerms;
      readonly orders: readonly SentOrder[];
    }
  | { readonly type: 'entry.refused'; readonly atMs: AtMs; readonly codes: readonly string[] }
  | { readonly type: 'orders.approved'; readonly atMs: AtMs; readonly orders: readonly SentOrder[] }
  | { readonly type: 'orders.refused'; readonly atMs: AtMs; readonly codes: readonly string[] }
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
      readonly outcome: 'filled' | 'cancelled' | 'refused';
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
  /** The venues' own word on both legs: quantity in the direction of the leg, in the venue's unit. */
  | { readonly type: 'venue.reported'; readonly atMs: AtMs; readonly held: Readonly<Record<Leg, DecimalText>> }
  | { readonly type: 'position.pause'; readonly atMs: AtMs; readonly reason: string }
  | { readonly type: 'position.resume'; readonly atMs: AtMs }
  | { readonly type: 'tick'; readonly atMs: AtMs };

/** What a position asks of the engine: data, answered by events. */
export type PositionEffect =
  | { readonly type: 'entry.wanted'; readonly route: Route }
  | { readonly type: 'orders.wanted'; readonly orders: readonly LegOrder[] }
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
