import type { AtMs } from '../domain/units.ts';
import type { SimOrder } from './venue-records.ts';
import type { VenueContext } from './venue-context.ts';
import { decimal, text } from '../domain/money.ts';
import { bookFill } from './fill-booking.ts';
import { crosses, matchOrder } from './matching.ts';
import { restOf, tellFills } from './order-entry.ts';

/**
 * Fills resting orders whose price the book has come to: as maker, at their own limit, at most what the book shows beyond
 * it. Queue position is not modelled: a touch is not enough where nothing crosses, and a cross fills at once.
 */
export const fillResting = (context: VenueContext, atMs: AtMs): void => {
  for (const clientOrderId of context.records.openIds) {
    const open = context.records.orders.get(clientOrderId);
    if (open !== undefined) fillOne(context, open, atMs);
  }
};

const fillOne = (context: VenueContext, open: SimOrder, atMs: AtMs): void => {
  const { markets, records } = context;
  const { order } = open;
  const { clientOrderId, side, limitPrice } = order;
  const instrument = markets.instrument(order.market);
  const book = markets.book(order.market);
  if (instrument === undefined || book === undefined || instrument.status === 'halted') return;
  const opposite = side === 'buy' ? book.asks : book.bids;
  const best = opposite.count > 0 ? opposite.prices[0] : undefined;
  if (best === undefined || !crosses(order, best)) return;
  const quantity = restOf(context, open);
  const taken = records.taken(order.market);
  const match = matchOrder({ order: { side, limitPrice, timeInForce: 'gtc' }, quantity, instrument, book, taken });
  if (match.kind === 'refused') return;
  const fills =
    match.executions.length === 0
      ? []
      : [
          bookFill(context, instrument, {
            price: limitPrice,
            quantity: text(match.filled),
            clientOrderId,
            side,
            liquidity: 'maker',
            atMs,
          }),
        ];
  if (fills.length > 0) records.setTaken(order.market, match.taken);
  const filled = decimal(open.filledQuantity).plus(match.filled);
  // A reduce-only rest with nothing left to reduce ends, though it was not filled to its quantity.
  const state = filled.equals(order.quantity) ? 'filled' : match.remaining.isZero() ? 'cancelled' : 'open';
  if (fills.length === 0 && state === 'open') return;
  const next: SimOrder = { ...open, state, filledQuantity: text(filled) };
  records.putOrder(next);
  tellFills(context, next, { fills, fromMs: atMs });
};
