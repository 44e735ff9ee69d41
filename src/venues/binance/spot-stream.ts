import { ACCOUNT_SOCKET, ONE_TOPIC } from '../../connectivity/private-link.ts';
import type { PrivateLink, StreamAccess } from '../../connectivity/private-link.ts';
import type { SocketKind, SocketWord } from '../../connectivity/venue-link.ts';
import { isRecord } from '../../domain/codec.ts';
import { clientOrderId } from '../../domain/ids.ts';
import type { PrivateWord, TradedMarkets } from '../../domain/venue-trading.ts';
import { AnswerRow } from '../answer-row.ts';
import { shown } from '../wire-value.ts';
import { BINANCE } from './products.ts';
import { fillWords, standing } from './stream.ts';

/** The number of the subscription; its answer is the welcome. */
const LOGIN_ID = '1';
/** A bad key, address or signature. */
const KEY_FAULTS: ReadonlySet<string> = new Set(['-1022', '-2008', '-2014', '-2015']);
const RATE_LIMITED = '-1003';
const RETRY_AFTER_MS = 60_000;

const socketOf = ({ key, sign, venueNowMs }: StreamAccess): SocketKind => ({
  ...ACCOUNT_SOCKET,
  host: 'wsapi',
  path: '/ws-api/v3',
  login: () => {
    const timestamp = Math.floor(venueNowMs());
    const signature = sign(`apiKey=${key}&timestamp=${timestamp}`, 'hex');
    const params = { apiKey: key, timestamp, signature };
    return JSON.stringify({ id: LOGIN_ID, method: 'userDataStream.subscribe.signature', params });
  },
  awaitsWelcome: true,
  read: wordOf,
  limits: {
    ...ONE_TOPIC,
    messages: { count: 5, perMs: 1000 },
    connects: { count: 300, perMs: 300_000 },
  },
});

const wordOf = (frame: unknown): SocketWord => {
  if (!isRecord(frame)) return { kind: 'other' };
  if (isRecord(frame.event) && frame.event.e === 'eventStreamTerminated')
    return { kind: 'refused', reason: 'the venue ended the subscription', because: 'fatal' };
  if (frame.id !== LOGIN_ID) return { kind: 'other' };
  if (frame.status === 200 || frame.status === '200') return { kind: 'welcome' };
  const { code, msg } = isRecord(frame.error) ? frame.error : {};
  const reason = `${shown(code)} ${typeof msg === 'string' ? msg.slice(0, 200) : ''}`.trim();
  if (KEY_FAULTS.has(String(code))) return { kind: 'refused', reason, because: 'authentication' };
  if (String(code) === RATE_LIMITED)
    return { kind: 'refused', reason, because: 'rate-limited', retryAfterMs: RETRY_AFTER_MS };
  return { kind: 'refused', reason, because: 'fatal' };
};

/**
 * Orders of spot: listen keys were retired in February 2026, the WebSocket API tells them.
 * https://developers.binance.com/docs/binance-spot-api-docs/user-data-stream
 */
export const binanceSpotStream: PrivateLink = {
  venue: BINANCE,
  conn: 'private-spot',
  kinds: ['spot'],
  socket: socketOf,
  topics: [],
  words: (frame, markets) => {
    if (!isRecord(frame) || !isRecord(frame.event)) return [];
    const event = new AnswerRow(frame.event);
    const type = event.maybe('e');
    if (type === 'executionReport') return orderWords(event, markets);
    // a deposit, a withdrawal or a transfer
    return type === 'balanceUpdate' ? [{ kind: 'account' }] : [];
  },
};

const orderWords = (order: AnswerRow, markets: TradedMarkets): readonly PrivateWord[] => {
  const market = markets.named(order.text('s'), 'spot');
  if (market === undefined) return [];
  // A cancellation has an id of its own in `c`, and that of the order in `C`.
  const original = order.maybe('C') ?? '';
  const id = clientOrderId(original === '' ? order.text('c') : original);
  return [...fillWords(order, market, id), { kind: 'order', clientOrderId: id, found: standing(order) }];
};
