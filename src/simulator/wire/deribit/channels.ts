import { isRecord } from '../../../domain/codec.ts';
import type { Input } from '../../../domain/input.ts';
import type { SimMarket } from '../../sim-market.ts';
import { bookSnapshot, notification, ticker } from './wire.ts';
import { indexNameOf, plainSides, rateInForce } from './rows.ts';
import type { VenueHouse } from '../venue-face.ts';
import type { FrameTime } from '../venue-wire.ts';

/** Channel names as the venue writes them. https://docs.deribit.com/subscriptions */

/** Intervals that frames of a market come at; here every one is served the same. */
const INTERVALS = ['100ms', 'agg2', 'raw'];
const DEPTHS = new Set(['1', '10', '20']);

/** Under which names a frame of the invented market is wanted. */
export const keysOfFrame = ({ frame }: Extract<Input, { kind: 'frame' }>): readonly string[] => {
  const params = isRecord(frame) && isRecord(frame.params) ? frame.params : {};
  const [topic, name] = typeof params.channel === 'string' ? params.channel.split('.') : [];
  if (topic === undefined || name === undefined) return [];
  const own = INTERVALS.map((interval) => `${topic}.${name}.${interval}`);
  if (topic === 'ticker')
    return [
      ...own,
      ...INTERVALS.map((interval) => `perpetual.${name}.${interval}`),
      `quote.${name}`,
      `deribit_price_index.${indexOf(name)}`,
    ];
  if (topic !== 'trades') return own;
  return [
    ...own,
    ...INTERVALS.flatMap((interval) => [coinOf(name), 'any'].map((coin) => `trades.future.${coin}.${interval}`)),
  ];
};

/** `BTC-PERPETUAL` follows btc_usd, `SOL_USDC-PERPETUAL` sol_usdc. */
const indexOf = (name: string): string => {
  const pair = name.replace(/-PERPETUAL$/, '');
  return (pair.includes('_') ? pair : `${pair}_usd`).toLowerCase();
};

/** The currency under which a contract is found: what it settles in. */
const coinOf = (name: string): string => {
  const pair = name.replace(/-PERPETUAL$/, '');
  return pair.slice(pair.indexOf('_') + 1);
};

/** A frame under the channel a client knows it by; quotes, indices and rates are parts of a ticker. */
export const formOf = (frame: unknown, key: string): unknown => {
  const params = isRecord(frame) && isRecord(frame.params) ? frame.params : undefined;
  if (params === undefined || params.channel === key) return frame;
  const data = isRecord(params.data) ? params.data : {};
  if (params.channel === undefined || typeof params.channel !== 'string') return frame;
  const isTicker = params.channel.startsWith('ticker.');
  return notification(key, isTicker ? partOfTicker(data, key) : params.data);
};

const partOfTicker = (data: Readonly<Record<string, unknown>>, key: string): unknown => {
  const { timestamp, instrument_name, index_price } = data;
  switch (key.slice(0, key.indexOf('.'))) {
    case 'quote': {
      const { best_ask_price, best_bid_price, best_ask_amount, best_bid_amount } = data;
      return { timestamp, instrument_name, best_ask_price, best_bid_price, best_ask_amount, best_bid_amount };
    }
    case 'perpetual': {
      const prices = { mark: String(data.mark_price), index: String(index_price) };
      return { index_price, interest: rateInForce(prices), timestamp };
    }
    case 'deribit_price_index':
      return { timestamp, price: index_price, index_name: key.slice(key.indexOf('.') + 1) };
    default:
      return data;
  }
};

/** Whether a channel can be had: `forbidden` where it wants a login first, `unknown` where the venue leaves it out. */
export const verdictOf = (
  channel: string,
  { house, isAuthorized }: { readonly house: VenueHouse; readonly isAuthorized: boolean },
): 'accepted' | 'forbidden' | 'unknown' => {
  const parts = channel.split('.');
  const [topic = '', name = '', third = ''] = parts;
  if (topic === 'user') return isAuthorized && USER_CHANNEL.test(channel) ? 'accepted' : 'unknown';
  if (topic === 'platform_state' && parts.length === 1) return 'accepted';
  if (topic === 'deribit_price_index' && parts.length === 2)
    return house.markets.some((market) => indexNameOf(market) === name) ? 'accepted' : 'unknown';
  const interval = parts.at(-1) ?? '';
  if (topic === 'trades' && name === 'future' && parts.length === 4) return intervalVerdict(interval, isAuthorized);
  if (house.market(name) === undefined) return 'unknown';
  if (topic === 'quote' && parts.length === 2) return 'accepted';
  if (topic === 'book' && parts.length === 5)
    return third === 'none' && DEPTHS.has(parts[3] ?? '') && interval !== 'raw'
      ? intervalVerdict(interval, isAuthorized)
      : 'unknown';
  const isPlain = ['book', 'ticker', 'trades', 'perpetual'].includes(topic) && parts.length === 3;
  return isPlain ? intervalVerdict(interval, isAuthorized) : 'unknown';
};

const USER_CHANNEL = /^user\.(?:portfolio\.\w+|(?:orders|trades|changes)\.(?:[\w-]+|\w+\.\w+)\.(?:raw|100ms|agg2))$/;

const intervalVerdict = (interval: string, isAuthorized: boolean): 'accepted' | 'forbidden' | 'unknown' => {
  if (!INTERVALS.includes(interval)) return 'unknown';
  return interval === 'raw' && !isAuthorized ? 'forbidden' : 'accepted';
};

/** What a channel says first: books and tickers come whole. */
export const firstFrame = (channel: string, house: VenueHouse): unknown => {
  const parts = channel.split('.');
  const market = house.market(parts[1] ?? '');
  if (market === undefined) return undefined;
  const time: FrameTime = { atMs: house.nowMs, venueAtMs: house.nowMs };
  if (parts[0] === 'book')
    return parts.length === 5 ? groupedBook(market, channel, time) : formOf(bookSnapshot(market, time), channel);
  const isTicker = ['ticker', 'quote', 'perpetual'].includes(parts[0] ?? '');
  return isTicker ? formOf(ticker(market, market.published, time), channel) : undefined;
};

/** Frames of `book.{instrument}.none.{depth}.{interval}`, which come whole each time. */
export const groupedBooks = (
  markets: readonly SimMarket[],
  { time, wanted }: { readonly time: FrameTime; readonly wanted: ReadonlySet<string> },
): readonly { readonly key: string; readonly frame: unknown }[] =>
  [...wanted].flatMap((key) => {
    const [topic, name, , depth] = key.split('.');
    if (topic !== 'book' || depth === undefined) return [];
    const market = markets.find(({ instrument }) => instrument.nativeSymbol === name);
    return market === undefined ? [] : [{ key, frame: groupedBook(market, key, time) }];
  });

const groupedBook = (market: SimMarket, channel: string, { venueAtMs }: FrameTime) =>
  notification(channel, {
    timestamp: venueAtMs,
    change_id: market.lastId,
    instrument_name: market.instrument.nativeSymbol,
    ...plainSides(market, Number(channel.split('.')[3])),
  });
