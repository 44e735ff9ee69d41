import type { KnownInterval } from '../settled-series.ts';
import type { MarketEvent } from '../../domain/market-event.ts';
import type { AtMs } from '../../domain/units.ts';
import { MS_PER_HOUR, hours } from '../../domain/units.ts';
import type { Fields } from '../wire-value.ts';
import { shown, wireInstant, wireNumber } from '../wire-value.ts';
import type { BinanceMarket, ProductTable } from './products.ts';
import { refusals } from './products.ts';

/** Where the venue's list names no interval: settlements at 00:00, 08:00 and 16:00 UTC. */
export const DEFAULT_INTERVAL_HOURS = hours(8);
/** Largest rate per interval believed where no cap is known; history holds 3.75 % (BTCUSDT, October 2019). */
export const PLAUSIBLE_RATE_MAX = 0.04;

/** Intervals in use, longest first. */
const INTERVALS_HOURS = [8, 4, 2, 1];
const JITTER_MAX_MS = 60_000;
/** A settlement counts as seen live when the stream was heard this close to it on both sides. */
const LIVE_WITHIN_MS = 600_000;

/** Mark, index and running rate as one frame states them, unproven. */
export interface PriceFields {
  readonly where: string;
  readonly mark: unknown;
  readonly index: unknown;
  readonly rate: unknown;
  readonly settlement: unknown;
  readonly time: unknown;
}

/**
 * Mark, index and predicted rate of `markPriceUpdate` and REST `premiumIndex`: whatever changed or was last said a
 * second ago. Despite its REST name `lastFundingRate`, the rate is the running estimate for the next settlement.
 */
export const priceEvents = (
  table: ProductTable,
  market: BinanceMarket,
  fields: PriceFields,
): readonly MarketEvent[] => {
  const settlementAtMs = wireInstant(fields.settlement);
  if (fields.rate === '' || (settlementAtMs === undefined && wireNumber(fields.settlement) === 0))
    return [refusals.control('unused', `${fields.where}: ${market.instrument.nativeSymbol} is not a perpetual`)];
  const venueAtMs = wireInstant(fields.time);
  const mark = wireNumber(fields.mark);
  if (venueAtMs === undefined) return [refusals.number(fields.where, 'event time', fields.time)];
  if (!(mark > 0)) return [refusals.price(fields.where, 'mark price', fields.mark)];
  const index = fields.index === undefined ? undefined : wireNumber(fields.index);
  if (index !== undefined && !(index > 0)) return [refusals.price(fields.where, 'index price', fields.index)];
  const rate = wireNumber(fields.rate);
  if (Number.isNaN(rate)) return [refusals.number(fields.where, 'funding rate', fields.rate)];
  if (settlementAtMs === undefined) return [refusals.number(fields.where, 'next funding time', fields.settlement)];
  const events: MarketEvent[] = [];
  const key = market.instrument.market;
  if (market.mark.isDue(venueAtMs, mark)) events.push({ type: 'mark', market: key, price: mark, venueAtMs });
  if (index !== undefined) market.indexStream = 'markPrice';
  if (index !== undefined && market.index.isDue(venueAtMs, index))
    events.push({ type: 'index', market: key, price: index, venueAtMs });
  const funding = predictedFunding(table, market, { rate, settlementAtMs, venueAtMs });
  if (funding !== undefined) events.push(funding);
  return events;
};

/** `indexPriceUpdate` of COIN-M: the index of a pair, for its perpetual; `i` is the pair here, `p` the index. */
export const indexEvents = (market: BinanceMarket, { p, E }: Fields): readonly MarketEvent[] => {
  const price = wireNumber(p);
  const venueAtMs = wireInstant(E);
  if (!(price > 0)) return [refusals.price('indexPrice', 'p', p)];
  if (venueAtMs === undefined) return [refusals.number('indexPrice', 'E', E)];
  if (market.indexStream === 'markPrice') return [refusals.control('unused', 'indexPrice beside markPrice')];
  market.indexStream = 'indexPrice';
  return market.index.isDue(venueAtMs, price)
    ? [{ type: 'index', market: market.instrument.market, price, venueAtMs }]
    : [];
};

interface Prediction {
  readonly rate: number;
  readonly settlementAtMs: AtMs;
  readonly venueAtMs: AtMs;
}

const predictedFunding = (
  table: ProductTable,
  market: BinanceMarket,
  { rate, settlementAtMs, venueAtMs }: Prediction,
): MarketEvent | undefined => {
  const { instrument } = market;
  const cap = instrument.fundingCap ?? PLAUSIBLE_RATE_MAX;
  if (Math.abs(rate) > cap)
    return refusals.refuse('frame.rate-beyond-cap', `${instrument.nativeSymbol}: rate ${rate}, cap ${cap}`);
  // The rate and its settlement roll on together; until they do, the settlement has been paid.
  if (settlementAtMs <= venueAtMs) return undefined;
  watchSettlement(table, market, { rate, settlementAtMs, venueAtMs });
  const { intervalHours, intervalSource } = knownInterval(table, market);
  if (market.schedule.isContradicted) {
    const reason = `${instrument.nativeSymbol}: next settlement ${settlementAtMs} does not fit an interval of ${intervalHours} h`;
    if (market.schedule.isReported) return refusals.control('unused', reason);
    market.schedule.isReported = true;
    return refusals.refuse('frame.interval-unknown', reason);
  }
  if (!market.funding.isDue(venueAtMs, rate, [settlementAtMs, intervalHours])) return undefined;
  return {
    type: 'funding',
    market: instrument.market,
    funding: {
      market: instrument.market,
      kind: 'predicted',
      rate,
      intervalHours,
      intervalSource,
      observedAtMs: venueAtMs,
      settlementAtMs,
    },
  };
};

/**
 * The interval of a market: a settlement seen live, else the venue's list, which leaves out whatever has the default.
 * Before the list was read, a next settlement off the default's UTC grid shows at least that the interval is shorter:
 * then the longest one that fits stands in.
 */
export const knownInterval = (table: ProductTable, { instrument, schedule }: BinanceMarket): KnownInterval => {
  if (schedule.rolledHours !== undefined) return { intervalHours: schedule.rolledHours, intervalSource: 'schedule' };
  if (instrument.fundingIntervalHours !== undefined)
    return { intervalHours: instrument.fundingIntervalHours, intervalSource: 'instrument' };
  const next = table.fundingTerms === undefined ? schedule.settlementAtMs : undefined;
  const fitting = next === undefined ? undefined : INTERVALS_HOURS.find((interval) => isOnGrid(next, interval));
  return fitting === undefined || fitting === DEFAULT_INTERVAL_HOURS
    ? { intervalHours: DEFAULT_INTERVAL_HOURS, intervalSource: 'venue-rule' }
    : { intervalHours: hours(fitting), intervalSource: 'schedule' };
};

const isOnGrid = (instant: AtMs, intervalHours: number): boolean => {
  const intervalMs = intervalHours * MS_PER_HOUR;
  return Math.abs(instant - Math.round(instant / intervalMs) * intervalMs) <= JITTER_MAX_MS;
};

/**
 * Checks the believed interval against the settlements the stream announces: a market can change its interval without a
 * word. A settlement seen live tells the new one; a next settlement that does not lie on the interval's UTC grid, or
 * lies further away than the interval, contradicts it.
 */
const watchSettlement = (
  table: ProductTable,
  market: BinanceMarket,
  { settlementAtMs, venueAtMs }: Prediction,
): void => {
  const watch = market.schedule;
  const before = watch.settlementAtMs;
  const seenAtMs = watch.seenAtMs;
  watch.settlementAtMs = settlementAtMs;
  watch.seenAtMs = venueAtMs;
  const hasMoved = before !== undefined && before !== settlementAtMs;
  if (hasMoved) {
    const isLive =
      seenAtMs !== undefined && before - seenAtMs <= LIVE_WITHIN_MS && venueAtMs - before <= LIVE_WITHIN_MS;
    const spacingHours = (settlementAtMs - before) / MS_PER_HOUR;
    const isRoll = isLive && venueAtMs >= before && INTERVALS_HOURS.includes(spacingHours);
    watch.rolledHours = isRoll ? hours(spacingHours) : undefined;
  }
  const { intervalHours } = knownInterval(table, market);
  const isTooFar = settlementAtMs - venueAtMs > intervalHours * MS_PER_HOUR + JITTER_MAX_MS;
  watch.isContradicted = isTooFar || !isOnGrid(settlementAtMs, intervalHours);
  if (!watch.isContradicted) watch.isReported = false;
};

/** What is wrong with an interval in hours, if anything: whole hours from 1 to 24 make sense. */
export const intervalFault = (value: unknown): string | undefined => {
  const parsed = wireNumber(value);
  return Number.isInteger(parsed) && parsed >= 1 && parsed <= 24 ? undefined : `an interval of ${shown(value)} hours`;
};
