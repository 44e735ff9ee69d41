import type { MarketKey } from '../../src/domain/ids.ts';
import type { LegOrder, OrderIntent } from '../../src/domain/order.ts';
import type { AtMs } from '../../src/domain/units.ts';
import { LEGS, everyLeg } from '../../src/position/position.ts';
import type { Position } from '../../src/position/position.ts';
import type { PositionEffect, PositionEvent } from '../../src/position/position-event.ts';
import { LONG, ROUTE, SHORT, openOrder, termsOf } from './route-terms.ts';
import type { WorldScript } from './world-script.ts';

/** What a position asks the gate for. */
export type Asked = Extract<
  PositionEffect,
  { type: 'entry.wanted' | 'orders.wanted' | 'cut.wanted' | 'alternate.wanted' | 'roll.wanted' }
>;

export interface GateAnswer {
  readonly event: PositionEvent;
  readonly orders: readonly OrderIntent[];
}

export interface GateSight {
  readonly now: AtMs;
  readonly position: Position;
  readonly mint: (wanted: readonly LegOrder[]) => readonly OrderIntent[];
}

/** The gate: approves everything but what the script says. */
export class ScriptedGate {
  readonly #script: WorldScript;
  readonly #refusals: (readonly string[])[];
  readonly #rollRefusals: (readonly string[])[];

  constructor(script: WorldScript) {
    this.#script = script;
    this.#refusals = [...(script.gate ?? [])];
    this.#rollRefusals = [...(script.rollGate ?? [])];
  }

  answer(asked: Asked, sight: GateSight): GateAnswer {
    const { now: atMs } = sight;
    switch (asked.type) {
      case 'entry.wanted':
        return this.#entry(sight);
      case 'cut.wanted':
        if (this.#script.remainder === 'refused')
          return { event: { type: 'remainder.refused', atMs, codes: ['net-below-minimum'] }, orders: [] };
        return this.#repair(asked.orders, sight);
      case 'orders.wanted':
        return this.#repair(asked.orders, sight);
      case 'alternate.wanted':
        return moved('alternate', { ...asked, to: this.#script.alternate?.[asked.leg], codes: [] }, sight);
      case 'roll.wanted':
        return moved('roll', { ...asked, to: asked.route[asked.leg], codes: this.#rollRefusals.shift() ?? [] }, sight);
    }
  }

  #repair(wanted: readonly LegOrder[], { now: atMs, mint }: GateSight): GateAnswer {
    const codes = this.#refusals.shift() ?? [];
    if (codes.length > 0) return { event: { type: 'orders.refused', atMs, codes }, orders: [] };
    const orders = mint(wanted);
    return { event: { type: 'orders.approved', atMs, orders }, orders };
  }

  #entry({ now: atMs, mint }: GateSight): GateAnswer {
    const { entryLegs = LEGS, breakEvenHours = 4 } = this.#script;
    const legs = { long: termsOf(LONG), short: termsOf(SHORT) };
    const terms = { route: ROUTE, legs, notionalUsd: 100, netBps: 12, requiredBps: 5, breakEvenHours };
    const orders = mint(entryLegs.map((leg) => openOrder(leg)));
    return { event: { type: 'entry.approved', atMs, terms, orders }, orders };
  }
}

type Move = Pick<Extract<Asked, { type: 'alternate.wanted' }>, 'leg' | 'coins'>;

/** A leg goes to another market, or adds to what it has there. */
const moved = (
  kind: 'alternate' | 'roll',
  { leg, coins, to, codes }: Move & { readonly to: MarketKey | undefined; readonly codes: readonly string[] },
  { now: atMs, position, mint }: GateSight,
): GateAnswer => {
  if (to === undefined || codes.length > 0) return { event: { type: `${kind}.refused`, atMs, codes }, orders: [] };
  const attempt = Math.max(...everyLeg(position).map((own) => own.attempt));
  const purpose = kind === 'roll' ? 'open' : 'hedge';
  const orders = mint([{ ...openOrder(leg), market: to, quantity: coins, purpose, attempt }]);
  const route = { ...(position.entry?.route ?? ROUTE), [leg]: to };
  return { event: { type: `${kind}.approved`, atMs, leg, route, terms: termsOf(to), orders }, orders };
};
