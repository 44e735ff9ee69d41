import { isRecord } from '../../domain/codec.ts';
import type { MarketEvent } from '../../domain/market-event.ts';
import type { MarketKey } from '../../domain/ids.ts';
import type { AtMs } from '../../domain/units.ts';
import type { RelayMarket } from '../relay.ts';
import { relayInstant } from '../relay-instant.ts';
import type { RelayName, RelayRecords } from '../relay-record.ts';
import type { SettledRow } from '../settled-series.ts';
import { settledSeries } from '../settled-series.ts';
import { shown, wireNumber } from '../wire-value.ts';

const HISTORY_ROWS_MAX = 10_000;
/** Rates beyond this are no rates, whatever was charged. */
const PLAUSIBLE_RATE_MAX = 0.25;
const SCHEDULES_MAX = 20_000;

/** T1's three REST calls about funding: rows settled, the next time, the rate now. */
export class FundingAnswers {
  readonly #records: RelayRecords;
  /** Next funding times that `schedule` named, for rates that come without one. */
  readonly #schedules = new Map<MarketKey, AtMs>();

  constructor(records: RelayRecords) {
    this.#records = records;
  }

  /** A market with the settlement that `schedule` named, where the venue itself named none. */
  scheduled(known: RelayMarket): RelayMarket {
    const settlementAtMs = known.settlementAtMs ?? this.#schedules.get(known.market);
    return settlementAtMs === undefined ? known : { ...known, settlementAtMs };
  }

  current(name: RelayName, data: unknown, arrivedAtMs: AtMs): MarketEvent {
    const found = this.#records.find(name);
    if ('type' in found) return found;
    if (!isRecord(data)) return this.#missing(name, data);
    return this.#records.fundingOf(this.scheduled(found.known), name.where, {
      rate: data['rate'],
      next: data['next_funding_time'],
      sourceTime: data['timestamp'],
      arrivedAtMs,
    });
  }

  /** Remembers the next funding time; what is over, or more than a day away, is refused as any record is. */
  schedule(name: RelayName, data: unknown, nowMs: AtMs): MarketEvent {
    const { refusals } = this.#records;
    const found = this.#records.find(name);
    if ('type' in found) return found;
    const next = isRecord(data) ? data['next_funding_time'] : undefined;
    const nextAtMs = relayInstant(next);
    if (nextAtMs === undefined) return refusals.number(name.where, 'next_funding_time', next);
    const { market } = found.known;
    if (nextAtMs <= nowMs || nextAtMs > nowMs + this.#records.limits.settlementAheadMaxMs)
      return refusals.refuse(
        'frame.untimely',
        `${name.where}: ${market} is said to settle ${nextAtMs - nowMs} ms from now`,
      );
    if (this.#schedules.size < SCHEDULES_MAX || this.#schedules.has(market)) this.#schedules.set(market, nextAtMs);
    return refusals.control('unused', `${name.where}: ${market} settles ${nextAtMs - nowMs} ms from now`);
  }

  /** Settled rates; a row's interval is its distance to its neighbour, else the venue's own of today. */
  history(name: RelayName, data: unknown): readonly MarketEvent[] {
    const { refusals } = this.#records;
    const found = this.#records.find(name);
    if ('type' in found) return [found];
    if (!Array.isArray(data)) return [this.#missing(name, data)];
    if (data.length === 0) return [refusals.control('unused', `${name.where}: an empty list`)];
    if (data.length > HISTORY_ROWS_MAX)
      return [refusals.refuse('frame.too-large', `${name.where}: ${data.length} rows`)];
    const { market, intervalHours } = found.known;
    const rows: SettledRow[] = [];
    const faults: MarketEvent[] = [];
    for (const raw of data) {
      const row = this.#row(name.where, raw);
      if ('type' in row) faults.push(row);
      else rows.push(row);
    }
    const known = intervalHours === undefined ? undefined : ({ intervalHours, intervalSource: 'instrument' } as const);
    const settled = settledSeries(market, rows, known);
    if (settled.length < rows.length)
      faults.push(refusals.refuse('frame.interval-unknown', `${name.where}: rows of ${market} without an interval`));
    return [...settled.map((funding): MarketEvent => ({ type: 'funding', market, funding })), ...faults];
  }

  #row(where: string, raw: unknown): SettledRow | MarketEvent {
    const { refusals } = this.#records;
    const { rate: rateField, timestamp } = isRecord(raw) ? raw : {};
    if ((rateField ?? '') === '') return refusals.refuse('frame.missing-field', `${where}: a row has no rate`);
    const rate = wireNumber(rateField);
    const settledAtMs = relayInstant(timestamp);
    if (Number.isNaN(rate)) return refusals.number(where, 'rate', rateField);
    if (settledAtMs === undefined) return refusals.number(where, 'timestamp', timestamp);
    if (Math.abs(rate) > PLAUSIBLE_RATE_MAX)
      return refusals.refuse('frame.rate-beyond-cap', `${where}: a rate of ${rate}, cap ${PLAUSIBLE_RATE_MAX}`);
    return { rate, settledAtMs, special: false };
  }

  #missing({ where }: RelayName, data: unknown): MarketEvent {
    return this.#records.refusals.refuse('frame.missing-field', `${where}: data is ${shown(data)}`);
  }
}
