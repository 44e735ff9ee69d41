import type { FundingObservation } from '../../domain/funding.ts';
import type { MarketEvent } from '../../domain/market-event.ts';
import type { AtMs, Hours } from '../../domain/units.ts';
import { MS_PER_HOUR, hours } from '../../domain/units.ts';
import type { SettledRow } from '../settled-series.ts';
import { settledSeries } from '../settled-series.ts';
import type { Fields } from '../wire-value.ts';
import { shown, wireBound, wireInstant, wireNumber } from '../wire-value.ts';
import { refusals } from './instruments.ts';
import type { OkxMarket } from './symbols.ts';

/** Largest rate per interval believed where the frame names no cap; the venue's caps reach 3 %. */
const PLAUSIBLE_RATE_MAX = 0.05;
const INTERVAL_HOURS_MAX = 24;

/**
 * A row of `funding-rate`, socket and REST alike: the running estimate for `fundingTime`, the coming settlement, and the
 * rate charged at the last one. There is no interval field: the next two settlements tell it for the future. The
 * `nextFundingRate` is not read: it is empty, and under the method `next_period`, abolished in 2024, it spoke of the
 * settlement after the coming one, whose own rate `fundingRate` then already was.
 * https://www.okx.com/docs-v5/en/#public-data-websocket-funding-rate-channel
 */
export const fundingEvents = (market: OkxMarket, row: Fields, arrivedAtMs: AtMs): readonly MarketEvent[] => {
  const name = market.instrument.nativeSymbol;
  const where = `funding-rate ${name}`;
  if (row.fundingRate === '') return [refusals.control('unused', `${where}: no rate, the swap is new or suspended`)];
  const rate = wireNumber(row.fundingRate);
  if (Number.isNaN(rate)) return [refusals.number(where, 'fundingRate', row.fundingRate)];
  const settlementAtMs = wireInstant(row.fundingTime);
  if (settlementAtMs === undefined) return [refusals.number(where, 'fundingTime', row.fundingTime)];
  const beyond = rateBeyondCap(rate, row);
  if (beyond !== undefined) return [refusals.refuse('frame.rate-beyond-cap', `${where}: ${beyond}`)];
  const nextAtMs = wireInstant(row.nextFundingTime);
  const previousAtMs = wireInstant(row.prevFundingTime);
  const pastHours = spacingHours(previousAtMs, settlementAtMs);
  const settled = settledEvents(market, row, { previousAtMs, pastHours });
  const intervalHours = nextAtMs === undefined ? pastHours : spacingHours(settlementAtMs, nextAtMs);
  if (intervalHours === undefined)
    return [
      ...settled,
      refusals.refuse(
        'frame.interval-unknown',
        `${where}: fundingTime ${shown(row.fundingTime)}, nextFundingTime ${shown(row.nextFundingTime)}`,
      ),
    ];
  const observedAtMs = wireInstant(row.ts) ?? arrivedAtMs;
  // The row rolls on with its settlement; until it does, that settlement has been paid and predicts nothing.
  if (settlementAtMs <= observedAtMs)
    return [...settled, refusals.control('unused', `${where}: the settlement has passed`)];
  market.interval = { settlementAtMs, intervalHours, pastHours };
  if (!market.funding.isDue(observedAtMs, rate, [settlementAtMs, intervalHours])) return settled;
  const funding: FundingObservation = {
    market: market.instrument.market,
    kind: 'predicted',
    rate,
    intervalHours,
    intervalSource: 'frame',
    observedAtMs,
    settlementAtMs,
  };
  return [...settled, { type: 'funding', market: funding.market, funding }];
};

/** The last charged rate, once per settlement, with the interval that ended then: seen before it, else as since. */
const settledEvents = (
  market: OkxMarket,
  row: Fields,
  { previousAtMs, pastHours }: { readonly previousAtMs: AtMs | undefined; readonly pastHours: Hours | undefined },
): readonly MarketEvent[] => {
  const rate = wireNumber(row.settFundingRate);
  if (row.settState !== 'settled' || previousAtMs === undefined || Number.isNaN(rate)) return [];
  if (market.settledAtMs === previousAtMs) return [];
  const seen = market.interval?.settlementAtMs === previousAtMs ? market.interval : undefined;
  const stated = seen?.pastHours ?? seen?.intervalHours ?? pastHours;
  if (stated === undefined) return [];
  if (Math.abs(rate) > PLAUSIBLE_RATE_MAX)
    return [
      refusals.refuse(
        'frame.rate-beyond-cap',
        `funding-rate ${market.instrument.nativeSymbol}: settFundingRate is ${rate}, plausible ${PLAUSIBLE_RATE_MAX}`,
      ),
    ];
  market.settledAtMs = previousAtMs;
  const funding: FundingObservation = {
    market: market.instrument.market,
    kind: 'settled',
    rate,
    intervalHours: stated,
    intervalSource: 'frame',
    observedAtMs: previousAtMs,
    settlementAtMs: previousAtMs,
  };
  return [{ type: 'funding', market: funding.market, funding }];
};

/** Rows of `funding-rate-history`: `realizedRate` was charged, `fundingRate` only predicted (equal since 2024). */
export const historyEvents = (market: OkxMarket, rows: readonly Fields[]): readonly MarketEvent[] => {
  const where = `funding-rate-history ${market.instrument.nativeSymbol}`;
  const events: MarketEvent[] = [];
  const settled: SettledRow[] = [];
  for (const row of rows) {
    const charged = row.realizedRate === undefined || row.realizedRate === '' ? row.fundingRate : row.realizedRate;
    const rate = wireNumber(charged);
    const settledAtMs = wireInstant(row.fundingTime);
    if (row.instId !== undefined && row.instId !== market.instrument.nativeSymbol)
      events.push(refusals.refuse('frame.unknown-symbol', `${where}: a row of ${shown(row.instId)}`));
    else if (Number.isNaN(rate)) events.push(refusals.number(where, 'realizedRate', charged));
    else if (settledAtMs === undefined) events.push(refusals.number(where, 'fundingTime', row.fundingTime));
    else if (Math.abs(rate) > PLAUSIBLE_RATE_MAX)
      events.push(refusals.refuse('frame.rate-beyond-cap', `${where}: realizedRate is ${rate}`));
    else settled.push({ rate, settledAtMs, special: false });
  }
  const known =
    market.interval === undefined
      ? undefined
      : ({ intervalHours: market.interval.intervalHours, intervalSource: 'frame' } as const);
  for (const funding of settledSeries(market.instrument.market, settled, known))
    events.push({ type: 'funding', market: funding.market, funding });
  return events;
};

const rateBeyondCap = (rate: number, row: Fields): string | undefined => {
  const least = wireBound(row.minFundingRate, -PLAUSIBLE_RATE_MAX);
  const most = wireBound(row.maxFundingRate, PLAUSIBLE_RATE_MAX);
  return rate < least || rate > most ? `fundingRate is ${rate}, allowed ${least} to ${most}` : undefined;
};

/** Hours between two settlements, when that is a possible interval. */
const spacingHours = (from: AtMs | undefined, to: AtMs | undefined): Hours | undefined => {
  if (from === undefined || to === undefined) return undefined;
  const spacing = (to - from) / MS_PER_HOUR;
  return Number.isInteger(spacing) && spacing >= 1 && spacing <= INTERVAL_HOURS_MAX ? hours(spacing) : undefined;
};
