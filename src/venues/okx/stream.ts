import type { PrivateLink, StreamAccess } from '../../connectivity/private-link.ts';
import type { SocketKind, SocketWord } from '../../connectivity/venue-link.ts';
import { isRecord } from '../../domain/codec.ts';
import { clientOrderId } from '../../domain/ids.ts';
import type { PrivateWord, TradedMarkets } from '../../domain/venue-trading.ts';
import { AnswerRow, negated } from '../answer-row.ts';
import { OKX } from './instruments.ts';
import { argOf, readSessionWord, topicOf } from './session-word.ts';
import { foundOf } from './trading.ts';

const request = (op: 'subscribe' | 'unsubscribe', topics: readonly string[], id: number): string =>
  JSON.stringify({ id: String(id), op, args: topics.map(argOf) });

const socketOf = ({ key, passphrase, sign, venueNowMs }: StreamAccess): SocketKind => ({
  name: 'private',
  host: 'stream',
  path: '/ws/v5/private',
  login: () => {
    // Seconds here, an instant of ISO 8601 over REST.
    const timestamp = String(Math.floor(venueNowMs() / 1000));
    const signature = sign(`${timestamp}GET/users/self/verify`, 'base64');
    return JSON.stringify({ op: 'login', args: [{ apiKey: key, passphrase, timestamp, sign: signature }] });
  },
  awaitsWelcome: true,
  subscribe: (topics, id) => request('subscribe', topics, id),
  unsubscribe: (topics, id) => request('unsubscribe', topics, id),
  read: wordOf,
  heartbeat: { kind: 'text', everyMs: 5000, text: () => 'ping' },
  silenceMs: 12_000,
  limits: {
    topicsPerConnection: 10,
    topicsPerMessage: 10,
    // Pings are free; of what counts, 480 an hour, there are three a socket.
    messages: { count: 20, perMs: 1000 },
    connects: { count: 3, perMs: 1000 },
  },
  overlap: 'both',
});

const wordOf = (frame: unknown): SocketWord => {
  if (!isRecord(frame) || frame.event !== 'login') return readSessionWord(frame);
  if (frame.code === '0') return { kind: 'welcome' };
  return { kind: 'refused', reason: `login: ${String(frame.msg).slice(0, 200)}`, because: 'authentication' };
};

/** Orders of swaps and spot, their executions with them. https://www.okx.com/docs-v5/en/#order-book-trading-trade-ws-order-channel */
export const okxStream: PrivateLink = {
  venue: OKX,
  kinds: ['linear', 'inverse', 'spot'],
  socket: socketOf,
  topics: [topicOf('orders', 'SWAP'), topicOf('orders', 'SPOT')],
  words: (frame, markets) => {
    if (!isRecord(frame) || frame.event !== undefined || !isRecord(frame.arg) || frame.arg.channel !== 'orders')
      return [];
    return new AnswerRow(frame).rows('data').flatMap((row) => orderWords(row, markets));
  },
};

const orderWords = (row: AnswerRow, markets: TradedMarkets): readonly PrivateWord[] => {
  const market = markets.named(row.text('instId'));
  if (market === undefined) return [];
  const venueOrderId = row.text('ordId');
  // A forced close was nobody's order.
  const id = clientOrderId(row.maybe('clOrdId') ?? venueOrderId);
  const order: PrivateWord = { kind: 'order', clientOrderId: id, found: foundOf(row) };
  const tradeId = row.maybe('tradeId');
  const paid = row.maybeDecimal('fillFee');
  // `fee` is that of the whole order: without a fee of its own an execution is left to the lists.
  if (tradeId === undefined || paid === undefined || row.decimal('fillSz') === '0') return [order];
  const fill = {
    clientOrderId: id,
    market: market.market,
    tradeId,
    side: row.oneOf('side', { buy: 'buy', sell: 'sell' } as const),
    quantity: row.decimal('fillSz'),
    price: row.decimal('fillPx'),
    // A negative fee is a cost here.
    fee: negated(paid),
    feeCoin: row.text('fillFeeCcy'),
    liquidity: row.oneOf('execType', { T: 'taker', M: 'maker' } as const),
    venueAtMs: row.instant('fillTime'),
  };
  return [{ kind: 'fill', fill, venueOrderId }, order];
};
