import { ACCOUNT_SOCKET, ONE_TOPIC } from '../../connectivity/private-link.ts';
import type { PrivateLink, StreamAccess } from '../../connectivity/private-link.ts';
import type { SocketKind, SocketWord } from '../../connectivity/venue-link.ts';
import { isRecord } from '../../domain/codec.ts';
import { clientOrderId } from '../../domain/ids.ts';
import type { ClientOrderId } from '../../domain/ids.ts';
import { text } from '../../domain/money.ts';
import type { FoundOrder, PrivateWord, TradedMarket, TradedMarkets } from '../../domain/venue-trading.ts';
import { AnswerRow } from '../answer-row.ts';
import { PRIVATE } from './interfaces.ts';
import { BINANCE } from './products.ts';
import { readSessionWord } from './session-word.ts';
import { ORDER_STATUS } from './trading.ts';

/** One futures product: where its listen key is asked for and where it is listened to with it. */
interface Product {
  readonly kind: 'linear' | 'inverse';
  readonly rest: 'fapi' | 'dapi';
  readonly stream: 'fstream' | 'dstream';
  readonly path: (listenKey: string) => string;
}

const USD_M: Product = {
  kind: 'linear',
  rest: 'fapi',
  stream: 'fstream',
  path: (key) => `/private/ws?listenKey=${encodeURIComponent(key)}`,
};
const COIN_M: Product = {
  kind: 'inverse',
  rest: 'dapi',
  stream: 'dstream',
  path: (key) => `/ws/${encodeURIComponent(key)}`,
};

/** Executions that trade: of an order, and of the venue itself when it liquidates. */
const TRADES: ReadonlySet<string> = new Set(['TRADE', 'CALCULATED']);
/** Reasons of account updates that come with order updates. */
const TOLD_BY_ORDERS: ReadonlySet<string> = new Set(['ORDER']);

const socketOf = ({ rest, stream, path }: Product, hosts: StreamAccess['hosts']): SocketKind => ({
  ...ACCOUNT_SOCKET,
  host: stream,
  path: '',
  token: {
    call: { method: 'POST', host: rest, path: `/${rest}/v1/listenKey`, bucket: 'futures', weight: 1 },
    url: (answer) => {
      const key = isRecord(answer) ? answer.listenKey : undefined;
      return typeof key === 'string' && key !== '' ? { url: `${hosts[stream] ?? ''}${path(key)}` } : undefined;
    },
  },
  read: (frame): SocketWord =>
    isRecord(frame) && frame.e === 'listenKeyExpired'
      ? { kind: 'refused', reason: 'the listen key has expired', because: 'fatal' }
      : readSessionWord(frame),
  limits: {
    ...ONE_TOPIC,
    messages: { count: 10, perMs: 1000 },
    connects: { count: 300, perMs: 300_000 },
  },
});

/** The user data stream of a futures product. https://developers.binance.com/docs/derivatives/usds-margined-futures/user-data-streams */
const streamOf = (product: Product): PrivateLink => {
  const listenKey = { api: PRIVATE[product.kind], path: 'listenKey', params: {} } as const;
  return {
    venue: BINANCE,
    kinds: [product.kind],
    socket: ({ hosts }) => socketOf(product, hosts),
    topics: [],
    // Valid for an hour; the same key is given as long as it is valid.
    listenKey: {
      fetch: { ...listenKey, method: 'POST' },
      kept: { by: { ...listenKey, method: 'PUT' }, everyMs: 1_800_000 },
    },
    words: (frame, markets) => {
      const event = new AnswerRow(frame);
      const type = event.maybe('e');
      if (type === 'ORDER_TRADE_UPDATE') return orderWords(event.row('o'), product.kind, markets);
      const isNews = type === 'ACCOUNT_UPDATE' && !TOLD_BY_ORDERS.has(event.row('a').text('m'));
      return isNews ? [{ kind: 'account' }] : [];
    },
  };
};

export const binanceStream: PrivateLink = streamOf(USD_M);
export const binanceCoinStream: PrivateLink = { ...streamOf(COIN_M), conn: 'private-coinm' };

const orderWords = (order: AnswerRow, kind: Product['kind'], markets: TradedMarkets): readonly PrivateWord[] => {
  const market = markets.named(order.text('s'), kind);
  if (market === undefined) return [];
  const id = clientOrderId(order.text('c'));
  return [...fillWords(order, market, id), { kind: 'order', clientOrderId: id, found: standing(order) }];
};

/**
 * The trade in an order update, if it tells one: futures and spot write it alike. Without a commission neither its amount
 * nor its coin is there.
 */
export const fillWords = (
  order: AnswerRow,
  { market, settle }: TradedMarket,
  id: ClientOrderId,
): readonly PrivateWord[] => {
  const quantity = order.decimal('l');
  const tradeId = order.text('t');
  if (!TRADES.has(order.text('x')) || quantity === '0' || !/^[1-9]/.test(tradeId)) return [];
  const fill = {
    clientOrderId: id,
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

/** How an order stands by an update of it. */
export const standing = (order: AnswerRow): FoundOrder => ({
  venueOrderId: order.text('i'),
  status: order.oneOf('X', ORDER_STATUS),
  filledQuantity: order.decimal('z'),
});
