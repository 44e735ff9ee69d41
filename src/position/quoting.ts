import type { Leg } from '../domain/ids.ts';
import { ZERO, decimal, floorTo, text } from '../domain/money.ts';
import type { Decimal } from '../domain/money.ts';
import type { LegOrder } from '../domain/order.ts';
import type { AtMs } from '../domain/units.ts';
import { openQuoting, quotedOrder, quotingOf } from './approach.ts';
import { orderDeadline } from './position-fold.ts';
import { everyLeg, nakedCoins, ordersInFlight } from './position.ts';
import type { Position } from './position.ts';
import { legOrder, lotsOf } from './repair.ts';

/** Hedges in a row that got nothing: the other book is dead, and no more is to be filled that it would have to take. */
const HEDGES_IN_VAIN = 3;

/** What rests was looked at, or is quoted anew: the next look is a while later. */
export const withNextLook = (position: Position, nowMs: AtMs, stage: 'resting' | 'moving'): Position => {
  const quoting = openQuoting(position);
  if (quoting === undefined) return position;
  const nextAtMs = (nowMs + position.settings.makerRequoteMs) as AtMs;
  return { ...position, approach: { ...quoting, stage, nextAtMs } };
};

/** What is still to be quoted, whole lots of the venue's unit; 0 when it is under the minimum. */
export const leftToQuote = ({ approach, legs }: Pick<Position, 'approach' | 'legs'>): Decimal => {
  if (approach?.kind !== 'quoting' || legs === null) return ZERO;
  const { held, lotSize, minQuantity } = legs[approach.leg];
  const left = floorTo(decimal(approach.quantities[approach.leg]).minus(held), decimal(lotSize));
  return left.lt(decimal(minQuantity)) ? ZERO : left;
};

/** What is to be done about an order that rests, and about what it got. */
export type QuotingStep = 'withdraw' | 'end' | 'hedge' | 'quote' | 'cancel' | 'look' | 'wait';

/** The next step after any event; after `withdraw` it is asked for again. */
export const quotingStep = (position: Position, nowMs: AtMs): QuotingStep => {
  if (mustWithdraw(position, nowMs)) return 'withdraw';
  const hedge = hedgeOf(position);
  const { retryAtMs, entryDeadlineAtMs } = position;
  // a hedge was asked for a moment ago: whatever comes of it comes first
  const isEarly = hedge !== undefined && retryAtMs !== null && nowMs < retryAtMs;
  if (!isEarly && isQuotingOver(position)) return 'end';
  if (!isEarly && hedge !== undefined) return 'hedge';
  if (isQuoteDue(position, nowMs)) return 'quote';
  const isWithdrawn = openQuoting(position) === undefined;
  if (isWithdrawn && entryDeadlineAtMs !== null && nowMs >= entryDeadlineAtMs) return 'cancel';
  return isLookDue(position, nowMs) ? 'look' : 'wait';
};

/** Nothing more is to be filled: somebody wants out, nobody knows enough, or its time is over. */
const mustWithdraw = (position: Position, nowMs: AtMs): boolean => {
  const quoting = openQuoting(position);
  if (quoting === undefined) return false;
  const { exit, pauseReason, staleSinceMs, repairs, entryDeadlineAtMs } = position;
  const isUnwanted = exit !== null || pauseReason !== null;
  const isBlind = staleSinceMs !== null || isInDoubt(position);
  const isLate = nowMs >= quoting.untilMs || (entryDeadlineAtMs !== null && nowMs >= entryDeadlineAtMs);
  return isUnwanted || isBlind || isLate || repairs >= HEDGES_IN_VAIN;
};

/** From here on what rests is being cancelled, again and again until it has ended. */
export const withdrawn = (position: Position, nowMs: AtMs): Position => {
  const quoting = quotingOf(position);
  if (quoting === undefined) return position;
  const approach = { ...quoting, stage: 'withdrawn' } as const;
  return { ...position, approach, entryDeadlineAtMs: orderDeadline(position, nowMs) };
};

/**
 * What the fills so far leave to be hedged on the other leg, one order for all of it. Nothing while an order of that leg is
 * under way, while any is in doubt, and for a position that is to be left.
 */
export const hedgeOf = (position: Position): LegOrder | undefined => {
  const quoting = quotingOf(position);
  const { legs, settings, coin, exit } = position;
  if (quoting === undefined || legs === null || exit !== null || isInDoubt(position)) return undefined;
  const own = everyLeg(position).find(({ leg }) => leg === otherLeg(quoting.leg));
  if (own === undefined || own.state.order !== null) return undefined;
  const naked = nakedCoins(position).times(quoting.leg === 'long' ? 1 : -1);
  const quantity = lotsOf(own.state, naked);
  if (naked.lte(quoting.tooLittleCoins) || quantity.lte(0)) return undefined;
  return legOrder(coin, own, { purpose: 'hedge', quantity, slippageMaxBps: settings.hedgeSlippageMaxBps });
};

/** A new order may rest: nothing else is under way, and all that was filled is hedged. */
const isQuoteDue = (position: Position, nowMs: AtMs): boolean => {
  const quoting = openQuoting(position);
  if (quoting === undefined || (quoting.stage === 'resting' && nowMs < quoting.nextAtMs)) return false;
  return ordersInFlight(position).length === 0 && hedgeOf(position) === undefined && leftToQuote(position).gt(0);
};

const isLookDue = (position: Position, nowMs: AtMs): boolean => {
  const quoting = openQuoting(position);
  return quoting !== undefined && quotedOrder(position) !== null && nowMs >= quoting.nextAtMs;
};

/** All that was to be filled is, or no more is to be; what the legs are apart is then evened out. */
const isQuotingOver = (position: Position): boolean => {
  const isDone = openQuoting(position) === undefined || leftToQuote(position).isZero();
  return isDone && ordersInFlight(position).length === 0;
};

/** The venue does not take so little: it waits until more has been filled. */
export const withTooLittle = (position: Position): Position => {
  const quoting = quotingOf(position);
  if (quoting === undefined) return position;
  const approach = { ...quoting, tooLittleCoins: text(nakedCoins(position).abs()) };
  return { ...position, approach, repairs: 0, retryAtMs: null };
};

/** The other book gives again. */
export const withHedged = (position: Position, leg: Leg): Position => {
  const quoting = quotingOf(position);
  return quoting === undefined || leg === quoting.leg ? position : { ...position, repairs: 0, retryAtMs: null };
};

const otherLeg = (leg: Leg): Leg => (leg === 'long' ? 'short' : 'long');

const isInDoubt = (position: Position): boolean => ordersInFlight(position).some(({ status }) => status === 'in-doubt');
