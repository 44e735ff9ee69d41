import type { Clock } from '../../src/clock/clock.ts';
import { createWallClock } from '../../src/clock/wall-clock.adapter.ts';
import { atMs } from '../../src/domain/units.ts';

/** The wall clock, and how far a spec has set it forward. */
export interface ShiftedClock extends Clock {
  forward(byMs: number): void;
}

/** Real time that can be set forward, so that nobody waits for a settlement. */
export const createShiftedClock = (): ShiftedClock => {
  const wall = createWallClock();
  let aheadMs = 0;
  return {
    now: () => atMs(wall.now() + aheadMs),
    scheduler: wall.scheduler,
    timers: wall.timers,
    forward: (byMs) => {
      aheadMs += byMs;
    },
  };
};
