import type { FoundOrder, VenueOrders, VenueTrading } from '../../domain/venue-trading.ts';
import { AnswerRow } from '../answer-row.ts';
import { orAbsent } from '../private-answers.ts';
import { fillOf, okxAccount, okxPages } from './account.ts';
import { okxFault } from './faults.ts';
import { OKX } from './instruments.ts';
import { okxSetup } from './setup.ts';

const ORDER_TYPES = { ioc: 'ioc', gtc: 'limit', 'post-only': 'post_only' } as const;

/** An order that arrives later than this is not taken, ms. */
const ORDER_WINDOW_MS = 3000;

const STATUS = {
  live: 'open',
  partially_filled: 'open',
  filled: 'filled',
  canceled: 'cancelled',
  mmp_canceled: 'cancelled',
} as const;

/** Why the venue itself cancelled: 31 is a post-only order that would have taken. */
const WOULD_TAKE = '31';

const orders: VenueOrders = {
  place: (order, { kind, native }) => ({
    api: 'private',
    method: 'POST',
    path: 'trade/order',
    params: {
      instId: native,
      tdMode: kind === 'spot' ? 'cash' : 'cross',
      side: order.side,
      ordType: ORDER_TYPES[order.timeInForce],
      sz: order.quantity,
      px: order.limitPrice,
      clOrdId: order.clientOrderId,
      ...(kind === 'spot' ? {} : { reduceOnly: order.reduceOnly }),
    },
    expires: { in: 'header', name: 'expTime', afterMs: ORDER_WINDOW_MS },
  }),
  placed: (body) => {
    const [row] = new AnswerRow(body).rows('data');
    return row === undefined ? undefined : { kind: 'accepted', venueOrderId: row.text('ordId') };
  },
  cancel: ({ clientOrderId, market: { native } }) => ({
    api: 'private',
    method: 'POST',
    path: 'trade/cancel-order',
    params: { instId: native, clOrdId: clientOrderId },
  }),
  // What was cancelled without a fill is forgotten after two hours: to us it is as if it had never been.
  find: ({ clientOrderId, market: { native } }, { ask }) =>
    orAbsent(async () => {
      const params = { instId: native, clOrdId: clientOrderId };
      const answer = await ask({ api: 'private', method: 'GET', path: 'trade/order', params });
      const [row] = new AnswerRow(answer).rows('data');
      return row === undefined ? 'absent' : foundOf(row);
    }),
  fillsOf: async ({ market }, { venueOrderId }, inquiry) => {
    const params = { instType: market.kind === 'spot' ? 'SPOT' : 'SWAP', instId: market.native, ordId: venueOrderId };
    return (await okxPages('trade/fills', params, inquiry)).map((row) => fillOf(row, market));
  },
};

export const foundOf = (row: AnswerRow): FoundOrder => {
  const filledQuantity = row.maybeDecimal('accFillSz') ?? row.decimal('fillSz');
  const isDeclined = row.maybe('cancelSource') === WOULD_TAKE && filledQuantity === '0';
  return {
    venueOrderId: row.text('ordId'),
    status: row.oneOf('state', STATUS),
    filledQuantity,
    ...(isDeclined ? { refusal: { code: 'post-only-would-take', message: 'cancelSource 31' } } : {}),
  };
};

/** OKX v5: swaps of both kinds and spot with a key. */
export const okxTrading: VenueTrading = {
  venue: OKX,
  exchange: 'okx',
  credentials: { key: { ccxt: 'apiKey' }, secret: { ccxt: 'secret' }, passphrase: { ccxt: 'password' } },
  urls: ({ rest = '' }) => ({ rest }),
  marginMode: 'cross',
  kinds: ['linear', 'inverse', 'spot'],
  // Both kinds of swaps come in one list.
  listings: { linear: 'swap', inverse: 'swap', spot: 'spot' },
  faultIn: okxFault,
  serverTime: async (ask) => {
    const [row] = new AnswerRow(await ask({ api: 'public', method: 'GET', path: 'public/time', params: {} })).rows(
      'data',
    );
    return (row ?? new AnswerRow({})).instant('ts');
  },
  orders,
  account: okxAccount,
  setup: okxSetup,
};
