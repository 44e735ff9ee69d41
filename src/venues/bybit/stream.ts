import type { PrivateLink, StreamAccess } from '../../connectivity/private-link.ts';
import type { SocketKind, SocketWord } from '../../connectivity/venue-link.ts';
import { isRecord } from '../../domain/codec.ts';
import { clientOrderId } from '../../domain/ids.ts';
import type { MarketKind } from '../../domain/ids.ts';
import type { PrivateWord, TradedMarket, TradedMarkets } from '../../domain/venue-trading.ts';
import { AnswerRow } from '../answer-row.ts';
import { shown } from '../wire-value.ts';
import { fillOf } from './account.ts';
import { BYBIT } from './categories.ts';
import { readSessionWord } from './session-word.ts';
import { foundOf } from './trading.ts';

/** A login is good for so long. */
const LOGIN_MS = 10_000;
const CATEGORIES: Readonly<Record<string, MarketKind>> = { linear: 'linear', inverse: 'inverse', spot: 'spot' };

const request = (op: string, args: readonly unknown[], id: number): string =>
  JSON.stringify({ req_id: String(id), op, args });

const socketOf = ({ key, sign, venueNowMs }: StreamAccess): SocketKind => ({
  name: 'private',
  host: 'stream',
  path: '/v5/private',
  login: () => {
    const expiresAtMs = venueNowMs() + LOGIN_MS;
    return JSON.stringify({ op: 'auth', args: [key, expiresAtMs, sign(`GET/realtime${expiresAtMs}`, 'hex')] });
  },
  awaitsWelcome: true,
  subscribe: (topics, id) => request('subscribe', topics, id),
  unsubscribe: (topics, id) => request('unsubscribe', topics, id),
  read: wordOf,
  heartbeat: { kind: 'text', everyMs: 5000, text: (id) => JSON.stringify({ req_id: String(id), op: 'ping' }) },
  silenceMs: 12_000,
  limits: {
    topicsPerConnection: 10,
    topicsPerMessage: 10,
    messages: { count: 50, perMs: 1000 },
    connects: { count: 500, perMs: 300_000 },
  },
  overlap: 'both',
});

const wordOf = (frame: unknown): SocketWord => {
  if (!isRecord(frame) || frame.op !== 'auth') return readSessionWord(frame);
  const reason = typeof frame.ret_msg === 'string' ? frame.ret_msg.slice(0, 200) : shown(frame.ret_msg);
  return frame.success === true ? { kind: 'welcome' } : { kind: 'refused', reason, because: 'authentication' };
};

/** Orders and executions of all categories. https://bybit-exchange.github.io/docs/v5/websocket/private/execution */
export const bybitStream: PrivateLink = {
  venue: BYBIT,
  kinds: ['linear', 'inverse', 'spot'],
  socket: socketOf,
  topics: ['order', 'execution'],
  words: (frame, markets) => {
    const message = new AnswerRow(frame);
    const topic = message.maybe('topic');
    if (topic !== 'order' && topic !== 'execution') return [];
    return message.rows('data').flatMap((row): readonly PrivateWord[] => {
      const market = marketOf(row, markets);
      if (market === undefined) return [];
      if (topic === 'execution') return executionWords(row, market);
      const id = row.maybe('orderLinkId');
      return id === undefined ? [] : [{ kind: 'order', clientOrderId: clientOrderId(id), found: foundOf(row) }];
    });
  },
};

const marketOf = (row: AnswerRow, markets: TradedMarkets): TradedMarket | undefined => {
  const category = CATEGORIES[row.text('category')];
  return category === undefined ? undefined : markets.named(row.text('symbol'), category);
};

/** Executions that are no trades are payments and settlements. */
const executionWords = (row: AnswerRow, market: TradedMarket): readonly PrivateWord[] => {
  const fills = fillOf(row, market);
  const venueOrderId = row.text('orderId');
  return fills.length === 0
    ? [{ kind: 'account' }]
    : fills.map((fill): PrivateWord => ({ kind: 'fill', fill, venueOrderId }));
};
