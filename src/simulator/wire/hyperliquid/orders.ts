import { decimal, text } from '../../../domain/money.ts';
import type { SimMarket } from '../../sim-market.ts';
import { isDeclined, shownClientId } from '../declined-orders.ts';
import type { DeskOrder, OrderName, VenueHouse } from '../venue-face.ts';

const CLIENT_ID = /^0x[0-9a-f]{32}$/i;
const TIMES_IN_FORCE = { ioc: 'Ioc', gtc: 'Gtc', 'post-only': 'Alo' } as const;

/** A client's own id: `0x` and 32 hex digits. */
export const isClientId = (value: unknown): value is string => typeof value === 'string' && CLIENT_ID.test(value);

/** How a request names an order. */
export const orderName = (value: unknown): OrderName | undefined => {
  if (isClientId(value)) return { clientOrderId: value };
  return typeof value === 'number' && Number.isInteger(value) ? { venueOrderId: String(value) } : undefined;
};

const leftOf = ({ quantity, filledQuantity }: DeskOrder) => decimal(quantity).minus(filledQuantity);

/** A row of `openOrders` and of the order stream. */
export const orderRow = (order: DeskOrder, { instrument }: SimMarket) => {
  const cloid = shownClientId(order);
  return {
    coin: instrument.nativeSymbol,
    side: order.side === 'buy' ? 'B' : 'A',
    limitPx: order.limitPrice,
    sz: text(leftOf(order)),
    oid: Number(order.venueOrderId),
    timestamp: order.createdAtMs,
    origSz: order.quantity,
    ...(cloid === '' ? {} : { cloid }),
    ...(order.reduceOnly ? { reduceOnly: true } : {}),
  };
};

export const frontendRow = (order: DeskOrder, market: SimMarket) => {
  const cloid = shownClientId(order);
  return {
    ...orderRow(order, market),
    triggerCondition: 'N/A',
    isTrigger: false,
    triggerPx: '0.0',
    children: [],
    isPositionTpsl: false,
    reduceOnly: order.reduceOnly,
    orderType: 'Limit',
    tif: TIMES_IN_FORCE[order.timeInForce],
    cloid: cloid === '' ? null : cloid,
  };
};

export const statusRow = (order: DeskOrder, market: SimMarket, house: VenueHouse) => ({
  order: frontendRow(order, market),
  status: statusOf(order, house),
  statusTimestamp: order.updatedAtMs,
});

/** Why an order is no longer there stands in its status. */
export const statusOf = (order: DeskOrder, house: VenueHouse): string => {
  if (order.state === 'open' || order.state === 'filled') return order.state;
  if (order.state === 'refused') return 'rejected';
  if (isDeclined(house, order)) return 'badAloPxRejected';
  return order.timeInForce === 'ioc' && Number(order.filledQuantity) === 0 ? 'iocCancelRejected' : 'canceled';
};
