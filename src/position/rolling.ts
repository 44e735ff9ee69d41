import type { Leg } from '../domain/ids.ts';
import { Decimal, ZERO, text } from '../domain/money.ts';
import type { DecimalText } from '../domain/money.ts';
import type { LegOrder } from '../domain/order.ts';
import { MS_PER_HOUR } from '../domain/units.ts';
import type { AtMs } from '../domain/units.ts';
import { coinsHeld, everyLeg, ordersInFlight } from './position.ts';
import type { LegState, Position } from './position.ts';
import { closingSlippageBps, isFlat, isWithinTolerance, legOrder, lotsOf, wholeOf } from './repair.ts';

/** What brings a leg to its new market next. */
export type RollStep =
  /** Nothing is left on the old market. */
  | { readonly kind: 'rolled' }
  /** Nothing came of it: the leg is where it was. */
  | { readonly kind: 'returned' }
  /** So many coins are to be opened on the new market, if the gate lets them. */
  | { readonly kind: 'open'; readonly coins: DecimalText }
  | { readonly kind: 'order'; readonly orders: readonly LegOrder[] };

/** Orders that add to the new market, refused ones included. */
const TRIES_MAX = 3;
/** A symbol is rolled at most this often. */
const ROLL_EVERY_MS = MS_PER_HOUR;

/** Whether a leg may be sent elsewhere now: a hedged position at rest that is not being left. Whether it pays is the gate's. */
export const mayRoll = (position: Position, nowMs: AtMs): boolean => {
  const { legs, entry, exit, pauseReason, roll, rolledAtMs } = position;
  if (legs === null || entry === null || exit !== null || pauseReason !== null || roll !== null) return false;
  const isWhole = !isFlat(legs.long) && !isFlat(legs.short);
  const isDue = rolledAtMs === null || nowMs >= rolledAtMs + ROLL_EVERY_MS;
  return isWhole && isDue && ordersInFlight(position).length === 0;
};

/**
 * The next step of a roll whose orders have all ended. The new market goes first and the old is closed by what that really
 * got: an order that fills nothing costs nothing, and what stands unhedged is one order at most, for the time of the next.
 * When no more can be opened the smaller part is closed and the other leg cut by as much; the rest is in balance.
 */
export const rollStep = (position: Position): RollStep => {
  const { legs, roll } = position;
  if (legs === null || roll === null) return { kind: 'returned' };
  const { to } = roll;
  const from = legs[roll.leg];
  const missing = coinsHeld(legs[opposite(roll.leg)]).minus(coinsHeld(to));
  const mayAdd = roll.tries < TRIES_MAX;
  if (isFlat(from)) return (mayAdd ? completed(position, missing) : undefined) ?? arrivedOr(to);
  const isEven = isWithinTolerance(position);
  if (isFlat(to)) return mayAdd && isEven ? { kind: 'open', coins: text(coinsHeld(from)) } : { kind: 'returned' };
  const closing = spareOf(position, missing);
  if (closing.gt(0)) return { kind: 'order', orders: [leaving(position, from, closing)] };
  if (!mayAdd) return settled(position);
  if (isEven) return { kind: 'open', coins: text(coinsHeld(from)) };
  return completed(position, missing.minus(coinsHeld(from))) ?? settled(position);
};

/** One more order that adds to the new market is asked for, if the step is one. */
export const withTry = (position: Position, step: RollStep): Position => {
  const { roll } = position;
  const isAdding = step.kind === 'open' || (step.kind === 'order' && step.orders.some(({ reduceOnly }) => !reduceOnly));
  return roll === null || !isAdding ? position : { ...position, roll: { ...roll, tries: roll.tries + 1 } };
};

const opposite = (leg: Leg): Leg => (leg === 'long' ? 'short' : 'long');

const arrivedOr = (to: LegState): RollStep => ({ kind: isFlat(to) ? 'returned' : 'rolled' });

/** The leg lost coins on its way (a venue took some away): they are hedged where it goes. */
const completed = (position: Position, missing: Decimal): RollStep | undefined => {
  const { roll, settings } = position;
  const there = everyLeg(position).find(({ state }) => state === roll?.to);
  if (there === undefined || isWithinTolerance(position)) return undefined;
  const quantity = missing.gt(0) ? lotsOf(there.state, missing) : ZERO;
  const slippageMaxBps = settings.hedgeSlippageMaxBps;
  return quantity.gt(0)
    ? { kind: 'order', orders: [legOrder(position.coin, there, { purpose: 'hedge', quantity, slippageMaxBps })] }
    : undefined;
};

/** What the old market holds beyond what the other leg still needs of it, the venue's unit; all of it when that is next to nothing. */
const spareOf = ({ legs, roll, settings }: Position, missing: Decimal): Decimal => {
  if (legs === null || roll === null) return ZERO;
  const from = legs[roll.leg];
  const needed = Decimal.max(0, missing);
  const isNextToNothing = needed.lte(coinsHeld(legs[opposite(roll.leg)]).times(settings.deltaToleranceFraction));
  if (isNextToNothing) return wholeOf(from);
  const spare = coinsHeld(from).minus(needed);
  return spare.gt(0) ? Decimal.min(lotsOf(from, spare), wholeOf(from)) : ZERO;
};

/** The smaller part of a leg on two markets is closed, and the other leg cut by as many coins. */
const settled = (position: Position): RollStep => {
  const { legs, roll } = position;
  if (legs === null || roll === null) return { kind: 'returned' };
  const from = legs[roll.leg];
  const other = legs[opposite(roll.leg)];
  const smaller = coinsHeld(from).lte(coinsHeld(roll.to)) ? from : roll.to;
  const cut = Decimal.min(lotsOf(other, coinsHeld(smaller)), wholeOf(other));
  const orders = [leaving(position, smaller, wholeOf(smaller))];
  return { kind: 'order', orders: cut.gt(0) ? [...orders, leaving(position, other, cut)] : orders };
};

const leaving = (position: Position, state: LegState, quantity: Decimal): LegOrder => {
  const own = everyLeg(position).find((one) => one.state === state);
  if (own === undefined) throw new Error('an order for a leg that is not there');
  return legOrder(position.coin, own, {
    purpose: 'flatten',
    quantity,
    slippageMaxBps: closingSlippageBps(position),
  });
};
