import type { MarketKind } from '../../domain/ids.ts';
import type { OrderIntent } from '../../domain/order.ts';
import type { VenueOrders, VenueTrading } from '../../domain/venue-trading.ts';
import { AnswerRow } from '../answer-row.ts';
import { orAbsent } from '../private-answers.ts';
import { binanceAccount, tradesOfOrder } from './account.ts';
import { binanceFault } from './faults.ts';
import { PRIVATE } from './interfaces.ts';
import { BINANCE } from './products.ts';
import { binanceSetup } from './setup.ts';

/** An order that arrives later than this is not taken, ms. */
const ORDER_WINDOW_MS = 3000;

export const ORDER_STATUS = {
  NEW: 'open',
  PARTIALLY_FILLED: 'open',
  PENDING_CANCEL: 'open',
  FILLED: 'filled',
  CANCELED: 'cancelled',
  REJECTED: 'cancelled',
  EXPIRED: 'cancelled',
  EXPIRED_IN_MATCH: 'cancelled',
} as const;

const orders: VenueOrders = {
  place: (order, { kind, native }) => ({
    api: PRIVATE[kind],
    method: 'POST',
    path: 'order',
    params: {
      symbol: native,
      side: order.side === 'buy' ? 'BUY' : 'SELL',
      ...typeOf(order, kind),
      quantity: order.quantity,
      price: order.limitPrice,
      newClientOrderId: order.clientOrderId,
      newOrderRespType: 'ACK',
      ...(kind === 'spot' ? {} : { reduceOnly: String(order.reduceOnly) }),
      recvWindow: ORDER_WINDOW_MS,
    },
  }),
  placed: (body) => ({ kind: 'accepted', venueOrderId: new AnswerRow(body).text('orderId') }),
  cancel: ({ clientOrderId, market: { kind, native } }) => ({
    api: PRIVATE[kind],
    method: 'DELETE',
    path: 'order',
    params: { symbol: native, origClientOrderId: clientOrderId },
  }),
  // Ids are unique among open orders only; ours are never given twice, so the one found is the one meant.
  find: ({ clientOrderId, market }, { ask, clientIds }) =>
    orAbsent(async () => {
      const params = { symbol: market.native, origClientOrderId: clientOrderId };
      const row = new AnswerRow(await ask({ api: PRIVATE[market.kind], method: 'GET', path: 'order', params }));
      const venueOrderId = row.text('orderId');
      clientIds.set(`${market.market} ${venueOrderId}`, clientOrderId);
      return { venueOrderId, status: row.oneOf('status', ORDER_STATUS), filledQuantity: row.decimal('executedQty') };
    }),
  fillsOf: tradesOfOrder,
};

const typeOf = ({ timeInForce }: OrderIntent, kind: MarketKind): object => {
  if (timeInForce === 'post-only')
    return kind === 'spot' ? { type: 'LIMIT_MAKER' } : { type: 'LIMIT', timeInForce: 'GTX' };
  return { type: 'LIMIT', timeInForce: timeInForce === 'ioc' ? 'IOC' : 'GTC' };
};

/** Binance USD-M, COIN-M and spot with a key. */
export const binanceTrading: VenueTrading = {
  venue: BINANCE,
  exchange: 'binance',
  credentials: { key: { ccxt: 'apiKey' }, secret: { ccxt: 'secret' } },
  urls: ({ fapi = '', dapi = '', api = '' }) => ({
    public: `${api}/api/v3`,
    private: `${api}/api/v3`,
    sapi: `${api}/sapi/v1`,
    fapiPublic: `${fapi}/fapi/v1`,
    fapiPrivate: `${fapi}/fapi/v1`,
    fapiPrivateV2: `${fapi}/fapi/v2`,
    fapiPrivateV3: `${fapi}/fapi/v3`,
    dapiPublic: `${dapi}/dapi/v1`,
    dapiPrivate: `${dapi}/dapi/v1`,
  }),
  marginMode: 'cross',
  kinds: ['linear', 'inverse', 'spot'],
  listings: { linear: 'linear', inverse: 'inverse', spot: 'spot' },
  faultIn: binanceFault,
  serverTime: async (ask) =>
    new AnswerRow(await ask({ api: 'fapiPublic', method: 'GET', path: 'time', params: {} })).instant('serverTime'),
  orders,
  account: binanceAccount,
  setup: binanceSetup,
};
