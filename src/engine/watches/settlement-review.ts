import type { LegView, RouteView } from '../../analytics/route-view.ts';
import { MS_PER_HOUR } from '../../domain/units.ts';
import type { AtMs } from '../../domain/units.ts';

export interface ReviewWindow {
  /** Settlements up to here were looked at before. */
  readonly sinceMs: AtMs;
  /** A new estimate is not yet one for this long, or this part of its interval, after a settlement (economics 9). */
  readonly quietMs: number;
  readonly quietFraction: number;
}

/** The latest settlement of either leg that has not been looked at and can be now; `undefined` when there is none. */
export const dueReview = (view: RouteView, window: ReviewWindow): AtMs | undefined => {
  const due = [lastSettlement(view.long, view.nowMs, window), lastSettlement(view.short, view.nowMs, window)];
  if (due.includes('quiet')) return undefined;
  const latest = Math.max(...due.map((atMs) => (typeof atMs === 'number' ? atMs : -Infinity)));
  return latest > window.sinceMs ? (latest as AtMs) : undefined;
};

/** The last settlement of a leg; `quiet` while its new estimate is not one yet: the verdict waits for both legs. */
const lastSettlement = ({ funding }: LegView, nowMs: AtMs, window: ReviewWindow): number | 'quiet' | undefined => {
  // What accrues continuously is posted on the full hour; its mean is an estimate at any time.
  if (funding?.kind === 'current') return Math.floor(nowMs / MS_PER_HOUR) * MS_PER_HOUR;
  if (funding === undefined || funding.kind !== 'predicted' || funding.settlementAtMs <= nowMs) return undefined;
  const intervalMs = funding.intervalHours * MS_PER_HOUR;
  const settledAtMs = funding.settlementAtMs - intervalMs;
  const quietMs = Math.max(window.quietMs, window.quietFraction * intervalMs);
  return nowMs >= settledAtMs + quietMs ? settledAtMs : 'quiet';
};
