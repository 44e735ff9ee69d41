import type { Leg } from '../domain/ids.ts';
import { Decimal, decimal } from '../domain/money.ts';
import { coinsHeld } from './position.ts';
import type { LegState, Position } from './position.ts';

/**
 * Coins each leg holds or may come to hold: an order in flight counts as filled, and until the position leaves, the leg
 * behind may be hedged up to the other (the thin leg goes first, and what it gets the other is sent after). Absolute.
 */
export const committedCoins = ({ legs, exit }: Pick<Position, 'legs' | 'exit'>): Readonly<Record<Leg, Decimal>> => {
  if (legs === null) return { long: decimal(0), short: decimal(0) };
  const own = { long: withOrder(legs.long), short: withOrder(legs.short) };
  const isSole = legs.long.presence === 'absent' || legs.short.presence === 'absent';
  if (exit !== null || isSole) return own;
  const both = Decimal.max(own.long, own.short);
  return { long: both, short: both };
};

const withOrder = (leg: LegState): Decimal => {
  const { order, coinsPerUnit } = leg;
  const isAdding = order !== null && (order.purpose === 'open' || order.purpose === 'hedge');
  const pending = isAdding ? decimal(order.quantity).times(decimal(coinsPerUnit)) : decimal(0);
  return coinsHeld(leg).plus(pending).abs();
};
