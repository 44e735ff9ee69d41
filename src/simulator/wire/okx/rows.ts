import type { AccountTransfer, Fill, FundingPayment, VenuePosition } from '../../../domain/order.ts';
import { notionalOf } from '../../../domain/instrument.ts';
import { decimal, sum, text } from '../../../domain/money.ts';
import { okxProfile } from '../../../venues/okx/profile.ts';
import type { SimMarket } from '../../sim-market.ts';
import { isDeclined, shownClientId } from '../declined-orders.ts';
import { indexOf, typeOf } from './rest.ts';
import type { DeskOrder, VenueHouse } from '../venue-face.ts';

/** A fee as the venue tells it: negative is a cost. */
const feeText = (fee: string): string => text(decimal(fee).negated());

const feeSum = (fills: readonly Fill[]): string => text(sum(fills.map(({ fee }) => decimal(fee).negated())));

/** An order as queries and the private channel tell it. */
export const orderRow = (order: DeskOrder, market: SimMarket, house: VenueHouse) => {
  const { nativeSymbol, kind, settle } = market.instrument;
  const last = order.fills.at(-1);
  const isSpot = kind === 'spot';
  return {
    instType: typeOf(market),
    instId: nativeSymbol,
    ordId: order.venueOrderId,
    clOrdId: shownClientId(order),
    tag: '',
    ccy: '',
    px: order.type === 'market' ? '' : order.limitPrice,
    sz: order.quantity,
    ordType: orderType(order),
    side: order.side,
    posSide: 'net',
    tdMode: isSpot ? 'cash' : 'cross',
    tgtCcy: isSpot ? 'base_ccy' : '',
    accFillSz: order.filledQuantity,
    avgPx: Number(order.filledQuantity) > 0 ? order.averagePrice : '',
    fillPx: last?.price ?? '',
    fillSz: last?.quantity ?? '0',
    fillTime: last === undefined ? '' : String(last.venueAtMs),
    tradeId: last?.tradeId ?? '',
    state: stateOf(order),
    cancelSource: cancelSource(order, house),
    lever: isSpot ? '' : String(house.desk.leverage(market.instrument.market)),
    fee: feeSum(order.fills),
    feeCcy: last?.feeCoin ?? (isSpot ? market.instrument.coin : settle),
    rebate: '0',
    rebateCcy: '',
    pnl: '0',
    category: 'normal',
    source: '',
    // A text here, a boolean in requests.
    reduceOnly: String(order.reduceOnly),
    cTime: String(order.createdAtMs),
    uTime: String(order.updatedAtMs),
  };
};

const orderType = ({ type, timeInForce }: DeskOrder): string => {
  if (type === 'market') return 'market';
  if (timeInForce === 'post-only') return 'post_only';
  return timeInForce === 'ioc' ? 'ioc' : 'limit';
};

const stateOf = ({ state, filledQuantity }: DeskOrder): string => {
  if (state === 'filled') return 'filled';
  if (state === 'open') return Number(filledQuantity) > 0 ? 'partially_filled' : 'live';
  return 'canceled';
};

/** 31: post-only that would have taken; 14: what an IOC left; 1: the client. */
const cancelSource = (order: DeskOrder, house: VenueHouse): string => {
  if (stateOf(order) !== 'canceled') return '';
  if (isDeclined(house, order)) return '31';
  return order.timeInForce === 'ioc' ? '14' : '1';
};

export const fillRow = (fill: Fill & { readonly venueOrderId: string }, market: SimMarket) => ({
  instType: typeOf(market),
  instId: market.instrument.nativeSymbol,
  tradeId: fill.tradeId,
  ordId: fill.venueOrderId,
  clOrdId: shownClientId(fill),
  billId: `1${fill.tradeId}`,
  subType: fill.side === 'buy' ? '1' : '2',
  tag: '',
  side: fill.side,
  posSide: 'net',
  fillSz: fill.quantity,
  fillPx: fill.price,
  fillPnl: '0',
  fillTime: String(fill.venueAtMs),
  fee: feeText(fill.fee),
  feeCcy: fill.feeCoin,
  feeRate: text(decimal(-okxProfile.fees[market.instrument.kind][fill.liquidity])),
  execType: fill.liquidity === 'taker' ? 'T' : 'M',
  ts: String(fill.venueAtMs),
});

/** A funding payment among the bills: a positive amount was received; subtype 173 was paid, 174 received. */
export const billRow = (payment: FundingPayment, market: SimMarket) => ({
  billId: billIdOf(payment.paymentId),
  type: '8',
  subType: decimal(payment.amount).isNegative() ? '173' : '174',
  instType: 'SWAP',
  instId: market.instrument.nativeSymbol,
  ccy: payment.coin,
  bal: '',
  balChg: payment.amount,
  posBal: '',
  posBalChg: '0',
  pnl: payment.amount,
  fee: '0',
  sz: text(decimal(payment.quantity).abs()),
  px: payment.settlementPrice,
  mgnMode: 'cross',
  ordId: '',
  clOrdId: '',
  ts: String(payment.settlementAtMs),
});

/** A transfer among the bills: subtype 11 came in, 12 went out. */
export const transferRow = ({ transferId, coin, amount, venueAtMs }: AccountTransfer) => ({
  billId: `1${transferId}`,
  type: '1',
  subType: amount.startsWith('-') ? '12' : '11',
  instType: '',
  instId: '',
  ccy: coin,
  bal: '',
  balChg: amount,
  posBal: '',
  posBalChg: '0',
  pnl: '0',
  fee: '0',
  sz: text(decimal(amount).abs()),
  px: '',
  mgnMode: '',
  ordId: '',
  clOrdId: '',
  ts: String(venueAtMs),
});

/** Ids are digits here. */
const billIdOf = (paymentId: string): string => {
  let id = 0;
  for (const letter of paymentId) id = (id * 31 + letter.charCodeAt(0)) % 1_000_000_007;
  return `2${id}`;
};

/** A position in net mode: contracts, signed. */
export const positionRow = ({ quantity, entryPrice }: VenuePosition, market: SimMarket, house: VenueHouse) => {
  const { instrument, published } = market;
  const size = decimal(quantity);
  const mark = decimal(published.mark || '1');
  const isInverse = instrument.kind === 'inverse';
  const notional = notionalOf(instrument, size.abs(), mark);
  const leverage = house.desk.leverage(instrument.market);
  const margin = (isInverse ? notional.div(mark) : notional).div(leverage);
  return {
    instType: 'SWAP',
    instId: instrument.nativeSymbol,
    mgnMode: 'cross',
    posId: String(1000 + house.markets.indexOf(market)),
    posSide: 'net',
    pos: quantity,
    availPos: '',
    posCcy: '',
    ccy: instrument.settle,
    avgPx: size.isZero() ? '' : entryPrice,
    markPx: published.mark,
    last: published.mark,
    idxPx: published.index,
    uly: indexOf(market),
    liqPx: '',
    lever: String(leverage),
    imr: text(margin),
    mmr: text(margin.div(10)),
    mgnRatio: '',
    margin: '',
    notionalUsd: text(notional),
    upl: size.isZero() ? '0' : text(profitOf(market, { size: size.toString(), entryPrice })),
    realizedPnl: '0',
    fundingFee: '0',
    fee: '0',
    pnl: '0',
    adl: '0',
    cTime: String(house.nowMs),
    uTime: String(house.nowMs),
  };
};

/** Unrealised profit at the mark, in the coin it settles in. */
const profitOf = (
  { instrument, published }: SimMarket,
  held: { readonly size: string; readonly entryPrice: string },
) => {
  const mark = decimal(published.mark || '1');
  const entry = decimal(held.entryPrice);
  const contracts = decimal(held.size).times(instrument.contractSize);
  return instrument.kind === 'inverse'
    ? contracts.times(decimal(1).div(entry).minus(decimal(1).div(mark)))
    : contracts.times(mark.minus(entry));
};
