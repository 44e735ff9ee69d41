import type { Leg, Route } from '../domain/ids.ts';
import { leftBehind, termsOf, withStrays } from './fills.ts';
import type { LegTerms, PositionEvent } from './position-event.ts';
import { emptyLeg, withOrders } from './position.ts';
import type { LegState, Position, Roll } from './position.ts';

type Moved<Type extends PositionEvent['type']> = Extract<PositionEvent, { type: Type }>;

/**
 * The lagging leg of an entry has another market from here on. It held nothing that could be traded on its own (one leg is on
 * one market); a fill told late from there is a stray.
 */
export const withAlternate = (position: Position, event: Moved<'alternate.approved'>): Position => {
  const { leg, route, terms, orders } = event;
  const own = position.legs?.[leg];
  if (own === undefined) return position;
  const to = { ...arriving(position, leg, terms), attempts: own.attempts };
  return withOrders({ ...arrived(position, { leg, route, to }), repairs: 1 }, orders);
};

/** A leg sets out for another market, or adds to what it has there already: an order is on its way. */
export const withRoll = (position: Position, event: Moved<'roll.approved'>): Position => {
  const { leg, route, terms, orders, atMs } = event;
  if (position.legs === null || position.roll !== null) return withOrders(position, orders);
  const roll: Roll = { leg, route, to: arriving(position, leg, terms), tries: 1 };
  const strays = position.strays.filter(({ terms: { market } }) => market !== terms.market);
  return withOrders({ ...position, roll, strays, rolledAtMs: atMs, repairs: 0, retryAtMs: null }, orders);
};

/** The leg has arrived: its new market is its only one. What it had to leave behind is dust. */
export const withArrival = (position: Position): Position => {
  const { legs, roll } = position;
  if (legs === null || roll === null) return position;
  const { leg, to, route } = roll;
  return arrived(position, { leg, route, to: { ...to, attempts: to.attempts + legs[leg].attempts } });
};

/** The leg stays where it was. What it had to leave on the other market is dust. */
export const withReturn = (position: Position): Position => {
  const { legs, roll } = position;
  if (legs === null || roll === null) return { ...position, roll: null };
  const { leg, to } = roll;
  const own = { ...legs[leg], attempts: to.attempts + legs[leg].attempts };
  const strays = [...position.strays, ...leftBehind(leg, to)];
  return { ...position, legs: { ...legs, [leg]: own }, roll: null, strays };
};

const arriving = ({ strays }: Position, leg: Leg, terms: LegTerms): LegState =>
  withStrays(emptyLeg(terms), leg, strays);

const arrived = (
  position: Position,
  { leg, route, to }: { readonly leg: Leg; readonly route: Route; readonly to: LegState },
): Position => {
  const { legs, entry, strays } = position;
  if (legs === null) return position;
  const elsewhere = strays.filter(({ terms }) => terms.market !== to.market);
  return {
    ...position,
    legs: { ...legs, [leg]: to },
    entry: entry === null ? null : { ...entry, route, legs: { ...entry.legs, [leg]: termsOf(to) } },
    strays: [...elsewhere, ...leftBehind(leg, legs[leg])],
    roll: null,
    missedSettlements: 0,
    repairs: 0,
    retryAtMs: null,
  };
};
