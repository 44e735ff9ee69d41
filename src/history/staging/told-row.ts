import { compareText } from '../../domain/compare-text.ts';
import { kindOf } from './series-numbers.ts';

/**
 * A row told to an import, as bytes: series (4), length of the line (4), instant (8) and place (8), then the line as
 * `textOfRow` made it, which is ASCII, filled up to a whole number of words.
 */
export const HEAD_BYTES = 24;
const WORD_BYTES = 4;
const LENGTH_AT = 4;
const INSTANT_AT = 8;
const PLACE_AT = 16;

/** Bytes with rows in them, each at a whole number of words. */
export interface RowBytes {
  readonly bytes: Buffer;
  readonly words: Uint32Array;
  readonly view: DataView;
}

export const rowBytes = (bytes: Buffer): RowBytes => ({
  bytes,
  words: new Uint32Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / WORD_BYTES)),
  view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length),
});

export interface ToldRow {
  readonly series: number;
  readonly atMs: number;
  readonly place: number;
  readonly line: string;
}

/** Of a row whose line has this length. */
export const sizeOf = (length: number): number => Math.ceil((HEAD_BYTES + length) / WORD_BYTES) * WORD_BYTES;

export const writeRow = ({ view, bytes }: RowBytes, at: number, { series, line, atMs, place }: ToldRow): void => {
  view.setUint32(at, series, true);
  view.setUint32(at + LENGTH_AT, line.length, true);
  view.setFloat64(at + INSTANT_AT, atMs, true);
  view.setFloat64(at + PLACE_AT, place, true);
  bytes.write(line, at + HEAD_BYTES, 'latin1');
};

export const seriesAt = ({ view }: RowBytes, at: number): number => view.getUint32(at, true);
export const lengthAt = ({ view }: RowBytes, at: number): number => view.getUint32(at + LENGTH_AT, true);
export const instantAt = ({ view }: RowBytes, at: number): number => view.getFloat64(at + INSTANT_AT, true);
export const placeAt = ({ view }: RowBytes, at: number): number => view.getFloat64(at + PLACE_AT, true);
export const lineAt = (rows: RowBytes, at: number): string =>
  rows.bytes.toString('latin1', at + HEAD_BYTES, at + HEAD_BYTES + lengthAt(rows, at));

/** Bytes below which a loop is faster than a call. */
const FEW = 256;

export interface RowPart {
  readonly rows: RowBytes;
  readonly from: number;
  readonly to: number;
}

/** Copies whole words to `at`. */
export const copyRows = ({ rows, from, to }: RowPart, into: RowBytes, at: number): void => {
  if (to - from > FEW) rows.bytes.copy(into.bytes, at, from, to);
  else
    for (let word = from / WORD_BYTES, target = at / WORD_BYTES; word < to / WORD_BYTES; word += 1, target += 1)
      into.words[target] = rows.words[word] ?? 0;
};

/** What tells two lines of one series and instant apart: a liquidation its id, anything else nothing. */
export const compareTies = (series: number, a: () => string, b: () => string): number =>
  kindOf(series) === 'liquidation' ? compareText(idOfLine(a()), idOfLine(b())) : 0;

/** The id in the line of a liquidation. */
export const idOfLine = (line: string): string => decodeURIComponent(line.split(',', 2)[1] ?? '');
