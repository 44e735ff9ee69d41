import { atMs as instant } from '../domain/units.ts';
import type { AtMs } from '../domain/units.ts';
import type { Clock } from './clock.ts';
import { Heap } from './heap.ts';
import { timerScheduler } from './timer-scheduler.stream.ts';

/** A clock that stands still until an event moves it. */
export interface VirtualClock extends Clock {
  /**
   * Moves time to `atMs` and runs, in order of due time and then of arming, every timer due on the way; each sees its
   * own due time as now. An `atMs` in the past moves nothing, but still runs what is due now.
   */
  moveTo(atMs: number): void;
}

interface Timer {
  readonly id: number;
  readonly dueAtMs: number;
  readonly run: () => void;
}

/** More timers than this at one instant is a timer that arms itself again without delay. */
const RUNS_PER_INSTANT_MAX = 100_000;

export const createVirtualClock = (startAtMs: number): VirtualClock => {
  const timers = new TimerQueue();
  let nowMs: AtMs = instant(startAtMs);
  const moveTo = (atMs: number): void => {
    let runs = 0;
    for (let timer = timers.takeDue(Math.max(nowMs, atMs)); timer !== undefined;) {
      runs = timer.dueAtMs > nowMs ? 0 : runs + 1;
      if (runs > RUNS_PER_INSTANT_MAX) throw new Error(`a timer re-arms itself without delay at ${nowMs}`);
      nowMs = instant(Math.max(nowMs, timer.dueAtMs));
      timer.run();
      timer = timers.takeDue(Math.max(nowMs, atMs));
    }
    nowMs = instant(Math.max(nowMs, atMs));
  };
  const now = () => nowMs;
  const face: Clock['timers'] = {
    setTimeout: (run, delayMs) => timers.arm(nowMs + Math.max(0, delayMs), run),
    clearTimeout: (id) => timers.disarm(id),
  };
  return { now, timers: face, scheduler: timerScheduler({ now, timers: face }), moveTo };
};

const isBefore = (a: Timer, b: Timer): boolean => a.dueAtMs < b.dueAtMs || (a.dueAtMs === b.dueAtMs && a.id < b.id);

/** Timers by (due time, arming order); a cleared one leaves its place and is skipped when it surfaces. */
class TimerQueue {
  readonly #heap = new Heap(isBefore);
  readonly #armed = new Set<number>();
  #lastId = 0;

  arm(dueAtMs: number, run: () => void): number {
    const timer = { id: ++this.#lastId, dueAtMs, run };
    this.#armed.add(timer.id);
    this.#heap.push(timer);
    return timer.id;
  }

  disarm(id: unknown): void {
    if (typeof id === 'number') this.#armed.delete(id);
  }

  takeDue(atMs: number): Timer | undefined {
    for (;;) {
      const first = this.#heap.first();
      if (first === undefined || first.dueAtMs > atMs) return undefined;
      this.#heap.takeFirst();
      if (this.#armed.delete(first.id)) return first;
    }
  }
}
