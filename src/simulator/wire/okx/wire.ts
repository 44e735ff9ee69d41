import type { Input } from '../../../domain/input.ts';
import { venueId } from '../../../domain/ids.ts';
import { MS_PER_HOUR } from '../../../domain/units.ts';
import type { Published, SimMarket } from '../../sim-market.ts';
import { okxInstrument, okxSteps } from './listings.ts';
import { indexOf, okxLists, okxSettled } from './rest.ts';
import type { FrameTime, VenueWire } from '../venue-wire.ts';
import { bankruptcyTicks, changed, ladder, lotsOfUsd, isPassed } from '../venue-wire.ts';

const VENUE = venueId('okx');
const FUNDING_CAP = 0.015;
/** The rate is pushed about once a minute, and right after a settlement. */
const FUNDING_EVERY_MS = 60_000;

type Level = [string, string, '0', '1'];
export const level = (price: string, size: string): Level => [price, size, '0', '1'];

const send = (out: Input[], { atMs }: FrameTime, frame: unknown): void => {
  out.push({ kind: 'frame', atMs, venue: VENUE, conn: 'public', frame });
};

/** OKX swaps, counted in contracts, and spot: books chained by sequence ids, rate, mark and index on channels of their own. */
export const okxWire: VenueWire = {
  venue: VENUE,
  lagMs: 22,
  depth: 0.9,
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
  instrument: okxInstrument,
  steps: okxSteps,
  rateText: (rate) => rate.toFixed(16),
  priceDecimals: ({ priceDecimals }) => priceDecimals + 1,
  // Ids may jump: only the chain counts.
  idStep: (changedLevels) => 1 + (changedLevels % 3),

  book: (market, time, out) => {
    const asks = changed(market, 'asks', level);
    const bids = changed(market, 'bids', level);
    const { previousId: prevSeqId, lastId: seqId } = market;
    const row = { asks, bids, ts: String(time.venueAtMs), checksum: 0, prevSeqId, seqId };
    const arg = { channel: 'books', instId: market.instrument.nativeSymbol };
    send(out, time, { arg, action: 'update', data: [row] });
  },

  prices: (market, { now, time }, out) => {
    priceFrames(market, { now, time }, out);
    const hasRolled = now.nextAtMs !== market.published.nextAtMs;
    // Venue second 30 of each minute; prices are told once a second at most.
    const spanMs = Math.max(1000, time.spanMs ?? 0);
    const isDue = isPassed(time.venueAtMs, spanMs, { everyMs: FUNDING_EVERY_MS, atMs: FUNDING_EVERY_MS / 2 });
    if (hasRolled || isDue) send(out, time, fundingFrame(market, now, time));
  },

  trade: (market, { trade, time }, out) => {
    const instId = market.instrument.nativeSymbol;
    const row = {
      instId,
      tradeId: String(trade.tradeId),
      px: market.priceTexts.of(trade.ticks),
      sz: market.sizeTexts.of(trade.lots),
      side: trade.side,
      ts: String(time.venueAtMs),
      count: '1',
      source: '0',
      seqId: market.lastId,
    };
    send(out, time, pushed('trades', instId, row));
  },

  liquidation: (market, { liquidation, time }, out) => {
    const instId = market.instrument.nativeSymbol;
    const ticks = bankruptcyTicks(market, liquidation);
    const detail = {
      bkLoss: '0',
      bkPx: market.priceTexts.of(ticks),
      ccy: '',
      posSide: liquidation.liquidated,
      side: liquidation.liquidated === 'long' ? 'sell' : 'buy',
      sz: market.sizeTexts.of(lotsOfUsd(market, liquidation.usd, ticks)),
      ts: String(time.venueAtMs),
    };
    const family = indexOf(market);
    const row = { details: [detail], instFamily: family, instId, instType: 'SWAP', uly: family };
    send(out, time, { arg: { channel: 'liquidation-orders', instType: 'SWAP' }, data: [row] });
  },

  settledPoll: (market, time, out) => out.push(okxSettled(market, time, 2)),

  lists: okxLists,

  opening: (markets, time, out) => {
    okxLists(markets, time, out);
    const swaps = markets.filter(({ funding }) => funding !== undefined);
    for (const market of swaps) out.push(okxSettled(market, time, 400));
    for (const market of markets) {
      const { nativeSymbol } = market.instrument;
      const isSwap = market.funding !== undefined;
      for (const channel of isSwap ? ['books', 'funding-rate', 'mark-price', 'trades'] : ['books', 'trades'])
        send(out, time, subscribed(channel, nativeSymbol));
      if (isSwap) {
        send(out, time, subscribed('index-tickers', indexOf(market)));
        priceFrames(market, { now: market.published, time }, out);
        send(out, time, fundingFrame(market, market.published, time));
      }
      send(out, time, bookSnapshot(market, time));
    }
  },

  snapshot: (market, time, out) => {
    send(out, time, subscribed('books', market.instrument.nativeSymbol));
    send(out, time, bookSnapshot(market, time));
  },
};

const subscribed = (channel: string, instId: string) => ({
  id: '1',
  event: 'subscribe',
  arg: { channel, instId },
  connId: 'simulated',
});

const priceFrames = (market: SimMarket, { now, time }: { now: Published; time: FrameTime }, out: Input[]): void => {
  send(out, time, markFrame(market, now, time));
  send(out, time, indexFrame(market, now, time));
};

const pushed = <Row>(channel: string, instId: string, row: Row) => ({ arg: { channel, instId }, data: [row] });

export const markFrame = ({ instrument }: SimMarket, now: Published, { venueAtMs }: FrameTime) => {
  const instId = instrument.nativeSymbol;
  return pushed('mark-price', instId, { instId, instType: 'SWAP', markPx: now.mark, ts: String(venueAtMs) });
};

export const indexFrame = (market: SimMarket, now: Published, { venueAtMs }: FrameTime) => {
  const instId = indexOf(market);
  return pushed('index-tickers', instId, { instId, idxPx: now.index, ts: String(venueAtMs) });
};

/** The running estimate, what it is made of, and the rate charged last. */
export const fundingFrame = (market: SimMarket, now: Published, { venueAtMs }: FrameTime) => {
  const { instrument, funding } = market;
  const intervalMs = (funding?.rule.intervalHours ?? 8) * MS_PER_HOUR;
  const last = market.settled.at(-1) ?? market.history.at(-1);
  const instId = instrument.nativeSymbol;
  const row = {
    formulaType: 'withRate',
    fundingRate: now.rate,
    fundingTime: String(now.nextAtMs),
    impactValue: '10000',
    instId,
    instType: 'SWAP',
    interestRate: (funding?.rule.interest ?? 0).toFixed(16),
    maxFundingRate: String(FUNDING_CAP),
    method: 'current_period',
    minFundingRate: String(-FUNDING_CAP),
    nextFundingRate: '',
    nextFundingTime: String(now.nextAtMs + intervalMs),
    premium: (funding?.lastPremiumIndex ?? 0).toFixed(16),
    prevFundingTime: String(now.nextAtMs - intervalMs),
    settFundingRate: last?.rate ?? '',
    settState: 'settled',
    ts: String(venueAtMs),
  };
  return pushed('funding-rate', instId, row);
};

/** A whole book, with which the incremental channel begins; a ladder here has 20 levels a side. */
export const bookSnapshot = (market: SimMarket, { venueAtMs }: FrameTime) => {
  const asks = ladder(market, 'asks', level);
  const bids = ladder(market, 'bids', level);
  const row = { asks, bids, ts: String(venueAtMs), checksum: 0, prevSeqId: -1, seqId: market.lastId };
  return { arg: { channel: 'books', instId: market.instrument.nativeSymbol }, action: 'snapshot', data: [row] };
};
