import type { Leg } from '../domain/ids.ts';
import { Decimal, ZERO, decimal } from '../domain/money.ts';
import type { Quoting } from './approach.ts';
import { coinsHeld } from './position.ts';
import type { LegState, Position } from './position.ts';

/**
 * Coins each leg holds or may come to hold: an order in flight counts as filled, and until the position leaves, the leg
 * behind may be hedged up to the other (the thin leg goes first, and what it gets the other is sent after). Absolute.
 */
export const committedCoins = ({ legs, roll, exit, approach }: Committing): CommittedCoins => {
  if (legs === null) return { long: ZERO, short: ZERO, rolled: ZERO };
  const rolled = roll === null ? ZERO : withOrder(roll.to);
  const own = { long: withOrder(legs.long), short: withOrder(legs.short) };
  const isSole = legs.long.presence === 'absent' || legs.short.presence === 'absent';
  if (exit !== null || isSole) return { ...own, rolled };
  const both = approach?.kind === 'quoting' ? quotedCoins(legs, approach) : Decimal.max(own.long, own.short);
  return { long: both, short: both, rolled: roll === null ? ZERO : Decimal.max(both, rolled) };
};

type Committing = Pick<Position, 'legs' | 'roll' | 'exit' | 'approach'>;

export interface CommittedCoins extends Readonly<Record<Leg, Decimal>> {
  /** A leg on its way to another market, there: all that the leg may come to. */
  readonly rolled: Decimal;
}

/** What rests counts as filled and hedged, and what of it was filled not twice. */
const quotedCoins = (legs: Readonly<Record<Leg, LegState>>, { leg, quantities }: Quoting): Decimal => {
  const target = decimal(quantities[leg]).times(decimal(legs[leg].coinsPerUnit));
  return Decimal.max(target, coinsHeld(legs.long).abs(), coinsHeld(legs.short).abs());
};

const withOrder = (leg: LegState): Decimal => {
  const { order, coinsPerUnit } = leg;
  const isAdding = order !== null && (order.purpose === 'open' || order.purpose === 'hedge');
  const pending = isAdding ? decimal(order.quantity).times(decimal(coinsPerUnit)) : decimal(0);
  return coinsHeld(leg).plus(pending).abs();
};
