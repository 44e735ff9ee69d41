import type { Block } from '../block-store.ts';
import type { Scratch } from './scratch.ts';
import type { SeriesNumbers } from './series-numbers.ts';

/** Numbers kept of a block. */
const FIELDS = 6;
/** Blocks in memory at once. */
const BLOCKS_MAX = 2048;

/** Blocks staged, in order; laid aside but for the last of them. */
export class BlockList implements Iterable<Block> {
  readonly #scratch: Scratch;
  readonly #series: SeriesNumbers;
  readonly #aside: number[] = [];
  #last: number[] = [];

  constructor(scratch: Scratch, series: SeriesNumbers) {
    this.#scratch = scratch;
    this.#series = series;
  }

  add({ id, rows, firstMs, lastMs, startMs, ...place }: Block): void {
    this.#last.push(this.#series.of(place), startMs, id, rows, firstMs, lastMs);
    if (this.#last.length < FIELDS * BLOCKS_MAX) return;
    this.#aside.push(this.#scratch.append(bytesOf(Float64Array.from(this.#last))));
    this.#last = [];
  }

  *[Symbol.iterator](): Generator<Block> {
    const read = new Float64Array(FIELDS * BLOCKS_MAX);
    for (const at of this.#aside) {
      this.#scratch.read(bytesOf(read), at);
      yield* this.#blocksOf(read);
    }
    yield* this.#blocksOf(this.#last);
  }

  *#blocksOf(numbers: ArrayLike<number>): Generator<Block> {
    for (let at = 0; at < numbers.length; at += FIELDS) {
      const field = (nth: number): number => numbers[at + nth] ?? NaN;
      const { kind, market } = this.#series.named(field(0));
      yield { kind, market, startMs: field(1), id: field(2), rows: field(3), firstMs: field(4), lastMs: field(5) };
    }
  }
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float64Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
