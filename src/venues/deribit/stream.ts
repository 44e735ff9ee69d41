import type { PrivateLink, StreamAccess } from '../../connectivity/private-link.ts';
import type { SocketKind, SocketWord } from '../../connectivity/venue-link.ts';
import { isRecord } from '../../domain/codec.ts';
import { clientOrderId } from '../../domain/ids.ts';
import type { PrivateWord, TradedMarkets } from '../../domain/venue-trading.ts';
import { AnswerRow } from '../answer-row.ts';
import { fillOf } from './account.ts';
import { DERIBIT } from './instruments.ts';
import { HEARTBEAT_SECONDS, SET_HEARTBEAT } from './link.ts';
import { UNSUBSCRIBED_FROM_ID, readSessionWord } from './session-word.ts';
import { foundOf } from './trading.ts';

/** A token of a login is good for 900 s: another login on the same connection takes its place in time. */
const LOGIN_EVERY_MS = 300_000;
/** Orders, trades and positions of every perpetual, in one message each time something moves. */
const CHANGES = 'user.changes.future.any.raw';

const request = (method: string, params: object, id: number): string =>
  JSON.stringify({ jsonrpc: '2.0', id, method, params });

/** The number of a message that nothing is confirmed by. */
const LOGIN_ID = 0;

const socketOf = ({ key, sign, venueNowMs }: StreamAccess): SocketKind => {
  const login = (): string => {
    const timestamp = Math.floor(venueNowMs());
    const nonce = String(timestamp);
    const signature = sign(`${timestamp}\n${nonce}\n`, 'hex');
    const grant = { grant_type: 'client_signature', client_id: key, timestamp, nonce, data: '', signature };
    return request('public/auth', grant, LOGIN_ID);
  };
  return {
    name: 'private',
    host: 'stream',
    path: '/ws/api/v2',
    login,
    awaitsWelcome: true,
    greeting: [SET_HEARTBEAT],
    subscribe: (topics, id) => request('private/subscribe', { channels: topics }, id),
    unsubscribe: (topics, id) => request('private/unsubscribe', { channels: topics }, id + UNSUBSCRIBED_FROM_ID),
    read: wordOf,
    // That the line lives is asked by the server.
    heartbeat: { kind: 'text', everyMs: LOGIN_EVERY_MS, text: login },
    silenceMs: 2 * HEARTBEAT_SECONDS * 1000,
    limits: {
      topicsPerConnection: 10,
      topicsPerMessage: 10,
      messages: { count: 10, perMs: 4000 },
      connects: { count: 10, perMs: 10_000 },
    },
    overlap: 'both',
  };
};

const wordOf = (frame: unknown): SocketWord =>
  isRecord(frame) && isRecord(frame.result) && typeof frame.result.access_token === 'string'
    ? { kind: 'welcome' }
    : readSessionWord(frame);

/** Orders with their trades. https://docs.deribit.com/subscriptions/account/userchangeskindcurrencyinterval */
export const deribitStream: PrivateLink = {
  venue: DERIBIT,
  kinds: ['linear', 'inverse'],
  socket: socketOf,
  topics: [CHANGES],
  words: (frame, markets) => {
    if (!isRecord(frame) || !isRecord(frame.params) || frame.params.channel !== CHANGES) return [];
    return wordsOf(new AnswerRow(frame.params).row('data'), markets);
  },
};

/** Where neither an order nor a trade is named the account moved by itself. */
const wordsOf = (changes: AnswerRow, markets: TradedMarkets): readonly PrivateWord[] => {
  const market = markets.named(changes.text('instrument_name'));
  if (market === undefined) return [];
  const fills = changes.rows('trades').map((row): PrivateWord => {
    return { kind: 'fill', fill: fillOf(row, market), venueOrderId: row.text('order_id') };
  });
  const orders = changes.rows('orders').map((row): PrivateWord => {
    const found = foundOf(row);
    return { kind: 'order', clientOrderId: clientOrderId(row.maybe('label') ?? found.venueOrderId), found };
  });
  const words = [...fills, ...orders];
  return words.length === 0 ? [{ kind: 'account' }] : words;
};
