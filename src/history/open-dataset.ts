import type { MarketKey } from '../domain/ids.ts';
import { DUMP_KINDS, dumpDataset } from './datasets/binance-dump.ts';
import type { DumpKind } from './datasets/binance-dump.ts';
import { ccxtDataset } from './datasets/ccxt-history.ts';
import { RowFault, rememberedNaming } from './datasets/dataset.ts';
import type { Dataset, DatasetTerms } from './datasets/dataset.ts';
import { splitFields } from './datasets/fields.ts';
import { plainDataset } from './datasets/plain-csv.ts';
import type { PlainTerms } from './datasets/plain-csv.ts';
import { tardisDataset, tardisKind } from './datasets/tardis.ts';
import type { TardisKind } from './datasets/tardis.ts';

export interface OpenTerms extends DatasetTerms {
  /** The path as given: dumps say in it what they hold, and of which symbol. */
  readonly path: string;
  /** In place of what path and first line tell. */
  readonly format?: DatasetFormat;
  /** Declared columns: the file is a plain CSV. */
  readonly plain?: Omit<PlainTerms, keyof DatasetTerms>;
}

export const DATASET_FORMATS = [
  'tardis-derivative-ticker',
  'tardis-book-snapshot',
  'tardis-quotes',
  'tardis-trades',
  'tardis-liquidations',
  ...DUMP_KINDS.map((kind) => `dump-${kind}` as const),
  'ccxt-json',
] as const;
export type DatasetFormat = (typeof DATASET_FORMATS)[number];

export interface OpenedDataset {
  readonly dataset: Dataset;
  readonly firstLine: 'header' | 'data';
}

/** The dataset of a file, told by what the user says, else by its path and first line. Throws RowFault. */
export const openDataset = (firstLine: string, terms: OpenTerms): OpenedDataset => {
  const { plain, format } = terms;
  if (plain !== undefined) return openPlain(firstLine, { ...terms, ...plain });
  if (format === 'ccxt-json' || (format === undefined && /^[[{]/.test(firstLine)))
    return { dataset: ccxtDataset(terms), firstLine: 'data' };
  const dump = DUMP_KINDS.find((kind) => (format === undefined ? isDump(terms.path, kind) : format === `dump-${kind}`));
  if (dump !== undefined) return { dataset: dumpDataset(dump, symbolOfDump(terms), terms), firstLine: 'data' };
  const header = splitFields(firstLine).map((name) => name.trim());
  const kind = tardisOf(header, terms);
  if (kind !== undefined) return { dataset: tardisDataset(kind, header, terms), firstLine: 'header' };
  throw new RowFault(unknownText(firstLine), 'history.file-format');
};

const openPlain = (firstLine: string, terms: PlainTerms): OpenedDataset => {
  const header = splitFields(firstLine, terms.delimiter);
  const other = header.length === 1 ? otherDelimiter(firstLine, terms.delimiter) : undefined;
  if (other !== undefined)
    throw new RowFault(
      `no "${terms.delimiter}" stands in the header but "${other}" does: say --delimiter "${other}"`,
      'history.file-format',
    );
  return { dataset: plainDataset(header, terms), firstLine: 'header' };
};

const otherDelimiter = (line: string, delimiter: string): string | undefined =>
  [',', ';', '\t', '|'].find((each) => each !== delimiter && line.includes(each));

const unknownText = (firstLine: string): string => {
  const other = firstLine.includes(',') ? undefined : otherDelimiter(firstLine, ',');
  if (other !== undefined)
    return `the header "${firstLine.slice(0, 60)}" is delimited by "${other === '\t' ? 'tab' : other}", not by a comma: declare its columns with --map and --delimiter`;
  return `the header "${firstLine.slice(0, 60)}" is of no known format: say --format, or declare the columns with --map time=…,rate=…`;
};

const isDump = (path: string, kind: DumpKind): boolean =>
  path.split(/[/\\]/).includes(kind) || new RegExp(`-${kind}-\\d{4}-\\d\\d`).test(path);

/** Dumps hold one symbol, named at the beginning of the file. */
const symbolOfDump = ({ path, naming }: OpenTerms): MarketKey => {
  const name = path.split(/[/\\]/).at(-1) ?? '';
  const [, symbol = ''] = /^([A-Z0-9_]+)-/.exec(name) ?? [];
  return rememberedNaming(naming)(symbol);
};

const tardisOf = (header: readonly string[], { path, format }: OpenTerms): TardisKind | undefined => {
  const told = tardisKind(header);
  if (format !== undefined) {
    const stated = TARDIS[format];
    const isFit = stated === told || (stated === 'liquidations' && told === 'trades');
    return isFit ? stated : undefined;
  }
  return told === 'trades' && /liquidations/.test(path) ? 'liquidations' : told;
};

const TARDIS: Readonly<Partial<Record<DatasetFormat, TardisKind>>> = {
  'tardis-derivative-ticker': 'derivative_ticker',
  'tardis-book-snapshot': 'book_snapshot',
  'tardis-quotes': 'quotes',
  'tardis-trades': 'trades',
  'tardis-liquidations': 'liquidations',
};
