import type { ClientOrderId } from '../domain/ids.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { Decimal } from '../domain/money.ts';
import type { Fill, OrderIntent } from '../domain/order.ts';
import type { AtMs } from '../domain/units.ts';
import type { OrderRefusal } from './order-checks.ts';
import type { SimOrder } from './venue-records.ts';
import type { VenueContext, VenueItem } from './venue-context.ts';
import { decimal, floorTo, text, ZERO } from '../domain/money.ts';
import { bookFill } from './fill-booking.ts';
import { checkMargin } from './margin.ts';
import { matchOrder } from './matching.ts';
import { checkOrder, reducibleQuantity } from './order-checks.ts';
import { delay, later, marginView, tellOrder } from './venue-context.ts';
import { ratesAt } from './venue-fees.ts';
import { ordinal } from './venue-records.ts';

type Arrival = Extract<VenueItem, { kind: 'arrive' }>;

/** An order reaches the venue: refused, or matched now against the book of this instant; what may rest, rests. */
export const arrive = (context: VenueContext, arrival: Arrival, atMs: AtMs): void => {
  const { records } = context;
  const { order } = arrival;
  const known = records.orders.get(order.clientOrderId);
  if (known !== undefined && known.state !== 'in-flight') {
    records.count('duplicates');
    // The first order stands as it is; only this answer speaks of the second.
    const { session } = arrival;
    const second: SimOrder = { ...known, arrivesAtMs: atMs, voice: 'heard', session, fault: 'none' };
    refuse(context, second, { code: 'duplicate-client-id', message: 'client order id is known already' });
    return;
  }
  const arrived = orderAt(arrival, { atMs, venueOrderId: `o${ordinal(records.count('orders'))}` });
  const instrument = context.markets.instrument(order.market);
  const refusal = refusalOf(context, arrived, instrument);
  if (refusal !== undefined || instrument === undefined) {
    records.putOrder({ ...arrived, state: 'refused' });
    refuse(context, arrived, refusal ?? NO_SUCH_MARKET);
    return;
  }
  take(context, arrived, instrument);
};

const NO_SUCH_MARKET: OrderRefusal = { code: 'unknown', message: 'no such market' };

/** The record of a sent order; `silent` where its fault loses every report. */
export const orderAt = (
  { order, fault, session }: Arrival,
  at: { readonly atMs: AtMs; readonly venueOrderId: string },
): SimOrder => ({
  order,
  state: 'in-flight',
  arrivesAtMs: at.atMs,
  filledQuantity: text(0),
  venueOrderId: at.venueOrderId,
  voice: fault === 'timeout-filled' ? 'silent' : 'heard',
  session,
  fault,
});

const refusalOf = (
  context: VenueContext,
  { order, fault, arrivesAtMs }: SimOrder,
  instrument: Instrument | undefined,
): OrderRefusal | undefined => {
  if (instrument === undefined) return NO_SUCH_MARKET;
  if (fault === 'refuse') return { code: 'unknown', message: 'refused by the venue' };
  const refusal = checkOrder(order, instrument, arrivesAtMs);
  if (refusal !== undefined) return refusal;
  if (order.reduceOnly && instrument.kind !== 'spot')
    return reducibleQuantity(order, positionIn(context, order)).isZero()
      ? { code: 'reduce-only', message: 'nothing to reduce on that side' }
      : undefined;
  return checkMargin(marginView(context), order, ratesAt(context, instrument.kind, arrivesAtMs).taker);
};

const positionIn = ({ records }: VenueContext, order: OrderIntent): Decimal =>
  decimal(records.account.positions[order.market]?.quantity ?? '0');

/** Matches what arrived, then lets it rest or ends it. */
const take = (context: VenueContext, arrived: SimOrder, instrument: Instrument): void => {
  const { records, settings } = context;
  const { order, fault, arrivesAtMs: atMs } = arrived;
  const { clientOrderId } = order;
  const wanted =
    order.reduceOnly && instrument.kind !== 'spot'
      ? reducibleQuantity(order, positionIn(context, order))
      : decimal(order.quantity);
  const quantity = fault === 'partial' ? floorTo(wanted.div(2), instrument.lotSize) : wanted;
  const book = context.markets.book(order.market);
  if (book === undefined) {
    records.putOrder({ ...arrived, state: 'refused' });
    refuse(context, arrived, { code: 'unknown', message: 'the venue has no book' });
    return;
  }
  const match = matchOrder({ order, quantity, instrument, book, taken: records.taken(order.market) });
  if (match.kind === 'refused') {
    records.putOrder({ ...arrived, state: 'refused' });
    refuse(context, arrived, match.refusal);
    return;
  }
  if (match.executions.length > 0) records.setTaken(order.market, match.taken);
  const fills = match.executions.map((execution) =>
    bookFill(context, instrument, { ...execution, clientOrderId, side: order.side, liquidity: 'taker', atMs }),
  );
  const rests = order.timeInForce !== 'ioc' && match.remaining.greaterThan(0) && fault !== 'partial';
  const isFilled = match.filled.equals(order.quantity);
  const ended: SimOrder = {
    ...arrived,
    state: rests ? 'open' : isFilled ? 'filled' : 'cancelled',
    filledQuantity: text(match.filled),
  };
  records.putOrder(ended);
  const late = fault === 'late-ack' ? delay(context, settings.latency.lateAckMs, `late|${clientOrderId}`) : 0;
  const ackAtMs = later(atMs, delay(context, settings.latency.ackMs, `ack|${clientOrderId}`));
  const accepted = { kind: 'accepted', clientOrderId, venueOrderId: arrived.venueOrderId } as const;
  tellOrder(context, ended, { report: accepted, atMs: later(ackAtMs, late) });
  tellFills(context, ended, { fills, fromMs: ackAtMs });
};

/** Fill reports one after another from `fromMs`, then the end of the order where it has ended. */
export const tellFills = (
  context: VenueContext,
  order: SimOrder,
  { fills, fromMs }: { readonly fills: readonly Fill[]; readonly fromMs: AtMs },
): void => {
  const { clientOrderId } = order.order;
  let atMs = fromMs;
  for (const fill of fills) {
    atMs = later(atMs, delay(context, context.settings.latency.fillMs, `fill|${fill.tradeId}`));
    tellOrder(context, order, { report: { kind: 'fill', clientOrderId, fill }, atMs });
  }
  if (order.state === 'filled' || order.state === 'cancelled') {
    const { filledQuantity, state: status } = order;
    tellOrder(context, order, { report: { kind: 'done', clientOrderId, status, filledQuantity }, atMs });
  }
};

const refuse = (context: VenueContext, order: SimOrder, { code, message }: OrderRefusal): void => {
  const { clientOrderId } = order.order;
  const ackMs = delay(context, context.settings.latency.ackMs, `ack|${clientOrderId}`);
  const report = { kind: 'refused', clientOrderId, code, message } as const;
  tellOrder(context, order, { report, atMs: later(order.arrivesAtMs, ackMs) });
};

/** Ends a resting order; of one that has ended it tells how. An order the venue does not know gets no answer. */
export const cancel = (context: VenueContext, clientOrderId: ClientOrderId, atMs: AtMs): void => {
  const known = context.records.orders.get(clientOrderId);
  if (known === undefined || known.state === 'in-flight' || known.state === 'refused') return;
  const ended: SimOrder = known.state === 'open' ? { ...known, state: 'cancelled' } : known;
  if (ended !== known) context.records.putOrder(ended);
  const ackMs = delay(context, context.settings.latency.ackMs, `cancel|${clientOrderId}`);
  tellFills(context, ended, { fills: [], fromMs: later(atMs, ackMs) });
};

/** What of a resting order may still trade: its rest, and no more than the position where it only reduces. */
export const restOf = (context: VenueContext, { order, filledQuantity }: SimOrder): Decimal => {
  const rest = decimal(order.quantity).minus(filledQuantity);
  if (!order.reduceOnly || context.markets.instrument(order.market)?.kind === 'spot') return rest;
  const reducible = reducibleQuantity({ side: order.side, quantity: text(rest) }, positionIn(context, order));
  return reducible.greaterThan(ZERO) ? reducible : ZERO;
};
