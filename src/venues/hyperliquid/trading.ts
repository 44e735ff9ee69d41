import { isRecord } from '../../domain/codec.ts';
import { decimal, text } from '../../domain/money.ts';
import type { OrderIntent, RefusalCode } from '../../domain/order.ts';
import type { FoundOrder, Placed, TradedMarket, VenueOrders, VenueTrading } from '../../domain/venue-trading.ts';
import { AnswerRow } from '../answer-row.ts';
import { orAbsent } from '../private-answers.ts';
import { fillsSince, hyperliquidAccount } from './account.ts';
import { HYPERLIQUID } from './coins.ts';
import { hyperliquidFault, NOTHING_MATCHED, statusesOf } from './faults.ts';
import { hyperliquidSetup } from './setup.ts';

const TIMES_IN_FORCE = { ioc: 'Ioc', gtc: 'Gtc', 'post-only': 'Alo' } as const;
/** Fills are stamped by their block, an order by its arrival. */
const FILL_REACH_MS = 5000;

/** Why an order is no longer there stands in its status; any other is an end too. */
const REASONS: Readonly<Record<string, RefusalCode>> = {
  badAloPxRejected: 'post-only-would-take',
  perpMarginRejected: 'insufficient-margin',
  insufficientSpotBalanceRejected: 'insufficient-margin',
  reduceOnlyRejected: 'reduce-only',
  minTradeNtlRejected: 'below-minimum',
  tickRejected: 'bad-price',
  oracleRejected: 'bad-price',
};

const orders: VenueOrders = {
  place: (order, market) => ({
    api: 'private',
    method: 'POST',
    path: 'exchange',
    params: { type: 'order', orders: [wireOrder(order, market)], grouping: 'na' },
    isAction: true,
  }),
  placed: (body) => placedIn(statusesOf(body)[0]),
  cancel: ({ clientOrderId: cloid, market: { asset } }) => ({
    api: 'private',
    method: 'POST',
    path: 'exchange',
    params: { type: 'cancelByCloid', cancels: [{ asset: Number(asset), cloid }] },
    isAction: true,
  }),
  find: ({ clientOrderId: oid }, { ask }) =>
    orAbsent(async () => {
      const params = { type: 'orderStatus', oid };
      const answer = await ask({ api: 'public', method: 'POST', path: 'info', params, asUser: true });
      return foundOf(new AnswerRow(answer).row('order'));
    }),
  fillsOf: async ({ clientOrderId, market }, { venueOrderId, createdAtMs }, inquiry) => {
    const fills = await fillsSince((createdAtMs ?? inquiry.nowMs) - FILL_REACH_MS, inquiry);
    return fills.flatMap(({ row, fill }) =>
      row.text('oid') === venueOrderId && fill.market === market.market ? [{ ...fill, clientOrderId }] : [],
    );
  },
};

/** The order of the members is part of what is signed; texts have no trailing zeros. */
const wireOrder = (order: OrderIntent, { asset }: TradedMarket): object => ({
  a: Number(asset),
  b: order.side === 'buy',
  p: order.limitPrice,
  s: order.quantity,
  r: order.reduceOnly,
  t: { limit: { tif: TIMES_IN_FORCE[order.timeInForce] } },
  c: order.clientOrderId,
});

const placedIn = (status: unknown): Placed | undefined => {
  if (!isRecord(status)) return undefined;
  if (typeof status['error'] === 'string')
    return NOTHING_MATCHED.test(status['error']) ? { kind: 'unmatched' } : undefined;
  const known = status['resting'] ?? status['filled'];
  return isRecord(known) ? { kind: 'accepted', venueOrderId: new AnswerRow(known).text('oid') } : undefined;
};

/** What is left of an order tells what was filled of it. */
export const foundOf = (row: AnswerRow): FoundOrder => {
  const order = row.row('order');
  const status = row.text('status');
  const filledQuantity = text(decimal(order.decimal('origSz')).minus(order.decimal('sz')));
  const code = REASONS[status];
  return {
    venueOrderId: order.text('oid'),
    status: status === 'open' || status === 'triggered' ? 'open' : status === 'filled' ? 'filled' : 'cancelled',
    filledQuantity,
    createdAtMs: order.instant('timestamp'),
    ...(code === undefined || filledQuantity !== '0' ? {} : { refusal: { code, message: status } }),
  };
};

/** Hyperliquid's first dex, by an agent's key: perpetuals that settle in USDC. */
export const hyperliquidTrading: VenueTrading = {
  venue: HYPERLIQUID,
  exchange: 'hyperliquid',
  credentials: {
    key: {
      ccxt: 'walletAddress',
      shape: { pattern: /^0x[0-9a-fA-F]{40}$/, words: "the account's address, 0x and 40 hex digits" },
    },
    secret: {
      ccxt: 'privateKey',
      shape: { pattern: /^0x[0-9a-fA-F]{64}$/, words: "an agent's private key, 0x and 64 hex digits" },
    },
  },
  urls: ({ rest = '' }) => ({ public: rest, private: rest }),
  marginMode: 'cross',
  kinds: ['linear'],
  listings: { linear: 'swap' },
  // Coins have names, orders their place in the list.
  named: ({ baseName, baseId }) => ({ native: String(baseName), asset: String(baseId) }),
  faultIn: hyperliquidFault,
  serverTime: async (ask) => {
    const params = { type: 'exchangeStatus' };
    return new AnswerRow(await ask({ api: 'public', method: 'POST', path: 'info', params })).instant('time');
  },
  orders,
  account: hyperliquidAccount,
  setup: hyperliquidSetup,
};
