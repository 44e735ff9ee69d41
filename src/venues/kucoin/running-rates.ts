import { isRecord } from '../../domain/codec.ts';
import type { MarketEvent } from '../../domain/market-event.ts';
import type { AtMs } from '../../domain/units.ts';
import { MS_PER_HOUR } from '../../domain/units.ts';
import type { Fields } from '../wire-value.ts';
import { shown, wireInstant, wireNumber } from '../wire-value.ts';
import { priceEvents } from './frames.ts';
import { capsOf, estimateEvents, intervalHoursOf, learnInterval } from './funding.ts';
import { granularityOf } from './instruments.ts';
import type { KucoinMarket, KucoinSymbols } from './symbols.ts';
import { refusals } from './symbols.ts';

/** What a row says of now; contracts that are not trading have no prices. */
export const runningEvents = (market: KucoinMarket, row: Fields, atMs: AtMs): readonly MarketEvent[] => {
  const prices =
    row.markPrice === null || row.indexPrice === null || market.instrument.status === 'halted'
      ? []
      : priceEvents(
          market,
          { mark: row.markPrice, index: row.indexPrice },
          { where: 'contracts', venueAtMs: undefined },
        );
  const { fundingFeeRate, predictedFundingFeeRate } = row;
  if (typeof fundingFeeRate !== 'number') return prices;
  return [
    ...prices,
    ...runningEstimateEvents(market, {
      where: 'contracts',
      value: isLive(row) ? fundingFeeRate : predictedFundingFeeRate,
      // `nextFundingRateTime` is a countdown.
      next: row.nextFundingRateDateTime,
      intervalMs: (granularityOf(row) ?? NaN) * MS_PER_HOUR,
      floor: row.fundingRateFloor,
      cap: row.fundingRateCap,
      atMs,
    }),
  ];
};

/** `funding-rate/{symbol}/current`. */
export const currentEvents = (market: KucoinMarket, row: Fields, atMs: AtMs): readonly MarketEvent[] =>
  runningEstimateEvents(market, {
    where: 'funding-rate',
    value: isLive(row) ? row.value : row.predictedValue,
    next: row.fundingTime,
    intervalMs: row.granularity,
    floor: row.fundingRateFloor,
    cap: row.fundingRateCap,
    atMs,
  });

/** Until mid-2025 the first number was the rate fixed at the last settlement, and the estimate stood beside it. */
const isLive = ({ period, lastTimeFundingRate }: Fields): boolean =>
  period === 1 || typeof lastTimeFundingRate === 'number';

interface RunningEstimate {
  readonly where: string;
  readonly value: unknown;
  readonly next: unknown;
  readonly intervalMs: unknown;
  readonly floor: unknown;
  readonly cap: unknown;
  readonly atMs: AtMs;
}

const runningEstimateEvents = (market: KucoinMarket, said: RunningEstimate): readonly MarketEvent[] => {
  const where = `${said.where} ${market.instrument.nativeSymbol}`;
  const rate = wireNumber(said.value);
  const settlementAtMs = wireInstant(said.next);
  const intervalHours = intervalHoursOf(said.intervalMs);
  if (Number.isNaN(rate)) return [refusals.number(where, 'the estimate', said.value)];
  if (settlementAtMs === undefined)
    return [refusals.control('unused', `${where}: the coming settlement is ${shown(said.next)}`)];
  if (intervalHours === undefined)
    return [refusals.refuse('frame.interval-unknown', `${where}: the interval is ${shown(said.intervalMs)}`)];
  const interval = { intervalHours, settlementAtMs };
  learnInterval(market, { ...interval, from: 'instrument' });
  const caps = capsOf(said.floor, said.cap);
  const estimate = { ...interval, rate, intervalSource: 'frame', observedAtMs: said.atMs, ...caps } as const;
  return estimateEvents(market, estimate, where);
};

/** `funding-rate` of the unified API: all contracts, and beside them rates under symbols of their own. */
export const unifiedListEvents = (
  symbols: KucoinSymbols,
  rows: readonly unknown[],
  atMs: AtMs,
): readonly MarketEvent[] => {
  const where = 'market/funding-rate';
  const tooMany = refusals.tooMany(where, rows);
  if (tooMany !== undefined) return [tooMany];
  const events: MarketEvent[] = [];
  for (const row of rows) {
    if (!isRecord(row)) {
      events.push(refusals.refuse('frame.missing-field', `${where}: a row is ${shown(row)}`));
      continue;
    }
    if (typeof row.symbol === 'string' && row.symbol.startsWith('.')) continue;
    const market = symbols.find(row.symbol, events);
    if (market === undefined) continue;
    const { nextFundingRate: value, fundingTime: next, currentGranularity: intervalMs } = row;
    const caps = { floor: row.fundingRateFloor, cap: row.fundingRateCap };
    events.push(...runningEstimateEvents(market, { where, value, next, intervalMs, ...caps, atMs }));
  }
  return events;
};
