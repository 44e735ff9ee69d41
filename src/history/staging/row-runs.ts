import type { ImportLimits } from './import-limits.ts';
import type { RowArena } from './row-arena.ts';
import { MergedRows, RunCursor } from './merged-rows.ts';
import type { Scratch } from './scratch.ts';
import { copyRows, rowBytes } from './told-row.ts';
import type { RowBytes } from './told-row.ts';

/** Bytes appended to the scratch at once. */
const CHUNK_BYTES = 64 * 1024;

/** A sorted run of rows in a scratch. */
export interface Run {
  readonly from: number;
  readonly to: number;
  /** Lower for rows that were told earlier. */
  readonly age: number;
}

type TakeRows = (rows: RowBytes, from: number, to: number) => void;

/** Sorted runs of rows, laid aside; so many at most that all of them can be read side by side. */
export class RowRuns {
  readonly #scratch: Scratch;
  readonly #limits: ImportLimits;
  readonly #levels: Run[][] = [];
  #ages = 0;
  readonly #chunk = rowBytes(Buffer.allocUnsafe(CHUNK_BYTES));

  constructor(scratch: Scratch, limits: ImportLimits) {
    this.#scratch = scratch;
    this.#limits = limits;
  }

  /** The rows of the arena as a run; the arena is empty afterwards. */
  add(arena: RowArena): void {
    this.#ages += 1;
    const age = this.#ages;
    this.#place(
      0,
      this.#written(age, (take) => arena.drain(take)),
    );
  }

  /** All rows in order. */
  merged(): MergedRows {
    return this.#merge(this.#levels.flat());
  }

  #place(level: number, run: Run): void {
    const runs = (this.#levels[level] ??= []);
    runs.push(run);
    if (runs.length < this.#limits.runs) return;
    this.#levels[level] = [];
    const rows = this.#merge(runs);
    const joined = this.#written(runs[0]?.age ?? 0, (take) => {
      for (; rows.row !== undefined; rows.next()) take(rows.row.rows, rows.row.at, rows.row.end);
    });
    this.#place(level + 1, joined);
  }

  #merge(runs: readonly Run[]): MergedRows {
    return new MergedRows(runs.map((run) => new RunCursor(this.#scratch, run)));
  }

  #written(age: number, write: (take: TakeRows) => void): Run {
    const chunk = this.#chunk;
    let from: number | undefined;
    let to = 0;
    let filled = 0;
    const flush = (bytes: Uint8Array): void => {
      const at = this.#scratch.append(bytes);
      from ??= at;
      to = at + bytes.length;
    };
    write((rows, first, end) => {
      if (filled + end - first > CHUNK_BYTES) {
        flush(chunk.bytes.subarray(0, filled));
        filled = 0;
      }
      if (end - first > CHUNK_BYTES) flush(rows.bytes.subarray(first, end));
      else {
        copyRows({ rows, from: first, to: end }, chunk, filled);
        filled += end - first;
      }
    });
    flush(chunk.bytes.subarray(0, filled));
    return { from: from ?? to, to, age };
  }
}
