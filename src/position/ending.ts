import { decimal, text } from '../domain/money.ts';
import type { Leg } from '../domain/ids.ts';
import type { DecimalText } from '../domain/money.ts';
import { LEGS, emptyPosition, ordersInFlight } from './position.ts';
import type { LegState, Position, Stray } from './position.ts';

/**
 * The venues' word replaces ours. Not while an order is in flight: whether a report of then includes its fills cannot be
 * known.
 */
export const withVenueWord = (position: Position, held: Readonly<Record<Leg, DecimalText>>): Position => {
  const { legs } = position;
  if (legs === null || ordersInFlight(position).length > 0) return position;
  const told = (leg: Leg): LegState =>
    legs[leg].presence === 'absent' ? legs[leg] : { ...legs[leg], held: held[leg] };
  return { ...position, legs: { long: told('long'), short: told('short') } };
};

/** What is held now is too little for any order: it stays, as dust, and counts as exposure. */
export const withDust = (position: Position): Position => {
  const { legs } = position;
  return legs === null ? position : { ...position, legs: { long: dusty(legs.long), short: dusty(legs.short) } };
};

const dusty = (leg: LegState): LegState => ({ ...leg, dust: text(decimal(leg.held).abs()) });

/**
 * Flat again: everything of the cycle is forgotten but its count. A pause outlives it, and so do fills of elsewhere and the
 * dust it had to leave: cycle after cycle would add to what nobody owns.
 */
export const closed = (position: Position): Position => ({
  ...emptyPosition(position.coin, position.settings),
  cycles: position.cycles,
  openings: position.openings,
  strays: [...position.strays, ...leftBehind(position)],
  pauseReason: position.pauseReason,
});

const leftBehind = ({ legs }: Position): readonly Stray[] =>
  LEGS.flatMap((leg): readonly Stray[] => {
    const own = legs?.[leg];
    if (own === undefined || own.presence === 'absent' || decimal(own.held).isZero()) return [];
    const { market, coinsPerUnit, lotSize, minQuantity, held } = own;
    const terms = { market, coinsPerUnit, lotSize, minQuantity };
    return [{ leg, terms, held, dust: text(decimal(held).abs()) }];
  });
