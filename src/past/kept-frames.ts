import type { Frame } from './frame.adapter.ts';

const KEPT_MAX = 4000;
const KEPT_MAX_BYTES = 256_000_000;
/** Of the last stretch that was run again because it is not among the others. */
const NEAR_MAX = 200;

type Sized = Pick<Frame, 'seq' | 'bytes'>;

/** The instants of a run that are kept: all while they are few, then every second of them, every fourth and so on. */
export class KeptFrames<Kept extends Sized = Frame> {
  readonly #kept: { readonly at: number; readonly frame: Kept }[] = [];
  readonly #near = new Map<number, Kept>();
  readonly #keptMax: number;
  #every = 1;
  #bytes = 0;

  constructor(keptMax = KEPT_MAX) {
    this.#keptMax = keptMax;
  }

  /** Whether the instant number `at` of the run, counted from 0, is one to keep. */
  isDue(at: number): boolean {
    return at % this.#every === 0;
  }

  /** In order of their instants. */
  keep(at: number, frame: Kept): void {
    this.#kept.push({ at, frame });
    this.#bytes += frame.bytes;
    while (this.#kept.length > 2 && (this.#kept.length > this.#keptMax || this.#bytes > KEPT_MAX_BYTES)) this.#thin();
  }

  /** One of a stretch that was run again: the oldest make room. */
  keepNear(frame: Kept): void {
    this.#near.set(frame.seq, frame);
    const [oldest] = this.#near.keys();
    if (this.#near.size > NEAR_MAX && oldest !== undefined) this.#near.delete(oldest);
  }

  of(seq: number): Kept | undefined {
    return this.#near.get(seq) ?? this.#kept.find(({ frame }) => frame.seq === seq)?.frame;
  }

  /** The last that is kept for good before a seq. */
  seqBefore(seq: number): number {
    return this.#kept.findLast(({ frame }) => frame.seq < seq)?.frame.seq ?? 0;
  }

  #thin(): void {
    this.#every *= 2;
    const rest = this.#kept.filter(({ at }) => this.isDue(at));
    this.#kept.splice(0, this.#kept.length, ...rest);
    this.#bytes = rest.reduce((bytes, { frame }) => bytes + frame.bytes, 0);
  }
}
