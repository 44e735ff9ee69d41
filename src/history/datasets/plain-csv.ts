import { onTheHour } from '../../clock/deadline.ts';
import type { MarketKey } from '../../domain/ids.ts';
import { decimal, text as decimalText } from '../../domain/money.ts';
import type { DecimalText } from '../../domain/money.ts';
import type { AtMs } from '../../domain/units.ts';
import { atMs, hours } from '../../domain/units.ts';
import type { MarkRow } from '../history.ts';
import { RowFault, rememberedNaming } from './dataset.ts';
import type { Dataset, DatasetTerms, TakeRow } from './dataset.ts';
import { decimalOf, epochMs, isDigits, needed, numberOf, priceOf, splitFields } from './fields.ts';
import { Thinning } from './thinning.ts';
import { instantIn, timeZone, wallTime } from './time-zone.ts';
import type { TimeZone } from './time-zone.ts';

/** What a column may be declared to be. */
export const PLAIN_COLUMNS = ['time', 'symbol', 'venue', 'rate', 'interval', 'mark', 'index', 'close'] as const;
export type PlainColumn = (typeof PLAIN_COLUMNS)[number];

export interface PlainTerms extends DatasetTerms {
  /** Column to the name in the header; `time` and one of `rate`, `mark`, `index`, `close` are needed. */
  readonly map: Readonly<Partial<Record<PlainColumn, string>>>;
  readonly delimiter: string;
  /** Of times that carry none. */
  readonly zone?: TimeZone;
  /** How rates are written; a rate with a percent sign is percent whatever this says. */
  readonly unit: 'fraction' | 'percent';
}

/** A CSV whose columns were declared: settled rates where a rate is, else prices. Lines without a rate are left out. */
export const plainDataset = (header: readonly string[], terms: PlainTerms): Dataset => {
  const at = columnsOf(header, terms.map);
  const market = rememberedNaming(terms.naming);
  const clock = new RowClock(terms.zone);
  const prices = new Thinning<MarkRow>(terms.pricesEveryMs);
  return {
    line: (text, line, take) => {
      const fields = splitFields(text, terms.delimiter);
      if (fields.length !== header.length)
        throw new RowFault(`${fields.length} fields where the header has ${header.length}`, 'history.file-format');
      const field: Field = (nth) => fields[nth]?.trim();
      const rate = field(at.rate);
      if (rate === '') return;
      const key = market(field(at.symbol) ?? '', field(at.venue));
      const instantMs = clock.instant(field(at.time) ?? '', key);
      if (rate !== undefined) takeSettlement({ field, at, rate, key, instantMs, line, unit: terms.unit }, take);
      else {
        const row = pricesOf({ field, at }, key, instantMs);
        if (row !== undefined) prices.add(row, line, take);
      }
    },
    end: (take) => prices.end(take),
  };
};

/** Of a line, by the place of its column; nothing where there is no such column. */
type Field = (nth: number) => string | undefined;
/** Where each column stands; -1 for one that was not declared. */
type Columns = Readonly<Record<PlainColumn, number>>;

const columnsOf = (header: readonly string[], map: PlainTerms['map']): Columns => {
  const at = { time: -1, symbol: -1, venue: -1, rate: -1, interval: -1, mark: -1, index: -1, close: -1 };
  for (const column of PLAIN_COLUMNS) {
    const name = map[column];
    if (name === undefined) continue;
    const found = header.findIndex((each) => each.trim().toLowerCase() === name.trim().toLowerCase());
    if (found === -1)
      throw new RowFault(`the header has no column "${name}": it has ${header.join(', ')}`, 'history.file-format');
    at[column] = found;
  }
  return at;
};

const takeSettlement = (
  row: {
    readonly field: Field;
    readonly at: Columns;
    readonly rate: string;
    readonly key: MarketKey;
    readonly instantMs: AtMs;
    readonly line: number;
    readonly unit: PlainTerms['unit'];
  },
  take: TakeRow,
): void => {
  const { field, at, key, instantMs, line, unit } = row;
  const interval = numberOf(field(at.interval), 'interval');
  if (interval !== undefined && !(interval > 0 && interval <= 24))
    throw new RowFault(`interval is ${interval}: hours from 1 to 24 are expected`);
  const mark = decimalOf(field(at.mark), 'mark');
  take(
    {
      kind: 'funding',
      market: key,
      atMs: onTheHour(instantMs),
      rate: rateOf(row.rate, unit),
      ...(interval === undefined ? {} : { intervalHours: hours(interval) }),
      ...(mark === undefined ? {} : { mark }),
    },
    line,
  );
};

const rateOf = (field: string, unit: PlainTerms['unit']): DecimalText => {
  const isPercent = field.endsWith('%');
  const written = needed(decimalOf(isPercent ? field.slice(0, -1) : field, 'rate'), 'rate');
  return isPercent || unit === 'percent' ? decimalText(decimal(written).div(100)) : written;
};

const pricesOf = (
  { field, at }: { readonly field: Field; readonly at: Columns },
  market: MarketKey,
  instantMs: AtMs,
): MarkRow | undefined => {
  const told: Partial<Record<'mark' | 'index' | 'close', number>> = {};
  for (const column of ['mark', 'index', 'close'] as const) {
    const price = priceOf(field(at[column]), column);
    if (price !== undefined) told[column] = price;
  }
  return Object.keys(told).length === 0 ? undefined : { kind: 'mark', market, atMs: instantMs, ...told };
};

/** Times as one file writes them: all with a zone, or all without. */
class RowClock {
  readonly #zone: TimeZone | undefined;
  readonly #last = new Map<MarketKey, number>();
  #kind: 'with a zone' | 'without a zone' | 'a count since 1970' | undefined;

  constructor(zone: TimeZone | undefined) {
    this.#zone = zone;
  }

  instant(field: string, market: MarketKey): AtMs {
    if ((field.length === 13 && isDigits(field)) || /^\d{10,}(?:\.\d*)?$/.test(field)) {
      this.#expect('a count since 1970', field);
      return epochMs(field, 'time');
    }
    const { wallMs, zone } = wallTime(field, 'time');
    this.#expect(zone === undefined ? 'without a zone' : 'with a zone', field);
    const of = zone === undefined ? this.#zone : timeZone(zone);
    if (of === undefined)
      throw new RowFault(
        `time is "${field}" and says not of which zone: name it with --time-zone, such as UTC, UTC+3 or Europe/London`,
        'history.time-zone',
      );
    const instantMs = instantIn(of, wallMs, this.#last.get(market) ?? -Infinity);
    this.#last.set(market, instantMs);
    return atMs(instantMs);
  }

  #expect(kind: 'with a zone' | 'without a zone' | 'a count since 1970', field: string): void {
    this.#kind ??= kind;
    if (this.#kind !== kind)
      throw new RowFault(
        `time is "${field}", ${kind}, where earlier lines have times that are written ${this.#kind}`,
        'history.time-zone',
      );
  }
}
