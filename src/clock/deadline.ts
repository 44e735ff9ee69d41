import type { AtMs } from '../domain/units.ts';
import { MS_PER_HOUR, atMs as instant } from '../domain/units.ts';

/** True when a deadline is at or before `nowMs`; no deadline is never due. */
export const isDue = (deadlineAtMs: number | undefined, nowMs: number): boolean =>
  deadlineAtMs !== undefined && deadlineAtMs <= nowMs;

const DEADLINE_STEP_MS = 100;

/** The deadline on the 100 ms grid at or after `atMs`: ticks of many actors then fall together. */
export const roundUpTo100Ms = (atMs: number): AtMs => instant(Math.ceil(atMs / DEADLINE_STEP_MS) * DEADLINE_STEP_MS);

/**
 * The first settlement strictly after `atMs` on the UTC grid of `intervalHours` (8: 00:00, 08:00, 16:00). Throws
 * RangeError unless the interval is a positive number of hours.
 */
export const nextSettlement = (atMs: number, intervalHours: number): AtMs => {
  const intervalMs = intervalHours * MS_PER_HOUR;
  if (!(intervalMs > 0) || !Number.isFinite(intervalMs))
    throw new RangeError(`a funding interval is a positive number of hours, not ${intervalHours}`);
  return instant((Math.floor(atMs / intervalMs) + 1) * intervalMs);
};

/** The first multiple of `stepMs` strictly after an instant; `stepMs` > 0. */
export const nextMultiple = (atMs: number, stepMs: number): AtMs => instant((Math.floor(atMs / stepMs) + 1) * stepMs);

/** Settlement stamps come up to 24 ms late; anything within a minute of the full hour is meant to be it. */
const JITTER_MAX_MS = 60_000;

/** The full hour a jittered settlement stamp means; the stamp itself where it is not near one. */
export const onTheHour = (stampMs: AtMs): AtMs => {
  const hour = Math.round(stampMs / MS_PER_HOUR) * MS_PER_HOUR;
  return Math.abs(stampMs - hour) <= JITTER_MAX_MS ? instant(hour) : stampMs;
};
