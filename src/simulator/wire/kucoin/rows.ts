import { baseQuantityOf, notionalOf } from '../../../domain/instrument.ts';
import type { Decimal } from '../../../domain/money.ts';
import { decimal, sum, text } from '../../../domain/money.ts';
import type { AccountTransfer, Fill, FundingPayment, VenuePosition } from '../../../domain/order.ts';
import { kucoinProfile } from '../../../venues/kucoin/profile.ts';
import type { SimMarket } from '../../sim-market.ts';
import { HOUSE_ID_PREFIX } from '../venue-desk.ts';
import { settleCurrencyOf } from './public.ts';
import { NS_PER_MS } from './rest.ts';
import { currencyOf } from './listings.ts';
import type { DeskOrder, VenueHouse } from '../venue-face.ts';

/** The market of a record; those of markets that are gone are not shown. */
export const marketOf = ({ markets }: VenueHouse, key: string): SimMarket | undefined =>
  markets.find(({ instrument }) => instrument.market === key);

/** Worth of lots in the coin they settle in: quote coins, but base coins of inverse contracts. */
const worthOf = ({ instrument }: SimMarket, lots: Decimal, price: Decimal): Decimal => {
  if (price.isZero()) return decimal(0);
  return (instrument.kind === 'inverse' ? baseQuantityOf : notionalOf)(instrument, lots, price);
};

const filledValueOf = (market: SimMarket, fills: readonly Fill[]): Decimal =>
  sum(fills.map((fill) => worthOf(market, decimal(fill.quantity), decimal(fill.price))));

const short = (value: Decimal): string => text(value.toDecimalPlaces(10));

/** An order as queries tell it: `status` knows open and done, `cancelExist` that a part of it was cancelled. */
export const orderRow = (order: DeskOrder, market: SimMarket, house: VenueHouse) => {
  const { quantity, filledQuantity, averagePrice, fills, state } = order;
  const filledValue = short(filledValueOf(market, fills));
  const isOpen = state === 'open';
  return {
    id: order.venueOrderId,
    symbol: market.instrument.nativeSymbol,
    type: order.type,
    side: order.side,
    price: order.type === 'market' ? null : order.limitPrice,
    size: Number(quantity),
    value: short(worthOf(market, decimal(quantity), decimal(order.limitPrice))),
    dealValue: filledValue,
    dealSize: Number(filledQuantity),
    stp: '',
    stop: '',
    stopPriceType: '',
    stopTriggered: false,
    stopPrice: null,
    timeInForce: order.timeInForce === 'ioc' ? 'IOC' : 'GTC',
    postOnly: order.timeInForce === 'post-only',
    hidden: false,
    iceberg: false,
    leverage: String(house.desk.leverage(order.market)),
    forceHold: false,
    closeOrder: false,
    visibleSize: 0,
    clientOid: clientOidOf(order),
    remark: null,
    tags: '',
    isActive: isOpen,
    cancelExist: state === 'cancelled',
    createdAt: order.createdAtMs,
    updatedAt: order.updatedAtMs,
    endAt: isOpen ? null : order.updatedAtMs,
    orderTime: order.createdAtMs * NS_PER_MS,
    settleCurrency: settleCurrencyOf(market),
    marginMode: 'ISOLATED',
    avgDealPrice: averagePrice,
    filledSize: Number(filledQuantity),
    filledValue,
    status: isOpen ? 'open' : 'done',
    reduceOnly: order.reduceOnly,
  };
};

/** Orders that nobody named have no client id. */
export const clientOidOf = ({ clientOrderId }: DeskOrder): string | null =>
  clientOrderId.startsWith(HOUSE_ID_PREFIX) ? null : clientOrderId;

/** A fill; a positive fee was paid. */
export const fillRow = (fill: Fill & { readonly venueOrderId: string }, market: SimMarket) => {
  const { maker, taker } = kucoinProfile.fees.linear;
  return {
    symbol: market.instrument.nativeSymbol,
    tradeId: fill.tradeId,
    orderId: fill.venueOrderId,
    side: fill.side,
    liquidity: fill.liquidity,
    forceTaker: false,
    price: fill.price,
    size: Number(fill.quantity),
    value: short(worthOf(market, decimal(fill.quantity), decimal(fill.price))),
    openFeePay: fill.fee,
    closeFeePay: '0',
    stop: '',
    feeRate: String(fill.liquidity === 'taker' ? taker : maker),
    fixFee: '0',
    feeCurrency: settleCurrencyOf(market),
    subTradeType: null,
    marginMode: 'ISOLATED',
    displayType: 'limit',
    fee: fill.fee,
    settleCurrency: settleCurrencyOf(market),
    orderType: 'limit',
    tradeType: 'trade',
    tradeTime: fill.venueAtMs * NS_PER_MS,
    createdAt: fill.venueAtMs,
  };
};

/** A funding payment: negative was paid. Ids are numbers. */
export const fundingPaymentRow = (payment: FundingPayment, market: SimMarket, id: number) => {
  const lots = decimal(payment.quantity);
  const cost = worthOf(market, lots.abs(), decimal(payment.settlementPrice));
  return {
    id,
    symbol: market.instrument.nativeSymbol,
    timePoint: payment.settlementAtMs,
    fundingRate: Number(payment.rate),
    markPrice: Number(payment.settlementPrice),
    positionQty: Number(payment.quantity),
    positionCost: (lots.isNegative() ? cost.negated() : cost).toNumber(),
    funding: Number(payment.amount),
    settleCurrency: settleCurrencyOf(market),
    context: '{"marginMode": "ISOLATED", "positionSide": "BOTH"}',
    marginMode: 'ISOLATED',
  };
};

/** Members of a position that are not kept here. */
const NOT_KEPT = {
  autoDeposit: false,
  crossMode: false,
  maintMarginReq: 0.004,
  riskLimit: 1_000_000,
  delevPercentage: 0.1,
  currentComm: 0,
  realisedGrossCost: 0,
  realisedCost: 0,
  posCross: 0,
  posComm: 0,
  posLoss: 0,
  posFunding: 0,
  realisedGrossPnl: 0,
  realisedPnl: 0,
  liquidationPrice: 0,
  bankruptPrice: 0,
  marginMode: 'ISOLATED',
  positionSide: 'BOTH',
};

/** A position; costs of inverse contracts are negative for longs, as the venue counts them. */
export const positionRow = ({ quantity, entryPrice }: VenuePosition, market: SimMarket, house: VenueHouse) => {
  const lots = decimal(quantity);
  const entry = decimal(entryPrice);
  const mark = decimal(market.published.mark || '1');
  const isInverse = market.instrument.kind === 'inverse';
  const sign = lots.isNegative() === isInverse ? 1 : -1;
  const cost = worthOf(market, lots.abs(), entry).times(sign);
  const value = worthOf(market, lots.abs(), mark).times(sign);
  const leverage = house.desk.leverage(market.instrument.market);
  const unrealised = value.minus(cost);
  const gain = cost.isZero() ? decimal(0) : unrealised.div(cost.abs());
  const margin = cost.abs().div(leverage).toNumber();
  return {
    ...NOT_KEPT,
    id: market.instrument.nativeSymbol,
    symbol: market.instrument.nativeSymbol,
    realLeverage: leverage,
    openingTimestamp: lots.isZero() ? null : house.nowMs,
    currentTimestamp: house.nowMs,
    currentQty: lots.toNumber(),
    currentCost: cost.toNumber(),
    unrealisedCost: cost.toNumber(),
    isOpen: !lots.isZero(),
    markPrice: mark.toNumber(),
    markValue: value.toNumber(),
    posCost: cost.toNumber(),
    posInit: margin,
    posMargin: margin,
    posMaint: cost.abs().div(200).toNumber(),
    maintMargin: margin,
    unrealisedPnl: unrealised.toNumber(),
    unrealisedPnlPcnt: gain.toNumber(),
    unrealisedRoePcnt: gain.times(leverage).toNumber(),
    avgEntryPrice: lots.isZero() ? 0 : entry.toNumber(),
    settleCurrency: settleCurrencyOf(market),
    isInverse,
    leverage,
  };
};

/** A row of the account's ledger; what went out is negative. */
export const transferRow = ({ transferId, coin, amount, venueAtMs }: AccountTransfer) => {
  const isOut = amount.startsWith('-');
  return {
    time: venueAtMs,
    type: isOut ? 'TransferOut' : 'TransferIn',
    amount: Number(amount),
    fee: 0,
    accountEquity: 0,
    status: 'Completed',
    remark: isOut ? 'Transferred to Trading Account' : 'Transferred from Trading Account',
    offset: Number(transferId),
    currency: currencyOf(coin),
  };
};
