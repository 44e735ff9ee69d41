import { compareText } from '../../domain/compare-text.ts';
import type { HistoryKind } from '../history.ts';
import { instantOfText } from '../row-text.ts';
import { idOfLine } from './told-row.ts';
import type { RunCursor } from './merged-rows.ts';

const NEWLINE = 10;
const COMMA = 44;
const ZERO = 48;
/** Bytes in which the end of most lines is found before a call would have begun. */
const NEAR = 64;

/** The lines of a block, walked once from the first on; a line is read no further than its order needs. */
export class HeldLines {
  readonly bytes: Buffer;
  /** Where the line stood at begins and ends in `bytes`. */
  from = 0;
  to = 0;
  readonly #isLiquidation: boolean;
  #atMs = 0;

  constructor(bytes: Buffer, kind: HistoryKind) {
    this.bytes = bytes;
    this.#isLiquidation = kind === 'liquidation';
    this.#read();
  }

  get isOver(): boolean {
    return this.from >= this.bytes.length;
  }

  /** Of the line stood at to a row told; above 0 behind the last. */
  compare(told: RunCursor): number {
    if (this.isOver) return 1;
    const apart = this.#atMs - told.atMs;
    return apart === 0 && this.#isLiquidation ? compareText(idOfLine(this.line()), idOfLine(told.line())) : apart;
  }

  line(): string {
    return this.bytes.toString('latin1', this.from, this.to);
  }

  next(): void {
    this.from = this.to + 1;
    this.#read();
  }

  /** It says the same, to the digit. */
  isSame({ bytes, from, to }: RunCursor): boolean {
    if (to - from !== this.to - this.from) return false;
    // what differs mostly differs in the end
    for (let nth = to - from - 1; nth >= 0; nth -= 1)
      if (this.bytes[this.from + nth] !== bytes[from + nth]) return false;
    return true;
  }

  #read(): void {
    const { bytes, from } = this;
    let at = from;
    let instantMs = 0;
    for (let digit = digitAt(bytes, at); digit >= 0; digit = digitAt(bytes, at)) {
      instantMs = instantMs * 10 + digit;
      at += 1;
    }
    const isPlain = at > from && bytes[at] === COMMA;
    for (const near = at + NEAR; at < near && at < bytes.length && bytes[at] !== NEWLINE;) at += 1;
    const end = bytes[at] === NEWLINE ? at : bytes.indexOf(NEWLINE, at);
    this.to = end === -1 ? bytes.length : end;
    // before 1970, or no instant at all
    this.#atMs = isPlain ? instantMs : instantOfText(this.line());
  }
}

/** The digit that stands there, or -1. */
const digitAt = (bytes: Buffer, at: number): number => {
  const digit = (bytes[at] ?? 0) - ZERO;
  return digit >= 0 && digit <= 9 ? digit : -1;
};
