import { isRecord } from '../../domain/codec.ts';
import type { MarketEvent } from '../../domain/market-event.ts';
import type { SettledRow } from '../settled-series.ts';
import { settledSeries } from '../settled-series.ts';
import type { Fields } from '../wire-value.ts';
import { shown, wireInstant, wireNumber } from '../wire-value.ts';
import { PLAUSIBLE_RATE_MAX } from './funding.ts';
import type { KucoinMarket, KucoinSymbols } from './symbols.ts';
import { refusals } from './symbols.ts';

/** Settled rates, newest first on the wire; rows name no interval. */
export const historyEvents = (symbols: KucoinSymbols, data: unknown): readonly MarketEvent[] => {
  // Nothing was settled within the interval asked for.
  if (data === null) return [refusals.control('ack', 'funding-rates: nothing')];
  if (!Array.isArray(data)) return [refusals.refuse('frame.missing-field', `funding-rates: data is ${shown(data)}`)];
  const tooMany = refusals.tooMany('funding-rates', data);
  if (tooMany !== undefined) return [tooMany];
  const byMarket = new Map<KucoinMarket, SettledRow[]>();
  const events: MarketEvent[] = [];
  for (const row of data as readonly unknown[]) {
    if (!isRecord(row)) events.push(refusals.refuse('frame.missing-field', `funding-rates: a row is ${shown(row)}`));
    else readSettled(symbols, row, { byMarket, events });
  }
  for (const [market, rows] of byMarket) {
    const series = settledSeries(market.instrument.market, rows, knownInterval(market));
    for (const funding of series) events.push({ type: 'funding', market: funding.market, funding });
    const left = rows.length - series.length;
    const reason = `funding-rates of ${market.instrument.nativeSymbol}: ${left} rates without an interval`;
    if (left > 0) events.push(refusals.refuse('frame.interval-unknown', reason));
  }
  return events.length > 0 ? events : [refusals.control('ack', 'funding-rates: an empty list')];
};

const readSettled = (
  symbols: KucoinSymbols,
  row: Fields,
  { byMarket, events }: { readonly byMarket: Map<KucoinMarket, SettledRow[]>; readonly events: MarketEvent[] },
): void => {
  const market = symbols.find(row.symbol, events);
  if (market === undefined) return;
  const where = `funding-rates ${market.instrument.nativeSymbol}`;
  const rate = wireNumber(row.fundingRate);
  const settledAtMs = wireInstant(row.timepoint);
  if (Number.isNaN(rate)) events.push(refusals.number(where, 'fundingRate', row.fundingRate));
  else if (settledAtMs === undefined) events.push(refusals.number(where, 'timepoint', row.timepoint));
  else if (Math.abs(rate) > PLAUSIBLE_RATE_MAX)
    events.push(refusals.refuse('frame.rate-beyond-cap', `${where}: the rate ${rate}`));
  else {
    const rows = byMarket.get(market) ?? [];
    byMarket.set(market, rows);
    rows.push({ rate, settledAtMs, special: false });
  }
};

const knownInterval = ({ running, instrument }: KucoinMarket) => {
  const intervalHours = running?.intervalHours ?? instrument.fundingIntervalHours;
  return intervalHours === undefined ? undefined : ({ intervalHours, intervalSource: 'instrument' } as const);
};
