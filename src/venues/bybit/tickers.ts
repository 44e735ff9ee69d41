import type { IntervalSource } from '../../domain/funding.ts';
import type { MarketEvent } from '../../domain/market-event.ts';
import type { AtMs } from '../../domain/units.ts';
import { hours } from '../../domain/units.ts';
import type { KnownInterval } from '../settled-series.ts';
import type { Fields } from '../wire-value.ts';
import { wireNumber } from '../wire-value.ts';
import type { BybitMarket } from './categories.ts';
import { refusals } from './categories.ts';
import { emptyTicker, mergeTicker } from './ticker-record.ts';

/** Largest rate per interval believed where no cap is known: the largest any instrument lists (2026-08). */
export const PLAUSIBLE_RATE_MAX = 0.05;

/** What one ticker frame or REST row says, and how. */
export interface TickerUpdate {
  readonly data: Fields;
  /** A snapshot replaces the merged record, a delta changes it. */
  readonly type: 'snapshot' | 'delta';
  readonly venueAtMs: AtMs;
  /** Cross sequence: the update id of the best bid and ask; 0 where the frame has none. */
  readonly crossSeq: number;
}

/**
 * A perpetual's ticker: mark, index and predicted rate, each when it changed or was last said a second ago; best bid and
 * ask only while no deeper book of the market flows, for the ticker lags behind it.
 */
export const tickerEvents = (market: BybitMarket, update: TickerUpdate): readonly MarketEvent[] => {
  const { data, type, venueAtMs } = update;
  const merged = mergeTicker(type === 'snapshot' ? emptyTicker() : market.ticker, data);
  if ('field' in merged) {
    const { field, value, isPrice } = merged;
    return [isPrice ? refusals.price('tickers', field, value) : refusals.number('tickers', field, value)];
  }
  market.ticker = merged;
  const events: MarketEvent[] = [];
  const key = market.instrument.market;
  const { mark, index } = merged;
  if (mark > 0 && market.mark.isDue(venueAtMs, mark))
    events.push({ type: 'mark', market: key, price: mark, venueAtMs });
  if (index > 0 && market.index.isDue(venueAtMs, index))
    events.push({ type: 'index', market: key, price: index, venueAtMs });
  const funding = predictedFunding(market, venueAtMs);
  if (funding !== undefined) events.push(funding);
  const top = topOfTicker(market, update);
  if (top !== undefined) events.push(top);
  return events;
};

const predictedFunding = (market: BybitMarket, venueAtMs: AtMs): MarketEvent | undefined => {
  const { instrument, ticker } = market;
  const { rate, settlementAtMs } = ticker;
  // No rate before a contract's opening; and after a settlement, until rate and time have both rolled on.
  if (Number.isNaN(rate) || settlementAtMs === undefined || settlementAtMs <= venueAtMs) return undefined;
  const cap = ticker.cap > 0 ? ticker.cap : (instrument.fundingCap ?? PLAUSIBLE_RATE_MAX);
  const interval = knownInterval(market);
  if (!market.funding.isDue(venueAtMs, rate, [settlementAtMs, interval?.intervalHours ?? 0])) return undefined;
  if (Math.abs(rate) > cap)
    return refusals.refuse('frame.rate-beyond-cap', `${instrument.nativeSymbol}: rate ${rate}, cap ${cap}`);
  if (interval === undefined) {
    const reason = `${instrument.nativeSymbol}: neither ticker nor instrument list names a funding interval`;
    if (market.isReported) return refusals.control('unused', reason);
    market.isReported = true;
    return refusals.refuse('frame.interval-unknown', reason);
  }
  market.isReported = false;
  return {
    type: 'funding',
    market: instrument.market,
    funding: {
      market: instrument.market,
      kind: 'predicted',
      rate,
      ...interval,
      observedAtMs: venueAtMs,
      settlementAtMs,
    },
  };
};

/** The interval of a market: its ticker (hours, newest), else the instrument list (minutes, kept in hours). */
export const knownInterval = ({ ticker, instrument }: BybitMarket): KnownInterval | undefined => {
  if (isIntervalHours(ticker.intervalHours)) return from(ticker.intervalHours, 'frame');
  if (instrument.fundingIntervalHours !== undefined) return from(instrument.fundingIntervalHours, 'instrument');
  return undefined;
};

const from = (intervalHours: number, intervalSource: IntervalSource): KnownInterval => ({
  intervalHours: hours(intervalHours),
  intervalSource,
});

/** Whole hours from 1 to 24; an 8 given in minutes, as in circulating test data, is none. */
export const isIntervalHours = (value: number): boolean => Number.isInteger(value) && value >= 1 && value <= 24;

const topOfTicker = (market: BybitMarket, { data, venueAtMs, crossSeq }: TickerUpdate): MarketEvent | undefined => {
  if (market.book.lastId !== undefined) return undefined;
  if (data.bid1Price === undefined && data.ask1Price === undefined) {
    if (data.bid1Size === undefined && data.ask1Size === undefined) return undefined;
  }
  const { bid, bidSize, ask, askSize } = market.ticker;
  if (!(bid > 0 && ask > 0 && bidSize >= 0 && askSize >= 0)) return undefined;
  const { instrument } = market;
  if (bid >= ask)
    return refusals.refuse(
      'frame.crossed-book',
      `tickers ${instrument.nativeSymbol}: bid ${bid} is not below ask ${ask}`,
    );
  return { type: 'top', market: instrument.market, top: { bid, bidSize, ask, askSize }, updateId: crossSeq, venueAtMs };
};

/** The cross sequence of a frame, 0 where it has none. */
export const crossSeqOf = (value: unknown): number => wireNumber(value) || 0;
