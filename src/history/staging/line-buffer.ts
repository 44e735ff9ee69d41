import { grown } from './scratch.ts';

const NEWLINE = 10;
/** Bytes below which a loop is faster than a call. */
const FEW = 64;

/** Lines of ASCII gathered into one text of bytes. */
export class LineBuffer {
  #bytes = Buffer.alloc(0);
  #used = 0;
  #lastFrom = 0;

  clear(): void {
    this.#used = 0;
    this.#lastFrom = 0;
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
    this.#used = Math.max(0, this.#lastFrom - 1);
    const at = this.#begin(line.length);
    this.#bytes.write(line, at, 'latin1');
  }

  /** A copy that stays as it is. */
  text(): Uint8Array {
    return Uint8Array.prototype.slice.call(this.#bytes, 0, this.#used);
  }

  #begin(length: number): number {
    const at = this.#used === 0 ? 0 : this.#used + 1;
    if (at + length > this.#bytes.length) this.#bytes = grown(this.#bytes, this.#used, at + length);
    if (at > 0) this.#bytes[at - 1] = NEWLINE;
    this.#lastFrom = at;
    this.#used = at + length;
    return at;
  }
}
