import type { PrivateLink, StreamAccess } from '../../connectivity/private-link.ts';
import type { SocketKind, SocketWord } from '../../connectivity/venue-link.ts';
import { isRecord } from '../../domain/codec.ts';
import { clientOrderId } from '../../domain/ids.ts';
import type { PrivateWord, TradedMarkets } from '../../domain/venue-trading.ts';
import type { AnswerRow } from '../answer-row.ts';
import { rowsOf } from '../answer-row.ts';
import { fillOf } from './account.ts';
import { HYPERLIQUID } from './coins.ts';
import { readSessionWord } from './session-word.ts';
import { foundOf } from './trading.ts';

const TOPICS: readonly string[] = ['orderUpdates', 'userFills', 'userFundings'];

const socketOf = ({ account: user }: StreamAccess): SocketKind => {
  const request = (method: 'subscribe' | 'unsubscribe', type = ''): string =>
    JSON.stringify({ method, subscription: { type, user } });
  return {
    name: 'private',
    host: 'stream',
    path: '/ws',
    subscribe: ([topic]) => request('subscribe', topic),
    unsubscribe: ([topic]) => request('unsubscribe', topic),
    read: wordOf,
    heartbeat: { kind: 'text', everyMs: 5000, text: () => '{"method":"ping"}' },
    silenceMs: 12_000,
    limits: {
      topicsPerConnection: 10,
      topicsPerMessage: 1,
      messages: { count: 2000, perMs: 60_000 },
      connects: { count: 30, perMs: 60_000 },
    },
    overlap: 'both',
  };
};

const wordOf = (frame: unknown): SocketWord => {
  if (!isRecord(frame)) return { kind: 'other' };
  const { channel, data } = frame;
  if (typeof channel === 'string' && TOPICS.includes(channel)) return { kind: 'data', topic: channel };
  if (channel !== 'subscriptionResponse' || !isRecord(data) || !isRecord(data['subscription']))
    return readSessionWord(frame);
  const { type } = data['subscription'];
  return data['method'] === 'subscribe' && typeof type === 'string'
    ? { kind: 'confirmed', topics: [type] }
    : { kind: 'other' };
};

/** What anybody may hear of an address: its order updates, fills and funding. One socket an address: frames do not name it. */
export const hyperliquidStream: PrivateLink = {
  venue: HYPERLIQUID,
  kinds: ['linear'],
  socket: socketOf,
  topics: TOPICS,
  words: (frame, markets) => {
    if (!isRecord(frame)) return [];
    const { channel, data } = frame;
    if (channel === 'orderUpdates') return rowsOf(data).flatMap((row) => orderWords(row, markets));
    // The past comes first: lists have told it.
    if (!isRecord(data) || data['isSnapshot'] === true) return [];
    if (channel === 'userFills') return rowsOf(data['fills']).flatMap((row) => fillWords(row, markets));
    return channel === 'userFundings' ? [{ kind: 'account' }] : [];
  },
};

const orderWords = (row: AnswerRow, markets: TradedMarkets): readonly PrivateWord[] => {
  const order = row.row('order');
  const id = order.maybe('cloid');
  if (id === undefined || markets.named(order.text('coin'), 'linear') === undefined) return [];
  return [{ kind: 'order', clientOrderId: clientOrderId(id), found: foundOf(row) }];
};

const fillWords = (row: AnswerRow, markets: TradedMarkets): readonly PrivateWord[] => {
  const market = markets.named(row.text('coin'), 'linear');
  return market === undefined ? [] : [{ kind: 'fill', fill: fillOf(row, market), venueOrderId: row.text('oid') }];
};
