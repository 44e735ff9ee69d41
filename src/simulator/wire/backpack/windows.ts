import { isRecord } from '../../../domain/codec.ts';

type Level = readonly [string, string];

/** Changes of one book gathered over a window of the venue's time: the last size of each level, all ids of the frames. */
export class WindowedDepth {
  readonly #stream: string;
  readonly #windowMs: number;
  readonly #sides = { a: new Map<string, Level>(), b: new Map<string, Level>() };
  #firstId: unknown;
  #window: number | undefined;

  constructor(stream: string, windowMs: number) {
    this.#stream = stream;
    this.#windowMs = windowMs;
  }

  /** The gathered frame once its window is over, `undefined` before. */
  take({ data }: Readonly<Record<string, unknown>>): unknown {
    if (!isRecord(data)) return undefined;
    this.#firstId ??= data.U;
    for (const side of ['a', 'b'] as const)
      for (const level of levelsOf(data[side])) this.#sides[side].set(level[0], level);
    const window = Math.floor(Number(data.E) / 1000 / this.#windowMs);
    this.#window ??= window;
    if (window === this.#window) return undefined;
    const [a, b] = [this.#sides.a, this.#sides.b].map((side) => [...side.values()]);
    const gathered = { data: { ...data, U: this.#firstId, a, b }, stream: this.#stream };
    this.#window = window;
    this.#firstId = undefined;
    this.#sides.a.clear();
    this.#sides.b.clear();
    return gathered;
  }
}

const levelsOf = (value: unknown): readonly Level[] => (Array.isArray(value) ? (value as readonly Level[]) : []);
