import type { CommandIo } from './io.ts';
import { duration } from './table.ts';

/** A terminal is drawn anew this often; a log gets a line now and then. */
const DRAW_EVERY_MS = 500;
const LINE_EVERY_MS = 10_000;

/** One line of progress on standard error, drawn over itself on a terminal. */
export class ProgressLine {
  readonly #io: CommandIo;
  readonly #startedMs: number;
  readonly #isTerminal: boolean;
  #drawnMs: number;

  constructor(io: CommandIo) {
    this.#io = io;
    this.#startedMs = this.#drawnMs = io.now();
    this.#isTerminal = io.terminal() !== undefined;
  }

  /** Draws what `line` says of the time since the start, unless it was drawn just now. */
  draw(line: (elapsedMs: number) => string): void {
    const nowMs = this.#io.now();
    if (nowMs - this.#drawnMs < (this.#isTerminal ? DRAW_EVERY_MS : LINE_EVERY_MS)) return;
    this.#drawnMs = nowMs;
    const text = line(nowMs - this.#startedMs);
    void this.#io.stderr.write(this.#isTerminal ? `\r\u001b[K${text}` : `${text}\n`);
  }

  /** Wipes the line off a terminal. */
  async end(): Promise<void> {
    if (this.#isTerminal && this.#drawnMs !== this.#startedMs) await this.#io.stderr.write('\r\u001b[K');
  }
}

/** `42.1 %, 12,345 events/s, 17s to go`. */
export const paceText = (
  { fraction, events }: { readonly fraction: number; readonly events: number },
  elapsedMs: number,
): string => {
  const perSecond = Math.round(events / Math.max(0.001, elapsedMs / 1000)).toLocaleString('en-US');
  const left = fraction > 0 ? `${duration((elapsedMs * (1 - fraction)) / fraction)} to go` : 'just begun';
  return `${(fraction * 100).toFixed(1)} %, ${perSecond} events/s, ${left}`;
};
