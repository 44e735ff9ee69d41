import { bookMid } from '../analytics/slippage.ts';
import type { BookDepth } from '../domain/book.ts';
import type { Instrument } from '../domain/instrument.ts';
import { Decimal, ZERO, decimal, floorTo, text } from '../domain/money.ts';
import type { DecimalText } from '../domain/money.ts';
import type { LegOrder, OrderRequest } from '../domain/order.ts';
import type { AtMs } from '../domain/units.ts';
import { coinsOf, quantityOfCoins } from './coins.ts';
import { limitPriceOf, priceOf } from './pricing.ts';
import { refusal } from './reason.ts';
import type { GateReason } from './reason.ts';
import { minimumsMissed } from './sizing.ts';

/** How far from the mid a repair may reach, bps. */
export interface RepairSettings {
  /** Hedging and rebalancing [25]. */
  readonly hedgeSlippageMaxBps: number;
  /** Closing and flattening, which must come to an end [100]. */
  readonly closeSlippageMaxBps: number;
}

export const defaultRepairSettings: RepairSettings = { hedgeSlippageMaxBps: 25, closeSlippageMaxBps: 100 };

/** One order of a repair with what its market and its own position are. */
export interface RepairLeg {
  readonly order: LegOrder;
  readonly instrument: Instrument | undefined;
  readonly book: BookDepth | undefined;
  /** The last price known when the book is unusable: mid, else mark. */
  readonly lastPrice: number | undefined;
  /** The position's own signed quantity in this market, venue units, orders still working already applied. */
  readonly held: DecimalText;
  /** `out`: its venue takes no orders now. */
  readonly venue?: 'answers' | 'out';
}

export interface RepairConditions {
  readonly nowMs: AtMs;
  readonly legs: readonly RepairLeg[];
  /** Signed coins unhedged (+ long), orders still working already applied. */
  readonly nakedCoins: DecimalText;
  /** Orders of this position whose outcome is not known. */
  readonly inDoubtOrders: number;
  /** Whether one leg may be closed without the other while that cannot be traded [forbidden]. */
  readonly goingAlone?: 'forbidden' | 'allowed';
  readonly settings: RepairSettings;
}

export interface RepairPlan {
  readonly requests: readonly OrderRequest[];
  readonly reasons: readonly GateReason[];
}

/**
 * What of a repair may be ordered, one order after the other: each sees the delta the ones before it leave. While one leg
 * cannot be priced or its venue takes no orders, the other stays as well where going alone would unhedge it.
 */
export const planRepairs = (ask: RepairConditions): RepairPlan => {
  if (ask.inDoubtOrders > 0)
    return { requests: [], reasons: [refusal('symbol-frozen', { limit: 0, actual: ask.inDoubtOrders })] };
  const requests: OrderRequest[] = [];
  const reasons: GateReason[] = [];
  const held = new Map(ask.legs.map(({ order, held: quantity }) => [order.market, decimal(quantity)]));
  let naked = decimal(ask.nakedCoins);
  for (const leg of ask.legs) {
    const own = held.get(leg.order.market) ?? ZERO;
    const planned = planOne(leg, { naked, held: own }, ask.settings);
    if (planned.kind === 'refused') reasons.push(...planned.reasons);
    else {
      requests.push(planned.request);
      naked = naked.plus(signed(leg.order, planned.coins));
      held.set(leg.order.market, own.plus(signed(leg.order, decimal(planned.request.quantity))));
    }
  }
  const isStuck = reasons.some(({ code }) => STUCK.includes(code)) && ask.goingAlone !== 'allowed';
  if (isStuck && naked.abs().gt(decimal(ask.nakedCoins).abs())) return { requests: [], reasons };
  return { requests, reasons };
};

/** What keeps a leg where it is for now. */
const STUCK: readonly GateReason['code'][] = ['no-price', 'instrument-unknown', 'venue-outage'];

type Planned =
  | { readonly kind: 'ordered'; readonly request: OrderRequest; readonly coins: Decimal }
  | { readonly kind: 'refused'; readonly reasons: readonly GateReason[] };

interface Standing {
  readonly naked: Decimal;
  readonly held: Decimal;
}

const planOne = (leg: RepairLeg, standing: Standing, settings: RepairSettings): Planned => {
  const { order, instrument } = leg;
  const { market } = order;
  if (order.purpose === 'open') return refused(refusal('not-a-repair', { limit: 'reducing', actual: 'open', market }));
  if (instrument === undefined)
    return refused(refusal('instrument-unknown', { limit: 'listed', actual: 'unknown', market }));
  if (leg.venue === 'out') return refused(refusal('venue-outage', { limit: 'answers', actual: 'silent', market }));
  const mid = referencePrice(leg);
  if (mid === undefined) return refused(refusal('no-price', { limit: 'last price', actual: 'unknown', market }));
  const room = roomOf(order, standing, { instrument, price: mid });
  if (room.lte(0)) return refused(refusal('increases-risk', { limit: 0, actual: order.quantity, market }));
  const quantity = floorTo(Decimal.min(order.quantity, room), instrument.lotSize);
  const missed = minimumsMissed({ instrument, price: mid }, quantity).filter(
    ({ code }) => code !== 'min-notional' || !closesAll(order, quantity, { instrument, held: standing.held }),
  );
  if (missed.length > 0) return { kind: 'refused', reasons: missed };
  const slippageMaxBps = Math.min(order.slippageMaxBps, slippageLimit(order, settings));
  const { side } = order;
  const limitPrice = limitPriceOf({ side, mid, slippageMaxBps, instrument, rounding: 'beyond' });
  const request: OrderRequest = {
    ...order,
    quantity: text(quantity),
    slippageMaxBps,
    limitPrice: text(limitPrice),
    timeInForce: 'ioc',
    decisionMid: text(mid),
  };
  return { kind: 'ordered', request, coins: coinsOf(instrument, quantity, mid) };
};

/**
 * Most venue units the order may take. Leaving is bounded by what the position itself holds here (for spot that keeps
 * other coins of the account out of it); hedging by the unhedged coins; an order that is both, by both.
 */
const roomOf = (
  order: LegOrder,
  { naked, held }: Standing,
  { instrument, price }: { instrument: Instrument; price: Decimal },
): Decimal => {
  const opposing = (amount: Decimal): Decimal => (order.side === 'sell' ? amount : amount.neg());
  const ownRoom = opposing(held);
  const leaves = order.purpose === 'close' || order.purpose === 'flatten';
  if (leaves) return ownRoom;
  const hedgeRoom = quantityOfCoins(instrument, opposing(naked), price);
  return order.reduceOnly ? Decimal.min(hedgeRoom, ownRoom) : hedgeRoom;
};

/** Venues let a derivative position be closed whole under their least notional; a coin balance they do not. */
const closesAll = (
  order: LegOrder,
  quantity: Decimal,
  { instrument, held }: { instrument: Instrument; held: Decimal },
): boolean => order.reduceOnly && instrument.kind !== 'spot' && quantity.eq(held.abs());

const slippageLimit = ({ purpose }: LegOrder, settings: RepairSettings): number =>
  purpose === 'close' || purpose === 'flatten' ? settings.closeSlippageMaxBps : settings.hedgeSlippageMaxBps;

const referencePrice = ({ book, lastPrice }: RepairLeg): Decimal | undefined =>
  priceOf(book === undefined ? undefined : bookMid(book)) ?? priceOf(lastPrice);

const signed = ({ side }: LegOrder, amount: Decimal): Decimal => (side === 'buy' ? amount : amount.neg());

const refused = (reason: GateReason): Planned => ({ kind: 'refused', reasons: [reason] });
