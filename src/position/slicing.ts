import { Decimal, decimal, text } from '../domain/money.ts';
import type { AtMs } from '../domain/units.ts';
import type { Slicing } from './approach.ts';
import { orderDeadline } from './position-fold.ts';
import type { PositionEvent } from './position-event.ts';
import { LEGS, coinsHeld, withOrders } from './position.ts';
import type { Position } from './position.ts';

export const slicingOf = ({ approach }: Pick<Position, 'approach'>): Slicing | undefined =>
  approach?.kind === 'slicing' ? approach : undefined;

/** Coins each leg still lacks of what was decided at the entry; never negative. */
export const leftToSlice = ({ approach, legs }: Pick<Position, 'approach' | 'legs'>): Decimal => {
  if (approach?.kind !== 'slicing' || legs === null) return decimal(0);
  const held = Decimal.max(...LEGS.map((leg) => coinsHeld(legs[leg])));
  return Decimal.max(0, decimal(approach.coins).minus(held));
};

export const isSliceDue = (position: Position, nowMs: AtMs): boolean => {
  const nextAtMs = slicingOf(position)?.nextAtMs ?? null;
  return nextAtMs !== null && nowMs >= nextAtMs && position.exit === null;
};

/** Its time is over, or nothing is left to be done. */
export const isSlicingOver = (position: Position, nowMs: AtMs): boolean => {
  const slicing = slicingOf(position);
  if (slicing === undefined) return false;
  return nowMs > slicing.untilMs || slicing.slicesLeft < 1 || leftToSlice(position).isZero();
};

/** Hedged: the next slice may come after the pause. */
export const withNextSlice = (position: Position, nowMs: AtMs): Position => {
  const slicing = slicingOf(position);
  if (slicing === undefined) return position;
  const nextAtMs = (nowMs + position.settings.slicePauseMs) as AtMs;
  return { ...position, approach: { ...slicing, nextAtMs } };
};

/** No more slices: what is held is what there will be. */
export const withoutSlices = (position: Position): Position =>
  slicingOf(position) === undefined ? position : { ...position, approach: null };

/** One more slice goes in; the cycle, its minimum hold and its opening stay those of the first. */
export const withSlice = (position: Position, event: Extract<PositionEvent, { type: 'slice.approved' }>): Position => {
  const { slicing, orders, notionalUsd, atMs } = event;
  const approach = { ...slicing, slicesLeft: slicing.slicesLeft - 1, nextAtMs: null };
  const { entry } = position;
  return {
    ...withOrders(position, orders),
    approach,
    entry: entry === null ? null : { ...entry, notionalUsd: entry.notionalUsd + notionalUsd },
    entryDeadlineAtMs: orderDeadline(position, atMs),
  };
};

/** The program of slices at the entry; what each leg is to hold in the end may be more than the first was for. */
export const slicingFrom = (
  first: { readonly coins: Decimal; readonly wantedCoins: Decimal },
  limits: { readonly sliceMax: number; readonly untilMs: AtMs },
): Slicing => ({
  kind: 'slicing',
  coins: text(first.wantedCoins),
  firstCoins: text(first.coins),
  slicesLeft: limits.sliceMax - 1,
  untilMs: limits.untilMs,
  nextAtMs: null,
});
