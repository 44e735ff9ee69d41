import type { Leg } from '../domain/ids.ts';
import type { PositionEvent } from './position-event.ts';
import { LEGS, emptyLeg, emptyPosition } from './position.ts';
import type { LegState, Position } from './position.ts';

/** Why a position found at the venues waits: nobody here decided to hold it. */
export const RECOVERED = 'recovered-from-venues';

type Found = Extract<PositionEvent, { type: 'position.recovered' }>;

/** What the venues say is held, taken over as a cycle of its own; it waits for the operator. */
export const recovered = (position: Position, { atMs, found, entry }: Found): Position => {
  const legs = legsOf(found);
  return {
    ...emptyPosition(position.coin, position.settings),
    cycles: position.cycles + 1,
    openings: position.openings,
    strays: position.strays.filter(({ terms }) => LEGS.every((leg) => legs?.[leg].market !== terms.market)),
    entry,
    legs,
    openedAtMs: atMs,
    minimumHoldUntilMs: atMs,
    pauseReason: RECOVERED,
  };
};

/** Both legs are there: it can be carried on with. A leg alone can only be left. */
export const isPair = ({ legs }: Position): boolean =>
  legs !== null && LEGS.every((leg) => legs[leg].presence === 'traded');

/** A leg that was found alone may be somebody's: only a person has it closed. A pair is left whatever asks for it. */
export const mayLeaveFound = (position: Position, event: PositionEvent): boolean =>
  event.type === 'exit.requested' && (isPair(position) || event.reason === 'operator' || event.reason === 'kill');

const legsOf = ({ long, short }: Found['found']): Record<Leg, LegState> | null => {
  const [held] = [long, short].filter((one) => one !== undefined);
  if (held === undefined) return null;
  const absent: LegState = { ...emptyLeg(held.terms), presence: 'absent' };
  return {
    long: long === undefined ? absent : { ...emptyLeg(long.terms), held: long.held },
    short: short === undefined ? absent : { ...emptyLeg(short.terms), held: short.held },
  };
};
