import { onTheHour } from '../../clock/deadline.ts';
import type { FundingObservation } from '../../domain/funding.ts';
import type { MarketEvent } from '../../domain/market-event.ts';
import type { AtMs } from '../../domain/units.ts';
import { MS_PER_HOUR, atMs, hours } from '../../domain/units.ts';
import { isRecord } from '../../domain/codec.ts';
import type { Fields } from '../wire-value.ts';
import { shown, wireInstant, wireNumber } from '../wire-value.ts';
import { refusals } from './instruments.ts';
import type { DeribitMarket } from './symbols.ts';

/**
 * Funding accrues every millisecond; there are no settlement times. The venue names its rates per 8 hours whatever is
 * asked, and keeps hourly sums.
 * https://docs.deribit.com/articles/perpetual-funding
 */

/** The unit of every running rate, a rule of the venue: no frame states it. */
export const RATE_HOURS = hours(8);
/** Largest rate per 8 h believed. The venue's caps reach 5 % on linear perpetuals (second hand), 0.5 % on BTC and ETH. */
const RATE_MAX = 0.05;
const ACCRUED_HOURS = hours(1);
/** Rows read of one answer; the venue gives at most some 744. */
const ROWS_MAX = 10_000;

/**
 * The rate in force at an instant, per 8 h: `current_funding` of a ticker, `interest` of the perpetual channel. Never
 * `funding_8h`, which is what the last 8 hours really cost. Its settlement is the next full hour, when what has accrued is
 * posted; it does not limit how long the rate holds.
 */
export const currentFunding = (
  market: DeribitMarket,
  told: { readonly rate: unknown; readonly field: string; readonly where: string; readonly venueAtMs: AtMs },
): readonly MarketEvent[] => {
  const { field, where, venueAtMs } = told;
  const rate = wireNumber(told.rate);
  if (Number.isNaN(rate)) return [refusals.number(where, field, told.rate)];
  if (Math.abs(rate) > RATE_MAX)
    return [refusals.refuse('frame.rate-beyond-cap', `${where}: ${field} is ${rate}, plausible ${RATE_MAX}`)];
  if (!market.funding.isDue(venueAtMs, rate)) return [];
  const funding: FundingObservation = {
    market: market.instrument.market,
    kind: 'current',
    rate,
    intervalHours: RATE_HOURS,
    intervalSource: 'venue-rule',
    observedAtMs: venueAtMs,
    settlementAtMs: atMs((Math.floor(venueAtMs / MS_PER_HOUR) + 1) * MS_PER_HOUR),
  };
  return [{ type: 'funding', market: funding.market, funding }];
};

/**
 * Rows of `get_funding_rate_history`: `interest_1h` is what the hour that ended at `timestamp` cost. `interest_8h` of
 * hourly rows overlaps: summed, it counts every hour eight times.
 */
export const historyEvents = (market: DeribitMarket, rows: unknown): readonly MarketEvent[] => {
  const where = `get_funding_rate_history ${market.instrument.nativeSymbol}`;
  if (!Array.isArray(rows)) return [refusals.refuse('frame.missing-field', `${where}: result is ${shown(rows)}`)];
  if (rows.length > ROWS_MAX) return [refusals.refuse('frame.too-large', `${where} has ${rows.length} rows`)];
  if (rows.length === 0) return [refusals.control('ack', `${where}: no rows`)];
  const events = (rows as readonly unknown[]).map((row) => accruedEvent(market, isRecord(row) ? row : {}, where));
  return events.sort((a, b) => settledAt(a) - settledAt(b));
};

const settledAt = (event: MarketEvent): number => (event.type === 'funding' ? event.funding.settlementAtMs : -Infinity);

const accruedEvent = (market: DeribitMarket, row: Fields, where: string): MarketEvent => {
  const rate = wireNumber(row.interest_1h);
  const endedAtMs = wireInstant(row.timestamp);
  if (Number.isNaN(rate)) return refusals.number(where, 'interest_1h', row.interest_1h);
  if (endedAtMs === undefined) return refusals.number(where, 'timestamp', row.timestamp);
  if (Math.abs(rate) > RATE_MAX / RATE_HOURS)
    return refusals.refuse('frame.rate-beyond-cap', `${where}: interest_1h is ${rate}`);
  const funding: FundingObservation = {
    market: market.instrument.market,
    kind: 'settled',
    rate,
    intervalHours: ACCRUED_HOURS,
    intervalSource: 'venue-rule',
    observedAtMs: endedAtMs,
    settlementAtMs: onTheHour(endedAtMs),
  };
  return { type: 'funding', market: funding.market, funding };
};
