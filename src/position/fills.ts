import type { Leg } from '../domain/ids.ts';
import { decimal, sum, text } from '../domain/money.ts';
import type { Decimal } from '../domain/money.ts';
import type { LegTerms, PositionEvent } from './position-event.ts';
import { LEGS, emptyLeg, mapLegs } from './position.ts';
import type { LegState, Position, Stray } from './position.ts';

/** A counted fill moves what a leg holds, whatever state the position is in. */
export const withFill = (before: Position, fill: LegFill): Position => {
  const position = before.legs === null ? { ...before, ...takenUp(before, soleLegs(fill)) } : before;
  const legs = position.legs ?? soleLegs(fill);
  const isOf = (state: LegState): boolean => state.market === fill.terms.market;
  const isRolled = position.roll?.leg === fill.leg && isOf(position.roll.to);
  if (!isOf(legs[fill.leg]) && !isRolled) return withStray(position, fill);
  return mapLegs({ ...position, legs }, (state, leg) => {
    if (leg !== fill.leg || !isOf(state)) return state;
    return { ...state, held: text(decimal(state.held).plus(changeOf(fill))), presence: 'traded' };
  });
};

type LegFill = Extract<PositionEvent, { type: 'leg.filled' }>;

const changeOf = ({ netQuantity, effect }: LegFill): Decimal => decimal(netQuantity).times(effect === 'adds' ? 1 : -1);

/** A fill that no cycle owns: the leg exists at the venue, so it exists here, with nothing on the other side. */
const soleLegs = ({ leg, terms }: Pick<Stray, 'leg' | 'terms'>): Record<Leg, LegState> => {
  const own = emptyLeg(terms);
  const opposite: LegState = { ...own, presence: 'absent' };
  return leg === 'long' ? { long: own, short: opposite } : { long: opposite, short: own };
};

const withStray = (position: Position, fill: LegFill): Position => {
  const isSame = ({ leg, terms }: Stray): boolean => leg === fill.leg && terms.market === fill.terms.market;
  const known = position.strays.find(isSame);
  const held = text(decimal(known?.held ?? 0).plus(changeOf(fill)));
  const { leg, terms } = fill;
  return { ...position, strays: [...position.strays.filter((stray) => !isSame(stray)), { leg, terms, held }] };
};

/** Takes up the oldest stray that is no dust as what is held now; it waits while something else is held. */
export const withNextStray = (position: Position, isDust: (leg: LegState) => boolean): Position => {
  const next = position.strays.find((stray) => !isDust(strayLeg(stray)));
  if (next === undefined || position.legs !== null) return position;
  return { ...position, ...takenUp(position, soleLegs(next)) };
};

/** A stray as the leg it would be. */
export const strayLeg = ({ terms, held, dust = text(0) }: Stray): LegState => ({ ...emptyLeg(terms), held, dust });

/** New legs, with what was held on their markets before. */
export const takenUp = (
  { strays }: Pick<Position, 'strays'>,
  legs: Readonly<Record<Leg, LegState>>,
): Pick<Position, 'legs' | 'strays'> => {
  const filled = (leg: Leg): LegState => withStrays(legs[leg], leg, strays);
  const taken = new Set(LEGS.filter((leg) => legs[leg].presence === 'traded').map((leg) => legs[leg].market));
  return {
    legs: { long: filled('long'), short: filled('short') },
    strays: strays.filter(({ terms }) => !taken.has(terms.market)),
  };
};

/** A leg with what was held on its market before. */
export const withStrays = (own: LegState, leg: Leg, strays: readonly Stray[]): LegState => {
  const before = strays.filter(({ terms }) => terms.market === own.market);
  if (own.presence === 'absent' || before.length === 0) return own;
  const held = sum(before.map((stray) => decimal(stray.held).times(stray.leg === leg ? 1 : -1)));
  const [{ dust = text(0) } = {}] = before;
  return { ...own, held: text(held), dust };
};

/** What is left of a leg that is given up, as dust; nothing of one that is empty. */
export const leftBehind = (leg: Leg, own: LegState): readonly Stray[] => {
  if (own.presence === 'absent' || decimal(own.held).isZero()) return [];
  return [{ leg, terms: termsOf(own), held: own.held, dust: text(decimal(own.held).abs()) }];
};

/** The market of a leg without what is held there. */
export const termsOf = ({ market, coinsPerUnit, lotSize, minQuantity }: LegState): LegTerms => ({
  market,
  coinsPerUnit,
  lotSize,
  minQuantity,
});
