import type { AtMs } from '../../domain/units.ts';
import type { BookRow, MarkRow } from '../history.ts';
import { RowFault, rememberedNaming } from './dataset.ts';
import type { Dataset, DatasetTerms, TakeRow } from './dataset.ts';
import { epochMs, needed, numberOf, priceOf, splitFields } from './fields.ts';
import { Thinning } from './thinning.ts';

export type TardisKind = 'derivative_ticker' | 'book_snapshot' | 'quotes' | 'trades' | 'liquidations';

/** A data line by the names of its header. */
interface Line {
  readonly field: (name: string) => string | undefined;
  readonly atMs: AtMs;
  readonly market: ReturnType<ReturnType<typeof rememberedNaming>>;
  readonly line: number;
}

type Reader = (line: Line, take: TakeRow) => void;

/** Which of the daily CSV files a header belongs to; `undefined` for none of those that are read. */
export const tardisKind = (header: readonly string[]): TardisKind | undefined => {
  if (header[0] !== 'exchange' || header[1] !== 'symbol' || header[3] !== 'local_timestamp') return undefined;
  if (header.includes('funding_rate')) return 'derivative_ticker';
  if (header.includes('asks[0].price')) return 'book_snapshot';
  if (header.includes('ask_amount')) return 'quotes';
  // trades and liquidations share their header; the name of the file tells
  return header.includes('side') && header.includes('id') ? 'trades' : undefined;
};

/**
 * Tardis's daily CSV files. A row stands at its arrival (`local_timestamp`): nothing was known before. Settled rates are
 * not made of tickers, whose last rate before a settlement is an estimate: backfill or import those of the venue.
 */
export const tardisDataset = (kind: TardisKind, header: readonly string[], terms: DatasetTerms): Dataset => {
  const columns = new Map(header.map((name, at) => [name, at]));
  const market = rememberedNaming(terms.naming);
  const prices = new Thinning<MarkRow>(terms.pricesEveryMs);
  const books = new Thinning<BookRow>(terms.booksEveryMs);
  const read = READERS[kind]({ prices, books, levels: header.filter((name) => name.endsWith('.price')).length / 2 });
  return {
    line: (text, line, take) => {
      const fields = splitFields(text);
      if (fields.length !== header.length)
        throw new RowFault(`${fields.length} fields where the header has ${header.length}`, 'history.file-format');
      const field = (name: string): string | undefined => fields[columns.get(name) ?? -1];
      const arrivedMs = epochMs(field('local_timestamp'), 'local_timestamp');
      read({ field, atMs: arrivedMs, market: market(field('symbol') ?? '', field('exchange')), line }, take);
    },
    end: (take) => {
      prices.end(take);
      books.end(take);
    },
  };
};

interface Keep {
  readonly prices: Thinning<MarkRow>;
  readonly books: Thinning<BookRow>;
  readonly levels: number;
}

const READERS: Readonly<Record<TardisKind, (keep: Keep) => Reader>> = {
  derivative_ticker:
    ({ prices }) =>
    (line, take) => {
      const told = tickerOf(line);
      if (told !== undefined) prices.add(told, line.line, take);
    },
  book_snapshot: ({ books, levels }) => {
    const names = Array.from({ length: levels }, (_, at) => ({
      bids: [`bids[${at}].price`, `bids[${at}].amount`] as const,
      asks: [`asks[${at}].price`, `asks[${at}].amount`] as const,
    }));
    return ({ field, market, atMs, line }, take) => {
      const bids = names.flatMap((level) => levelOf(field, level.bids));
      const asks = names.flatMap((level) => levelOf(field, level.asks));
      addBook(books, { kind: 'book', market, atMs, bids, asks }, { line, take });
    };
  },
  quotes:
    ({ books }) =>
    ({ field, market, atMs, line }, take) => {
      const bids = levelOf(field, ['bid_price', 'bid_amount']);
      const asks = levelOf(field, ['ask_price', 'ask_amount']);
      addBook(books, { kind: 'book', market, atMs, bids, asks }, { line, take });
    },
  trades:
    ({ prices }) =>
    ({ field, market, atMs, line }, take) => {
      const close = needed(priceOf(field('price'), 'price'), 'price');
      prices.add({ kind: 'mark', market, atMs, close }, line, take);
    },
  liquidations:
    () =>
    ({ field, market, atMs, line }, take) => {
      const side = field('side');
      const row = {
        kind: 'liquidation',
        market,
        atMs,
        id: field('id') === '' ? `${line}` : (field('id') ?? `${line}`),
        // the side of the order that closed it
        liquidated: side === 'buy' ? 'short' : side === 'sell' ? 'long' : 'unknown',
        price: needed(priceOf(field('price'), 'price'), 'price'),
        size: needed(numberOf(field('amount'), 'amount'), 'amount'),
      } as const;
      take(row, line);
    },
};

const tickerOf = ({ field, market, atMs }: Line): MarkRow | undefined => {
  const mark = priceOf(field('mark_price'), 'mark_price');
  const index = priceOf(field('index_price'), 'index_price');
  const close = priceOf(field('last_price'), 'last_price');
  const rate =
    numberOf(field('predicted_funding_rate'), 'predicted_funding_rate') ??
    numberOf(field('funding_rate'), 'funding_rate');
  const next = field('funding_timestamp') ?? '';
  if (mark === undefined && index === undefined && close === undefined && rate === undefined) return undefined;
  return {
    kind: 'mark',
    market,
    atMs,
    ...(mark === undefined ? {} : { mark }),
    ...(index === undefined ? {} : { index }),
    ...(close === undefined ? {} : { close }),
    ...(rate === undefined ? {} : { predictedRate: rate }),
    ...(next === '' ? {} : { nextSettlementAtMs: epochMs(next, 'funding_timestamp') }),
  };
};

/** Levels that were not filled are empty. */
const levelOf = (field: Line['field'], [priceName, sizeName]: readonly [string, string]): readonly number[] => {
  const price = priceOf(field(priceName), priceName);
  return price === undefined ? [] : [price, needed(numberOf(field(sizeName), sizeName), sizeName)];
};

/** Books without a side, and crossed ones, are no books. */
export const addBook = (
  books: Thinning<BookRow>,
  row: BookRow,
  { line, take }: { readonly line: number; readonly take: TakeRow },
): void => {
  const [bid] = row.bids;
  const [ask] = row.asks;
  if (bid === undefined || ask === undefined) return;
  if (bid >= ask) throw new RowFault(`the best bid ${bid} is not below the best ask ${ask}`);
  books.add(row, line, take);
};
