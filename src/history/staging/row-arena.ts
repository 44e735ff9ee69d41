import type { RowDraft } from '../history.ts';
import { textOfRow } from '../row-text.ts';
import type { ImportLimits } from './import-limits.ts';
import { grown } from './scratch.ts';
import { compareTies, instantAt, lengthAt, lineAt, placeAt, rowBytes, seriesAt, sizeOf, writeRow } from './told-row.ts';
import type { RowBytes } from './told-row.ts';

/** Rows as they come, flat in one buffer: nothing of what they were made of is kept alive. */
export class RowArena {
  #rows = rowBytes(Buffer.alloc(0));
  #used = 0;
  /** Where each begins, in the order they were told. */
  #offsets = new Uint32Array(64);
  #count = 0;
  #seriesMax = 0;

  readonly #limits: ImportLimits;

  constructor(limits: ImportLimits) {
    this.#limits = limits;
  }

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  get isFull(): boolean {
    return this.#count >= this.#limits.rows || this.#used >= this.#limits.bytes;
  }

  add(series: number, row: RowDraft, place: number): void {
    const line = textOfRow(row);
    const at = this.#used;
    this.#used += sizeOf(line.length);
    if (this.#used > this.#rows.bytes.length) this.#rows = rowBytes(grown(this.#rows.bytes, at, this.#used));
    writeRow(this.#rows, at, { series, line, atMs: row.atMs, place });
    if (this.#count === this.#offsets.length) {
      const offsets = this.#offsets;
      this.#offsets = new Uint32Array(2 * offsets.length);
      this.#offsets.set(offsets);
    }
    this.#offsets[this.#count] = at;
    this.#count += 1;
    if (series > this.#seriesMax) this.#seriesMax = series;
  }

  /** Hands over every row, those of a series together and in order, and holds none afterwards. */
  drain(take: (rows: RowBytes, from: number, to: number) => void): void {
    const rows = this.#rows;
    for (const at of this.#sorted()) take(rows, at, at + sizeOf(lengthAt(rows, at)));
    this.#used = 0;
    this.#count = 0;
  }

  /** Told by series, each in the order it was told; most files tell a series in order of time, and then that is all. */
  #sorted(): Uint32Array {
    const rows = this.#rows;
    const offsets = this.#offsets.subarray(0, this.#count);
    const ends = new Uint32Array(this.#seriesMax + 2);
    for (const at of offsets) {
      const after = seriesAt(rows, at) + 1;
      ends[after] = (ends[after] ?? 0) + 1;
    }
    for (let series = 1; series < ends.length; series += 1)
      ends[series] = (ends[series] ?? 0) + (ends[series - 1] ?? 0);
    // from here on each stands where the next row of its series goes, and in the end where they end
    const sorted = new Uint32Array(this.#count);
    for (const at of offsets) {
      const series = seriesAt(rows, at);
      const next = ends[series] ?? 0;
      sorted[next] = at;
      ends[series] = next + 1;
    }
    for (let series = 0, from = 0; series <= this.#seriesMax; series += 1) {
      const to = ends[series] ?? 0;
      orderByTime(rows, sorted.subarray(from, to));
      from = to;
    }
    return sorted;
  }
}

/** Rows of one series by what they tell of; those that tell of the same by their places, then as they were told. */
const orderByTime = (rows: RowBytes, offsets: Uint32Array): void => {
  const compare = (a: number, b: number): number =>
    instantAt(rows, a) - instantAt(rows, b) ||
    compareTies(
      seriesAt(rows, a),
      () => lineAt(rows, a),
      () => lineAt(rows, b),
    ) ||
    placeAt(rows, a) - placeAt(rows, b);
  for (let nth = 1; nth < offsets.length; nth += 1)
    if (compare(offsets[nth - 1] ?? 0, offsets[nth] ?? 0) > 0) {
      offsets.set([...offsets].sort(compare));
      return;
    }
};
