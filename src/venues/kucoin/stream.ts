import type { PrivateLink } from '../../connectivity/private-link.ts';
import { isRecord } from '../../domain/codec.ts';
import { clientOrderId } from '../../domain/ids.ts';
import type { PrivateWord, TradedMarkets } from '../../domain/venue-trading.ts';
import { AnswerRow } from '../answer-row.ts';
import { KUCOIN } from './symbols.ts';
import { privateSocket } from './sockets.ts';

/** Orders of all contracts. */
const ORDERS = '/contractMarket/tradeOrders';
/** Positions of all contracts: funding, forced closes and changed margin are told here. */
const POSITIONS = '/contract/positionAll';
/** Changes of a position that come with order changes, or with the price. */
const TOLD_OTHERWISE: ReadonlySet<string> = new Set(['positionChange', 'markPriceChange']);

const STATUS = {
  open: 'open',
  update: 'open',
  match: 'open',
  filled: 'filled',
  canceled: 'cancelled',
} as const;

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
    if (!frame.topic.startsWith(POSITIONS)) return [];
    return TOLD_OTHERWISE.has(data().maybe('changeReason') ?? '') ? [] : [{ kind: 'account' }];
  },
};

/** A match does not say what its fee was: the list of fills does. */
const orderWords = (order: AnswerRow, markets: TradedMarkets): readonly PrivateWord[] => {
  if (markets.named(order.text('symbol')) === undefined) return [];
  const id = order.maybe('clientOid');
  if (id === undefined || id === '') return [{ kind: 'account' }];
  const found = {
    venueOrderId: order.text('orderId'),
    status: order.oneOf('type', STATUS),
    filledQuantity: order.decimal('filledSize'),
  };
  return [{ kind: 'order', clientOrderId: clientOrderId(id), found, fillsAreListed: true }];
};
