import type { PrivateLink, StreamAccess } from '../../connectivity/private-link.ts';
import type { SocketKind, SocketWord } from '../../connectivity/venue-link.ts';
import { isRecord } from '../../domain/codec.ts';
import { clientOrderId } from '../../domain/ids.ts';
import { text } from '../../domain/money.ts';
import type { PrivateWord, TradedMarket, TradedMarkets } from '../../domain/venue-trading.ts';
import { AnswerRow } from '../answer-row.ts';
import { BINANCE } from './products.ts';
import { readSessionWord } from './session-word.ts';
import { ORDER_STATUS } from './trading.ts';

const LISTEN_KEY = { api: 'fapiPrivate', path: 'listenKey', params: {} } as const;
/** Executions that trade: of an order, and of the venue itself when it liquidates. */
const TRADES: ReadonlySet<string> = new Set(['TRADE', 'CALCULATED']);
/** Reasons of account updates that come with order updates. */
const TOLD_BY_ORDERS: ReadonlySet<string> = new Set(['ORDER']);

const socketOf = ({ hosts }: StreamAccess): SocketKind => ({
  name: 'private',
  host: 'fstream',
  path: '/private/ws',
  token: {
    call: { method: 'POST', host: 'fapi', path: '/fapi/v1/listenKey', bucket: 'futures', weight: 1 },
    url: (answer) => {
      const key = isRecord(answer) ? answer.listenKey : undefined;
      if (typeof key !== 'string' || key === '') return undefined;
      return { url: `${hosts['fstream'] ?? ''}/private/ws?listenKey=${encodeURIComponent(key)}` };
    },
  },
  // The address says it all.
  subscribe: () => '',
  unsubscribe: () => '',
  read: (frame): SocketWord =>
    isRecord(frame) && frame.e === 'listenKeyExpired'
      ? { kind: 'refused', reason: 'the listen key has expired', because: 'fatal' }
      : readSessionWord(frame),
  heartbeat: { kind: 'protocol', everyMs: 5000 },
  silenceMs: 12_000,
  limits: {
    topicsPerConnection: 1,
    topicsPerMessage: 1,
    messages: { count: 10, perMs: 1000 },
    connects: { count: 300, perMs: 300_000 },
  },
  overlap: 'both',
});

/**
 * The user data stream of USD-M. COIN-M has one of its own, and spot's is on another interface: both are polled.
 * https://developers.binance.com/docs/derivatives/usds-margined-futures/user-data-streams
 */
export const binanceStream: PrivateLink = {
  venue: BINANCE,
  kinds: ['linear'],
  socket: socketOf,
  topics: [],
  // Valid for an hour; the same key is given as long as it is valid.
  listenKey: {
    fetch: { ...LISTEN_KEY, method: 'POST' },
    kept: { by: { ...LISTEN_KEY, method: 'PUT' }, everyMs: 1_800_000 },
  },
  words: (frame, markets) => {
    const event = new AnswerRow(frame);
    const type = event.maybe('e');
    if (type === 'ORDER_TRADE_UPDATE') return orderWords(event.row('o'), markets);
    const isNews = type === 'ACCOUNT_UPDATE' && !TOLD_BY_ORDERS.has(event.row('a').text('m'));
    return isNews ? [{ kind: 'account' }] : [];
  },
};

const orderWords = (order: AnswerRow, markets: TradedMarkets): readonly PrivateWord[] => {
  const market = markets.named(order.text('s'), 'linear');
  if (market === undefined) return [];
  const id = clientOrderId(order.text('c'));
  const venueOrderId = order.text('i');
  const found = {
    venueOrderId,
    status: order.oneOf('X', ORDER_STATUS),
    filledQuantity: order.decimal('z'),
  };
  return [...fillWords(order, market), { kind: 'order', clientOrderId: id, found }];
};

/** Without a commission neither its amount nor its coin is there. */
const fillWords = (order: AnswerRow, { market, settle }: TradedMarket): readonly PrivateWord[] => {
  const quantity = order.decimal('l');
  const tradeId = order.text('t');
  if (!TRADES.has(order.text('x')) || quantity === '0' || !/^[1-9]/.test(tradeId)) return [];
  const fill = {
    clientOrderId: clientOrderId(order.text('c')),
    market,
    tradeId,
    side: order.oneOf('S', { BUY: 'buy', SELL: 'sell' } as const),
    quantity,
    price: order.decimal('L'),
    fee: order.maybeDecimal('n') ?? text(0),
    feeCoin: order.maybe('N') ?? settle,
    liquidity: order.flag('m') ? ('maker' as const) : ('taker' as const),
    venueAtMs: order.instant('T'),
  };
  return [{ kind: 'fill', fill, venueOrderId: order.text('i') }];
};
