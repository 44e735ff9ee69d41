import { decimal, text } from '../../../domain/money.ts';
import { kucoinProfile } from '../../../venues/kucoin/profile.ts';
import { declinedOrders, orderNamed } from '../declined-orders.ts';
import type { Handler } from './answers.ts';
import { answered, isAnswer, isWithin, marketOfSymbol, pageOf, refusal, wholeNumber } from './answers.ts';
import { currencyOf } from './listings.ts';
import { cancelAll, cancelOrder, changeMarginMode, createOrder, marginModeOf, testOrder } from './orders.ts';
import { settleCurrencyOf } from './public.ts';
import { fillRow, fundingPaymentRow, marketOf, orderRow, positionRow, transferRow } from './rows.ts';
import type { DeskOrder, OrderName, VenueHouse } from '../venue-face.ts';

const byId = (venueOrderId: string): OrderName => ({ venueOrderId });
const byClientOid = (clientOrderId: string): OrderName => ({ clientOrderId });

const allOrders = (house: VenueHouse): readonly DeskOrder[] =>
  [...house.desk.orders(), ...declinedOrders(house)].sort((a, b) => b.createdAtMs - a.createdAtMs);

const oneOrder = (house: VenueHouse, which: OrderName) => {
  const order = orderNamed(house, which);
  const market = order === undefined ? undefined : marketOf(house, order.market);
  if (order === undefined || market === undefined) return refusal('100001', 'error.getOrder.orderNotExist');
  return answered(orderRow(order, market, house));
};

const orderById: Handler = (asked, house, named) => {
  if (named !== 'byClientOid') return oneOrder(house, byId(named));
  const clientOid = asked('clientOid');
  return clientOid === undefined
    ? refusal('400100', 'Param clientOid is required.')
    : oneOrder(house, byClientOid(clientOid));
};

/** Newest first. Without a status both those that are open and those that are done. */
const orderList: Handler = (asked, house) => {
  const status = asked('status');
  const rows = allOrders(house).flatMap((order) => {
    const market = marketOf(house, order.market);
    const isShown = status === undefined || (status === 'active') === (order.state === 'open');
    return market === undefined || !isShown ? [] : [orderRow(order, market, house)];
  });
  const found = rows
    .filter(({ symbol }) => symbol === (asked('symbol') ?? symbol))
    .filter(({ side }) => side === (asked('side') ?? side))
    .filter(({ createdAt }) => isWithin(asked, createdAt));
  return answered(pageOf(found, asked));
};

const recentDone: Handler = (asked, house) => {
  const rows = allOrders(house).flatMap((order) => {
    const market = marketOf(house, order.market);
    return market === undefined || order.state === 'open' ? [] : [orderRow(order, market, house)];
  });
  return answered(rows.filter(({ symbol }) => symbol === (asked('symbol') ?? symbol)));
};

/** Newest first. */
const fillsOf = (house: VenueHouse) =>
  house.desk
    .fills()
    .flatMap((fill) => {
      const market = marketOf(house, fill.market);
      return market === undefined ? [] : [fillRow(fill, market)];
    })
    .sort((a, b) => b.createdAt - a.createdAt);

const recentFills: Handler = (asked, house) =>
  answered(fillsOf(house).filter(({ symbol }) => symbol === (asked('symbol') ?? symbol)));

const fills: Handler = (asked, house) => {
  const rows = fillsOf(house)
    .filter(({ symbol }) => symbol === (asked('symbol') ?? symbol))
    .filter(({ orderId }) => orderId === (asked('orderId') ?? orderId))
    .filter(({ createdAt }) => isWithin(asked, createdAt));
  return answered(pageOf(rows, asked));
};

/** Newest first. */
const fundingPayments: Handler = (asked, house) => {
  const symbol = asked('symbol');
  const rows = house.desk.payments().flatMap((payment, at) => {
    const market = marketOf(house, payment.market);
    const isShown =
      market !== undefined && (symbol ?? market.instrument.nativeSymbol) === market.instrument.nativeSymbol;
    return isShown && isWithin(asked, payment.settlementAtMs) ? [fundingPaymentRow(payment, market, at + 1)] : [];
  });
  const count = wholeNumber(asked('maxCount'), { usual: 10, most: 100 });
  return answered({ dataList: rows.reverse().slice(0, count), hasMore: rows.length > count });
};

/** The ledger of the account as far as transfers go, newest first; the page after an offset is older. */
const transactions: Handler = (asked, house) => {
  const [type, offset] = [asked('type'), Number(asked('offset') ?? Infinity)];
  const rows = house.desk
    .transfers()
    .map(transferRow)
    .filter((row) => (type ?? row.type) === row.type && row.offset < offset)
    .filter((row) => row.currency === (asked('currency') ?? row.currency) && isWithin(asked, row.time))
    .reverse();
  const count = wholeNumber(asked('maxCount'), { usual: 50, most: 100 });
  return answered({ dataList: rows.slice(0, count), hasMore: rows.length > count });
};

const positions: Handler = (asked, house) => {
  const rows = house.desk.positions().flatMap((position) => {
    const market = marketOf(house, position.market);
    const isShown =
      market !== undefined && (asked('currency') ?? settleCurrencyOf(market)) === settleCurrencyOf(market);
    return isShown ? [positionRow(position, market, house)] : [];
  });
  return answered(rows);
};

/** A flat position is told as well. */
const position: Handler = (asked, house) => {
  const market = marketOfSymbol(asked('symbol'), house);
  if (isAnswer(market)) return market;
  const { market: key } = market.instrument;
  const flat = { market: key, quantity: text(0), entryPrice: text(0) };
  return answered(positionRow(house.desk.positions().find((one) => one.market === key) ?? flat, market, house));
};

/** One coin at a time, XBT when none is named; BTC is understood as well. */
const accountOverview: Handler = (asked, house) => {
  const currency = currencyOf(asked('currency') ?? 'XBT');
  const balance = house.desk.balances().find(({ coin }) => currencyOf(coin) === currency);
  const total = decimal(balance?.total ?? '0');
  const free = decimal(balance?.free ?? '0');
  return answered({
    accountEquity: total.toNumber(),
    unrealisedPNL: 0,
    marginBalance: total.toNumber(),
    positionMargin: total.minus(free).toNumber(),
    orderMargin: 0,
    frozenFunds: 0,
    availableBalance: free.toNumber(),
    currency,
    riskRatio: 0,
  });
};

const tradeFees: Handler = (asked, house) => {
  const market = marketOfSymbol(asked('symbol'), house);
  if (isAnswer(market)) return market;
  const { maker, taker } = kucoinProfile.fees.linear;
  return answered({
    symbol: market.instrument.nativeSymbol,
    takerFeeRate: String(taker),
    makerFeeRate: String(maker),
  });
};

const crossLeverage: Handler = (asked, house) => {
  const market = marketOfSymbol(asked('symbol'), house);
  if (isAnswer(market)) return market;
  const { market: key, nativeSymbol: symbol } = market.instrument;
  return answered({ symbol, leverage: String(house.desk.leverage(key)) });
};

const changeLeverage: Handler = (asked, house) => {
  const market = marketOfSymbol(asked('symbol'), house);
  if (isAnswer(market)) return market;
  const leverage = Number(asked('leverage'));
  if (!(leverage >= 1 && leverage <= 100)) return refusal('300016', 'The leverage cannot be greater than 100.');
  house.desk.setLeverage(market.instrument.market, leverage);
  return answered(true);
};

const marginMode: Handler = (asked, house) => {
  const market = marketOfSymbol(asked('symbol'), house);
  if (isAnswer(market)) return market;
  const symbol = market.instrument.nativeSymbol;
  return answered({ symbol, marginMode: marginModeOf(house, symbol) });
};

/** A classic account, without the spot trading of high frequency. */
const accountMode: Handler = () => answered({ selfAccountMode: 'CLASSIC' });
const nothingMarginable: Handler = (_asked, { nowMs }) => answered({ timestamp: nowMs, items: [] });

/** Requests that need a key: method and path, handler, weight. `*` stands for the part that names something. */
export const kucoinPrivate: Readonly<Record<string, readonly [Handler, number]>> = {
  'POST /api/v1/orders': [createOrder, 2],
  'POST /api/v1/orders/test': [testOrder, 2],
  'GET /api/v1/orders': [orderList, 2],
  'DELETE /api/v1/orders': [cancelAll, 10],
  'DELETE /api/v3/orders': [cancelAll, 10],
  'GET /api/v1/orders/*': [orderById, 5],
  'DELETE /api/v1/orders/*': [cancelOrder(byId), 1],
  'DELETE /api/v1/orders/client-order/*': [cancelOrder(byClientOid), 1],
  'GET /api/v1/recentDoneOrders': [recentDone, 5],
  'GET /api/v1/fills': [fills, 5],
  'GET /api/v1/recentFills': [recentFills, 3],
  'GET /api/v1/funding-history': [fundingPayments, 5],
  'GET /api/v1/transaction-history': [transactions, 2],
  'GET /api/v1/positions': [positions, 2],
  'GET /api/v1/position': [position, 2],
  'GET /api/v2/position': [position, 2],
  'GET /api/v1/account-overview': [accountOverview, 5],
  'GET /api/v1/trade-fees': [tradeFees, 3],
  'GET /api/v2/getCrossUserLeverage': [crossLeverage, 2],
  'POST /api/v2/changeCrossUserLeverage': [changeLeverage, 2],
  'GET /api/v2/position/getMarginMode': [marginMode, 2],
  'POST /api/v2/position/changeMarginMode': [changeMarginMode, 2],
  'GET /api/ua/v1/account/mode': [accountMode, 2],
  'GET /api/v1/hf/accounts/opened': [() => answered(false), 2],
  'GET /api/v3/margin/symbols': [nothingMarginable, 3],
  'GET /api/v1/isolated/symbols': [() => answered([]), 3],
};
