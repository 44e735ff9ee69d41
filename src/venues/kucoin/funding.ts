import type { IntervalSource } from '../../domain/funding.ts';
import type { MarketEvent } from '../../domain/market-event.ts';
import type { AtMs, Hours } from '../../domain/units.ts';
import { MS_PER_HOUR, hours } from '../../domain/units.ts';
import type { Fields } from '../wire-value.ts';
import { shown, wireBound, wireInstant, wireNumber } from '../wire-value.ts';
import type { KnownInterval, KucoinMarket } from './symbols.ts';
import { refusals } from './symbols.ts';
import { instantOfNs } from './instants.ts';

/** Largest rate per interval believed where no cap is stated: the largest of any contract is 0.0465 (2026-09). */
export const PLAUSIBLE_RATE_MAX = 0.05;
/**
 * After a settlement the venue goes on saying the old estimate, then the settled rate; the first estimate of the new
 * interval was seen 61 to 75 s later. What is said before is no estimate.
 */
export const UNSETTLED_MS = 90_000;
const INTERVAL_HOURS_MAX = 24;
/** `granularity` of the estimates that are pushed each minute; any other is the contract's interval. */
const EVERY_MINUTE_MS = 60_000;

/** An interval in ms as whole hours, `undefined` for anything else. */
export const intervalHoursOf = (value: unknown): Hours | undefined => {
  const intervalHours = wireNumber(value) / MS_PER_HOUR;
  const isInterval = Number.isInteger(intervalHours) && intervalHours >= 1 && intervalHours <= INTERVAL_HOURS_MAX;
  return isInterval ? hours(intervalHours) : undefined;
};

/** An estimate with all that is needed to read it. */
export interface Estimate extends Omit<KnownInterval, 'from'> {
  readonly rate: number;
  readonly intervalSource: IntervalSource;
  readonly observedAtMs: AtMs;
  readonly floor: number;
  readonly cap: number;
}

/**
 * A row of `funding-fee`: estimate, interval, both settlements and caps, the only frame here that needs no other. `lfr` was
 * settled at `ft`.
 */
export const fundingFeeEvents = (market: KucoinMarket, row: Fields, pushedAtNs: unknown): readonly MarketEvent[] => {
  const where = `funding-fee ${market.instrument.nativeSymbol}`;
  const rate = wireNumber(row.fr);
  const settlementAtMs = wireInstant(row.nt);
  const intervalHours = intervalHoursOf(row.gl);
  const observedAtMs = instantOfNs(pushedAtNs);
  if (Number.isNaN(rate)) return [refusals.number(where, 'fr', row.fr)];
  if (settlementAtMs === undefined) return [refusals.number(where, 'nt', row.nt)];
  if (intervalHours === undefined)
    return [refusals.refuse('frame.interval-unknown', `${where}: gl is ${shown(row.gl)}`)];
  if (observedAtMs === undefined) return [refusals.number(where, 'P', pushedAtNs)];
  const interval = { intervalHours, settlementAtMs };
  learnInterval(market, { ...interval, from: 'schedule' });
  const estimate = { ...interval, rate, intervalSource: 'frame', observedAtMs, ...capsOf(row.ff, row.fc) } as const;
  const events = estimateEvents(market, estimate, where);
  const { ended } = market;
  // Until the estimate is a new one, `lfr` may still be that of the settlement before.
  const isSettled = ended !== undefined && observedAtMs - ended.settlementAtMs >= UNSETTLED_MS;
  if (!isSettled || wireInstant(row.ft) !== ended.settlementAtMs) return events;
  return [...events, ...settledEvents(market, row.lfr, ended)];
};

/**
 * `funding.rate` of the classic socket: an estimate each minute, without interval and settlement. The rate pushed around
 * a settlement has the contract's interval as its granularity, and is left to the history.
 */
export const fundingRateEvents = (market: KucoinMarket, data: Fields): readonly MarketEvent[] => {
  const { instrument, running } = market;
  const where = `funding.rate ${instrument.nativeSymbol}`;
  if (data.granularity !== EVERY_MINUTE_MS)
    return [refusals.control('unused', `${where}: granularity ${shown(data.granularity)}, no running estimate`)];
  // Absent until 2025; 1: charged at the coming settlement.
  if (data.period !== undefined && data.period !== 1)
    return [refusals.control('unused', `${where}: period ${shown(data.period)}, not of the coming settlement`)];
  const rate = wireNumber(data.fundingRate);
  const observedAtMs = wireInstant(data.timestamp);
  if (Number.isNaN(rate)) return [refusals.number(where, 'fundingRate', data.fundingRate)];
  if (observedAtMs === undefined) return [refusals.number(where, 'timestamp', data.timestamp)];
  if (running === undefined) return [withoutInterval(market, where)];
  const cap = instrument.fundingCap ?? PLAUSIBLE_RATE_MAX;
  const { intervalHours, settlementAtMs, from: intervalSource } = running;
  const estimate = { rate, intervalHours, settlementAtMs, intervalSource, observedAtMs, floor: -cap, cap };
  return estimateEvents(market, estimate, where);
};

const withoutInterval = (market: KucoinMarket, where: string): MarketEvent => {
  const reason = `${where}: nothing has named the interval and the coming settlement yet`;
  if (market.isReported) return refusals.control('unused', reason);
  market.isReported = true;
  return refusals.refuse('frame.interval-unknown', reason);
};

/** `funding.end`: the rate charged at `fundingTime`. */
export const announcedEvents = (market: KucoinMarket, data: Fields): readonly MarketEvent[] => {
  const where = `funding.end ${market.instrument.nativeSymbol}`;
  const settlementAtMs = wireInstant(data.fundingTime);
  if (settlementAtMs === undefined) return [refusals.number(where, 'fundingTime', data.fundingTime)];
  const { running, ended, instrument } = market;
  const seen = [running, ended].find((interval) => interval?.settlementAtMs === settlementAtMs);
  if (seen !== undefined) return settledEvents(market, data.fundingRate, seen);
  if (instrument.fundingIntervalHours === undefined) return [withoutInterval(market, where)];
  return settledEvents(market, data.fundingRate, {
    settlementAtMs,
    intervalHours: instrument.fundingIntervalHours,
    from: 'instrument',
  });
};

/** A settled rate, once a settlement. */
const settledEvents = (market: KucoinMarket, charged: unknown, interval: KnownInterval): readonly MarketEvent[] => {
  if (market.settledAtMs === interval.settlementAtMs) return [];
  const { intervalHours, settlementAtMs, from: intervalSource } = interval;
  const where = `the settled rate of ${market.instrument.nativeSymbol}`;
  const rate = wireNumber(charged);
  if (Number.isNaN(rate)) return [refusals.number(where, 'the rate', charged)];
  if (Math.abs(rate) > PLAUSIBLE_RATE_MAX) return [refusals.refuse('frame.rate-beyond-cap', `${where} is ${rate}`)];
  market.settledAtMs = settlementAtMs;
  const key = market.instrument.market;
  return [
    {
      type: 'funding',
      market: key,
      funding: {
        market: key,
        kind: 'settled',
        rate,
        intervalHours,
        intervalSource,
        observedAtMs: settlementAtMs,
        settlementAtMs,
      },
    },
  ];
};

/** Remembers the running interval, and the one before it once its settlement has passed. */
export const learnInterval = (market: KucoinMarket, interval: KnownInterval): void => {
  const { running } = market;
  market.isReported = false;
  const { settlementAtMs, intervalHours } = interval;
  if (running?.settlementAtMs === settlementAtMs && running.intervalHours === intervalHours) return;
  if (running !== undefined && settlementAtMs > running.settlementAtMs) market.ended = running;
  market.running = interval;
};

/** Caps as stated, or what is plausible. */
export const capsOf = (floor: unknown, cap: unknown): Pick<Estimate, 'floor' | 'cap'> => {
  return { floor: wireBound(floor, -PLAUSIBLE_RATE_MAX), cap: wireBound(cap, PLAUSIBLE_RATE_MAX) };
};

/** The estimate for the coming settlement, where it is one. */
export const estimateEvents = (market: KucoinMarket, estimate: Estimate, where: string): readonly MarketEvent[] => {
  const { rate, intervalHours, intervalSource, settlementAtMs, observedAtMs, floor, cap } = estimate;
  if (rate < floor || rate > cap)
    return [refusals.refuse('frame.rate-beyond-cap', `${where}: rate ${rate}, allowed ${floor} to ${cap}`)];
  if (settlementAtMs <= observedAtMs) return [refusals.control('unused', `${where}: the settlement has passed`)];
  const sinceMs = observedAtMs - (settlementAtMs - intervalHours * MS_PER_HOUR);
  if (Math.abs(sinceMs) < UNSETTLED_MS)
    return [refusals.control('unused', `${where}: no estimate within ${UNSETTLED_MS / 1000} s of a settlement`)];
  if (!market.funding.isDue(observedAtMs, rate, [settlementAtMs, intervalHours])) return [];
  const key = market.instrument.market;
  const funding = {
    market: key,
    kind: 'predicted',
    rate,
    intervalHours,
    intervalSource,
    observedAtMs,
    settlementAtMs,
  } as const;
  return [{ type: 'funding', market: key, funding }];
};
