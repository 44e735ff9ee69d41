import type { ClientOrderId, CoinId, Leg, MarketKey } from '../domain/ids.ts';
import { decimal, text } from '../domain/money.ts';
import type { DecimalText } from '../domain/money.ts';
import type { Fill, OrderIntent } from '../domain/order.ts';
import type { AtMs } from '../domain/units.ts';

/** How patient an order is with its venue, ms. */
export interface OrderPatience {
  /** Without any word by then a sent order is in doubt; new risk that waited longer for the disk is not sent at all. */
  readonly ackTimeoutMs: number;
  /** An immediate-or-cancel order that rests longer than this is in doubt; one that may rest is looked at this often. */
  readonly restTimeoutMs: number;
  /** The venue's own delay before a look-up can see an order, and how long an answer may take on top. */
  readonly visibilityDelayMs: number;
  readonly probeTimeoutMs: number;
}

/** One order's context: plain JSON. */
export interface OrderState {
  readonly intent: OrderIntent;
  readonly patience: OrderPatience;
  readonly venueOrderId: string | null;
  /** Cumulative quantity of the counted fills, the venue's unit. */
  readonly counted: DecimalText;
  /** What the venue says was filled in the end; fills may still be on their way. */
  readonly told: DecimalText | null;
  readonly outcome: 'filled' | 'cancelled' | 'refused' | null;
  readonly refusal: string | null;
  readonly probes: number;
  readonly sentAtMs: AtMs | null;
  /** Since when its outcome is not known: until then it may have been on its way. */
  readonly doubtedAtMs: AtMs | null;
  readonly deadlineAtMs: AtMs | null;
}

/** Events state facts; `fill.counted` comes after the fill was found to be new. */
export type OrderEvent =
  | { readonly type: 'flushed'; readonly atMs: AtMs }
  | { readonly type: 'accepted'; readonly atMs: AtMs; readonly venueOrderId: string }
  | { readonly type: 'refused'; readonly atMs: AtMs; readonly code: string; readonly message: string }
  | { readonly type: 'doubted'; readonly atMs: AtMs; readonly cause: string }
  | { readonly type: 'fill.counted'; readonly atMs: AtMs; readonly fill: Fill }
  | {
      readonly type: 'ended';
      readonly atMs: AtMs;
      readonly status: 'filled' | 'cancelled';
      readonly filledQuantity: DecimalText;
    }
  /** A probe found it still open. */
  | { readonly type: 'found.open'; readonly atMs: AtMs }
  /** A probe after the visibility delay did not find it. */
  | { readonly type: 'absent'; readonly atMs: AtMs }
  | { readonly type: 'probe.failed'; readonly atMs: AtMs }
  /** The process came back: whatever was not over may or may not have reached the venue. */
  | { readonly type: 'recovered'; readonly atMs: AtMs }
  | { readonly type: 'tick'; readonly atMs: AtMs };

export interface OrderInput {
  readonly intent: OrderIntent;
  readonly patience: OrderPatience;
}

/** What an order asks of the engine. */
export type OrderEffect =
  | { readonly type: 'submit.wanted'; readonly clientOrderId: ClientOrderId }
  | { readonly type: 'probe.wanted'; readonly clientOrderId: ClientOrderId; readonly market: MarketKey }
  /** The outcome of the send is not known: no new risk on the coin until it is. */
  | { readonly type: 'order.doubted'; readonly clientOrderId: ClientOrderId; readonly coin: CoinId }
  /** The doubt is over and the order is open at its venue: it may be cancelled again. */
  | { readonly type: 'order.found'; readonly clientOrderId: ClientOrderId; readonly coin: CoinId }
  /** Over, with every fill told. */
  | {
      readonly type: 'order.ended';
      readonly clientOrderId: ClientOrderId;
      readonly coin: CoinId;
      readonly leg: Leg;
      readonly outcome: 'filled' | 'cancelled' | 'refused';
      readonly reason: string | null;
    };

export const newOrder = ({ intent, patience }: OrderInput): OrderState => ({
  intent,
  patience,
  venueOrderId: null,
  counted: text(0),
  told: null,
  outcome: null,
  refusal: null,
  probes: 0,
  sentAtMs: null,
  doubtedAtMs: null,
  deadlineAtMs: null,
});

export const withCounted = (order: OrderState, fill: Fill): OrderState => ({
  ...order,
  counted: text(decimal(order.counted).plus(decimal(fill.quantity))),
});

/** Every fill the venue speaks of has been counted. */
export const isComplete = ({ told, counted }: OrderState): boolean =>
  told !== null && decimal(counted).gte(decimal(told));

/** As much as was ordered has been counted: whatever the venue still has to say, nothing more can come. */
export const isFull = ({ intent, counted }: OrderState): boolean => decimal(counted).gte(decimal(intent.quantity));

/**
 * Whether "not found" proves that the order never existed: only after the venue's visibility delay, and never against a
 * fill that was counted.
 */
export const isProvenAbsent = (order: OrderState, nowMs: AtMs): boolean =>
  decimal(order.counted).isZero() &&
  order.doubtedAtMs !== null &&
  nowMs >= order.doubtedAtMs + order.patience.visibilityDelayMs;

/** New risk decided too long ago: its prices and its gate belong to another moment. Repairs are sent however late. */
export const isOutdated = ({ intent, patience }: OrderState, nowMs: AtMs): boolean =>
  intent.purpose === 'open' && nowMs > intent.decidedAtMs + patience.ackTimeoutMs;

/** Waits between probes grow from the venue's visibility delay to ten times it. */
export const probeDeadline = ({ patience, probes }: OrderState, nowMs: AtMs): AtMs => {
  const patienceMs = patience.visibilityDelayMs * Math.min(10, 1 + probes) + patience.probeTimeoutMs;
  return (nowMs + patienceMs) as AtMs;
};

/** A look-up that got no answer is made again soon: after half a second, later after up to four, never later than it was due. */
export const nextProbeDeadline = ({ probes, deadlineAtMs }: OrderState, nowMs: AtMs): AtMs =>
  Math.min(deadlineAtMs ?? Infinity, nowMs + Math.min(4000, 500 * probes)) as AtMs;
