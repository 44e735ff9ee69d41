import type { RefusalCode } from '../../../domain/order.ts';
import type { DecimalText } from '../../../domain/money.ts';
import { decimal, floorTo, sum, text } from '../../../domain/money.ts';
import { isRecord } from '../../../domain/codec.ts';
import { backpackProfile } from '../../../venues/backpack/profile.ts';
import type { SimMarket } from '../../sim-market.ts';
import type { Asked, Handler } from './answers.ts';
import { NOT_FOUND, answered, fieldsAsked, isAnswer, marketAsked, pageAnswered, refusal } from './answers.ts';
import {
  clientIdOf,
  depositRow,
  fillRow,
  historyRow,
  nativeOf,
  orderRow,
  paymentRow,
  positionRow,
  withdrawalRow,
} from './rows.ts';
import type { DeskOrder, NewOrder, OrderName, VenueHouse, WireAnswer } from '../venue-face.ts';

const REFUSALS: Readonly<Record<RefusalCode, string>> = {
  'insufficient-margin': 'INSUFFICIENT_MARGIN',
  'reduce-only': 'INVALID_ORDER',
  'below-minimum': 'INVALID_QUANTITY',
  'bad-price': 'INVALID_PRICE',
  'bad-quantity': 'INVALID_QUANTITY',
  'post-only-would-take': 'INVALID_ORDER',
  'duplicate-client-id': 'INVALID_ORDER',
  'market-halted': 'TRADING_PAUSED',
  'rate-limited': 'TOO_MANY_REQUESTS',
  unknown: 'INVALID_ORDER',
};

const CLIENT_ID_MAX = 2 ** 32 - 1;

const createOrder: Handler = (asked, house) => {
  const market = marketAsked(asked, house);
  if (isAnswer(market)) return market;
  const order = orderAsked(asked, market);
  if (typeof order === 'string') return refusal('INVALID_CLIENT_REQUEST', order);
  const placed = house.desk.place(order);
  if (placed.kind === 'accepted') return answered(orderRow(placed.order, house));
  if (placed.code === 'duplicate-client-id')
    return refusal('INVALID_ORDER', `Order with client ID already exists: ${order.clientOrderId}`);
  if (placed.code === 'post-only-would-take') return refusal('INVALID_ORDER', 'Order would immediately match and take');
  return refusal(REFUSALS[placed.code], placed.message);
};

/** A new order, or what is wrong with it. */
const orderAsked = (asked: Asked, market: SimMarket): NewOrder | string => {
  const side = asked('side');
  if (side !== 'Bid' && side !== 'Ask') return 'Invalid side';
  const orderType = asked('orderType');
  if (orderType !== 'Limit' && orderType !== 'Market') return 'Invalid order type';
  if (asked('triggerPrice') !== undefined) return 'Trigger orders are not simulated';
  const timeInForce = asked('timeInForce') ?? 'GTC';
  if (timeInForce !== 'GTC' && timeInForce !== 'IOC') return `Time in force ${timeInForce} is not simulated`;
  const price = asked('price');
  if (orderType === 'Limit' && (price === undefined || !isDecimal(price))) return 'Invalid price';
  const clientId = asked('clientId');
  if (clientId !== undefined && (clientIdOf(clientId) ?? Infinity) > CLIENT_ID_MAX) return 'Invalid client id';
  const quantity = quantityAsked(asked, market);
  if (quantity === undefined) return 'Invalid quantity';
  const isPostOnly = asked('postOnly') === 'true';
  return {
    market: market.instrument.market,
    side: side === 'Bid' ? 'buy' : 'sell',
    quantity,
    ...(orderType === 'Limit' && price !== undefined ? { limitPrice: text(price) } : {}),
    timeInForce: isPostOnly ? 'post-only' : orderType === 'Market' || timeInForce === 'IOC' ? 'ioc' : 'gtc',
    reduceOnly: asked('reduceOnly') === 'true',
    ...(clientId === undefined ? {} : { clientOrderId: clientId }),
  };
};

const isDecimal = (value: string): boolean => /^\d{1,20}(\.\d{1,20})?$/.test(value);

/** Base units, or for market orders what to spend in quote units. */
const quantityAsked = (asked: Asked, { instrument, book }: SimMarket): DecimalText | undefined => {
  const quantity = asked('quantity');
  if (quantity !== undefined) return isDecimal(quantity) ? text(quantity) : undefined;
  const spend = asked('quoteQuantity');
  if (spend === undefined || !isDecimal(spend) || asked('orderType') !== 'Market') return undefined;
  const price = decimal(asked('side') === 'Bid' ? book.askTicks : book.bidTicks).times(instrument.tickSize);
  return text(floorTo(decimal(spend).div(price), instrument.lotSize));
};

/** Several orders at once: an array, each with its own outcome. */
export const createOrders = (orders: unknown, house: VenueHouse): WireAnswer => {
  if (!Array.isArray(orders)) return refusal('INVALID_CLIENT_REQUEST', 'Invalid orders');
  return answered(
    orders.map((order: unknown) => {
      const { status, body } = createOrder(fieldsAsked(order), house);
      return { operation: status === 200 ? 'Ok' : 'Err', ...(isRecord(body) ? body : {}) };
    }),
  );
};

/** By exactly one of its two ids, on the market named. */
const orderOf = (asked: Asked, house: VenueHouse): DeskOrder | WireAnswer => {
  const market = marketAsked(asked, house);
  if (isAnswer(market)) return market;
  const [venueOrderId, clientOrderId] = [asked('orderId'), asked('clientId')];
  if ((venueOrderId === undefined) === (clientOrderId === undefined))
    return refusal('INVALID_CLIENT_REQUEST', 'Must specify exactly one of `clientId` and `orderId`');
  const which: OrderName = venueOrderId === undefined ? { clientOrderId: clientOrderId ?? '' } : { venueOrderId };
  const order = house.desk.order(which);
  // Only resting orders are known here: that one is not does not prove that it never was.
  return order?.market === market.instrument.market && order.state === 'open' ? order : NOT_FOUND;
};

const queryOrder: Handler = (asked, house) => {
  const order = orderOf(asked, house);
  return 'status' in order ? order : answered(orderRow(order, house));
};

const cancelOrder: Handler = (asked, house) => {
  const order = orderOf(asked, house);
  if ('status' in order) return order;
  const { venueOrderId } = order;
  return answered(orderRow(house.desk.cancel({ venueOrderId }) ?? order, house));
};

const restingOf = (asked: Asked, house: VenueHouse): readonly DeskOrder[] =>
  house.desk.orders().filter(({ state, market }) => state === 'open' && isAsked(asked, nativeOf(house, market)));

const isAsked = (asked: Asked, native: string): boolean => (asked('symbol') ?? native) === native;

const openOrders: Handler = (asked, house) => answered(restingOf(asked, house).map((order) => orderRow(order, house)));

const cancelOrders: Handler = (asked, house) => {
  const market = marketAsked(asked, house);
  if (isAnswer(market)) return market;
  const cancelled = restingOf(asked, house).map((order) => house.desk.cancel(order) ?? order);
  return answered(cancelled.map((order) => orderRow(order, house)));
};

const PAGES = { usual: 100, most: 1000 };

const orderHistory: Handler = (asked, house) => {
  const id = asked('orderId');
  const rows = house.desk.orders().map((order) => historyRow(order, house));
  return pageAnswered(
    rows.filter((row) => isAsked(asked, row.symbol) && (id ?? row.id) === row.id).reverse(),
    asked,
    PAGES,
  );
};

const fills: Handler = (asked, house) => {
  const id = asked('orderId');
  const from = Number(asked('from') ?? 0);
  const to = Number(asked('to') ?? Infinity);
  const rows = house.desk
    .fills()
    .filter(({ venueAtMs }) => venueAtMs >= from && venueAtMs <= to)
    .map((fill) => fillRow(fill, house));
  return pageAnswered(
    rows.filter((row) => isAsked(asked, row.symbol) && (id ?? row.orderId) === row.orderId).reverse(),
    asked,
    PAGES,
  );
};

const payments: Handler = (asked, house) => {
  const rows = house.desk.payments().map((payment) => paymentRow(payment, house));
  return pageAnswered(rows.filter(({ symbol }) => isAsked(asked, symbol)).reverse(), asked, PAGES);
};

/** Deposits or withdrawals, newest first. */
const capitalMoves =
  (kind: 'deposits' | 'withdrawals'): Handler =>
  (asked, house) => {
    const [from, to] = [Number(asked('from') ?? 0), Number(asked('to') ?? Infinity)];
    const moves = house.desk
      .transfers()
      .filter(({ amount }) => amount.startsWith('-') === (kind === 'withdrawals'))
      .filter(({ venueAtMs }) => venueAtMs >= from && venueAtMs <= to);
    const rows = kind === 'deposits' ? moves.map(depositRow) : moves.map(withdrawalRow);
    return pageAnswered(rows.reverse(), asked, PAGES);
  };

const positions: Handler = (asked, house) =>
  answered(
    house.desk.positions().flatMap((position) => {
      const market = house.markets.find(({ instrument }) => instrument.market === position.market);
      const isHeld = market !== undefined && Number(position.quantity) !== 0;
      return isHeld && isAsked(asked, market.instrument.nativeSymbol) ? [positionRow(position, market)] : [];
    }),
  );

const capital: Handler = (_asked, house) =>
  answered(
    Object.fromEntries(
      house.desk.balances().map(({ coin, total, free }) => {
        const locked = text(decimal(total).minus(free));
        return [coin, { available: free, locked, staked: '0' }];
      }),
    ),
  );

const collateral: Handler = (_asked, house) => {
  const balances = house.desk.balances().filter(({ coin }) => coin === 'USDC');
  const total = text(sum(balances.map((balance) => decimal(balance.total))));
  const free = text(sum(balances.map((balance) => decimal(balance.free))));
  return answered({
    netEquity: total,
    netEquityAvailable: free,
    netEquityLocked: text(decimal(total).minus(free)),
    marginFraction: null,
    imf: '0.02',
    mmf: '0.0135',
    pnlUnrealized: '0',
    collateral: balances.map(({ coin }) => ({ symbol: coin, totalQuantity: total, availableQuantity: free })),
  });
};

const inBps = (fraction: number): string => text(decimal(fraction).times(1e4));

const account: Handler = () => {
  const { spot, linear } = backpackProfile.fees;
  return answered({
    autoLend: false,
    futuresMakerFee: inBps(linear.maker),
    futuresTakerFee: inBps(linear.taker),
    spotMakerFee: inBps(spot.maker),
    spotTakerFee: inBps(spot.taker),
    leverageLimit: '10',
    liquidating: false,
  });
};

/** Requests that need a key. */
export const backpackPrivate: Readonly<Record<string, Handler>> = {
  'GET /api/v1/account': account,
  'GET /api/v1/capital': capital,
  'GET /api/v1/capital/collateral': collateral,
  'GET /api/v1/order': queryOrder,
  'GET /api/v1/orders': openOrders,
  'GET /api/v1/position': positions,
  'GET /wapi/v1/capital/deposits': capitalMoves('deposits'),
  'GET /wapi/v1/capital/withdrawals': capitalMoves('withdrawals'),
  'GET /wapi/v1/history/fills': fills,
  'GET /wapi/v1/history/funding': payments,
  'GET /wapi/v1/history/orders': orderHistory,
  'POST /api/v1/order': createOrder,
  'DELETE /api/v1/order': cancelOrder,
  'DELETE /api/v1/orders': cancelOrders,
};
