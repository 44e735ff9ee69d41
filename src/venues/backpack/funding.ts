import type { MarketEvent } from '../../domain/market-event.ts';
import type { AtMs } from '../../domain/units.ts';
import { MS_PER_HOUR, hours } from '../../domain/units.ts';
import type { KnownInterval, SettledRow } from '../settled-series.ts';
import { settledSeries } from '../settled-series.ts';
import type { Fields } from '../wire-value.ts';
import { shown, wireNumber } from '../wire-value.ts';
import { fromMilliseconds, fromNaive } from './instants.ts';
import { refusals } from './instruments.ts';
import type { BackpackMarket } from './symbols.ts';

/** Hourly on the UTC hour since 2025-08-20; read wherever the list states it. */
export const DEFAULT_INTERVAL_HOURS = hours(1);
/** Largest rate per interval believed where no bound is known; the widest one listed is 1.5 %. */
const PLAUSIBLE_RATE_MAX = 0.04;

const JITTER_MAX_MS = 60_000;
/** A settlement counts as passed by the stream when that was heard this close to it on both sides. */
const LIVE_WITHIN_MS = 600_000;
const ROLLS_HOURS = [1, 2, 4, 8];

/** Mark, index, running rate and its settlement as one row states them, unproven. */
export interface PriceFields {
  readonly where: string;
  readonly mark: unknown;
  readonly index: unknown;
  readonly rate: unknown;
  readonly settlement: unknown;
  /** The venue's time, where the row has one. */
  readonly venueAtMs: AtMs | undefined;
  readonly observedAtMs: AtMs;
  /** A stream says it: it may tell of intervals. */
  readonly isLive: boolean;
}

/**
 * Mark, index and the estimate for the interval in progress, of `markPrice` and of `GET markPrices`: whatever changed or
 * was last said a second ago. Rate, index and settlement are missing where nothing is paid (spot, prediction markets).
 */
export const priceEvents = (market: BackpackMarket, fields: PriceFields): readonly MarketEvent[] => {
  const { where, venueAtMs, observedAtMs } = fields;
  const { instrument } = market;
  const mark = wireNumber(fields.mark);
  if (!(mark > 0)) return [refusals.price(where, 'mark price', fields.mark)];
  const key = instrument.market;
  const events: MarketEvent[] = [];
  // Without a time of its own a row shows its age by this alone: a cache that outlived its origin.
  const settlementAtMs = venueAtMs === undefined ? fromMilliseconds(fields.settlement) : undefined;
  if (settlementAtMs !== undefined && settlementAtMs <= observedAtMs)
    return [refusals.control('unused', `${where}: the settlement has passed`)];
  if (instrument.kind === 'spot') return [refusals.control('unused', `${where}: the mark of a spot market`)];
  const index = wireNumber(fields.index);
  if (!(index > 0)) return [refusals.price(where, 'index price', fields.index)];
  if (market.mark.isDue(observedAtMs, mark)) events.push({ type: 'mark', market: key, price: mark, venueAtMs });
  if (market.index.isDue(observedAtMs, index)) events.push({ type: 'index', market: key, price: index, venueAtMs });
  const funding = predictedFunding(market, fields);
  if (funding !== undefined) events.push(funding);
  return events;
};

const predictedFunding = (market: BackpackMarket, fields: PriceFields): MarketEvent | undefined => {
  const { where, observedAtMs } = fields;
  const { instrument } = market;
  const rate = wireNumber(fields.rate);
  if (Number.isNaN(rate)) return refusals.number(where, 'funding rate', fields.rate);
  const settlementAtMs = fromMilliseconds(fields.settlement);
  if (settlementAtMs === undefined) return refusals.number(where, 'next funding time', fields.settlement);
  const beyond = beyondCap(market, rate, where);
  if (beyond !== undefined) return beyond;
  if (settlementAtMs <= observedAtMs) return refusals.control('unused', `${where}: the settlement has passed`);
  if (fields.isLive) watchSettlement(market, settlementAtMs, observedAtMs);
  const known = knownInterval(market);
  const contradiction = contradicted(market, { settlementAtMs, observedAtMs, ...known });
  if (contradiction !== undefined) return contradiction;
  const { intervalHours, intervalSource } = known;
  if (!market.funding.isDue(observedAtMs, rate, [settlementAtMs, intervalHours])) return undefined;
  return {
    type: 'funding',
    market: instrument.market,
    funding: {
      market: instrument.market,
      kind: 'predicted',
      rate,
      intervalHours,
      intervalSource,
      observedAtMs,
      settlementAtMs,
    },
  };
};

/** The interval: a settlement that the stream passed, else the list's, else the venue's usual one. */
const knownInterval = ({ instrument, schedule }: BackpackMarket): KnownInterval => {
  if (schedule.rolledHours !== undefined) return { intervalHours: schedule.rolledHours, intervalSource: 'schedule' };
  return instrument.fundingIntervalHours === undefined
    ? { intervalHours: DEFAULT_INTERVAL_HOURS, intervalSource: 'venue-rule' }
    : { intervalHours: instrument.fundingIntervalHours, intervalSource: 'instrument' };
};

/** The list may be a quarter of an hour old: a settlement that the stream passed shows what it does not say yet. */
const watchSettlement = ({ schedule }: BackpackMarket, settlementAtMs: AtMs, observedAtMs: AtMs): void => {
  const { settlementAtMs: before, seenAtMs } = schedule;
  schedule.settlementAtMs = settlementAtMs;
  schedule.seenAtMs = observedAtMs;
  if (before === undefined || seenAtMs === undefined || before === settlementAtMs) return;
  const isPassed = before - seenAtMs <= LIVE_WITHIN_MS && Math.abs(observedAtMs - before) <= LIVE_WITHIN_MS;
  const spacingHours = (settlementAtMs - before) / MS_PER_HOUR;
  schedule.rolledHours = isPassed && ROLLS_HOURS.includes(spacingHours) ? hours(spacingHours) : undefined;
};

interface Schedule extends KnownInterval {
  readonly settlementAtMs: AtMs;
  readonly observedAtMs: AtMs;
}

/** A settlement off the interval's UTC grid, or further away than the interval: one of the two is not true. */
const contradicted = (
  { instrument, schedule }: BackpackMarket,
  { settlementAtMs, observedAtMs, intervalHours }: Schedule,
): MarketEvent | undefined => {
  const intervalMs = intervalHours * MS_PER_HOUR;
  const offGridMs = Math.abs(settlementAtMs - Math.round(settlementAtMs / intervalMs) * intervalMs);
  const isTooFar = settlementAtMs - observedAtMs > intervalMs + JITTER_MAX_MS;
  if (!isTooFar && offGridMs <= JITTER_MAX_MS) {
    schedule.isReported = false;
    return undefined;
  }
  const reason = `${instrument.nativeSymbol}: next settlement ${settlementAtMs} does not fit an interval of ${intervalHours} h`;
  if (schedule.isReported) return refusals.control('unused', reason);
  schedule.isReported = true;
  return refusals.refuse('frame.interval-unknown', reason);
};

const beyondCap = ({ instrument }: BackpackMarket, rate: number, where: string): MarketEvent | undefined => {
  const cap = instrument.fundingCap ?? PLAUSIBLE_RATE_MAX;
  return Math.abs(rate) > cap
    ? refusals.refuse('frame.rate-beyond-cap', `${where}: the rate ${rate}, cap ${cap}`)
    : undefined;
};

/**
 * Rows of `GET fundingRates`, newest first. The newest is the interval still running, with an end to come and the
 * estimate of now: it is not settled. Rows of before 2025-08-20 are 8-hourly, which their spacing shows.
 */
export const settledEvents = (market: BackpackMarket, rows: readonly Fields[], arrivedAtMs: AtMs) => {
  const { instrument, schedule } = market;
  const where = `fundingRates ${instrument.nativeSymbol}`;
  const faults: MarketEvent[] = [];
  const settled: SettledRow[] = [];
  for (const row of rows) {
    const rate = wireNumber(row.fundingRate);
    const settledAtMs = fromNaive(row.intervalEndTimestamp);
    if (row.symbol !== undefined && row.symbol !== instrument.nativeSymbol)
      faults.push(refusals.refuse('frame.unknown-symbol', `${where}: a row of ${shown(row.symbol)}`));
    else if (Number.isNaN(rate)) faults.push(refusals.number(where, 'fundingRate', row.fundingRate));
    else if (settledAtMs === undefined)
      faults.push(refusals.refuse('frame.bad-number', `${where}: ends at ${shown(row.intervalEndTimestamp)}`));
    else if (Math.abs(rate) > PLAUSIBLE_RATE_MAX)
      faults.push(refusals.refuse('frame.rate-beyond-cap', `${where}: the rate ${rate}`));
    // A clock ahead of the venue's would take the running interval for a settled one, were it not for the stream.
    else if (settledAtMs <= arrivedAtMs && settledAtMs !== schedule.settlementAtMs)
      settled.push({ rate, settledAtMs, special: false });
  }
  const series = settledSeries(instrument.market, settled, knownInterval(market));
  const events = series.map((funding): MarketEvent => ({ type: 'funding', market: funding.market, funding }));
  return [...faults, ...events];
};
