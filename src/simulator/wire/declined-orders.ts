import type { DeskOrder, NewOrder, OrderName, VenueHouse } from './venue-face.ts';
import type { ClientOrderId } from '../../domain/ids.ts';
import { clientOrderId } from '../../domain/ids.ts';
import { text } from '../../domain/money.ts';
import { HOUSE_ID_PREFIX } from './venue-desk.ts';

/** Kept per venue; the oldest is forgotten first. */
const DECLINED_MAX = 1000;
/** Numbers apart from those of orders that were placed. */
const NUMBERED_FROM = 800_000_000;

/** By the venue whose clients sent them: faces have no state of their own. */
const DECLINED = new WeakMap<VenueHouse, DeskOrder[]>();

/**
 * Orders that some venues accept and cancel at once, where the desk refuses them: post-only orders that would have taken
 * from the book.
 */
export const declineOrder = (house: VenueHouse, order: NewOrder): DeskOrder => {
  const number = house.nextId();
  const declined: DeskOrder = {
    venueOrderId: String(NUMBERED_FROM + number),
    clientOrderId: clientOrderId(order.clientOrderId ?? `${HOUSE_ID_PREFIX}declined-${number}`),
    market: order.market,
    side: order.side,
    quantity: order.quantity,
    limitPrice: order.limitPrice ?? text(0),
    type: order.limitPrice === undefined ? 'market' : 'limit',
    timeInForce: order.timeInForce,
    reduceOnly: order.reduceOnly,
    state: 'cancelled',
    filledQuantity: text(0),
    averagePrice: text(0),
    createdAtMs: house.nowMs,
    updatedAtMs: house.nowMs,
    fills: [],
  };
  DECLINED.set(house, [...declinedOrders(house), declined].slice(-DECLINED_MAX));
  return declined;
};

/** Oldest first. */
export const declinedOrders = (house: VenueHouse): readonly DeskOrder[] => DECLINED.get(house) ?? [];

export const isDeclined = (house: VenueHouse, { venueOrderId }: DeskOrder): boolean =>
  declinedOrders(house).some((order) => order.venueOrderId === venueOrderId);

/** An order of the desk, or one that was declined. */
export const orderNamed = (house: VenueHouse, which: OrderName): DeskOrder | undefined =>
  house.desk.order(which) ??
  declinedOrders(house).find((order) =>
    'clientOrderId' in which ? order.clientOrderId === which.clientOrderId : order.venueOrderId === which.venueOrderId,
  );

/** A client's own id of its order; empty where it gave none. */
export const shownClientId = ({ clientOrderId: id }: { readonly clientOrderId: ClientOrderId }): string =>
  id.startsWith(HOUSE_ID_PREFIX) ? '' : id;
