import type { PrivateLink } from '../../connectivity/private-link.ts';
import { isRecord } from '../../domain/codec.ts';
import { clientOrderId } from '../../domain/ids.ts';
import { decimal } from '../../domain/money.ts';
import type { FoundOrder, PrivateWord, TradedMarkets } from '../../domain/venue-trading.ts';
import { AnswerRow } from '../answer-row.ts';
import { KUCOIN } from './symbols.ts';
import { privateSocket } from './sockets.ts';

/** Orders of all contracts. */
const ORDERS = '/contractMarket/tradeOrders';
/** Positions of all contracts: funding, forced closes and changed margin are told here. */
const POSITIONS = '/contract/positionAll';
/** They are told under the name of one contract. */
const POSITION = '/contract/position';
/** Changes of a position that come with order changes, or with the price, which mostly names no reason. */
const TOLD_OTHERWISE: ReadonlySet<string> = new Set(['positionChange', 'markPriceChange']);

/** How an order stands after whatever happened to it: a partial match or an amendment may have ended it as well. */
const STATUS = { new: 'open', open: 'open', match: 'open', done: 'done' } as const;

/** https://www.kucoin.com/docs-new/3470090w0 */
export const kucoinStream: PrivateLink = {
  venue: KUCOIN,
  kinds: ['linear', 'inverse'],
  socket: () => privateSocket,
  topics: [ORDERS, POSITIONS],
  // A token and its connection are good for a day; a new connection has a new token.
  listenKey: { fetch: { api: 'futuresPrivate', method: 'POST', path: 'bullet-private', params: {} } },
  words: (frame, markets) => {
    if (!isRecord(frame) || typeof frame.topic !== 'string') return [];
    const data = () => new AnswerRow(frame).row('data');
    if (frame.topic.startsWith(ORDERS)) return orderWords(data(), markets);
    if (!frame.topic.startsWith(POSITION)) return [];
    if (frame.subject === 'position.settlement') return [{ kind: 'account' }];
    const reason = data().maybe('changeReason');
    return reason === undefined || TOLD_OTHERWISE.has(reason) ? [] : [{ kind: 'account' }];
  },
};

/** A match does not say what its fee was: the list of fills does. */
const orderWords = (order: AnswerRow, markets: TradedMarkets): readonly PrivateWord[] => {
  if (markets.named(order.text('symbol')) === undefined) return [];
  const id = order.maybe('clientOid');
  if (id === undefined) return [{ kind: 'account' }];
  const filledQuantity = order.decimal('filledSize');
  const isWhole = decimal(filledQuantity).gte(order.decimal('size'));
  const status = order.oneOf('status', STATUS);
  const found: FoundOrder = {
    venueOrderId: order.text('orderId'),
    status: status === 'open' ? 'open' : isWhole ? 'filled' : 'cancelled',
    filledQuantity,
  };
  return [{ kind: 'order', clientOrderId: clientOrderId(id), found, fillsAreListed: true }];
};
