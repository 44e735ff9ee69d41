import type { AtMs } from '../domain/units.ts';
import { MS_PER_HOUR } from '../domain/units.ts';

export interface EntryWindowSettings {
  /** No entry this close before a settlement unless the route nets without it [30 s]. */
  readonly quietBeforeMs: number;
  /** No entry within the larger of this [90 s] ... */
  readonly quietAfterMs: number;
  /** ... and this fraction of the interval [0.05] after one: the new estimate is not yet one. */
  readonly quietAfterFraction: number;
}

export const defaultEntryWindow: EntryWindowSettings = {
  quietBeforeMs: 30_000,
  quietAfterMs: 90_000,
  quietAfterFraction: 0.05,
};

/** Where an instant lies between two settlements of a leg; `limitMs` is the quiet time, `actualMs` the distance. */
export type EntryWindow =
  | { readonly kind: 'open' }
  | { readonly kind: 'before' | 'after'; readonly limitMs: number; readonly actualMs: number };

/**
 * Places `nowMs` against the coming settlement of a leg and the one an interval earlier. `before` blocks only an entry
 * that does not net without that settlement. A coming settlement that has passed leaves the window to other checks
 * (`open`). Economics 9.
 */
export const entryWindow = (
  leg: { readonly settlementAtMs: AtMs; readonly intervalHours: number },
  nowMs: AtMs,
  settings: EntryWindowSettings = defaultEntryWindow,
): EntryWindow => {
  const toMs = leg.settlementAtMs - nowMs;
  if (toMs <= 0) return { kind: 'open' };
  const intervalMs = leg.intervalHours * MS_PER_HOUR;
  const sinceMs = intervalMs - toMs;
  const quietMs = Math.max(settings.quietAfterMs, settings.quietAfterFraction * intervalMs);
  if (toMs <= settings.quietBeforeMs) return { kind: 'before', limitMs: settings.quietBeforeMs, actualMs: toMs };
  if (sinceMs >= 0 && sinceMs < quietMs) return { kind: 'after', limitMs: quietMs, actualMs: sinceMs };
  return { kind: 'open' };
};
