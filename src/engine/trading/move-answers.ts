import { asJson } from '../../domain/codec.ts';
import { actorId } from '../../domain/ids.ts';
import type { MarketKey } from '../../domain/ids.ts';
import type { LegOrder } from '../../domain/order.ts';
import type { LegTerms, PositionEffect, PositionEvent } from '../../position/position-event.ts';
import type { Position } from '../../position/position.ts';
import { mayRoll } from '../../position/rolling.ts';
import { sentOrder } from './leg-terms.ts';
import type { MoveDesk, MoveOutcome } from './move-desk.ts';
import type { FactBody, Outbox } from '../outbox.ts';

export interface MoveAnswerParts {
  readonly outbox: Outbox;
  readonly moves: MoveDesk;
  readonly termsOf: (market: MarketKey) => LegTerms | undefined;
  readonly send: (event: PositionEvent) => void;
  readonly repair: (orders: readonly LegOrder[]) => void;
}

type Asked<Type extends PositionEffect['type']> = Extract<PositionEffect, { type: Type }>;

/** A naked leg asks for another market, a held one to be opened where it earns more, or what a cut would leave is judged. */
export const answerMove = (
  parts: MoveAnswerParts,
  position: Position | undefined,
  asked: Asked<'alternate.wanted' | 'roll.wanted' | 'cut.wanted'>,
): void => {
  if (position?.legs == null) return;
  const { moves, repair } = parts;
  if (asked.type === 'alternate.wanted')
    return answer(parts, position, { kind: 'alternate', leg: asked.leg, outcome: moves.alternate(position, asked) });
  if (asked.type === 'roll.wanted')
    return answer(parts, position, { kind: 'roll', leg: asked.leg, outcome: moves.roll(position, asked) });
  if (isWorthHolding(parts, position, asked)) repair(asked.orders);
};

/** Whether what a cut would leave is worth holding; the position is told where it is not. */
const isWorthHolding = (parts: MoveAnswerParts, position: Position, { coins }: Asked<'cut.wanted'>): boolean => {
  const { outbox, moves, send } = parts;
  const refused = moves.remainder(position, coins);
  if (refused.length === 0) return true;
  const reasons = refused.map((reason) => asJson(reason));
  outbox.fact('remainder.refused', actorId(`position/${position.coin}`), { coins, reasons });
  send({ type: 'remainder.refused', atMs: outbox.nowMs, codes: refused.map(({ code }) => code) });
  return false;
};

/** After a settlement: another market for one of the legs, where that earns more than it costs. */
export const offerRoll = ({ outbox, moves, send }: MoveAnswerParts, position: Position): void => {
  const atMs = outbox.nowMs;
  const offer = mayRoll(position, atMs) ? moves.bestRoll(position) : undefined;
  if (offer === undefined || position.legs === null) return;
  const { leg, route, figures } = offer;
  const from = position.legs[leg].market;
  outbox.fact('roll.wanted', actorId(`position/${position.coin}`), { leg, from, to: route[leg], ...figures });
  send({ type: 'roll.offered', atMs, leg, route });
};

interface Answer {
  readonly kind: 'alternate' | 'roll';
  readonly leg: 'long' | 'short';
  readonly outcome: MoveOutcome;
}

const answer = (parts: MoveAnswerParts, position: Position, { kind, leg, outcome }: Answer): void => {
  const { outbox, termsOf, send } = parts;
  const atMs = outbox.nowMs;
  const about = { leg, from: position.legs?.[leg].market ?? '', ...(outcome.route && { to: outcome.route[leg] }) };
  const tell = (type: string, body: FactBody) =>
    outbox.fact(`${kind}.${type}`, actorId(`position/${position.coin}`), { ...about, ...body });
  if (outcome.kind === 'refused') {
    tell('refused', { reasons: outcome.reasons.map((reason) => asJson(reason)) });
    return send({ type: `${kind}.refused`, atMs, codes: outcome.reasons.map(({ code }) => code) });
  }
  const { route, order, evidence, figures } = outcome;
  const terms = termsOf(order.market);
  if (terms === undefined) throw new Error(`approved without an instrument: ${order.market}`);
  tell('approved', { quantity: order.quantity, ...figures, evidence: asJson(evidence) });
  send({ type: `${kind}.approved`, atMs, leg, route, terms, orders: [sentOrder(order)] });
};
