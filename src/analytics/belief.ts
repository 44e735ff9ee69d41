import { projectCarry } from './carry.ts';
import type { Carry } from './carry.ts';
import { headlineOf } from './headline.ts';
import type { RouteCosting } from './route-costing.ts';
import type { RouteView } from './route-view.ts';

/**
 * What a route is believed to come to. `carry` is economics 2 and 3; the others are how it is commonly reckoned, there to
 * be compared with in a backtest and never to trade by: `spread` takes the rates now for all there is to know, `entry-fees`
 * a day of them, each read as if for 8 hours, against the two fees of the entry.
 */
export type Belief = 'carry' | 'spread' | 'entry-fees';

export const BELIEFS = ['carry', 'spread', 'entry-fees'] as const satisfies readonly Belief[];

/** The interval that `entry-fees` takes every rate for, hours. */
const FIXED_INTERVAL_HOURS = 8;
/** A day of funding that `entry-fees` asks for, bps. */
const DAY_MIN_BPS = 10;

/** What a route nets, bps of one leg's notional; `undefined` where the data does not permit it. */
export const believedNetBps = (
  belief: Belief,
  view: RouteView,
  { carry, costing }: { readonly carry: Carry | undefined; readonly costing: RouteCosting | undefined },
): number | undefined => {
  if (costing?.requiredBps === undefined) return undefined;
  if (belief === 'carry') return carry === undefined ? undefined : carry.expectedCarryBps - costing.requiredBps;
  if (belief === 'spread') return headlineOf(view).spreadPer8hBps;
  const dayBps = fixedDayBps(view);
  if (dayBps === undefined) return undefined;
  return dayBps - Math.max(DAY_MIN_BPS, 1e4 * (view.long.takerFee + view.short.takerFee));
};

/** What a held route is still to bring, bps, compared with the exit threshold; `undefined` without both rates. */
export const believedCarryBps = (belief: Belief, view: RouteView, horizonHours: number): number | undefined => {
  if (belief === 'carry') return projectCarry(view, horizonHours)?.expectedCarryBps;
  return belief === 'spread' ? headlineOf(view).spreadPer8hBps : fixedDayBps(view);
};

const fixedDayBps = ({ long, short }: RouteView): number | undefined =>
  long.funding === undefined || short.funding === undefined
    ? undefined
    : (1e4 * (short.funding.rate - long.funding.rate) * 24) / FIXED_INTERVAL_HOURS;
