import type { SimMarket } from '../../sim-market.ts';
import { pairOf } from './rest.ts';
import { KIND_OF_DESK, keyParts } from './streams.ts';
import type { Desk, WrappedFrame } from './streams.ts';
import { touchOf } from './touch.ts';
import type { FrameTime } from '../venue-wire.ts';
import { ladder } from '../venue-wire.ts';

interface Told {
  readonly time: FrameTime;
  readonly wanted: ReadonlySet<string>;
}

/** Streams that our own link does not ask for: best bid and ask of futures, top-N books, day tickers, lists of all. */
export const binanceExtras = (
  markets: readonly SimMarket[],
  { time, wanted }: Told,
): readonly { readonly key: string; readonly frame: WrappedFrame }[] => {
  const index = indexOf(markets);
  const isWholeSecond = time.atMs % 1000 === 500;
  const frames: { key: string; frame: WrappedFrame }[] = [];
  for (const key of wanted) {
    const { desk, stream, name, channel } = keyParts(key);
    if (!isDesk(desk)) continue;
    const data = stream.startsWith('!')
      ? isWholeSecond && ofAll(markets, { desk, stream, time })
      : ofOne(index.get(`${KIND_OF_DESK[desk]}|${name}`), { desk, name, channel, time, isWholeSecond });
    if (data !== undefined && data !== false) frames.push({ key, frame: { stream, data } });
  }
  return frames;
};

const isDesk = (desk: string): desk is Desk => desk in KIND_OF_DESK;

/** Markets by kind and native symbol, and COIN-M's by pair; remembered for as long as the list lives. */
const indexOf = (markets: readonly SimMarket[]): ReadonlyMap<string, SimMarket> => {
  const known = INDICES.get(markets);
  if (known !== undefined) return known;
  const index = new Map<string, SimMarket>();
  for (const market of markets) {
    const { kind, nativeSymbol } = market.instrument;
    index.set(`${kind}|${nativeSymbol}`, market);
    if (kind === 'inverse') index.set(`${kind}|${pairOf(nativeSymbol)}`, market);
  }
  INDICES.set(markets, index);
  return index;
};
const INDICES = new WeakMap<readonly SimMarket[], ReadonlyMap<string, SimMarket>>();

interface OneAsked {
  readonly desk: Desk;
  readonly name: string;
  readonly channel: string;
  readonly time: FrameTime;
  readonly isWholeSecond: boolean;
}

const ofOne = (market: SimMarket | undefined, { desk, name, channel, time, isWholeSecond }: OneAsked): unknown => {
  if (market === undefined) return undefined;
  const levels = /^depth(5|10|20)$/.exec(channel)?.[1];
  // Books of USD-M are on its public socket, everything else on the other.
  if (levels !== undefined) return desk === 'usdm-market' ? undefined : partialBook(market, time, Number(levels));
  // The wire itself speaks spot's best bid and ask.
  if (channel === 'bookTicker') return desk === 'usdm-public' || desk === 'coinm' ? touch(market, time) : undefined;
  if (desk === 'usdm-public' || !isWholeSecond) return undefined;
  if (channel === 'ticker') return dayTicker(market, time);
  if (channel === 'miniTicker') return miniTicker(market, time);
  // By pair: a list of its contracts, of which the simulated venue has one.
  const isPair = market.instrument.kind === 'inverse' && name !== market.instrument.nativeSymbol;
  return channel === 'markPrice' && isPair ? [markPrice(market, time)] : undefined;
};

interface AllAsked {
  readonly desk: Desk;
  readonly stream: string;
  readonly time: FrameTime;
}

const ofAll = (markets: readonly SimMarket[], { desk, stream, time }: AllAsked): unknown => {
  const own = markets.filter(({ instrument }) => instrument.kind === KIND_OF_DESK[desk]);
  if (desk === 'usdm-public') return undefined;
  if (stream === '!markPrice@arr' && desk !== 'spot') return own.map((market) => markPrice(market, time));
  if (stream === '!miniTicker@arr') return own.map((market) => miniTicker(market, time));
  return stream === '!ticker@arr' ? own.map((market) => dayTicker(market, time)) : undefined;
};

/** Where futures name their product and pair. */
const names = ({ instrument }: SimMarket) => ({
  ps: pairOf(instrument.nativeSymbol),
  st: instrument.kind === 'inverse' ? 2 : 1,
});

const touch = (market: SimMarket, { venueAtMs: E }: FrameTime) => {
  const { nativeSymbol: s } = market.instrument;
  return { e: 'bookTicker', u: market.lastId, s, ...touchOf(market), T: E - 2, E, ...names(market) };
};

const partialBook = (market: SimMarket, { venueAtMs: E }: FrameTime, count: number) => {
  const bids = ladder(market, 'bids', (price, size) => [price, size]).slice(0, count);
  const asks = ladder(market, 'asks', (price, size) => [price, size]).slice(0, count);
  if (market.instrument.kind === 'spot') return { lastUpdateId: market.lastId, bids, asks };
  const { firstId: U, lastId: u, previousId: pu } = market;
  const { nativeSymbol: s } = market.instrument;
  return { e: 'depthUpdate', E, T: E - 2, s, U, u, pu, b: bids, a: asks, ...names(market) };
};

const markPrice = (market: SimMarket, { venueAtMs: E }: FrameTime) => {
  const { published: now, instrument } = market;
  const prices = { p: now.mark, ap: now.mark, P: now.mark, i: now.index, r: now.rate, T: now.nextAtMs };
  return { e: 'markPriceUpdate', E, s: instrument.nativeSymbol, ...prices, st: names(market).st };
};

/** No statistics of a day are kept: every price is the one of now, every volume 0. */
const dayTicker = (market: SimMarket, { venueAtMs: E }: FrameTime) => {
  const { nativeSymbol: s, kind } = market.instrument;
  const best = touchOf(market);
  const c = best.b;
  const change = { p: '0', P: '0.000', w: c, c, Q: best.B, o: c, h: c, l: c, v: '0', q: '0' };
  const trades = { O: E - 86_400_000, C: E, F: market.tradeId, L: market.tradeId, n: 1 };
  // Spot's ticker is the only one with best bid and ask in it.
  const more = kind === 'spot' ? { x: c, ...best } : names(market);
  return { e: '24hrTicker', E, s, ...change, ...trades, ...more };
};

const miniTicker = (market: SimMarket, { venueAtMs: E }: FrameTime) => {
  const { nativeSymbol: s, kind } = market.instrument;
  const { b: c } = touchOf(market);
  return { e: '24hrMiniTicker', E, s, c, o: c, h: c, l: c, v: '0', q: '0', ...(kind === 'spot' ? {} : names(market)) };
};
