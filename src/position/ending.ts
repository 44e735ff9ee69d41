import { decimal, text } from '../domain/money.ts';
import { leftBehind } from './fills.ts';
import type { VenueHeld } from './position-event.ts';
import { emptyPosition, everyLeg, mapLegs, ordersInFlight } from './position.ts';
import type { LegState, Position } from './position.ts';

/**
 * The venues' word replaces ours. Not while an order is in flight: whether a report of then includes its fills cannot be
 * known.
 */
export const withVenueWord = (position: Position, held: VenueHeld): Position => {
  const { roll } = position;
  if (ordersInFlight(position).length > 0) return position;
  return mapLegs(position, (state, leg) => {
    if (state.presence === 'absent') return state;
    return { ...state, held: state === roll?.to ? (held.rolled ?? state.held) : held[leg] };
  });
};

/** What is held now is too little for any order: it stays, as dust, and counts as exposure. */
export const withDust = (position: Position): Position => mapLegs(position, dusty);

export const dusty = (leg: LegState): LegState => ({ ...leg, dust: text(decimal(leg.held).abs()) });

/**
 * Flat again: everything of the cycle is forgotten but its count. A pause outlives it, and so do fills of elsewhere and the
 * dust it had to leave: cycle after cycle would add to what nobody owns.
 */
export const closed = (position: Position): Position => ({
  ...emptyPosition(position.coin, position.settings),
  cycles: position.cycles,
  openings: position.openings,
  strays: [...position.strays, ...everyLeg(position).flatMap(({ leg, state }) => leftBehind(leg, state))],
  rolledAtMs: position.rolledAtMs,
  pauseReason: position.pauseReason,
});
