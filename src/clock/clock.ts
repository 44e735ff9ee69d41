import type { SchedulerLike } from 'rxjs';
import type { AtMs } from '../domain/units.ts';

/** One time with three faces: a reading, an RxJS scheduler and XState timers. Nothing else tells the time. */
export interface Clock {
  now(): AtMs;
  readonly scheduler: SchedulerLike;
  /** What XState's `clock` option takes. */
  readonly timers: {
    setTimeout(run: () => void, delayMs: number): unknown;
    clearTimeout(id: unknown): void;
  };
}
