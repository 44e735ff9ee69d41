import { grown } from './scratch.ts';

const NEWLINE = 10;
/** Bytes below which a loop is faster than a call. */
const FEW = 64;

/** Lines of ASCII gathered into texts of bytes, one after the other in one buffer that is used again. */
export class LineBuffer {
  #bytes = Buffer.alloc(0);
  #used = 0;
  readonly #ends: number[] = [];
  #textFrom = 0;
  #lastFrom = 0;

  get length(): number {
    return this.#used;
  }

  clear(): void {
    this.#used = 0;
    this.#textFrom = 0;
    this.#ends.length = 0;
  }

  /** The next line begins a text. */
  beginText(): void {
    this.#textFrom = this.#used;
  }

  /** The text in hand is wanted. */
  endText(): void {
    this.#ends.push(this.#used);
  }

  dropText(): void {
    this.#used = this.#textFrom;
  }

  /** Those that are wanted, each to be used before the next one is asked for. */
  *texts(): Generator<Uint8Array> {
    let from = 0;
    for (const to of this.#ends) {
      yield this.#bytes.subarray(from, to);
      from = to;
    }
  }

  /** One line or several, without a newline at the end. */
  push(bytes: Buffer, from: number, to: number): void {
    const at = this.#begin(to - from);
    if (to - from > FEW) bytes.copy(this.#bytes, at, from, to);
    else for (let nth = 0; nth < to - from; nth += 1) this.#bytes[at + nth] = bytes[from + nth] ?? 0;
  }

  last(): string {
    return this.#bytes.toString('latin1', this.#lastFrom, this.#used);
  }

  /** In the place of the line pushed last, alone. */
  replaceLast(line: string): void {
    this.#used = Math.max(this.#textFrom, this.#lastFrom - 1);
    const at = this.#begin(line.length);
    this.#bytes.write(line, at, 'latin1');
  }

  #begin(length: number): number {
    const at = this.#used === this.#textFrom ? this.#used : this.#used + 1;
    if (at + length > this.#bytes.length) this.#bytes = grown(this.#bytes, this.#used, at + length);
    if (at > this.#textFrom) this.#bytes[at - 1] = NEWLINE;
    this.#lastFrom = at;
    this.#used = at + length;
    return at;
  }
}
