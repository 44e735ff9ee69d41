import { text } from '../domain/money.ts';
import type { AtMs } from '../domain/units.ts';
import { quotedOrder, quotingOf } from './approach.ts';
import { timed, tried } from './position-fold.ts';
import type { PositionEffect } from './position-event.ts';
import type { Position } from './position.ts';
import { hedgeOf, leftToQuote, withNextLook, withdrawn } from './quoting.ts';
import { leftToSlice, withNextSlice } from './slicing.ts';

/** Where a position goes, and what it asks for there. */
export interface Step {
  readonly position: Position;
  readonly effects: readonly PositionEffect[];
}

const stepTo = (position: Position, ...effects: readonly PositionEffect[]): Step => ({
  position: timed(position),
  effects,
});

/** Nothing more is to be filled: what rests is cancelled at once, or as soon as its venue says that it is there. */
export const withdrawing = (position: Position, nowMs: AtMs): Step =>
  stepTo(withdrawn(position, nowMs), ...cancelsOf(position));

/** Of an order in doubt first the venue must say that there is one; once it has, a quote that is withdrawn goes. */
export const cancellingFound = (position: Position): Step =>
  stepTo(position, ...(quotingOf(position)?.stage === 'withdrawn' ? cancelsOf(position) : []));

/** What rests is to rest elsewhere: first it must have ended here. */
export const moving = (position: Position, nowMs: AtMs): Step =>
  stepTo(withNextLook(position, nowMs, 'moving'), ...cancelsOf(position));

export const hedging = (position: Position, nowMs: AtMs): Step => {
  const order = hedgeOf(position);
  return order === undefined
    ? stepTo(position)
    : stepTo(tried(position, nowMs), { type: 'orders.wanted', orders: [order] });
};

export const quotingAnew = (position: Position, nowMs: AtMs): Step =>
  stepTo(withNextLook(position, nowMs, 'resting'), { type: 'quote.wanted', quantity: text(leftToQuote(position)) });

export const looking = (position: Position, nowMs: AtMs): Step => {
  const stage = quotingOf(position)?.stage === 'moving' ? 'moving' : 'resting';
  return stepTo(withNextLook(position, nowMs, stage), { type: 'look.wanted' });
};

export const slicing = (position: Position, nowMs: AtMs): Step =>
  stepTo(withNextSlice(position, nowMs), { type: 'slice.wanted', coins: text(leftToSlice(position)) });

const cancelsOf = (position: Position): readonly PositionEffect[] => {
  const quoting = quotingOf(position);
  const order = quotedOrder(position);
  if (quoting === undefined || position.legs === null || order?.status !== 'sent') return [];
  const { market } = position.legs[quoting.leg];
  return [{ type: 'cancel.wanted', clientOrderId: order.clientOrderId, market }];
};
