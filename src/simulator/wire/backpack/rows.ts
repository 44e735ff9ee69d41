import type { AccountTransfer, Fill, FundingPayment, VenuePosition } from '../../../domain/order.ts';
import type { MarketKey } from '../../../domain/ids.ts';
import { decimal, sum, text } from '../../../domain/money.ts';
import type { SimMarket } from '../../sim-market.ts';
import { naiveTime } from './rest.ts';
import type { AccountHappening, DeskOrder, VenueHouse } from '../venue-face.ts';

const USER_ID = 1;

export const nativeOf = ({ markets }: VenueHouse, market: MarketKey): string =>
  markets.find(({ instrument }) => instrument.market === market)?.instrument.nativeSymbol ?? market;

/** A number of ours; orders without one were given another kind of name by the house. */
export const clientIdOf = (clientOrderId: string): number | null =>
  /^\d{1,10}$/.test(clientOrderId) ? Number(clientOrderId) : null;

export const sideText = (side: DeskOrder['side']): 'Bid' | 'Ask' => (side === 'buy' ? 'Bid' : 'Ask');

/** What the venue calls the state; orders that may not rest expire. */
export const statusOf = ({ state, filledQuantity, timeInForce }: DeskOrder): string => {
  if (state === 'filled') return 'Filled';
  if (state === 'open') return Number(filledQuantity) > 0 ? 'PartiallyFilled' : 'New';
  return timeInForce === 'ioc' ? 'Expired' : 'Cancelled';
};

/** An order as replies and queries tell it; what is not set is null. */
export const orderRow = (order: DeskOrder, house: VenueHouse) => ({
  id: order.venueOrderId,
  clientId: clientIdOf(order.clientOrderId),
  symbol: nativeOf(house, order.market),
  side: sideText(order.side),
  orderType: order.type === 'market' ? 'Market' : 'Limit',
  ...(order.type === 'market' ? {} : { price: order.limitPrice, postOnly: order.timeInForce === 'post-only' }),
  quantity: order.quantity,
  executedQuantity: order.filledQuantity,
  executedQuoteQuantity: quoteOf(order.fills),
  status: statusOf(order),
  timeInForce: order.timeInForce === 'ioc' ? 'IOC' : 'GTC',
  reduceOnly: order.reduceOnly ? true : null,
  selfTradePrevention: 'RejectTaker',
  relatedOrderId: null,
  strategyId: null,
  triggerPrice: null,
  triggerQuantity: null,
  triggeredAt: null,
  createdAt: order.createdAtMs,
});

/** An order of the past: its time is text, and there is a reason where it ended early. */
export const historyRow = (order: DeskOrder, house: VenueHouse) => ({
  ...orderRow(order, house),
  createdAt: naiveTime(order.createdAtMs),
  expiryReason: statusOf(order) === 'Expired' ? 'ImmediateOrCancel' : null,
  systemOrderType: null,
});

const quoteOf = (fills: readonly Fill[]): string =>
  text(sum(fills.map(({ quantity, price }) => decimal(quantity).times(price))));

export const fillRow = (fill: Fill & { readonly venueOrderId: string }, house: VenueHouse) => {
  const clientId = clientIdOf(fill.clientOrderId);
  return {
    clientId: clientId === null ? null : String(clientId),
    fee: fill.fee,
    feeSymbol: fill.feeCoin,
    isMaker: fill.liquidity === 'maker',
    orderId: fill.venueOrderId,
    price: fill.price,
    quantity: fill.quantity,
    side: sideText(fill.side),
    symbol: nativeOf(house, fill.market),
    systemOrderType: null,
    timestamp: naiveTime(fill.venueAtMs),
    tradeId: Number(fill.tradeId),
  };
};

/** Positive is received. */
export const paymentRow = (payment: FundingPayment, house: VenueHouse) => ({
  fundingRate: payment.rate,
  intervalEndTimestamp: naiveTime(payment.settlementAtMs),
  quantity: payment.amount,
  subaccountId: 0,
  symbol: nativeOf(house, payment.market),
  userId: USER_ID,
});

/** Net quantity is signed, exposure is not. */
export const positionRow = ({ quantity, entryPrice }: VenuePosition, market: SimMarket) => {
  const { published, instrument, lastId } = market;
  const net = decimal(quantity);
  const mark = decimal(published.mark);
  return {
    breakEvenPrice: entryPrice,
    cumulativeFundingPayment: '0',
    entryPrice,
    estLiquidationPrice: '0',
    imf: '0.02',
    imfFunction: { type: 'sqrt', base: '0.02', factor: '0.00006' },
    markPrice: published.mark,
    mmf: '0.0135',
    mmfFunction: { type: 'sqrt', base: '0.0135', factor: '0.000036' },
    netCost: text(net.times(entryPrice)),
    netExposureNotional: text(net.abs().times(mark)),
    netExposureQuantity: text(net.abs()),
    netQuantity: text(net),
    pnlRealized: '0',
    pnlUnrealized: text(mark.minus(entryPrice).times(net)),
    positionId: String(lastId),
    subaccountId: null,
    symbol: instrument.nativeSymbol,
    userId: USER_ID,
  };
};

/** Frames of `account.orderUpdate` and `account.positionUpdate`, of all markets and of one. */
export const accountFrames = (happening: AccountHappening, house: VenueHouse) => {
  if (happening.kind === 'payment') return [];
  const isOrder = happening.kind === 'order';
  const key = isOrder ? happening.order.market : happening.position.market;
  const market = house.markets.find(({ instrument }) => instrument.market === key);
  if (market === undefined) return [];
  const data = isOrder ? orderUpdate(happening, house) : positionUpdate(happening.position, market, house);
  const stream = isOrder ? 'account.orderUpdate' : 'account.positionUpdate';
  return [stream, `${stream}.${market.instrument.nativeSymbol}`].map((name) => ({
    key: name,
    frame: { data, stream: name },
  }));
};

const orderUpdate = ({ order, fill }: Extract<AccountHappening, { kind: 'order' }>, house: VenueHouse) => {
  const at = house.nowMs * 1000;
  const ended = statusOf(order) === 'Expired' ? 'orderExpired' : 'orderCancelled';
  return {
    e: fill === undefined ? (order.state === 'open' ? 'orderAccepted' : ended) : 'orderFill',
    E: at + 175,
    T: (fill?.venueAtMs ?? house.nowMs) * 1000,
    s: nativeOf(house, order.market),
    i: order.venueOrderId,
    c: clientIdOf(order.clientOrderId),
    S: sideText(order.side),
    o: order.type === 'market' ? 'MARKET' : 'LIMIT',
    f: order.timeInForce === 'ioc' ? 'IOC' : 'GTC',
    q: order.quantity,
    p: order.limitPrice,
    X: statusOf(order),
    z: order.filledQuantity,
    Z: quoteOf(order.fills),
    V: 'RejectTaker',
    r: order.reduceOnly,
    O: 'USER',
    ...(fill === undefined
      ? {}
      : {
          l: fill.quantity,
          L: fill.price,
          m: fill.liquidity === 'maker',
          n: fill.fee,
          N: fill.feeCoin,
          t: Number(fill.tradeId),
        }),
  };
};

const positionUpdate = (position: VenuePosition, market: SimMarket, house: VenueHouse) => {
  const row = positionRow(position, market);
  const at = house.nowMs * 1000;
  return {
    e: Number(position.quantity) === 0 ? 'positionClosed' : 'positionAdjusted',
    E: at + 486,
    T: at,
    s: row.symbol,
    q: row.netQuantity,
    Q: row.netExposureQuantity,
    B: row.entryPrice,
    b: row.breakEvenPrice,
    M: row.markPrice,
    n: row.netExposureNotional,
    f: row.imf,
    m: row.mmf,
    P: row.pnlUnrealized,
    p: row.pnlRealized,
    l: '0',
    i: Number(row.positionId),
  };
};

const movedRow = ({ transferId, coin, amount, venueAtMs }: AccountTransfer) => ({
  id: Number(transferId),
  symbol: coin,
  quantity: text(decimal(amount).abs()),
  status: 'confirmed',
  createdAt: naiveTime(venueAtMs),
  toAddress: '',
  transactionHash: null,
});

export const depositRow = (transfer: AccountTransfer) => ({
  ...movedRow(transfer),
  source: 'solana',
  fromAddress: null,
  fiatAmount: null,
  fiatCurrency: null,
});

export const withdrawalRow = (transfer: AccountTransfer) => ({
  ...movedRow(transfer),
  blockchain: 'Solana',
  fee: '0',
  isInternal: false,
  clientId: null,
});
