import type { DecimalText } from '../../../domain/money.ts';
import { decimal, text } from '../../../domain/money.ts';
import type { SimMarket } from '../../sim-market.ts';
import type { Ask } from './answers.ts';
import { fault, isAnswer, lacks, marketsOf, namedMarket, NO_SYMBOL, ok, orderFault, rangeOf } from './answers.ts';
import { pairOf } from './rest.ts';
import type { DeskOrder, NewOrder, OrderName, WireAnswer } from '../venue-face.ts';

type OrderTime = NewOrder['timeInForce'];

const TIME_IN_FORCE: Readonly<Record<string, OrderTime>> = { GTC: 'gtc', IOC: 'ioc', GTX: 'post-only' };
const TIME_NAME: Readonly<Record<OrderTime, string>> = { gtc: 'GTC', ioc: 'IOC', 'post-only': 'GTX' };
const CLIENT_ID = /^[.A-Z:/a-z0-9_-]{1,36}$/;
const ANY_NUMBER = /^\d+(\.\d+)?$/;

/** `POST order`. Conditional orders have an endpoint of their own since December 2025, which is not simulated. */
export const placeOrder = (ask: Ask): WireAnswer => {
  const market = namedMarket(ask);
  if (isAnswer(market)) return market;
  const order = readOrder(ask, market);
  if (isAnswer(order)) return order;
  const placed = ask.house.desk.place(order);
  if (placed.kind === 'refused') return orderFault(placed.code, placed.message, ask.kind);
  const kind = ask.fields.get('newOrderRespType') ?? (ask.kind === 'spot' ? 'FULL' : 'ACK');
  if (kind !== 'ACK') return ok({ ...orderRow(market, placed.order), ...spotFills(market, placed.order) });
  // An acknowledgement says nothing of what was filled at once.
  const { avgPrice: _average, cumQuote: _quote, cumBase: _base, ...row } = orderRow(market, placed.order);
  return ok({ ...row, status: 'NEW', executedQty: '0', cumQty: '0' });
};

const readOrder = ({ fields, kind }: Ask, market: SimMarket): NewOrder | WireAnswer => {
  const side = fields.get('side');
  if (side !== 'BUY' && side !== 'SELL') return fault(-1117, 'Invalid side.');
  const type = fields.get('type');
  if (type !== 'LIMIT' && type !== 'MARKET' && !(kind === 'spot' && type === 'LIMIT_MAKER'))
    return fault(-1116, 'Invalid orderType.');
  const positionSide = fields.get('positionSide') ?? 'BOTH';
  if (positionSide !== 'BOTH') return fault(-4061, "Order's position side does not match user's setting.");
  const quantity = fields.get('quantity');
  if (quantity === null || !ANY_NUMBER.test(quantity)) return lacks('quantity');
  const price = fields.get('price');
  if (type !== 'MARKET' && (price === null || !ANY_NUMBER.test(price))) return lacks('price');
  const clientOrderId = fields.get('newClientOrderId');
  if (clientOrderId !== null && !CLIENT_ID.test(clientOrderId)) return fault(-4015, 'Client order id is not valid.');
  const said = type === 'LIMIT' ? (fields.get('timeInForce') ?? '') : type === 'MARKET' ? 'IOC' : 'GTX';
  const timeInForce = TIME_IN_FORCE[said];
  if (timeInForce === undefined) return said === '' ? lacks('timeInForce') : fault(-1115, 'Invalid timeInForce.');
  return {
    market: market.instrument.market,
    side: side === 'BUY' ? 'buy' : 'sell',
    quantity: text(quantity),
    ...(type === 'MARKET' || price === null ? {} : { limitPrice: text(price) }),
    timeInForce,
    reduceOnly: fields.get('reduceOnly') === 'true',
    ...(clientOrderId === null ? {} : { clientOrderId }),
  };
};

/** `GET order`, `GET openOrder`. */
export const queryOrder = (ask: Ask): WireAnswer => {
  const found = namedOrder(ask);
  if (isAnswer(found)) return found;
  const { market, order } = found;
  const isHidden = ask.path === 'openOrder' && order?.state !== 'open';
  return order === undefined || isHidden ? fault(-2013, 'Order does not exist.') : ok(orderRow(market, order));
};

/** `DELETE order`: of an order that has ended there is nothing to cancel. */
export const cancelOrder = (ask: Ask): WireAnswer => {
  const found = namedOrder(ask);
  if (isAnswer(found)) return found;
  const { market, order } = found;
  if (order?.state !== 'open') return fault(-2011, 'Unknown order sent.');
  const cancelled = ask.house.desk.cancel({ venueOrderId: order.venueOrderId });
  return cancelled === undefined ? fault(-2011, 'Unknown order sent.') : ok(orderRow(market, cancelled));
};

/** `DELETE allOpenOrders`. */
export const cancelAll = (ask: Ask): WireAnswer => {
  const market = namedMarket(ask);
  if (isAnswer(market)) return market;
  const open = ask.house.desk.orders().filter((order) => isOpenAt(order, market));
  const cancelled = open.flatMap(({ venueOrderId }) => ask.house.desk.cancel({ venueOrderId }) ?? []);
  return ask.kind === 'spot'
    ? ok(cancelled.map((order) => orderRow(market, order)))
    : ok({ code: 200, msg: 'The operation of cancel all open order is done.' });
};

const isOpenAt = (order: DeskOrder, { instrument }: SimMarket): boolean =>
  order.state === 'open' && order.market === instrument.market;

/** `GET openOrders`, `GET allOrders`. */
export const listOrders = (ask: Ask): WireAnswer => {
  const wantsAll = ask.path === 'allOrders';
  if (wantsAll && !ask.fields.has('symbol')) return lacks('symbol');
  const named = ask.fields.has('symbol') ? namedMarket(ask) : undefined;
  if (named !== undefined && isAnswer(named)) return NO_SYMBOL;
  const markets = named === undefined ? marketsOf(ask) : [named];
  const byKey = new Map(markets.map((market) => [market.instrument.market, market]));
  const rows = ask.house.desk.orders().flatMap((order) => {
    const market = byKey.get(order.market);
    return market === undefined || (!wantsAll && order.state !== 'open') ? [] : [orderRow(market, order)];
  });
  return ok(wantsAll ? rangeOf(rows, ask.fields, { atMs: ({ time }) => time, limit: 500 }) : rows);
};

const namedOrder = (ask: Ask): { readonly market: SimMarket; readonly order: DeskOrder | undefined } | WireAnswer => {
  const market = namedMarket(ask);
  if (isAnswer(market)) return market;
  const [venueOrderId, clientOrderId] = [ask.fields.get('orderId'), ask.fields.get('origClientOrderId')];
  const name: OrderName | undefined =
    venueOrderId !== null ? { venueOrderId } : clientOrderId !== null ? { clientOrderId } : undefined;
  if (name === undefined)
    return fault(-1102, "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!");
  const order = ask.house.desk.order(name);
  return { market, order: order?.market === market.instrument.market ? order : undefined };
};

/** An order in the words of `GET order`. */
export const orderRow = ({ instrument }: SimMarket, order: DeskOrder) => {
  const { nativeSymbol: symbol, kind, contractSize } = instrument;
  const filled = decimal(order.filledQuantity);
  const worth = filled.times(contractSize);
  const average = decimal(order.averagePrice);
  const spent = kind === 'inverse' ? (average.isZero() ? filled : worth.div(average)) : worth.times(average);
  const value = text(spent.toDecimalPlaces(8));
  const isSpot = kind === 'spot';
  const type =
    order.type === 'market' ? 'MARKET' : isSpot && order.timeInForce === 'post-only' ? 'LIMIT_MAKER' : 'LIMIT';
  const worthField = isSpot
    ? { cummulativeQuoteQty: value }
    : kind === 'inverse'
      ? { cumBase: value, pair: pairOf(symbol) }
      : { cumQuote: value };
  return {
    symbol,
    orderId: Number(order.venueOrderId),
    clientOrderId: order.clientOrderId,
    price: order.type === 'market' ? '0' : order.limitPrice,
    avgPrice: order.averagePrice,
    origQty: order.quantity,
    executedQty: order.filledQuantity,
    ...(isSpot ? undefined : { cumQty: order.filledQuantity }),
    ...worthField,
    status: statusOf(order),
    timeInForce: isSpot && order.timeInForce === 'post-only' ? 'GTC' : TIME_NAME[order.timeInForce],
    type,
    origType: type,
    side: order.side === 'buy' ? 'BUY' : 'SELL',
    stopPrice: '0',
    time: order.createdAtMs,
    updateTime: order.updatedAtMs,
    ...(isSpot ? { transactTime: order.updatedAtMs, isWorking: order.state === 'open' } : futuresTraits(order)),
  };
};

const futuresTraits = ({ reduceOnly }: DeskOrder) => ({
  reduceOnly,
  positionSide: 'BOTH',
  closePosition: false,
  workingType: 'CONTRACT_PRICE',
  priceProtect: false,
  priceMatch: 'NONE',
  selfTradePreventionMode: 'EXPIRE_MAKER',
  goodTillDate: 0,
});

/** What is left of an order that takes at once, or finds nothing, has expired; only a client cancels. */
export const statusOf = ({ state, filledQuantity, timeInForce }: DeskOrder): string => {
  if (state === 'open') return filledQuantity === NOTHING ? 'NEW' : 'PARTIALLY_FILLED';
  if (state === 'filled') return 'FILLED';
  if (state === 'refused') return 'REJECTED';
  return timeInForce === 'ioc' ? 'EXPIRED' : 'CANCELED';
};

const NOTHING: DecimalText = text(0);

const spotFills = ({ instrument }: SimMarket, order: DeskOrder) =>
  instrument.kind === 'spot'
    ? {
        fills: order.fills.map(({ price, quantity, fee, feeCoin, tradeId }) => ({
          price,
          qty: quantity,
          commission: fee,
          commissionAsset: feeCoin,
          tradeId: Number(tradeId),
        })),
      }
    : undefined;
