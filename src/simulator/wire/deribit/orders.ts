import { decimal, text } from '../../../domain/money.ts';
import type { DecimalText } from '../../../domain/money.ts';
import type { Side } from '../../../domain/ids.ts';
import type { SimMarket } from '../../sim-market.ts';
import { digitsOfId, fillRow, idOfLabel, labelOf, marketOf, orderRow } from './order-rows.ts';
import { isOutcome, marketsIn, namedMarket } from './public.ts';
import type { Call, Method, Outcome, Params } from './rpc.ts';
import { failure, invalidParams, refusedOrder, result } from './rpc.ts';
import { isNumber } from '../desk-views.ts';
import type { DeskOrder, NewOrder, VenueHouse } from '../venue-face.ts';

const LABEL_LENGTH_MAX = 64;

/** Orders: placing, cancelling, looking up. https://docs.deribit.com/api-reference/trading/private-buy */
export const deribitOrders: Readonly<Record<string, Method>> = {
  buy: (call) => place(call, 'buy'),
  sell: (call) => place(call, 'sell'),
  cancel: ({ params, house }) => {
    const known = orderOf(params.text('order_id'), house);
    if (known === undefined) return ORDER_NOT_FOUND;
    if (known.state !== 'open') return failure(11_044, 'not_open_order');
    return rowOf(house.desk.cancel(known) ?? known, house);
  },
  cancel_all: ({ house }) => cancelWhere(house, () => true),
  cancel_all_by_currency: ({ params, house }) => cancelWhere(house, inCurrency(params, house)),
  cancel_all_by_instrument: ({ params, house }) => cancelWhere(house, inInstrument(params)),
  cancel_by_label: ({ params, house }) => cancelWhere(house, withLabel(params)),
  get_order_state: ({ params, house }) => {
    const known = orderOf(params.text('order_id'), house);
    return known === undefined ? ORDER_NOT_FOUND : rowOf(known, house);
  },
  get_order_state_by_label: ({ params, house }) => rowsWhere(house, withLabel(params)),
  get_open_orders: ({ house }) => openWhere(house, () => true),
  get_open_orders_by_currency: ({ params, house }) => openWhere(house, inCurrency(params, house)),
  get_open_orders_by_instrument: ({ params, house }) => openWhere(house, inInstrument(params)),
  get_open_orders_by_label: ({ params, house }) => openWhere(house, withLabel(params)),
  get_order_history_by_currency: ({ params, house }) => closedWhere({ params, house }, inCurrency(params, house)),
  get_order_history_by_instrument: ({ params, house }) => closedWhere({ params, house }, inInstrument(params)),
};

const ORDER_NOT_FOUND = failure(10_004, 'order_not_found');

const orderOf = (id: string | undefined, { desk }: VenueHouse): DeskOrder | undefined =>
  id === undefined ? undefined : desk.order({ venueOrderId: digitsOfId(id) });

const rowOf = (order: DeskOrder, house: VenueHouse): Outcome => {
  const market = marketOf(house, order.market);
  return market === undefined ? ORDER_NOT_FOUND : result(orderRow(order, market));
};

type Where = (order: DeskOrder, market: SimMarket) => boolean;

const inInstrument =
  (params: Params): Where =>
  (_order, { instrument }) =>
    instrument.nativeSymbol === params.text('instrument_name');

const inCurrency = (params: Params, house: VenueHouse): Where => {
  const markets = new Set(marketsIn(house, params.text('currency')));
  return (_order, market) => markets.has(market);
};

const withLabel =
  (params: Params): Where =>
  (order) =>
    labelOf(order) === params.text('label');

const ordersWhere = (house: VenueHouse, where: Where): readonly (readonly [DeskOrder, SimMarket])[] =>
  house.desk.orders().flatMap((order) => {
    const market = marketOf(house, order.market);
    return market !== undefined && where(order, market) ? [[order, market] as const] : [];
  });

const rowsWhere = (house: VenueHouse, where: Where): Outcome =>
  result(ordersWhere(house, where).map(([order, market]) => orderRow(order, market)));

const openWhere = (house: VenueHouse, where: Where): Outcome =>
  rowsWhere(house, (order, market) => order.state === 'open' && where(order, market));

/** Newest first, 20 unless more are asked for. */
const closedWhere = ({ params, house }: Call, where: Where): Outcome =>
  result(
    [...ordersWhere(house, (order, market) => order.state !== 'open' && where(order, market))]
      .reverse()
      .slice(0, params.number('count') ?? 20)
      .map(([order, market]) => orderRow(order, market)),
  );

/** How many were cancelled. */
const cancelWhere = (house: VenueHouse, where: Where): Outcome => {
  const open = ordersWhere(house, (order, market) => order.state === 'open' && where(order, market));
  for (const [order] of open) house.desk.cancel(order);
  return result(open.length);
};

const place = (call: Call, side: Side): Outcome => {
  const market = namedMarket(call);
  if (isOutcome(market)) return market;
  const order = readOrder(call, { market, side });
  if ('error' in order || 'result' in order) return order;
  const { house } = call;
  const placed = house.desk.place(order);
  if (placed.kind === 'refused') return refusedOrder(placed.code, placed.message);
  const trades = placed.order.fills.map((fill) => fillRow(fill, market, placed.order));
  return result({ order: orderRow(placed.order, market), trades });
};

const readOrder = (
  { params, house }: Call,
  { market, side }: { readonly market: SimMarket; readonly side: Side },
): NewOrder | Outcome => {
  const quantity = params.text('amount');
  if (quantity === undefined || !isNumber(quantity)) return invalidParams('amount', 'amount must be present');
  const type = params.text('type') ?? 'limit';
  if (type !== 'limit' && type !== 'market') return invalidParams('type', 'only limit and market are simulated');
  const label = params.text('label');
  if (label !== undefined && label.length > LABEL_LENGTH_MAX) return invalidParams('label', 'label is too long');
  const price = params.text('price');
  if (type === 'limit' && (price === undefined || !isNumber(price)))
    return invalidParams('price', 'price must be present');
  const timeInForce = timeInForceOf(params);
  if (timeInForce === undefined) return invalidParams('time_in_force', 'not simulated');
  // Good till a day that never ends: whatever is late is dropped.
  const validUntil = params.number('valid_until');
  if (validUntil !== undefined && validUntil < house.nowMs) return failure(13_888, 'timed_out');
  const limit =
    price === undefined || type === 'market' ? {} : { limitPrice: limitPrice(params, { market, side, price }) };
  return {
    ...(label === undefined ? {} : { clientOrderId: idOfLabel(label, house) }),
    market: market.instrument.market,
    side,
    quantity: text(quantity),
    ...limit,
    timeInForce,
    reduceOnly: params.flag('reduce_only'),
  };
};

const timeInForceOf = (params: Params): NewOrder['timeInForce'] | undefined => {
  if (params.flag('post_only')) return 'post-only';
  switch (params.text('time_in_force') ?? 'good_til_cancelled') {
    case 'good_til_cancelled':
    case 'good_til_day':
      return 'gtc';
    case 'immediate_or_cancel':
      return 'ioc';
    default:
      return undefined;
  }
};

/** A post-only order that would take is moved to just outside the spread, unless its client wants it rejected. */
const limitPrice = (
  params: Params,
  { market, side, price }: { readonly market: SimMarket; readonly side: Side; readonly price: string },
): DecimalText => {
  const asked = decimal(price);
  if (!params.flag('post_only') || params.flag('reject_post_only')) return text(asked);
  const { book, instrument, priceTexts } = market;
  const best = decimal(priceTexts.of(side === 'buy' ? book.askTicks : book.bidTicks));
  const outside = side === 'buy' ? best.minus(instrument.tickSize) : best.plus(instrument.tickSize);
  const wouldTake = side === 'buy' ? asked.greaterThanOrEqualTo(best) : asked.lessThanOrEqualTo(best);
  return text(wouldTake ? outside : asked);
};
