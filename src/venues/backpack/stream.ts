import { ACCOUNT_SOCKET, ONE_TOPIC } from '../../connectivity/private-link.ts';
import type { PrivateLink, StreamAccess } from '../../connectivity/private-link.ts';
import type { SocketKind, SocketWord } from '../../connectivity/venue-link.ts';
import { isRecord } from '../../domain/codec.ts';
import { clientOrderId } from '../../domain/ids.ts';
import type { PrivateWord, TradedMarkets } from '../../domain/venue-trading.ts';
import { AnswerRow } from '../answer-row.ts';
import { fromMicroseconds } from './instants.ts';
import { BACKPACK } from './instruments.ts';
import { readSessionWord } from './link.ts';
import { HEARD, foundOf } from './trading.ts';

/** Orders of all markets. */
const ORDERS = 'account.orderUpdate';
/** A subscription is signed for so long. */
const WINDOW_MS = 5000;
/** Of a bad signature; its number is not documented. */
const SIGNATURE = /signature|unauthori[sz]ed|expired/i;

const socketOf = ({ key, sign, venueNowMs }: StreamAccess): SocketKind => ({
  ...ACCOUNT_SOCKET,
  host: 'ws',
  path: '/',
  // Nothing is answered: what was asked for stands, or an error comes.
  login: () => {
    const timestamp = String(Math.floor(venueNowMs()));
    const signature = sign(`instruction=subscribe&timestamp=${timestamp}&window=${WINDOW_MS}`, 'ed25519');
    return JSON.stringify({
      method: 'SUBSCRIBE',
      params: [ORDERS],
      signature: [key, signature, timestamp, String(WINDOW_MS)],
    });
  },
  read: wordOf,
  limits: {
    ...ONE_TOPIC,
    messages: { count: 5, perMs: 1000 },
    connects: { count: 20, perMs: 10_000 },
  },
});

const wordOf = (frame: unknown): SocketWord => {
  const word = readSessionWord(frame);
  if (word.kind !== 'refused') return word;
  return { ...word, because: SIGNATURE.test(word.reason) ? 'authentication' : 'fatal' };
};

/** Orders, each fill with its fee. https://docs.backpack.exchange/#tag/Streams/Private/Order-update */
export const backpackStream: PrivateLink = {
  venue: BACKPACK,
  kinds: ['linear'],
  socket: socketOf,
  topics: [],
  words: (frame, markets) =>
    isRecord(frame) && frame.stream === ORDERS ? orderWords(new AnswerRow(frame).row('data'), markets) : [],
};

/** What the venue closes by force is nobody's order. */
const orderWords = (order: AnswerRow, markets: TradedMarkets): readonly PrivateWord[] => {
  const market = markets.named(order.text('s'));
  if (market === undefined) return [];
  const id = order.maybe('c');
  if (id === undefined) return [{ kind: 'account' }];
  const word: PrivateWord = { kind: 'order', clientOrderId: clientOrderId(id), found: foundOf(order, HEARD) };
  if (order.text('e') !== 'orderFill') return [word];
  const fill = {
    clientOrderId: word.clientOrderId,
    market: market.market,
    tradeId: order.text('t'),
    side: order.oneOf('S', { Bid: 'buy', Ask: 'sell' } as const),
    quantity: order.decimal('l'),
    price: order.decimal('L'),
    fee: order.decimal('n'),
    feeCoin: order.text('N'),
    liquidity: order.flag('m') ? ('maker' as const) : ('taker' as const),
    venueAtMs: fromMicroseconds(order.value('T')) ?? order.instant('T'),
  };
  return [{ kind: 'fill', fill, venueOrderId: word.found.venueOrderId }, word];
};
