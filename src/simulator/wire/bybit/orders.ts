import type { RefusalCode } from '../../../domain/order.ts';
import type { DecimalText } from '../../../domain/money.ts';
import { decimal, floorTo, text } from '../../../domain/money.ts';
import type { SimMarket } from '../../sim-market.ts';
import type { Asked, Handler } from './answers.ts';
import { PARAMETER_ERROR, answered, isAnswer, marketAsked, refusal } from './answers.ts';
import { declineOrder, orderNamed, shownClientId } from '../declined-orders.ts';
import type { DeskOrder, NewOrder, OrderName, VenueHouse, WireAnswer } from '../venue-face.ts';

/** Refusals of derivatives, and of spot where it has codes of its own. */
const REFUSALS: Readonly<Record<RefusalCode, { readonly code: number; readonly spot?: number }>> = {
  'insufficient-margin': { code: 110_007, spot: 170_131 },
  'reduce-only': { code: 110_017 },
  'below-minimum': { code: 110_094, spot: 170_140 },
  'bad-price': { code: 110_003, spot: 170_134 },
  'bad-quantity': { code: PARAMETER_ERROR, spot: 170_136 },
  'post-only-would-take': { code: 110_003 },
  'duplicate-client-id': { code: 110_072, spot: 170_141 },
  'market-halted': { code: 110_074 },
  'rate-limited': { code: 10_006 },
  unknown: { code: PARAMETER_ERROR },
};

const TIMES_IN_FORCE: ReadonlyMap<string, NewOrder['timeInForce']> = new Map([
  ['GTC', 'gtc'],
  ['IOC', 'ioc'],
  ['PostOnly', 'post-only'],
]);

/** At most 36 of these, never used before. */
const LINK_ID = /^[A-Za-z0-9_-]{1,36}$/;

/** The acknowledgement says only that the order was accepted; what came of it is told by the stream and by queries. */
export const createOrder: Handler = (asked, house) => {
  const market = marketAsked(asked, house);
  if (isAnswer(market)) return market;
  const order = orderAsked(asked, market);
  if (typeof order === 'string') return refusal(house, PARAMETER_ERROR, `params error: ${order}`);
  const placed = house.desk.place(order);
  if (placed.kind === 'accepted') return acknowledged(house, placed.order);
  // Accepted and cancelled at once.
  if (placed.code === 'post-only-would-take') return acknowledged(house, declineOrder(house, order));
  const { code, spot = code } = REFUSALS[placed.code];
  return refusal(house, market.instrument.kind === 'spot' ? spot : code, placed.message);
};

const acknowledged = (house: VenueHouse, order: DeskOrder): WireAnswer =>
  answered(house, { orderId: order.venueOrderId, orderLinkId: shownClientId(order) });

/** A new order, or what is wrong with its parameters. */
const orderAsked = (asked: Asked, market: SimMarket): NewOrder | string => {
  const side = asked('side');
  if (side !== 'Buy' && side !== 'Sell') return 'side invalid';
  const isMarket = asked('orderType') === 'Market';
  if (!isMarket && asked('orderType') !== 'Limit') return 'orderType invalid';
  const price = asked('price');
  if (!isMarket && price === undefined) return 'price is required';
  const timeInForce = isMarket ? 'ioc' : TIMES_IN_FORCE.get(asked('timeInForce') ?? 'GTC');
  if (timeInForce === undefined) return 'timeInForce invalid';
  const clientOrderId = asked('orderLinkId');
  if (clientOrderId !== undefined && !LINK_ID.test(clientOrderId)) return 'orderLinkId invalid';
  if ((asked('positionIdx') ?? '0') !== '0') return 'position idx not match position mode';
  const quantity = quantityAsked(asked, market, isMarket);
  if (quantity === undefined) return 'qty invalid';
  return {
    market: market.instrument.market,
    side: side === 'Buy' ? 'buy' : 'sell',
    quantity,
    ...(isMarket || price === undefined ? {} : { limitPrice: text(price) }),
    timeInForce,
    reduceOnly: asked('reduceOnly') === 'true',
    ...(clientOrderId === undefined ? {} : { clientOrderId }),
  };
};

/** A market buy on spot names what to spend in quote coins, unless it says that it means base coins. */
const quantityAsked = (asked: Asked, { instrument, book }: SimMarket, isMarket: boolean): DecimalText | undefined => {
  const qty = asked('qty');
  if (qty === undefined || !/^\d+(\.\d+)?$/.test(qty)) return undefined;
  const isSpend = instrument.kind === 'spot' && isMarket && asked('side') === 'Buy';
  if (!isSpend || asked('marketUnit') === 'baseCoin') return text(qty);
  const price = decimal(book.askTicks).times(instrument.tickSize);
  return text(floorTo(decimal(qty).div(price), instrument.lotSize));
};

export const cancelOrder: Handler = (asked, house) => {
  const market = marketAsked(asked, house);
  if (isAnswer(market)) return market;
  const isSpot = market.instrument.kind === 'spot';
  const missing = isSpot ? 170_213 : 110_001;
  const which = nameAsked(asked);
  if (which === undefined) return refusal(house, PARAMETER_ERROR, 'params error: orderId or orderLinkId is required');
  const known = orderNamed(house, which);
  if (known === undefined || known.market !== market.instrument.market || known.state !== 'open')
    return refusal(house, missing, 'order not exists or too late to cancel');
  const after = house.desk.cancel(which);
  return after === undefined
    ? refusal(house, missing, 'order not exists or too late to cancel')
    : acknowledged(house, after);
};

export const cancelAll: Handler = (asked, house) => {
  const category = asked('category');
  const symbol = asked('symbol');
  const list = house.desk.orders().flatMap((order) => {
    const market = house.markets.find(({ instrument }) => instrument.market === order.market);
    if (market === undefined || order.state !== 'open' || market.instrument.kind !== category) return [];
    if (symbol !== undefined && market.instrument.nativeSymbol !== symbol) return [];
    house.desk.cancel({ venueOrderId: order.venueOrderId });
    return [{ orderId: order.venueOrderId, orderLinkId: shownClientId(order) }];
  });
  return answered(house, { list, success: '1' });
};

/** How a request names an order; the venue's own id goes first. */
export const nameAsked = (asked: Asked): OrderName | undefined => {
  const venueOrderId = asked('orderId');
  if (venueOrderId !== undefined) return { venueOrderId };
  const clientOrderId = asked('orderLinkId');
  return clientOrderId === undefined ? undefined : { clientOrderId };
};
