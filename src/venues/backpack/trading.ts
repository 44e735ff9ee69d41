import type { RefusalCode } from '../../domain/order.ts';
import type { FoundOrder, VenueOrders, VenueTrading } from '../../domain/venue-trading.ts';
import { wireInstant } from '../wire-value.ts';
import { AnswerRow } from '../answer-row.ts';
import { orAbsent } from '../private-answers.ts';
import { backpackAccount, fillOf, historyOf } from './account.ts';
import { backpackFault } from './faults.ts';
import { BACKPACK } from './instruments.ts';
import { backpackSetup } from './setup.ts';

const STATUS = {
  New: 'open',
  PartiallyFilled: 'open',
  TriggerPending: 'open',
  Filled: 'filled',
  Cancelled: 'cancelled',
  Expired: 'cancelled',
  TriggerFailed: 'cancelled',
} as const;

/** Why the venue itself ended an order. */
const REASONS: Readonly<Record<string, RefusalCode>> = {
  PostOnlyTaker: 'post-only-would-take',
  InsufficientMargin: 'insufficient-margin',
  InsufficientFunds: 'insufficient-margin',
  ReduceOnlyNotReduced: 'reduce-only',
  PriceOutOfBounds: 'bad-price',
};

const orders: VenueOrders = {
  place: (order, { native }) => ({
    api: 'private',
    method: 'POST',
    path: 'api/v1/order',
    params: {
      symbol: native,
      side: order.side === 'buy' ? 'Bid' : 'Ask',
      orderType: 'Limit',
      quantity: order.quantity,
      price: order.limitPrice,
      // A number of 32 bits.
      clientId: Number(order.clientOrderId),
      timeInForce: order.timeInForce === 'ioc' ? 'IOC' : 'GTC',
      ...(order.timeInForce === 'post-only' ? { postOnly: true } : {}),
      ...(order.reduceOnly ? { reduceOnly: true } : {}),
    },
  }),
  placed: (body) => ({ kind: 'accepted', venueOrderId: new AnswerRow(body).text('id') }),
  cancel: ({ clientOrderId, market: { native: symbol } }) => ({
    api: 'private',
    method: 'DELETE',
    path: 'api/v1/order',
    params: { symbol, clientId: Number(clientOrderId) },
  }),
  // The first list knows what rests and nothing else. A number may have been another order's long ago: the newest is meant.
  find: async ({ clientOrderId, market: { native: symbol } }, inquiry) => {
    const params = { symbol, clientId: clientOrderId };
    const resting = await orAbsent(async () =>
      foundOf(new AnswerRow(await inquiry.ask({ api: 'private', method: 'GET', path: 'api/v1/order', params }))),
    );
    if (resting !== 'absent') return resting;
    const past = await historyOf('orders', { symbol }, inquiry);
    const [newest] = past.filter((row) => row.maybe('clientId') === clientOrderId);
    return newest === undefined ? 'absent' : foundOf(newest);
  },
  fillsOf: async ({ clientOrderId, market }, { venueOrderId: orderId }, inquiry) => {
    const rows = await historyOf('fills', { symbol: market.native, orderId }, inquiry);
    return rows.map((row) => ({ ...fillOf(row, market), clientOrderId }));
  },
};

/** What lists and the stream call the same things. */
const LISTED = { id: 'id', status: 'status', filled: 'executedQuantity', reason: 'expiryReason' };
export const HEARD: typeof LISTED = { id: 'i', status: 'X', filled: 'z', reason: 'R' };

export const foundOf = (row: AnswerRow, names = LISTED): FoundOrder => {
  const filledQuantity = row.decimal(names.filled);
  const reason = row.maybe(names.reason) ?? '';
  const code = REASONS[reason];
  return {
    venueOrderId: row.text(names.id),
    status: row.oneOf(names.status, STATUS),
    filledQuantity,
    ...(code === undefined || filledQuantity !== '0' ? {} : { refusal: { code, message: reason } }),
  };
};

/** Backpack's perpetuals with a key: margined crosswise, one way, in USDC. */
export const backpackTrading: VenueTrading = {
  venue: BACKPACK,
  exchange: 'backpack',
  credentials: {
    key: { ccxt: 'apiKey' },
    secret: {
      ccxt: 'secret',
      shape: { pattern: /^[A-Za-z0-9+/]{43}=$/, words: 'an ED25519 seed: 32 bytes in base64' },
    },
  },
  urls: ({ api = '' }) => ({ public: api, private: api }),
  marginMode: 'cross',
  kinds: ['linear'],
  // Everything comes in one list.
  listings: { linear: 'swap' },
  faultIn: backpackFault,
  // A bare number.
  serverTime: async (ask) => {
    const answer = await ask({ api: 'public', method: 'GET', path: 'api/v1/time', params: {} });
    return wireInstant(answer) ?? new AnswerRow(answer).instant('time');
  },
  orders,
  account: backpackAccount,
  setup: backpackSetup,
};
