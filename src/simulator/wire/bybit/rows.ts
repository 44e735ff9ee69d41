import type { AccountTransfer, Fill, FundingPayment, VenuePosition } from '../../../domain/order.ts';
import { kindOf } from '../../../domain/ids.ts';
import type { Decimal } from '../../../domain/money.ts';
import { decimal, sum, text } from '../../../domain/money.ts';
import { baseQuantityOf, notionalOf } from '../../../domain/instrument.ts';
import type { SimMarket } from '../../sim-market.ts';
import { isDeclined, shownClientId } from '../declined-orders.ts';
import type { DeskOrder, VenueHouse } from '../venue-face.ts';

/** The market of a record; those of markets that are gone are not shown. */
export const marketOf = ({ markets }: VenueHouse, key: string): SimMarket | undefined =>
  markets.find(({ instrument }) => instrument.market === key);

/** Worth of a quantity in the coin it settles in: quote coins, but base coins of inverse contracts. */
const worthOf = ({ instrument }: SimMarket, quantity: Decimal, price: Decimal): Decimal =>
  (instrument.kind === 'inverse' ? baseQuantityOf : notionalOf)(instrument, quantity, price);

const TIMES_IN_FORCE = { ioc: 'IOC', gtc: 'GTC', 'post-only': 'PostOnly' } as const;

/** An order as queries and the private stream tell it. */
export const orderRow = (order: DeskOrder, market: SimMarket, house: VenueHouse) => {
  const { quantity, filledQuantity, averagePrice, fills, state } = order;
  const isFilled = Number(filledQuantity) > 0;
  const left = state === 'open' ? decimal(quantity).minus(filledQuantity) : decimal(0);
  const fees = feesOf(fills);
  return {
    orderId: order.venueOrderId,
    orderLinkId: shownClientId(order),
    blockTradeId: '',
    symbol: market.instrument.nativeSymbol,
    price: order.type === 'market' ? '0' : order.limitPrice,
    qty: quantity,
    side: sideText(order.side),
    positionIdx: 0,
    orderStatus: statusOf(order),
    cancelType: state === 'cancelled' ? 'CancelByUser' : 'UNKNOWN',
    rejectReason: isDeclined(house, order) ? 'EC_PostOnlyWillTakeLiquidity' : 'EC_NoError',
    avgPrice: isFilled ? averagePrice : '',
    leavesQty: text(left),
    leavesValue: text(worthOf(market, left, decimal(order.limitPrice === '0' ? '1' : order.limitPrice))),
    cumExecQty: filledQuantity,
    cumExecValue: text(sum(fills.map((fill) => worthOf(market, decimal(fill.quantity), decimal(fill.price))))),
    cumExecFee: text(sum(fills.map(({ fee }) => decimal(fee)))),
    cumFeeDetail: fees,
    timeInForce: TIMES_IN_FORCE[order.timeInForce],
    orderType: order.type === 'market' ? 'Market' : 'Limit',
    stopOrderType: '',
    triggerPrice: '',
    takeProfit: '',
    stopLoss: '',
    // Of contracts only: clients tell them from spot by it.
    ...(kindOf(order.market) === 'spot' ? {} : { tpslMode: 'UNKNOWN' }),
    reduceOnly: order.reduceOnly,
    closeOnTrigger: false,
    createdTime: String(order.createdAtMs),
    updatedTime: String(order.updatedAtMs),
  };
};

const feesOf = (fills: readonly Fill[]): Readonly<Record<string, string>> => {
  const byCoin = new Map<string, Decimal>();
  for (const { fee, feeCoin } of fills) byCoin.set(feeCoin, (byCoin.get(feeCoin) ?? decimal(0)).plus(fee));
  return Object.fromEntries([...byCoin].map(([coin, fee]) => [coin, text(fee)]));
};

/** A derivative order that was cancelled may carry an executed quantity; spot has a status of its own for that. */
const statusOf = ({ state, filledQuantity, market }: DeskOrder): string => {
  const isFilled = Number(filledQuantity) > 0;
  if (state === 'filled') return 'Filled';
  if (state === 'refused') return 'Rejected';
  if (state === 'open') return isFilled ? 'PartiallyFilled' : 'New';
  return isFilled && kindOf(market) === 'spot' ? 'PartiallyFilledCanceled' : 'Cancelled';
};

const sideText = (side: 'buy' | 'sell'): 'Buy' | 'Sell' => (side === 'buy' ? 'Buy' : 'Sell');

/** A fill; a positive fee is a cost. */
export const fillRow = (fill: Fill & { readonly venueOrderId: string }, market: SimMarket) => {
  const value = worthOf(market, decimal(fill.quantity), decimal(fill.price));
  return {
    symbol: market.instrument.nativeSymbol,
    orderId: fill.venueOrderId,
    orderLinkId: shownClientId(fill),
    side: sideText(fill.side),
    orderType: fill.liquidity === 'taker' ? 'Market' : 'Limit',
    execId: fill.tradeId,
    execType: 'Trade',
    execPrice: fill.price,
    execQty: fill.quantity,
    execValue: text(value),
    execFee: fill.fee,
    feeCurrency: fill.feeCoin,
    feeRate: value.isZero() ? '0' : text(decimal(fill.fee).div(value).toDecimalPlaces(8)),
    execTime: String(fill.venueAtMs),
    isMaker: fill.liquidity === 'maker',
    markPrice: fill.price,
    orderPrice: fill.price,
    orderQty: fill.quantity,
    leavesQty: '0',
    closedSize: '',
    seq: Number(fill.venueAtMs),
  };
};

/** A funding payment among executions: here a positive fee was paid, as the signed rate times the value. */
export const fundingRow = (payment: FundingPayment, market: SimMarket) => {
  const quantity = decimal(payment.quantity);
  const value = worthOf(market, quantity.abs(), decimal(payment.settlementPrice));
  const sign = quantity.isNegative() ? -1 : 1;
  return {
    symbol: market.instrument.nativeSymbol,
    orderId: payment.paymentId,
    orderLinkId: '',
    side: sign > 0 ? 'Buy' : 'Sell',
    orderType: 'UNKNOWN',
    execId: payment.paymentId,
    execType: 'Funding',
    execPrice: payment.settlementPrice,
    execQty: text(quantity.abs()),
    execValue: text(value),
    execFee: text(decimal(payment.amount).negated()),
    feeCurrency: payment.coin,
    feeRate: text(decimal(payment.rate).times(sign)),
    execTime: String(payment.settlementAtMs),
    isMaker: false,
    markPrice: payment.settlementPrice,
    orderPrice: '0',
    orderQty: '0',
    leavesQty: '0',
    closedSize: '',
    seq: payment.settlementAtMs,
  };
};

/** The same payment in the transaction log: a positive amount was received. */
export const settlementRow = (payment: FundingPayment, market: SimMarket) => {
  const { symbol, side, execQty, execPrice } = fundingRow(payment, market);
  return {
    id: payment.paymentId,
    transactionTime: String(payment.settlementAtMs),
    type: 'SETTLEMENT',
    category: market.instrument.kind,
    symbol,
    side,
    qty: execQty,
    size: payment.quantity,
    currency: payment.coin,
    tradePrice: execPrice,
    funding: payment.amount,
    fee: '0',
    cashFlow: '0',
    change: payment.amount,
    feeRate: text(decimal(payment.rate).times(side === 'Buy' ? 1 : -1)),
    tradeId: payment.paymentId,
    orderId: '',
    orderLinkId: '',
  };
};

/** A transfer in the transaction log: what came in is positive. It belongs to no category. */
export const transferRow = ({ transferId, coin, amount, venueAtMs }: AccountTransfer) => ({
  id: `transfer_${transferId}`,
  transactionTime: String(venueAtMs),
  type: amount.startsWith('-') ? 'TRANSFER_OUT' : 'TRANSFER_IN',
  category: '',
  symbol: '',
  side: 'None',
  qty: '0',
  size: '0',
  currency: coin,
  tradePrice: '0',
  funding: '',
  fee: '0',
  cashFlow: amount,
  change: amount,
  feeRate: '0',
  tradeId: '',
  orderId: '',
  orderLinkId: '',
});

/** A position; a flat one has neither side nor prices. */
export const positionRow = ({ quantity, entryPrice }: VenuePosition, market: SimMarket, house: VenueHouse) => {
  const size = decimal(quantity);
  const entry = decimal(entryPrice);
  const isFlat = size.isZero();
  const mark = decimal(market.published.mark || '1');
  const leverage = house.desk.leverage(market.instrument.market);
  const value = isFlat ? decimal(0) : worthOf(market, size.abs(), entry);
  const now = isFlat ? decimal(0) : worthOf(market, size.abs(), mark);
  const isLong = size.isPositive();
  // Inverse contracts are worth less in coins as the price rises.
  const isGain = isLong === (market.instrument.kind !== 'inverse');
  return {
    positionIdx: 0,
    riskId: 1,
    symbol: market.instrument.nativeSymbol,
    side: isFlat ? '' : isLong ? 'Buy' : 'Sell',
    size: text(size.abs()),
    avgPrice: isFlat ? '0' : entryPrice,
    positionValue: isFlat ? '' : text(value),
    leverage: String(leverage),
    markPrice: market.published.mark,
    liqPrice: '',
    bustPrice: '',
    positionIM: text(value.div(leverage)),
    positionMM: text(value.div(200)),
    positionBalance: '0',
    takeProfit: '',
    stopLoss: '',
    trailingStop: '0',
    unrealisedPnl: text(isGain ? now.minus(value) : value.minus(now)),
    curRealisedPnl: '0',
    cumRealisedPnl: '0',
    tradeMode: 0,
    autoAddMargin: 0,
    positionStatus: 'Normal',
    adlRankIndicator: 2,
    isReduceOnly: false,
    seq: house.nowMs,
    createdTime: String(house.nowMs),
    updatedTime: String(house.nowMs),
  };
};
