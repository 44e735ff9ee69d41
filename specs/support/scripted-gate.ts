import type { Leg, MarketKey } from '../../src/domain/ids.ts';
import { Decimal, decimal, text } from '../../src/domain/money.ts';
import type { DecimalText } from '../../src/domain/money.ts';
import type { LegOrder, OrderIntent } from '../../src/domain/order.ts';
import type { AtMs } from '../../src/domain/units.ts';
import type { Approach } from '../../src/position/approach.ts';
import { slicingFrom } from '../../src/position/slicing.ts';
import { LEGS, everyLeg } from '../../src/position/position.ts';
import type { Position } from '../../src/position/position.ts';
import type { PositionEffect, PositionEvent } from '../../src/position/position-event.ts';
import { LONG, ROUTE, SHORT, openOrder, termsOf } from './route-terms.ts';
import type { WorldScript } from './world-script.ts';

/** What a position asks the gate for. */
export type Asked = Exclude<
  PositionEffect,
  { type: 'cancel.wanted' | 'account.wanted' | 'cycle.opened' | 'cycle.closed' }
>;

export type Mint = (wanted: readonly LegOrder[], timeInForce?: OrderIntent['timeInForce']) => readonly OrderIntent[];

export interface GateAnswer {
  readonly event: PositionEvent;
  readonly orders: readonly OrderIntent[];
}

export interface GateSight {
  readonly now: AtMs;
  readonly position: Position;
  readonly mint: Mint;
}

/** The gate: approves everything but what the script says. */
export class ScriptedGate {
  readonly #script: WorldScript;
  readonly #refusals: (readonly string[])[];
  readonly #rollRefusals: (readonly string[])[];
  readonly #approachRefusals: (readonly string[])[];
  readonly #looks: ('stands' | 'moved' | 'unwanted')[];

  constructor(script: WorldScript) {
    this.#script = script;
    this.#refusals = [...(script.gate ?? [])];
    this.#rollRefusals = [...(script.rollGate ?? [])];
    this.#approachRefusals = [...(script.approachGate ?? [])];
    this.#looks = [...(script.looks ?? [])];
  }

  /** `null`: nobody wants to know any more. */
  answer(asked: Asked, sight: GateSight): GateAnswer | null {
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
      case 'quote.wanted':
      case 'look.wanted':
      case 'slice.wanted':
        return this.#goOn(asked, sight);
      case 'alternate.wanted':
        return moved('alternate', { ...asked, to: this.#script.alternate?.[asked.leg], codes: [] }, sight);
      case 'roll.wanted':
    }
    return moved('roll', { ...asked, to: asked.route[asked.leg], codes: this.#rollRefusals.shift() ?? [] }, sight);
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
    const approach = this.#approach(atMs);
    const rests = approach?.kind === 'quoting';
    const orders = mint(
      (rests ? [approach.leg] : entryLegs).map((leg) => openOrder(leg)),
      rests ? 'post-only' : undefined,
    );
    const more = approach === undefined ? {} : { approach };
    return { event: { type: 'entry.approved', atMs, terms, orders, ...more }, orders };
  }

  #approach(nowMs: AtMs): Approach | undefined {
    const untilMs = (ms: number): AtMs => (nowMs + ms) as AtMs;
    const one = text(1);
    if (this.#script.approach === 'quoting')
      return {
        kind: 'quoting',
        leg: 'long',
        quantities: { long: one, short: one },
        stage: 'resting',
        untilMs: untilMs(30_000),
        nextAtMs: untilMs(1000),
        tooLittleCoins: text(0),
      };
    if (this.#script.approach === undefined) return undefined;
    const limits = { sliceMax: 5, untilMs: untilMs(60_000) };
    return slicingFrom({ coins: decimal(1), wantedCoins: decimal(3) }, limits);
  }

  #goOn(
    asked: Extract<Asked, { type: 'quote.wanted' | 'look.wanted' | 'slice.wanted' }>,
    { now: atMs, position, mint }: GateSight,
  ): GateAnswer | null {
    const { approach } = position;
    if (approach === null || (approach.kind === 'quoting' && approach.stage === 'withdrawn')) return null;
    if (asked.type === 'look.wanted')
      return { event: { type: 'quote.reviewed', atMs, verdict: this.#looks.shift() ?? 'stands' }, orders: [] };
    const codes = this.#approachRefusals.shift() ?? [];
    const what = asked.type === 'quote.wanted' ? 'quote' : 'slice';
    if (codes.length > 0) return { event: { type: `${what}.refused`, atMs, codes }, orders: [] };
    const order = (leg: Leg, quantity: DecimalText): LegOrder => {
      const own = everyLeg(position).find((one) => one.leg === leg);
      return { ...openOrder(leg), quantity, attempt: own?.attempt ?? 1, market: own?.state.market ?? LONG };
    };
    if (approach.kind === 'quoting') {
      if (asked.type !== 'quote.wanted') return null;
      const orders = mint([order(approach.leg, asked.quantity)], 'post-only');
      return { event: { type: 'quote.approved', atMs, orders }, orders };
    }
    if (asked.type !== 'slice.wanted') return null;
    const coins = text(Decimal.min(1, asked.coins));
    const orders = mint((this.#script.entryLegs ?? LEGS).map((leg) => order(leg, coins)));
    return { event: { type: 'slice.approved', atMs, slicing: approach, notionalUsd: 100, orders }, orders };
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
