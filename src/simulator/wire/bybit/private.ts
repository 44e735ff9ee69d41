import { decimal, sum, text } from '../../../domain/money.ts';
import type { SimMarket } from '../../sim-market.ts';
import { bybitProfile } from '../../../venues/bybit/profile.ts';
import type { Asked, Handler } from './answers.ts';
import {
  PARAMETER_ERROR,
  answered,
  categoryOf,
  isAnswer,
  limitAsked,
  marketAsked,
  pageOf,
  refusal,
} from './answers.ts';
import { cancelAll, cancelOrder, createOrder, nameAsked } from './orders.ts';
import { fillRow, fundingRow, marketOf, orderRow, positionRow, settlementRow, transferRow } from './rows.ts';
import { declinedOrders, orderNamed } from '../declined-orders.ts';
import type { DeskOrder, VenueHouse } from '../venue-face.ts';
import { API_KEY } from '../venue-face.ts';

/** What may be seen of a market by the filters of a request; the category is one of them. */
const isAsked = (asked: Asked, market: SimMarket | undefined): market is SimMarket => {
  if (market === undefined) return false;
  const { kind, nativeSymbol, settle, coin } = market.instrument;
  return (
    kind === asked('category') &&
    [nativeSymbol, undefined].includes(asked('symbol')) &&
    [settle, undefined].includes(asked('settleCoin')) &&
    [coin as string, undefined].includes(asked('baseCoin'))
  );
};

/** Orders by the filters of a request, newest first. Lists of linear contracts must name a symbol or a coin. */
const orderList =
  (isShown: (order: DeskOrder, asked: Asked) => boolean): Handler =>
  (asked, house) => {
    const category = categoryOf(asked);
    if (category === undefined) return refusal(house, PARAMETER_ERROR, 'params error: Category is invalid');
    const which = nameAsked(asked);
    const isNamed = ['symbol', 'baseCoin', 'settleCoin'].some((name) => asked(name) !== undefined);
    if (category === 'linear' && which === undefined && !isNamed)
      return refusal(house, PARAMETER_ERROR, 'params error: symbol, settleCoin or baseCoin is required');
    const known = which === undefined ? allOrders(house) : [orderNamed(house, which)];
    const rows = known.flatMap((order) => {
      const market = order === undefined ? undefined : marketOf(house, order.market);
      if (order === undefined || !isAsked(asked, market)) return [];
      return which !== undefined || isShown(order, asked) ? [orderRow(order, market, house)] : [];
    });
    return answered(house, { category, ...pageOf(rows, asked, limitAsked(asked, { usual: 20, most: 50 })) });
  };

const allOrders = (house: VenueHouse): readonly DeskOrder[] =>
  [...house.desk.orders(), ...declinedOrders(house)].sort((a, b) => b.createdAtMs - a.createdAtMs);

/** Fills and funding, newest first, within the times asked for. */
const executions: Handler = (asked, house) => {
  const category = categoryOf(asked);
  if (category === undefined) return refusal(house, PARAMETER_ERROR, 'params error: Category is invalid');
  const execType = asked('execType');
  const fills = house.desk.fills().flatMap((fill) => {
    const market = marketOf(house, fill.market);
    return isAsked(asked, market) ? [fillRow(fill, market)] : [];
  });
  const payments = house.desk.payments().flatMap((payment) => {
    const market = marketOf(house, payment.market);
    return isAsked(asked, market) ? [fundingRow(payment, market)] : [];
  });
  const orderId = asked('orderId');
  const orderLinkId = asked('orderLinkId');
  const rows = [...fills, ...payments]
    .filter((row) => execType === undefined || row.execType === execType)
    .filter((row) => orderId === undefined || row.orderId === orderId)
    .filter((row) => orderLinkId === undefined || row.orderLinkId === orderLinkId)
    .filter(({ execTime }) => isWithin(asked, Number(execTime)))
    .sort((a, b) => Number(b.execTime) - Number(a.execTime));
  return answered(house, { category, ...pageOf(rows, asked, limitAsked(asked, { usual: 50, most: 100 })) });
};

const isWithin = (asked: Asked, atMs: number): boolean =>
  atMs >= Number(asked('startTime') ?? 0) && atMs <= Number(asked('endTime') ?? Infinity);

const transactions: Handler = (asked, house) => {
  const type = asked('type');
  const rows = house.desk.payments().flatMap((payment) => {
    const market = marketOf(house, payment.market);
    const isShown = market !== undefined && (asked('category') ?? market.instrument.kind) === market.instrument.kind;
    const isTyped = type === undefined || type === 'SETTLEMENT';
    return isShown && isTyped && isWithin(asked, payment.settlementAtMs) ? [settlementRow(payment, market)] : [];
  });
  const transfers = house.desk
    .transfers()
    .map(transferRow)
    .filter((row) => asked('category') === undefined && (type ?? row.type) === row.type)
    .filter(({ transactionTime }) => isWithin(asked, Number(transactionTime)));
  const newestFirst = [...rows, ...transfers].sort((a, b) => Number(b.transactionTime) - Number(a.transactionTime));
  return answered(house, pageOf(newestFirst, asked, limitAsked(asked, { usual: 20, most: 50 })));
};

/** A symbol asked for by name is answered even when it is flat. */
const positions: Handler = (asked, house) => {
  const category = categoryOf(asked);
  if (category === undefined || category === 'spot')
    return refusal(house, PARAMETER_ERROR, 'params error: Category is invalid');
  const held = house.desk.positions().flatMap((position) => {
    const market = marketOf(house, position.market);
    return isAsked(asked, market) ? [positionRow(position, market, house)] : [];
  });
  const symbol = asked('symbol');
  const market = symbol === undefined ? undefined : house.market(symbol, category);
  const flat =
    market === undefined || held.length > 0
      ? []
      : [positionRow({ market: market.instrument.market, quantity: text(0), entryPrice: text(0) }, market, house)];
  return answered(house, { category, list: [...held, ...flat], nextPageCursor: '' });
};

const wallet: Handler = (asked, house) => {
  const coins = asked('coin')?.split(',');
  const balances = house.desk.balances().filter(({ coin }) => coins === undefined || coins.includes(coin));
  const total = text(sum(balances.filter(({ coin }) => isDollar(coin)).map((balance) => decimal(balance.total))));
  const coin = balances.map((balance) => ({
    coin: balance.coin,
    equity: balance.total,
    walletBalance: balance.total,
    usdValue: isDollar(balance.coin) ? balance.total : '',
    unrealisedPnl: '0',
    cumRealisedPnl: '0',
    locked: '0',
    totalPositionIM: text(decimal(balance.total).minus(balance.free)),
    totalOrderIM: '0',
    borrowAmount: '0',
    accruedInterest: '0',
    availableToWithdraw: '',
  }));
  const account = {
    accountType: 'UNIFIED',
    totalEquity: total,
    totalWalletBalance: total,
    totalMarginBalance: total,
    totalAvailableBalance: total,
    totalInitialMargin: '0',
    totalMaintenanceMargin: '0',
    accountIMRate: '0',
    accountMMRate: '0',
    coin,
  };
  return answered(house, { list: [account] });
};

const isDollar = (coin: string): boolean => coin === 'USDT' || coin === 'USDC';

const feeRate: Handler = (asked, house) => {
  const category = categoryOf(asked);
  if (category === undefined) return refusal(house, PARAMETER_ERROR, 'params error: Category is invalid');
  const { maker, taker } = bybitProfile.fees[category];
  const list = house.markets
    .filter((market) => isAsked(asked, market))
    .map(({ instrument }) => ({
      symbol: instrument.nativeSymbol,
      takerFeeRate: String(taker),
      makerFeeRate: String(maker),
    }));
  return answered(house, { category, list });
};

const setLeverage: Handler = (asked, house) => {
  const market = marketAsked(asked, house);
  if (isAnswer(market)) return market;
  const leverage = Number(asked('buyLeverage'));
  if (!(leverage >= 1) || asked('sellLeverage') !== asked('buyLeverage'))
    return refusal(house, PARAMETER_ERROR, 'params error: leverage invalid');
  const { market: key } = market.instrument;
  if (house.desk.leverage(key) === leverage) return refusal(house, 110_043, 'leverage not modified');
  house.desk.setLeverage(key, leverage);
  return answered(house, {});
};

/** One-way mode is all there is. */
const switchMode: Handler = (asked, house) =>
  asked('mode') === '0'
    ? refusal(house, 110_025, 'Position mode is not modified')
    : refusal(house, 110_028, 'Not allowed to change position mode');

const keyInfo: Handler = (_asked, house) =>
  answered(house, {
    id: '1',
    note: 'simulated',
    apiKey: API_KEY,
    readOnly: 0,
    secret: '',
    permissions: {
      ContractTrade: ['Order', 'Position'],
      Spot: ['SpotTrade'],
      Wallet: ['AccountTransfer'],
      Options: [],
      Derivatives: ['DerivativesTrade'],
      CopyTrading: [],
      BlockTrade: [],
      Exchange: [],
      NFT: [],
    },
    ips: ['127.0.0.1'],
    type: 1,
    unified: 0,
    uta: 1,
    userID: 1,
    inviterID: 0,
    vipLevel: 'No VIP',
    isMaster: true,
  });

const accountInfo: Handler = (_asked, house) =>
  answered(house, {
    marginMode: 'REGULAR_MARGIN',
    updatedTime: '0',
    unifiedMarginStatus: 6,
    dcpStatus: 'OFF',
    timeWindow: 0,
    smpGroup: 0,
    isMasterTrader: false,
    spotHedgingStatus: 'OFF',
  });

/** Requests that need a key: those that read, and those that change something. */
export const bybitPrivate: Readonly<Record<string, Handler>> = {
  'GET /v5/user/query-api': keyInfo,
  'GET /v5/account/info': accountInfo,
  'GET /v5/account/wallet-balance': wallet,
  'GET /v5/account/fee-rate': feeRate,
  'GET /v5/account/transaction-log': transactions,
  'GET /v5/asset/coin/query-info': (_asked, house) => answered(house, { rows: [] }),
  // Open orders, and the last that were closed where one is named.
  'GET /v5/order/realtime': orderList(({ state }, asked) => state === 'open' || asked('openOnly') === '1'),
  'GET /v5/order/history': orderList(({ state }) => state !== 'open'),
  'GET /v5/execution/list': executions,
  'GET /v5/position/list': positions,
  'POST /v5/order/create': createOrder,
  'POST /v5/order/cancel': cancelOrder,
  'POST /v5/order/cancel-all': cancelAll,
  'POST /v5/order/disconnected-cancel-all': (_asked, house) => answered(house, {}),
  'POST /v5/position/set-leverage': setLeverage,
  'POST /v5/position/switch-mode': switchMode,
};
