import type { Input } from '../../../domain/input.ts';
import { venueId } from '../../../domain/ids.ts';
import type { Published, SimMarket } from '../../sim-market.ts';
import { FUNDING_CAP, bybitInstrument, bybitSteps } from './listings.ts';
import { bybitLists, bybitOpening, bybitSettled } from './rest.ts';
import { shortText } from '../number-texts.ts';
import type { FrameTime, VenueWire } from '../venue-wire.ts';
import { bankruptcyTicks, changed, ladder, lotsOfUsd } from '../venue-wire.ts';

const VENUE = venueId('bybit');

const pair = (price: string, size: string): [string, string] => [price, size];

/** Cross sequences move faster than the ids of one book. */
export const crossSeq = ({ lastId }: SimMarket): number => lastId * 7;

/** Sockets are named by category, and categories like our kinds of markets. */
const send = (out: Input[], market: SimMarket, { time, frame }: { time: FrameTime; frame: unknown }): void => {
  out.push({ kind: 'frame', atMs: time.atMs, venue: VENUE, conn: market.instrument.kind, frame });
};

/** Bybit v5 linear, inverse and spot: 50-level books with dense ids, tickers as a snapshot and partial deltas. */
export const bybitWire: VenueWire = {
  venue: VENUE,
  lagMs: 18,
  depth: 1,
  intervalHours: 8,
  settlesOn: 'mark',
  fundingRule: (intervalHours, impactFraction) => ({
    intervalHours,
    interest: (0.0003 * intervalHours) / 24,
    clamp: 0.0005,
    divisor: 1,
    cap: FUNDING_CAP,
    weighting: 'rising',
    sampleEveryMs: 60_000,
    impactFraction,
  }),
  instrument: bybitInstrument,
  steps: bybitSteps,
  rateText: (rate) => shortText(rate.toFixed(8)),
  priceDecimals: ({ priceDecimals }) => priceDecimals + 1,
  idStep: () => 1,

  book: (market, time, out) => {
    const data = {
      s: market.instrument.nativeSymbol,
      b: changed(market, 'bids', pair),
      a: changed(market, 'asks', pair),
      u: market.lastId,
      seq: crossSeq(market),
    };
    const ts = time.venueAtMs;
    const frame = { topic: `orderbook.50.${data.s}`, type: 'delta', ts, data, cts: ts - 2 };
    send(out, market, { time, frame });
  },

  prices: (market, { now, time }, out) => {
    const data = tickerDelta(market, now);
    const frame = { topic: `tickers.${data.symbol}`, type: 'delta', data, cs: crossSeq(market), ts: time.venueAtMs };
    send(out, market, { time, frame });
  },

  trade: (market, { trade, time }, out) => {
    const { nativeSymbol: s } = market.instrument;
    const row = {
      T: time.venueAtMs - 1,
      s,
      S: trade.side === 'buy' ? 'Buy' : 'Sell',
      v: market.sizeTexts.of(trade.lots),
      p: market.priceTexts.of(trade.ticks),
      i: uuid(market, trade.tradeId),
      BT: false,
      seq: crossSeq(market),
    };
    send(out, market, {
      time,
      frame: { topic: `publicTrade.${s}`, type: 'snapshot', ts: time.venueAtMs, data: [row] },
    });
  },

  liquidation: (market, { liquidation, time }, out) => {
    const { nativeSymbol: s } = market.instrument;
    const ticks = bankruptcyTicks(market, liquidation);
    const v = market.sizeTexts.of(lotsOfUsd(market, liquidation.usd, ticks));
    // The side is that of the position which was liquidated.
    const S = liquidation.liquidated === 'long' ? 'Buy' : 'Sell';
    const row = { T: time.venueAtMs - 100, s, S, v, p: market.priceTexts.of(ticks) };
    send(out, market, {
      time,
      frame: { topic: `allLiquidation.${s}`, type: 'snapshot', ts: time.venueAtMs, data: [row] },
    });
  },

  settledPoll: (market, time, out) => out.push(bybitSettled(market, time, 2)),
  lists: bybitLists,

  opening: (markets, time, out) => {
    bybitOpening(markets, time, out);
    for (const market of markets) {
      if (market.funding !== undefined) send(out, market, { time, frame: tickerSnapshot(market, time) });
      send(out, market, { time, frame: bookSnapshot(market, time) });
    }
  },

  snapshot: (market, time, out) => {
    const { nativeSymbol } = market.instrument;
    const ack = { success: true, ret_msg: '', conn_id: 'simulated', req_id: nativeSymbol, op: 'subscribe' };
    send(out, market, { time, frame: ack });
    send(out, market, { time, frame: bookSnapshot(market, time) });
  },
};

/** A whole book as the topic of some depth begins with it; a ladder here has 20 levels. */
export const bookSnapshot = (market: SimMarket, { venueAtMs: ts }: FrameTime, depth = 50) => {
  const s = market.instrument.nativeSymbol;
  const b = ladder(market, 'bids', pair);
  const a = ladder(market, 'asks', pair);
  const data = { s, b, a, u: market.lastId, seq: crossSeq(market) };
  return { topic: `orderbook.${depth}.${s}`, type: 'snapshot', ts, data, cts: ts - 2 };
};

/** A perpetual's whole ticker; deltas are taken against it. */
export const tickerSnapshot = (market: SimMarket, { venueAtMs: ts }: FrameTime) => {
  const { instrument, published, priceTexts, sizeTexts } = market;
  const data = {
    symbol: instrument.nativeSymbol,
    lastPrice: priceTexts.of(published.bidTicks),
    markPrice: published.mark,
    indexPrice: published.index,
    fundingIntervalHour: String(published.intervalHours),
    fundingCap: String(FUNDING_CAP),
    nextFundingTime: String(published.nextAtMs),
    fundingRate: published.rate,
    bid1Price: priceTexts.of(published.bidTicks),
    bid1Size: sizeTexts.of(published.bidLots),
    ask1Price: priceTexts.of(published.askTicks),
    ask1Size: sizeTexts.of(published.askLots),
    preOpenPrice: '',
    preQty: '',
    curPreListingPhase: '',
  };
  return { topic: `tickers.${data.symbol}`, type: 'snapshot', data, cs: crossSeq(market), ts };
};

/** Only what is not as it was said before; best bid and ask come whole when either moved. */
const tickerDelta = (market: SimMarket, now: Published) => {
  const { published: before, priceTexts, sizeTexts, instrument } = market;
  const isTouchNew = now.bidTicks !== before.bidTicks || now.askTicks !== before.askTicks;
  const isSizeNew = now.bidLots !== before.bidLots || now.askLots !== before.askLots;
  return {
    symbol: instrument.nativeSymbol,
    ...(now.mark === before.mark ? undefined : { markPrice: now.mark }),
    ...(now.index === before.index ? undefined : { indexPrice: now.index }),
    ...(now.rate === before.rate ? undefined : { fundingRate: now.rate }),
    ...(now.nextAtMs === before.nextAtMs ? undefined : { nextFundingTime: String(now.nextAtMs) }),
    ...(now.intervalHours === before.intervalHours ? undefined : { fundingIntervalHour: String(now.intervalHours) }),
    ...(isTouchNew || isSizeNew
      ? {
          bid1Price: priceTexts.of(now.bidTicks),
          bid1Size: sizeTexts.of(now.bidLots),
          ask1Price: priceTexts.of(now.askTicks),
          ask1Size: sizeTexts.of(now.askLots),
        }
      : undefined),
  };
};

/** Trade ids look like UUIDs; market and number keep them apart. */
const uuid = ({ instrument, book }: SimMarket, tradeId: number): string => {
  const digits = tradeId.toString(16).padStart(12, '0');
  const kind = instrument.kind === 'spot' ? '8aaa' : '9bbb';
  return `${instrument.coin.padEnd(8, '0').slice(0, 8).toLowerCase()}-${kind}-4000-${book.settings.priceDecimals}000-${digits}`;
};
