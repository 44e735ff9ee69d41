import type { Position } from './position.ts';
import { MS_PER_HOUR } from '../domain/units.ts';
import type { AtMs } from '../domain/units.ts';

/** After an entry that failed a coin is left alone for this long: the book that refused once refuses again. */
export const COOLDOWN_MS = 60_000;

/** Whether a position may ask for an entry now; what the route nets is the signal's and the gate's business. */
export const mayAskForEntry = ({ retryAtMs, exit, pauseReason }: Position, nowMs: AtMs): boolean =>
  exit === null && pauseReason === null && (retryAtMs === null || nowMs >= retryAtMs);

/** Entries within the last hour, for the cap on opens. */
export const recentOpenings = (openings: readonly AtMs[], nowMs: AtMs): readonly AtMs[] =>
  openings.filter((opened) => opened > nowMs - MS_PER_HOUR);
