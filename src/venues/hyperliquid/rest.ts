import { isRecord } from '../../domain/codec.ts';
import type { MarketEvent } from '../../domain/market-event.ts';
import type { Hours } from '../../domain/units.ts';
import { MS_PER_HOUR, atMs, hours } from '../../domain/units.ts';
import type { AtMs } from '../../domain/units.ts';
import type { Fields } from '../wire-value.ts';
import { shown, wireInstant, wireNumber } from '../wire-value.ts';
import type { CoinTable, HyperliquidMarket } from './coins.ts';
import { HYPERLIQUID, INTERVAL_HOURS, RATE_PER_HOUR_MAX, refusals } from './coins.ts';
import { contextEvents } from './frames.ts';

/** Rows read of one funding history; the venue answers with at most 500. */
const HISTORY_ROWS_MAX = 10_000;
/** Before 2023-06-08 01:00 UTC the venue charged 8-hour rates every 8 hours. */
const HOURLY_SINCE_MS = 1_686_186_000_000;
const FORMER_INTERVAL_HOURS = hours(8);

/** The body of `POST /info {…}`, `undefined` for any other request line. */
export const infoRequest = (rest: string): Fields | undefined => {
  const start = rest.indexOf('{');
  if (!rest.startsWith('POST /info') || start < 0) return undefined;
  try {
    const body: unknown = JSON.parse(rest.slice(start));
    return isRecord(body) ? body : undefined;
  } catch {
    return undefined;
  }
};

/** `meta` and `metaAndAssetCtxs` of the first dex: instruments, and per coin mark, index and running rate. */
export const metaEvents = (coins: CoinTable, answer: unknown, arrivedAtMs: AtMs): readonly MarketEvent[] => {
  const [meta, contexts]: readonly unknown[] = Array.isArray(answer) ? answer : [answer, []];
  const universe = isRecord(meta) ? meta['universe'] : undefined;
  if (!Array.isArray(universe)) return [refusals.refuse('frame.missing-field', `meta: universe is ${shown(universe)}`)];
  const rows: readonly unknown[] = universe;
  const tooMany = refusals.tooMany('meta', rows);
  if (tooMany !== undefined) return [tooMany];
  const events = [...coins.list(rows)];
  if (!Array.isArray(contexts) || contexts.length === 0) return events;
  // Contexts are matched to names by position alone: a different length means that they belong to another list.
  if (contexts.length !== rows.length)
    return [
      ...events,
      refusals.refuse('frame.missing-field', `meta: ${contexts.length} contexts, ${rows.length} names`),
    ];
  for (const [index, context] of contexts.entries()) {
    const row = rows[index];
    const market = isRecord(row) && typeof row['name'] === 'string' ? coins.get(row['name']) : undefined;
    // Delisted coins keep a frozen mark: not a price of now.
    if (market === undefined || market.instrument.status === 'halted') continue;
    if (isRecord(context)) events.push(...contextEvents(market, context, arrivedAtMs));
    else events.push(refusals.refuse('frame.missing-field', `assetCtx ${index} is ${shown(context)}`));
  }
  return events;
};

/** `fundingHistory`: settled rates. Stamps are late by ms and sometimes by minutes, so they are rounded down to the hour. */
export const historyEvents = (market: HyperliquidMarket, answer: unknown): readonly MarketEvent[] => {
  if (!Array.isArray(answer))
    return [refusals.refuse('frame.missing-field', `fundingHistory is ${shown(answer)}, not rows`)];
  if (answer.length > HISTORY_ROWS_MAX)
    return [refusals.refuse('frame.too-large', `fundingHistory has ${answer.length} rows`)];
  return answer.map((row: unknown) => settledEvent(market, isRecord(row) ? row : {}));
};

const settledEvent = (market: HyperliquidMarket, row: Fields): MarketEvent => {
  const { nativeSymbol, market: key } = market.instrument;
  const where = `fundingHistory ${nativeSymbol}`;
  if (row.coin !== undefined && row.coin !== nativeSymbol)
    return refusals.refuse('frame.unknown-symbol', `${where}: a row of ${shown(row.coin)}`);
  const rate = wireNumber(row.fundingRate);
  const observedAtMs = wireInstant(row.time);
  if (Number.isNaN(rate)) return refusals.number(where, 'fundingRate', row.fundingRate);
  if (observedAtMs === undefined) return refusals.number(where, 'time', row.time);
  const intervalHours: Hours = observedAtMs < HOURLY_SINCE_MS ? FORMER_INTERVAL_HOURS : INTERVAL_HOURS;
  if (Math.abs(rate) > RATE_PER_HOUR_MAX)
    return refusals.refuse('frame.rate-beyond-cap', `${where}: fundingRate is ${rate}, cap ${RATE_PER_HOUR_MAX}`);
  const settlementAtMs = atMs(Math.floor(observedAtMs / MS_PER_HOUR) * MS_PER_HOUR);
  return {
    type: 'funding',
    market: key,
    funding: {
      market: key,
      kind: 'settled',
      rate,
      intervalHours,
      intervalSource: 'venue-rule',
      observedAtMs,
      settlementAtMs,
    },
  };
};

/** `exchangeStatus` is the venue's way to tell its time. */
export const timeEvent = (answer: Fields): MarketEvent => {
  const venueAtMs = wireInstant(answer.time);
  if (venueAtMs === undefined) return refusals.number('exchangeStatus', 'time', answer.time);
  return { type: 'venue.time', venue: HYPERLIQUID, venueAtMs };
};
