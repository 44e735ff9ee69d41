import type { SimMarket } from '../../sim-market.ts';
import { fundingRow, isFundingTime, wholeBook } from './wire.ts';
import { tickerRow } from './public.ts';
import { NS_PER_MS } from './rest.ts';
import { ALL_FUNDING } from './unified-session.ts';
import type { FrameTime } from '../venue-wire.ts';
import { changed, ladder } from '../venue-wire.ts';

/** A key of a channel that the wire does not speak: `channel:symbol`. */
const EXTRA = /^(\/contractMarket\/(?:level2|level2Depth5|level2Depth50|ticker|tickerV2)|obu-(?:1|5|50)|ticker):(\S+)$/;

interface Extra {
  readonly key: string;
  readonly frame: unknown;
}

/** Frames of the other depths, of tickers, and of the funding of all contracts in one. */
export const extraFrames = (
  markets: readonly SimMarket[],
  { time, wanted }: { readonly time: FrameTime; readonly wanted: ReadonlySet<string> },
): readonly Extra[] => {
  const extras: Extra[] = [];
  for (const key of wanted) {
    if (key === ALL_FUNDING) {
      if (isFundingTime(time)) extras.push({ key, frame: allFunding(markets, time) });
      continue;
    }
    const [, channel, symbol] = EXTRA.exec(key) ?? [];
    const market = markets.find(({ instrument }) => instrument.nativeSymbol === symbol);
    if (channel === undefined || market === undefined) continue;
    for (const frame of framesOf(channel, market, time)) extras.push({ key, frame });
  }
  return extras;
};

const allFunding = (markets: readonly SimMarket[], { venueAtMs }: FrameTime) => ({
  T: ALL_FUNDING,
  P: venueAtMs * NS_PER_MS,
  d: markets.map((market) => fundingRow(market, market.published, venueAtMs)),
});

const framesOf = (channel: string, market: SimMarket, time: FrameTime): readonly unknown[] => {
  switch (channel) {
    case '/contractMarket/level2':
      return changeFrames(market, time);
    case '/contractMarket/level2Depth5':
      return [depthFrame(market, 5, time)];
    case '/contractMarket/level2Depth50':
      return [depthFrame(market, 50, time)];
    case '/contractMarket/ticker':
    case '/contractMarket/tickerV2':
      return [classicTicker(channel, market, time)];
    case 'ticker':
      return [unifiedTicker(market, time)];
    default:
      return [wholeBook(market, time, Number(channel.slice(channel.indexOf('-') + 1)))];
  }
};

const message = (channel: string, market: SimMarket, { subject, data }: { subject: string; data: object }) => ({
  topic: `${channel}:${market.instrument.nativeSymbol}`,
  type: 'message',
  subject,
  sn: market.lastId,
  data,
});

const changeOf =
  (side: 'buy' | 'sell') =>
  (price: string, size: string): string =>
    `${price},${side},${size}`;

/** The last step of a book, one level a message, each with a number of its own; at rest the sequence alone moves on. */
const changeFrames = (market: SimMarket, { venueAtMs: timestamp }: FrameTime): readonly unknown[] => {
  const told = [...changed(market, 'bids', changeOf('buy')), ...changed(market, 'asks', changeOf('sell'))];
  const changes = told.length === 0 ? ['0,buy,0'] : told;
  return changes.map((change, at) =>
    message('/contractMarket/level2', market, {
      subject: 'level2',
      data: { sequence: market.firstId + at, change, timestamp },
    }),
  );
};

const pair = (price: string, size: string): [string, number] => [price, Number(size)];

const depthFrame = (market: SimMarket, levels: number, { venueAtMs: ts }: FrameTime) => {
  return message(`/contractMarket/level2Depth${levels}`, market, {
    subject: 'level2',
    data: {
      sequence: market.lastId,
      asks: ladder(market, 'asks', pair).slice(0, levels),
      bids: ladder(market, 'bids', pair).slice(0, levels),
      timestamp: ts,
      ts,
    },
  });
};

const classicTicker = (channel: string, market: SimMarket, { venueAtMs }: FrameTime) => {
  const row = tickerRow(market, venueAtMs);
  if (channel === '/contractMarket/ticker') return message(channel, market, { subject: 'ticker', data: row });
  const { symbol, sequence, bestBidSize, bestBidPrice, bestAskPrice, bestAskSize, ts } = row;
  const data = { symbol, sequence, bestBidSize, bestBidPrice, bestAskPrice, bestAskSize, ts };
  return message(channel, market, { subject: 'tickerV2', data });
};

const unifiedTicker = (market: SimMarket, { venueAtMs }: FrameTime) => {
  const { symbol, bestBidPrice, bestBidSize, bestAskPrice, bestAskSize, price, ts } = tickerRow(market, venueAtMs);
  return {
    T: 'ticker.FUTURES',
    P: ts,
    d: {
      a: bestAskPrice,
      A: String(bestAskSize),
      q: '1',
      b: bestBidPrice,
      B: String(bestBidSize),
      s: symbol,
      S: 'sell',
      E: market.lastId,
      l: price,
      M: ts,
    },
  };
};
