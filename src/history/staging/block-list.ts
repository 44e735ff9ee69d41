import type { Block } from '../block-store.ts';
import type { Scratch } from './scratch.ts';
import type { SeriesNumbers } from './series-numbers.ts';

/** Numbers kept of a block, and the place of its id among them. */
const FIELDS = 6;
const ID = 2;
/** Blocks from which on they are laid aside. */
const BLOCKS_MAX = 2048;

/** Blocks staged, in order, as numbers; laid aside but for the last of them. */
export class BlockList implements Iterable<Block> {
  readonly #scratch: Scratch;
  readonly #series: SeriesNumbers;
  readonly #aside: { readonly at: number; readonly length: number }[] = [];
  #last = new Float64Array(FIELDS * 16);
  /** Of the last: those added, and of them those that are named. */
  #added = 0;
  #named = 0;

  constructor(scratch: Scratch, series: SeriesNumbers) {
    this.#scratch = scratch;
    this.#series = series;
  }

  /** A block that has no id yet, and is not in the list before it has. */
  add({ kind, market, startMs, rows, firstMs, lastMs }: Omit<Block, 'id'>): void {
    const at = FIELDS * this.#added;
    if (at === this.#last.length) {
      const larger = new Float64Array(2 * at);
      larger.set(this.#last);
      this.#last = larger;
    }
    this.#last[at] = this.#series.of({ kind, market });
    this.#last[at + 1] = startMs;
    this.#last[at + ID + 1] = rows;
    this.#last[at + ID + 2] = firstMs;
    this.#last[at + ID + 3] = lastMs;
    this.#added += 1;
  }

  /** The ids of those added since, in order. */
  name(ids: readonly number[]): void {
    for (const id of ids) {
      this.#last[FIELDS * this.#named + ID] = id;
      this.#named += 1;
    }
    if (this.#named < BLOCKS_MAX) return;
    const numbers = this.#last.subarray(0, FIELDS * this.#named);
    this.#aside.push({ at: this.#scratch.append(bytesOf(numbers)), length: numbers.length });
    this.#added = 0;
    this.#named = 0;
  }

  *[Symbol.iterator](): Generator<Block> {
    for (const { at, length } of this.#aside) {
      const read = new Float64Array(length);
      this.#scratch.read(bytesOf(read), at);
      yield* this.#blocksOf(read);
    }
    yield* this.#blocksOf(this.#last.subarray(0, FIELDS * this.#named));
  }

  *#blocksOf(numbers: Float64Array): Generator<Block> {
    for (let at = 0; at < numbers.length; at += FIELDS) {
      const field = (nth: number): number => numbers[at + nth] ?? NaN;
      const { kind, market } = this.#series.named(field(0));
      yield { kind, market, startMs: field(1), id: field(2), rows: field(3), firstMs: field(4), lastMs: field(5) };
    }
  }
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float64Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
