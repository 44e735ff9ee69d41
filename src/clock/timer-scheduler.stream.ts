import { Subscription } from 'rxjs';
import type { SchedulerAction, SchedulerLike } from 'rxjs';
import type { Clock } from './clock.ts';

type TimeSource = Pick<Clock, 'now' | 'timers'>;

/** An RxJS scheduler whose only time is the clock's: every delay becomes one of the clock's own timers. */
export const timerScheduler = (source: TimeSource): SchedulerLike => ({
  now: () => source.now(),
  schedule: <T>(work: (this: SchedulerAction<T>, state?: T) => void, delayMs?: number, state?: T): Subscription =>
    new TimerAction<T>(source.timers, work).schedule(state, delayMs),
});

/** One scheduled piece of work; it may schedule itself again from inside, which is how RxJS repeats. */
class TimerAction<T> extends Subscription implements SchedulerAction<T> {
  readonly #timers: Clock['timers'];
  readonly #work: (this: SchedulerAction<T>, state?: T) => void;
  #timer: unknown;

  constructor(timers: Clock['timers'], work: (this: SchedulerAction<T>, state?: T) => void) {
    super();
    this.#timers = timers;
    this.#work = work;
  }

  schedule(state?: T, delayMs = 0): Subscription {
    if (this.closed) return this;
    this.#disarm();
    this.#timer = this.#timers.setTimeout(
      () => {
        this.#timer = undefined;
        this.#work.call(this, state);
      },
      Math.max(0, delayMs),
    );
    return this;
  }

  override unsubscribe(): void {
    if (this.closed) return;
    this.#disarm();
    super.unsubscribe();
  }

  #disarm(): void {
    if (this.#timer !== undefined) this.#timers.clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
