import { Heap } from '../../clock/heap.ts';
import type { Run } from './row-runs.ts';
import { grown } from './scratch.ts';
import type { Scratch } from './scratch.ts';
import { HEAD_BYTES, compareTies, instantAt, lengthAt, placeAt, rowBytes, seriesAt, sizeOf } from './told-row.ts';
import type { RowBytes } from './told-row.ts';

/** Bytes of a run in memory while it is read. */
const WINDOW_BYTES = 32 * 1024;

/** A run, read row by row. */
export class RunCursor {
  series = 0;
  atMs = 0;
  place = 0;
  /** Where the row begins and ends in `rows`, and where its line does. */
  at = 0;
  end = 0;
  from = 0;
  to = 0;
  readonly age: number;
  readonly #scratch: Scratch;
  /** What of the run was not read yet. */
  #left: { from: number; readonly to: number };
  #rows = rowBytes(Buffer.alloc(0));
  #filled = 0;

  constructor(scratch: Scratch, run: Run) {
    this.#scratch = scratch;
    this.#left = { from: run.from, to: run.to };
    this.age = run.age;
  }

  get rows(): RowBytes {
    return this.#rows;
  }

  get bytes(): Buffer {
    return this.#rows.bytes;
  }

  readonly line = (): string => this.#rows.bytes.toString('latin1', this.from, this.to);

  /** Goes on to the next row; false behind the last. */
  next(): boolean {
    if (this.end + HEAD_BYTES > this.#filled && !this.#more(HEAD_BYTES)) return false;
    const size = sizeOf(lengthAt(this.#rows, this.end));
    if (this.end + size > this.#filled) this.#more(size);
    const at = this.end;
    this.series = seriesAt(this.#rows, at);
    this.atMs = instantAt(this.#rows, at);
    this.place = placeAt(this.#rows, at);
    this.at = at;
    this.end = at + size;
    this.from = at + HEAD_BYTES;
    this.to = this.from + lengthAt(this.#rows, at);
    return true;
  }

  /** Brings what follows the row stood at to the front and reads on; false where no `needed` bytes follow. */
  #more(needed: number): boolean {
    const kept = this.#filled - this.end;
    const left = this.#left.to - this.#left.from;
    if (kept + left < needed) return false;
    const wanted = Math.max(needed, Math.min(WINDOW_BYTES, kept + left));
    const { bytes } = this.#rows;
    if (bytes.length < wanted) this.#rows = rowBytes(grown(bytes.subarray(this.end), kept, wanted));
    else bytes.copyWithin(0, this.end, this.#filled);
    const room = this.#rows.bytes.subarray(kept, Math.min(this.#rows.bytes.length, kept + left));
    if (this.#scratch.read(room, this.#left.from) < room.length)
      throw new Error('what an import laid aside is not there any more');
    this.#left.from += room.length;
    this.#filled = kept + room.length;
    this.end = 0;
    return true;
  }
}

/** Many runs as one, in the order of rows within a run; of equal rows the one told first comes first. */
export class MergedRows {
  readonly #heap = new Heap<RunCursor>((a, b) => compareRuns(a, b) < 0);

  constructor(runs: readonly RunCursor[]) {
    for (const run of runs) if (run.next()) this.#heap.push(run);
  }

  /** The row stood at: read before `next` alone. */
  get row(): RunCursor | undefined {
    return this.#heap.first();
  }

  next(): void {
    if (this.row?.next() === true) this.#heap.firstChanged();
    else this.#heap.takeFirst();
  }
}

const compareRuns = (a: RunCursor, b: RunCursor): number =>
  a.series - b.series || a.atMs - b.atMs || compareTies(a.series, a.line, b.line) || a.place - b.place || a.age - b.age;
