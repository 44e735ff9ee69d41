import type { Input } from '../../../domain/input.ts';
import { venueId } from '../../../domain/ids.ts';
import type { SimMarket } from '../../sim-market.ts';
import { ADJUSTED_CAP, binanceInstrument, binanceSteps } from './listings.ts';
import { binanceLists, binanceOpening, binanceSettled, binanceSnapshot, pairOf } from './rest.ts';
import { touchOf } from './touch.ts';
import type { FrameTime, VenueWire } from '../venue-wire.ts';
import { bankruptcyTicks, changed, lotsOfUsd } from '../venue-wire.ts';

const VENUE = venueId('binance');
/** Where a market's futures frames go, and what its product calls itself in them. */
interface Desk {
  readonly books: string;
  readonly prices: string;
  readonly st: 1 | 2;
}
const USDM: Desk = { books: 'usdm-public', prices: 'usdm-market', st: 1 };
const COINM: Desk = { books: 'coinm', prices: 'coinm', st: 2 };

const deskOf = ({ instrument }: SimMarket): Desk => (instrument.kind === 'inverse' ? COINM : USDM);

const pair = (price: string, size: string): [string, string] => [price, size];

const send = (out: Input[], { atMs }: FrameTime, [conn, frame]: readonly [string, unknown]): void => {
  out.push({ kind: 'frame', atMs, venue: VENUE, conn, frame });
};

const stream = (market: SimMarket, channel: string): string =>
  `${market.instrument.nativeSymbol.toLowerCase()}@${channel}`;

/** Binance USD-M on its split sockets of 2026, COIN-M on one, and spot with the diff stream and best bid and ask. */
export const binanceWire: VenueWire = {
  venue: VENUE,
  lagMs: 12,
  depth: 1.3,
  intervalHours: 8,
  settlesOn: 'mark',
  fundingRule: (intervalHours, impactFraction) => ({
    intervalHours,
    interest: 0.0001,
    clamp: 0.0005,
    divisor: 8 / intervalHours,
    cap: intervalHours === 8 ? 0.02 : ADJUSTED_CAP,
    weighting: 'rising',
    sampleEveryMs: 5000,
    impactFraction,
  }),
  instrument: binanceInstrument,
  steps: binanceSteps,
  rateText: (rate) => rate.toFixed(8),
  priceDecimals: () => 8,
  // Futures share one counter, so ids jump; spot ids are dense, one a changed level.
  idStep: (changedLevels) => Math.max(1, changedLevels),

  book: (market, time, out) => {
    const { nativeSymbol: s, kind } = market.instrument;
    const { firstId: U, lastId: u, previousId: pu } = market;
    const E = time.venueAtMs;
    const b = changed(market, 'bids', pair);
    const a = changed(market, 'asks', pair);
    if (kind === 'spot') {
      send(out, time, [
        'spot',
        { stream: stream(market, 'depth@100ms'), data: { e: 'depthUpdate', E, s, U, u, b, a } },
      ]);
      send(out, time, ['spot', { stream: stream(market, 'bookTicker'), data: { u, s, ...touchOf(market) } }]);
      return;
    }
    const { books, st } = deskOf(market);
    const data = { e: 'depthUpdate', E, T: E - 2, s, ps: pairOf(s), U, u, pu, b, a, st };
    send(out, time, [books, { stream: stream(market, 'depth@500ms'), data }]);
  },

  prices: (market, { now, time }, out) => {
    const { prices, st } = deskOf(market);
    const { nativeSymbol: s, kind } = market.instrument;
    const E = time.venueAtMs;
    const data = {
      e: 'markPriceUpdate',
      E,
      s,
      p: now.mark,
      ap: now.mark,
      P: now.mark,
      i: now.index,
      r: now.rate,
      T: now.nextAtMs,
      st,
    };
    send(out, time, [prices, { stream: stream(market, 'markPrice@1s'), data }]);
    if (kind !== 'inverse') return;
    const i = pairOf(s);
    const index = { e: 'indexPriceUpdate', E, i, p: now.index };
    send(out, time, [prices, { stream: `${i.toLowerCase()}@indexPrice@1s`, data: index }]);
  },

  trade: (market, { trade, time }, out) => {
    const isSpot = market.instrument.kind === 'spot';
    const T = time.venueAtMs;
    const data = {
      e: 'aggTrade',
      E: T,
      a: trade.tradeId,
      s: market.instrument.nativeSymbol,
      p: market.priceTexts.of(trade.ticks),
      q: market.sizeTexts.of(trade.lots),
      f: trade.tradeId,
      l: trade.tradeId,
      T,
      m: trade.side === 'sell',
      ...(isSpot ? { M: true } : { st: deskOf(market).st }),
    };
    send(out, time, [isSpot ? 'spot' : deskOf(market).prices, { stream: stream(market, 'aggTrade'), data }]);
  },

  liquidation: (market, { liquidation, time }, out) => {
    const ticks = bankruptcyTicks(market, liquidation);
    const q = market.sizeTexts.of(lotsOfUsd(market, liquidation.usd, ticks));
    const p = market.priceTexts.of(ticks);
    const T = time.venueAtMs;
    const S = liquidation.liquidated === 'long' ? 'SELL' : 'BUY';
    const { nativeSymbol: s, kind } = market.instrument;
    const ps = kind === 'inverse' ? { ps: pairOf(s) } : undefined;
    const o = { s, ...ps, S, o: 'LIMIT', f: 'IOC', q, p, ap: p, X: 'FILLED', l: q, z: q, T };
    const frame = { stream: stream(market, 'forceOrder'), data: { e: 'forceOrder', E: T, o } };
    send(out, time, [deskOf(market).prices, frame]);
  },

  settledPoll: (market, time, out) => out.push(binanceSettled(market, time, 2)),
  lists: binanceLists,
  opening: binanceOpening,
  snapshot: (market, time, out) => out.push(binanceSnapshot(market, time)),
};
