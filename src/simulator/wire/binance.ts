import type { Input } from '../../domain/input.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { coinId, marketKey, symbolId, venueId } from '../../domain/ids.ts';
import { decimal } from '../../domain/money.ts';
import { hours } from '../../domain/units.ts';
import type { SimMarket } from '../sim-market.ts';
import { binanceLists, binanceOpening, binanceSettled, binanceSnapshot } from './binance-rest.ts';
import { plainSteps } from '../listings.ts';
import type { FrameTime, Listed, VenueWire } from './venue-wire.ts';
import { bankruptcyTicks, changed, lotsOfUsd, step } from './venue-wire.ts';

const VENUE = venueId('binance');
/** Symbols with another interval than 8 h stand in the list of adjusted terms, with this cap. */
export const ADJUSTED_CAP = 0.02;

const pair = (price: string, size: string): [string, string] => [price, size];

const send = (out: Input[], { atMs }: FrameTime, [conn, frame]: readonly [string, unknown]): void => {
  out.push({ kind: 'frame', atMs, venue: VENUE, conn, frame });
};

const stream = (market: SimMarket, channel: string): string =>
  `${market.instrument.nativeSymbol.toLowerCase()}@${channel}`;

/** Binance USD-M on its split sockets of 2026, and spot with the diff stream and best bid and ask. */
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
  instrument: ({ coin, kind, steps, intervalHours }: Listed): Instrument => {
    const symbol = symbolId(kind === 'spot' ? `${coin}/USDT` : `${coin}/USDT:USDT`);
    return {
      market: marketKey(VENUE, symbol),
      venue: VENUE,
      symbol,
      nativeSymbol: `${coin}USDT`,
      coin: coinId(coin),
      kind,
      quote: 'USDT',
      settle: 'USDT',
      multiplier: 1,
      contractSize: decimal(1),
      tickSize: decimal(step(steps.priceDecimals)),
      lotSize: decimal(step(steps.sizeDecimals)),
      minQuantity: decimal(step(steps.sizeDecimals)),
      minNotional: decimal(steps.minNotional ?? 5),
      status: 'trading',
      ...(kind === 'linear' && intervalHours !== 8
        ? { fundingIntervalHours: hours(intervalHours), fundingCap: ADJUSTED_CAP }
        : {}),
      source: 'listed',
    };
  },
  steps: ({ openingPrice }, kind) => (kind === 'linear' ? plainSteps(openingPrice) : undefined),
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
      send(out, time, ['spot', { stream: stream(market, 'bookTicker'), data: { u, s, ...touch(market) } }]);
      return;
    }
    const data = { e: 'depthUpdate', E, T: E - 2, s, ps: s, U, u, pu, b, a, st: 1 };
    send(out, time, ['usdm-public', { stream: stream(market, 'depth@500ms'), data }]);
  },

  prices: (market, { now, time }, out) => {
    const data = {
      e: 'markPriceUpdate',
      E: time.venueAtMs,
      s: market.instrument.nativeSymbol,
      p: now.mark,
      ap: now.mark,
      P: now.mark,
      i: now.index,
      r: now.rate,
      T: now.nextAtMs,
      st: 1,
    };
    send(out, time, ['usdm-market', { stream: stream(market, 'markPrice@1s'), data }]);
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
      ...(isSpot ? { M: true } : { st: 1 }),
    };
    send(out, time, [isSpot ? 'spot' : 'usdm-market', { stream: stream(market, 'aggTrade'), data }]);
  },

  liquidation: (market, { liquidation, time }, out) => {
    const ticks = bankruptcyTicks(market, liquidation);
    const q = market.sizeTexts.of(lotsOfUsd(market, liquidation.usd, ticks));
    const p = market.priceTexts.of(ticks);
    const T = time.venueAtMs;
    const S = liquidation.liquidated === 'long' ? 'SELL' : 'BUY';
    const s = market.instrument.nativeSymbol;
    const o = { s, S, o: 'LIMIT', f: 'IOC', q, p, ap: p, X: 'FILLED', l: q, z: q, T };
    send(out, time, ['usdm-market', { stream: stream(market, 'forceOrder'), data: { e: 'forceOrder', E: T, o } }]);
  },

  settledPoll: (market, time, out) => out.push(binanceSettled(market, time, 2)),
  lists: binanceLists,
  opening: binanceOpening,
  snapshot: (market, time, out) => out.push(binanceSnapshot(market, time)),
};

const touch = ({ book, priceTexts, sizeTexts }: SimMarket) => ({
  b: priceTexts.of(book.bidTicks),
  B: sizeTexts.of(book.lots('bids', 0)),
  a: priceTexts.of(book.askTicks),
  A: sizeTexts.of(book.lots('asks', 0)),
});
