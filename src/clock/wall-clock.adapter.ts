import { atMs as instant } from '../domain/units.ts';
import type { Clock } from './clock.ts';
import { timerScheduler } from './timer-scheduler.stream.ts';

/** The two times an operating system offers: one that can be set, one that only runs. Milliseconds. */
export interface TimeSources {
  wallMs(): number;
  monotonicMs(): number;
}

export interface WallClockOptions {
  /** Called when the wall clock was set by more than a second; positive is forwards. */
  readonly onJump?: (jumpMs: number) => void;
  readonly sources?: TimeSources;
}

/** A step of the wall clock larger than this is a jump, not a correction. */
const JUMP_MS = 1000;

/**
 * Real time that never runs backwards. A backward correction up to a second holds the reading until the wall clock has
 * caught up. After a larger backward step the reading goes on at the pace of the monotonic clock, ahead of the wall:
 * deadlines must come due even then. A forward step is followed.
 */
export const createWallClock = ({ onJump, sources = systemTime }: WallClockOptions = {}): Clock => {
  let lastWallMs = sources.wallMs();
  let lastMonotonicMs = sources.monotonicMs();
  let aheadMs = 0;
  let reading = lastWallMs;
  const now = () => {
    const wallMs = sources.wallMs();
    const monotonicMs = sources.monotonicMs();
    const jumpMs = wallMs - lastWallMs - (monotonicMs - lastMonotonicMs);
    lastWallMs = wallMs;
    lastMonotonicMs = monotonicMs;
    if (Math.abs(jumpMs) > JUMP_MS) {
      aheadMs = Math.max(0, aheadMs - jumpMs);
      onJump?.(Math.round(jumpMs));
    }
    reading = Math.max(reading, Math.round(wallMs + aheadMs));
    return instant(reading);
  };
  const timers: Clock['timers'] = {
    setTimeout: (run, delayMs) => setTimeout(run, delayMs),
    clearTimeout: (id) => clearTimeout(id as NodeJS.Timeout),
  };
  return { now, timers, scheduler: timerScheduler({ now, timers }) };
};

/** Milliseconds of the monotonic clock, with fractions: for measuring only, never part of a fact. */
export const hrtimeMs = (): number => performance.now();

/** Resolves after `delayMs` of real time, or at once when `signal` is aborted; it never rejects. */
export const sleep = (delayMs: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal?.aborted === true || delayMs <= 0) {
      resolve();
      return;
    }
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, delayMs);
    signal?.addEventListener('abort', done, { once: true });
  });

/** Lets everything else of the process have its turn once: promises alone would never let go of it. */
export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const systemTime: TimeSources = { wallMs: () => Date.now(), monotonicMs: () => performance.now() };
