import type { FoundOrder, VenueOrders, VenueTrading } from '../../domain/venue-trading.ts';
import { decimal, sum } from '../../domain/money.ts';
import { AnswerRow } from '../answer-row.ts';
import { orAbsent } from '../private-answers.ts';
import { kucoinAccount, pagesOf, readFill, recentFills } from './account.ts';
import { kucoinFault } from './faults.ts';
import { kucoinSetup } from './setup.ts';
import { KUCOIN } from './symbols.ts';

/** Contracts are margined each by itself unless their symbol was set otherwise: what a symbol is set to, orders must say. */
const MARGIN = { marginMode: 'ISOLATED', leverage: 1 } as const;

const orders: VenueOrders = {
  place: (order, { native }) => ({
    api: 'futuresPrivate',
    method: 'POST',
    path: 'orders',
    params: {
      clientOid: order.clientOrderId,
      symbol: native,
      side: order.side,
      type: 'limit',
      // Lots are whole numbers, and numbers here.
      size: Number(order.quantity),
      price: order.limitPrice,
      timeInForce: order.timeInForce === 'ioc' ? 'IOC' : 'GTC',
      ...(order.timeInForce === 'post-only' ? { postOnly: true } : {}),
      reduceOnly: order.reduceOnly,
      ...MARGIN,
    },
  }),
  placed: (body) => ({ kind: 'accepted', venueOrderId: new AnswerRow(body).row('data').text('orderId') }),
  cancel: ({ clientOrderId: clientOid, market: { native: symbol } }) => ({
    api: 'futuresPrivate',
    method: 'DELETE',
    path: 'orders/client-order/{clientOid}',
    params: { clientOid, symbol },
  }),
  // A finished order's id may be taken again; ours never are.
  find: ({ clientOrderId, market }, { ask, clientIds }) =>
    orAbsent(async () => {
      const params = { clientOid: clientOrderId };
      const answer = await ask({ api: 'futuresPrivate', method: 'GET', path: 'orders/byClientOid', params });
      const row = new AnswerRow(answer).row('data');
      if (row.text('symbol') !== market.native) return 'absent';
      clientIds.set(row.text('id'), clientOrderId);
      return foundOf(row);
    }),
  // The whole list comes late; the one of the last day and thousand fills at once.
  fillsOf: async ({ clientOrderId: id, market }, { venueOrderId: orderId, filledQuantity }, inquiry) => {
    const own = (await recentFills(market.native, inquiry)).filter((row) => row.text('orderId') === orderId);
    const told = sum(own.map((row) => decimal(row.decimal('size'))));
    const listed = told.gte(filledQuantity) ? [] : await pagesOf('fills', { orderId }, inquiry);
    return [
      ...new Map([...own, ...listed].map((row) => [row.text('tradeId'), readFill(row, { market, id })])).values(),
    ];
  },
};

/** Open or done; what was filled tells how it ended. */
const foundOf = (row: AnswerRow): FoundOrder => {
  const filledQuantity = row.decimal('filledSize');
  const isWhole = decimal(filledQuantity).gte(row.decimal('size'));
  const isOpen = row.text('status') === 'open';
  return {
    venueOrderId: row.text('id'),
    status: isOpen ? 'open' : isWhole ? 'filled' : 'cancelled',
    filledQuantity,
  };
};

/** KuCoin Futures, classic account: linear and inverse perpetuals with a key. Quantities are lots. */
export const kucoinTrading: VenueTrading = {
  venue: KUCOIN,
  exchange: 'kucoinfutures',
  credentials: { key: { ccxt: 'apiKey' }, secret: { ccxt: 'secret' }, passphrase: { ccxt: 'password' } },
  urls: ({ rest = '' }) => ({ futuresPublic: rest, futuresPrivate: rest }),
  marginMode: 'isolated',
  kinds: ['linear', 'inverse'],
  listings: { linear: 'swap', inverse: 'swap' },
  faultIn: kucoinFault,
  serverTime: async (ask) =>
    new AnswerRow(await ask({ api: 'futuresPublic', method: 'GET', path: 'timestamp', params: {} })).instant('data'),
  orders,
  account: kucoinAccount,
  setup: kucoinSetup,
};
