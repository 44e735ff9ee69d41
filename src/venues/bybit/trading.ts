import type { RefusalCode } from '../../domain/order.ts';
import type { FoundOrder, VenueOrders, VenueTrading } from '../../domain/venue-trading.ts';
import { AnswerRow } from '../answer-row.ts';
import { bybitAccount, executions, fillOf } from './account.ts';
import { BYBIT } from './categories.ts';
import { bybitFault } from './faults.ts';
import { resultOf } from './private-result.ts';
import { bybitSetup } from './setup.ts';

const TIMES_IN_FORCE = { ioc: 'IOC', gtc: 'GTC', 'post-only': 'PostOnly' } as const;

const STATUS = {
  New: 'open',
  PartiallyFilled: 'open',
  Untriggered: 'open',
  Triggered: 'open',
  Filled: 'filled',
  Cancelled: 'cancelled',
  PartiallyFilledCanceled: 'cancelled',
  Rejected: 'cancelled',
  Deactivated: 'cancelled',
} as const;

/** The acknowledgement comes first, the reason after. */
const REASONS: Readonly<Record<string, RefusalCode>> = {
  EC_PostOnlyWillTakeLiquidity: 'post-only-would-take',
  EC_CancelForNoFullFill: 'unknown',
  EC_ReduceOnly: 'reduce-only',
  EC_NoEnoughBalance: 'insufficient-margin',
  EC_InsufficientBalance: 'insufficient-margin',
  EC_BySelfMatch: 'unknown',
};

const orders: VenueOrders = {
  place: (order, { kind, native }) => ({
    api: 'private',
    method: 'POST',
    path: 'v5/order/create',
    params: {
      category: kind,
      symbol: native,
      side: order.side === 'buy' ? 'Buy' : 'Sell',
      orderType: 'Limit',
      qty: order.quantity,
      price: order.limitPrice,
      timeInForce: TIMES_IN_FORCE[order.timeInForce],
      orderLinkId: order.clientOrderId,
      ...(kind === 'spot' ? {} : { reduceOnly: order.reduceOnly, positionIdx: 0 }),
    },
  }),
  placed: (body) => ({ kind: 'accepted', venueOrderId: resultOf(body).text('orderId') }),
  cancel: ({ clientOrderId, market: { kind, native } }) => ({
    api: 'private',
    method: 'POST',
    path: 'v5/order/cancel',
    params: { category: kind, symbol: native, orderLinkId: clientOrderId },
  }),
  // The first list is a cache that restarts of the venue empty; the second one is behind it.
  find: async ({ clientOrderId, market: { kind, native } }, { ask }) => {
    for (const path of ['v5/order/realtime', 'v5/order/history']) {
      const params = { category: kind, symbol: native, orderLinkId: clientOrderId };
      const [row] = resultOf(await ask({ api: 'private', method: 'GET', path, params })).rows('list');
      if (row !== undefined) return foundOf(row);
    }
    return 'absent';
  },
  fillsOf: async ({ market }, { venueOrderId }, inquiry) => {
    const rows = await executions({ category: market.kind, symbol: market.native, orderId: venueOrderId }, inquiry);
    return rows.flatMap((row) => fillOf(row, market));
  },
};

/** A cancelled order may carry an executed quantity: the normal end of an IOC. */
export const foundOf = (row: AnswerRow): FoundOrder => {
  const reason = row.maybe('rejectReason') ?? '';
  const code = REASONS[reason];
  const filledQuantity = row.decimal('cumExecQty');
  return {
    venueOrderId: row.text('orderId'),
    status: row.oneOf('orderStatus', STATUS),
    filledQuantity,
    ...(code === undefined || code === 'unknown' || filledQuantity !== '0'
      ? {}
      : { refusal: { code, message: reason } }),
  };
};

/** Bybit v5, unified account: linear, inverse and spot with a key. */
export const bybitTrading: VenueTrading = {
  venue: BYBIT,
  exchange: 'bybit',
  credentials: { key: { ccxt: 'apiKey' }, secret: { ccxt: 'secret' } },
  urls: ({ rest = '' }) => ({ public: rest, private: rest }),
  marginMode: 'cross',
  kinds: ['linear', 'inverse', 'spot'],
  listings: { linear: 'linear', inverse: 'inverse', spot: 'spot' },
  faultIn: bybitFault,
  serverTime: async (ask) =>
    new AnswerRow(await ask({ api: 'public', method: 'GET', path: 'v5/market/time', params: {} })).instant('time'),
  orders,
  account: bybitAccount,
  setup: bybitSetup,
};
