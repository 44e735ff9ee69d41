import { breathe, hrtimeMs, sleep } from './wall-clock.adapter.ts';

/** Virtual milliseconds per real millisecond, or as fast as the machine can. */
export type Speed = number | 'max';

export interface Pacer {
  /**
   * Resolves when real time has caught up with virtual `atMs`. The first call sets the start; a change of speed counts
   * from the last paced instant, so nothing is made up for. A machine that is too slow is never waited for.
   */
  reach(atMs: number, speed: Speed): Promise<void>;
}

/** Waits shorter than this are saved up: timers are not that fine. */
const WAIT_MIN_MS = 2;
/** Sockets, signals and disk acknowledgements get their turn at least this often, however late the engine is. */
const BREATH_EVERY_MS = 10;

/** Ties virtual time to real time. */
export const createPacer = (signal?: AbortSignal): Pacer => {
  let lastAtMs: number | undefined;
  let dueMs = hrtimeMs();
  let breathedMs = dueMs;
  return {
    reach: async (atMs, speed) => {
      const nowMs = hrtimeMs();
      const stepMs = speed === 'max' || lastAtMs === undefined ? 0 : Math.max(0, atMs - lastAtMs) / speed;
      lastAtMs = Math.max(lastAtMs ?? atMs, atMs);
      dueMs = speed === 'max' ? nowMs : Math.max(dueMs + stepMs, nowMs - WAIT_MIN_MS);
      if (dueMs - nowMs >= WAIT_MIN_MS) await sleep(dueMs - nowMs, signal);
      else if (nowMs - breathedMs >= BREATH_EVERY_MS) await breathe();
      else return;
      breathedMs = hrtimeMs();
    },
  };
};
