import type { TaskProgress } from '../backtest/sweep/run-one.ts';
import type { CommandIo } from './io.ts';
import { duration } from './table.ts';

/** A terminal is drawn anew this often; a log gets a line now and then. */
const DRAW_EVERY_MS = 500;
const LINE_EVERY_MS = 10_000;

/** How far a sweep is over all its runs, how fast, and how long it still takes; on standard error. */
export class SweepProgress {
  readonly #io: CommandIo;
  readonly #runs: number;
  readonly #startedMs: number;
  readonly #isTerminal: boolean;
  #drawnMs: number;
  /** Runs of earlier rounds, all done. */
  #before = 0;
  #events = 0;
  readonly #under = new Map<number, TaskProgress>();

  constructor(runs: number, io: CommandIo) {
    this.#io = io;
    this.#runs = runs;
    this.#startedMs = this.#drawnMs = io.now();
    this.#isTerminal = io.terminal() !== undefined;
  }

  /** The next round begins: the places of its tasks count from 0 again. */
  round(): void {
    this.#before += this.#under.size;
    this.#under.clear();
  }

  readonly at = (place: number, { fraction, events }: TaskProgress): void => {
    const known = this.#under.get(place)?.events ?? 0;
    // the last word of a run says nothing of events
    const now = Math.max(known, events);
    this.#events += now - known;
    this.#under.set(place, { fraction, events: now });
    const nowMs = this.#io.now();
    if (nowMs - this.#drawnMs < (this.#isTerminal ? DRAW_EVERY_MS : LINE_EVERY_MS)) return;
    this.#drawnMs = nowMs;
    const line = this.line(nowMs);
    void this.#io.stderr.write(this.#isTerminal ? `\r\u001b[K${line}` : `${line}\n`);
  };

  /** `sweep 7 of 25 runs, 31.2 %, 13,000 events/s, 4m10s to go`. */
  line(nowMs: number): string {
    const under = [...this.#under.values()];
    const done = this.#before + under.filter(({ fraction }) => fraction >= 1).length;
    const fraction = (this.#before + under.reduce((sum, one) => sum + one.fraction, 0)) / Math.max(1, this.#runs);
    const elapsedMs = nowMs - this.#startedMs;
    const perSecond = Math.round(this.#events / Math.max(0.001, elapsedMs / 1000)).toLocaleString('en-US');
    const left = fraction > 0 ? `${duration((elapsedMs * (1 - fraction)) / fraction)} to go` : 'just begun';
    return `sweep ${done} of ${this.#runs} runs, ${(fraction * 100).toFixed(1)} %, ${perSecond} events/s, ${left}`;
  }

  async end(): Promise<void> {
    if (this.#isTerminal && this.#drawnMs !== this.#startedMs) await this.#io.stderr.write('\r\u001b[K');
  }
}
