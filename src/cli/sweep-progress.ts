import type { TaskProgress } from '../backtest/sweep/run-one.ts';
import type { CommandIo } from './io.ts';
import { ProgressLine, paceText } from './progress.ts';

/** How far a sweep is over all its runs, how fast, and how long it still takes; on standard error. */
export class SweepProgress {
  readonly #drawn: ProgressLine;
  readonly #runs: number;
  /** Runs of earlier rounds, all done. */
  #before = 0;
  #events = 0;
  readonly #under = new Map<number, TaskProgress>();

  constructor(runs: number, io: CommandIo) {
    this.#drawn = new ProgressLine(io);
    this.#runs = runs;
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
    this.#drawn.draw((elapsedMs) => this.line(elapsedMs));
  };

  /** `sweep 7 of 25 runs, 31.2 %, 13,000 events/s, 4m10s to go`. */
  line(elapsedMs: number): string {
    const under = [...this.#under.values()];
    const done = this.#before + under.filter(({ fraction }) => fraction >= 1).length;
    const fraction = (this.#before + under.reduce((sum, one) => sum + one.fraction, 0)) / Math.max(1, this.#runs);
    return `sweep ${done} of ${this.#runs} runs, ${paceText({ fraction, events: this.#events }, elapsedMs)}`;
  }

  end(): Promise<void> {
    return this.#drawn.end();
  }
}
