import { onTheHour } from '../../clock/deadline.ts';
import type { MarketKey } from '../../domain/ids.ts';
import { atMs, hours } from '../../domain/units.ts';
import type { BookRow, MarkRow } from '../history.ts';
import { RowFault } from './dataset.ts';
import type { Dataset, DatasetTerms, TakeRow } from './dataset.ts';
import { decimalOf, epochMs, needed, numberOf, priceOf, splitFields } from './fields.ts';
import { addBook } from './tardis.ts';
import { Thinning } from './thinning.ts';

export const DUMP_KINDS = [
  'fundingRate',
  'premiumIndexKlines',
  'markPriceKlines',
  'indexPriceKlines',
  'klines',
  'bookTicker',
] as const;
export type DumpKind = (typeof DUMP_KINDS)[number];

const COLUMNS: Readonly<Record<DumpKind, number>> = {
  fundingRate: 3,
  premiumIndexKlines: 12,
  markPriceKlines: 12,
  indexPriceKlines: 12,
  klines: 12,
  bookTicker: 7,
};

/** Monthly and daily files of one symbol, with or without a header: the first field of a data line is a number. */
export const dumpDataset = (kind: DumpKind, market: MarketKey, terms: DatasetTerms): Dataset => {
  const prices = new Thinning<MarkRow>(terms.pricesEveryMs);
  const books = new Thinning<BookRow>(terms.booksEveryMs);
  return {
    line: (text, line, take) => {
      const fields = splitFields(text);
      if (line === 1 && !/^\d/.test(fields[0] ?? '')) return;
      if (fields.length !== COLUMNS[kind])
        throw new RowFault(`${fields.length} fields where ${kind} has ${COLUMNS[kind]}`, 'history.file-format');
      if (kind === 'fundingRate') take(settlementOf(fields, market), line);
      else if (kind === 'bookTicker') addTop(books, { fields, market, line }, take);
      else prices.add(candleOf(kind, fields, market), line, take);
    },
    end: (take) => {
      prices.end(take);
      books.end(take);
    },
  };
};

const settlementOf = (fields: readonly string[], market: MarketKey) =>
  ({
    kind: 'funding',
    market,
    atMs: onTheHour(epochMs(fields[0], 'calc_time')),
    rate: needed(decimalOf(fields[2], 'last_funding_rate'), 'last_funding_rate'),
    intervalHours: hours(needed(numberOf(fields[1], 'funding_interval_hours'), 'funding_interval_hours')),
  }) as const;

const candleOf = (
  kind: Exclude<DumpKind, 'fundingRate' | 'bookTicker'>,
  fields: readonly string[],
  market: MarketKey,
): MarkRow => {
  // it closes in the last ms before the next one opens, and is known from there on
  const closedMs = atMs(epochMs(fields[6], 'close_time') + 1);
  const base = { kind: 'mark', market, atMs: closedMs } as const;
  if (kind === 'premiumIndexKlines') return { ...base, premium: needed(numberOf(fields[4], 'close'), 'close') };
  const price = needed(priceOf(fields[4], 'close'), 'close');
  if (kind === 'klines') return { ...base, close: price };
  return kind === 'markPriceKlines' ? { ...base, mark: price } : { ...base, index: price };
};

const addTop = (
  books: Thinning<BookRow>,
  at: { readonly fields: readonly string[]; readonly market: MarketKey; readonly line: number },
  take: TakeRow,
): void => {
  const { fields, market, line } = at;
  const side = (price: number, size: number, name: string): readonly number[] => [
    needed(priceOf(fields[price], `best_${name}_price`), `best_${name}_price`),
    needed(numberOf(fields[size], `best_${name}_qty`), `best_${name}_qty`),
  ];
  const row: BookRow = {
    kind: 'book',
    market,
    atMs: epochMs(fields[6], 'event_time'),
    bids: side(1, 2, 'bid'),
    asks: side(3, 4, 'ask'),
  };
  addBook(books, row, { line, take });
};
