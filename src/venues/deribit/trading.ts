import { text } from '../../domain/money.ts';
import type { FoundOrder, Inquiry, OrderName, VenueOrders, VenueTrading } from '../../domain/venue-trading.ts';
import { AnswerRow, rowsOf } from '../answer-row.ts';
import { deribitAccount, fillOf, resultIn } from './account.ts';
import { deribitFault } from './faults.ts';
import { DERIBIT } from './instruments.ts';
import { deribitSetup } from './setup.ts';

/** An order that reaches the matching later than this is dropped, ms. */
const ORDER_WINDOW_MS = 3000;
/** Recent lists forget closed orders after half an hour; the history has the last of an instrument. */
const HISTORY_COUNT = 1000;
/** Trades of an order are recent for a day. */
const RECENT_MS = 20 * 3_600_000;

const STATUS = {
  open: 'open',
  untriggered: 'open',
  triggered: 'open',
  filled: 'filled',
  rejected: 'cancelled',
  cancelled: 'cancelled',
} as const;

const TIMES_IN_FORCE = {
  ioc: { time_in_force: 'immediate_or_cancel' },
  gtc: { time_in_force: 'good_til_cancelled' },
  // Without the second a crossing order is moved instead of refused.
  'post-only': { time_in_force: 'good_til_cancelled', post_only: true, reject_post_only: true },
} as const;

const orders: VenueOrders = {
  place: (order, { native }) => ({
    api: 'private',
    method: 'GET',
    path: order.side,
    params: {
      instrument_name: native,
      amount: order.quantity,
      type: 'limit',
      price: order.limitPrice,
      label: order.clientOrderId,
      reduce_only: order.reduceOnly,
      ...TIMES_IN_FORCE[order.timeInForce],
    },
    expires: { in: 'params', name: 'valid_until', afterMs: ORDER_WINDOW_MS },
  }),
  placed: (body) => ({ kind: 'accepted', venueOrderId: resultIn(body).row('order').text('order_id') }),
  cancel: ({ clientOrderId: label, market: { settle } }) => ({
    api: 'private',
    method: 'GET',
    path: 'cancel_by_label',
    params: { label, currency: settle },
  }),
  // Labels may be given twice; ours never are. The newest is taken all the same.
  find: async (name, inquiry) => {
    const { clientOrderId: label, market } = name;
    const params = { currency: market.settle, label };
    const answer = await inquiry.ask({ api: 'private', method: 'GET', path: 'get_order_state_by_label', params });
    const found = newest(rowsOf(new AnswerRow(answer).value('result')), name);
    return found ?? newest(await history(name, inquiry), name) ?? 'absent';
  },
  fillsOf: async ({ clientOrderId, market }, { venueOrderId, createdAtMs }, { ask, nowMs }) => {
    const historical = nowMs - (createdAtMs ?? nowMs) > RECENT_MS;
    const params = { order_id: venueOrderId, ...(historical ? { historical } : {}) };
    const answer = await ask({ api: 'private', method: 'GET', path: 'get_user_trades_by_order', params });
    const rows = rowsOf(new AnswerRow(answer).value('result'));
    return rows.map((row) => ({ ...fillOf(row, market), clientOrderId }));
  },
};

const history = async ({ market: { native } }: OrderName, { ask }: Inquiry): Promise<readonly AnswerRow[]> => {
  const params = { instrument_name: native, count: HISTORY_COUNT, include_unfilled: true, include_old: true };
  const answer = await ask({ api: 'private', method: 'GET', path: 'get_order_history_by_instrument', params });
  return rowsOf(new AnswerRow(answer).value('result'));
};

const newest = (rows: readonly AnswerRow[], { clientOrderId, market }: OrderName): FoundOrder | undefined => {
  const own = rows.filter(
    (row) => row.maybe('label') === clientOrderId && row.text('instrument_name') === market.native,
  );
  const [row] = [...own].sort((a, b) => b.instant('creation_timestamp') - a.instant('creation_timestamp'));
  return row === undefined ? undefined : foundOf(row);
};

export const foundOf = (row: AnswerRow): FoundOrder => ({
  venueOrderId: row.text('order_id'),
  status: row.oneOf('order_state', STATUS),
  filledQuantity: row.decimal('filled_amount'),
  createdAtMs: row.instant('creation_timestamp'),
});

/** Deribit's perpetuals with a key; quantities are its `amount`: dollars of inverse, coins of linear ones. */
export const deribitTrading: VenueTrading = {
  venue: DERIBIT,
  exchange: 'deribit',
  credentials: { key: { ccxt: 'apiKey' }, secret: { ccxt: 'secret' } },
  urls: ({ rest = '' }) => ({ rest }),
  marginMode: 'cross',
  kinds: ['linear', 'inverse'],
  // Everything comes in one list.
  listings: { linear: 'swap', inverse: 'swap' },
  // ccxt's size of a contract is our lot.
  named: ({ id }) => ({ native: String(id), contractSize: text(1) }),
  faultIn: deribitFault,
  serverTime: async (ask) =>
    new AnswerRow(await ask({ api: 'public', method: 'GET', path: 'get_time', params: {} })).instant('result'),
  orders,
  account: deribitAccount,
  setup: deribitSetup,
};
