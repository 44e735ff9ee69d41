import { venueOf } from '../../src/domain/ids.ts';
import type { Leg, MarketKey, VenueId } from '../../src/domain/ids.ts';
import { text } from '../../src/domain/money.ts';
import type { LegOrder, OrderIntent } from '../../src/domain/order.ts';
import { atMs } from '../../src/domain/units.ts';
import type { AtMs } from '../../src/domain/units.ts';
import type { OrderEffect } from '../../src/execution/order.ts';
import type { Position } from '../../src/position/position.ts';
import type { ExitReason, PositionEffect, PositionEvent } from '../../src/position/position-event.ts';
import { outcomeOf } from '../../src/engine/trading/leg-terms.ts';
import { positionMachine } from '../../src/position/position.machine.ts';
import { ActorLife } from './actor-life.ts';
import { OrderFloor } from './order-floor.ts';
import { COIN, LONG, MARKETS, OTHER, ROUTE, SETTINGS, SHORT, START_MS, orderText, termsOf } from './route-terms.ts';
import { ScriptedGate } from './scripted-gate.ts';
import type { Asked, Mint } from './scripted-gate.ts';
import { ScriptedVenues } from './scripted-venues.ts';
import type { Treatment } from './scripted-venues.ts';
import type { WorldScript } from './world-script.ts';

/** An engine in miniature around one position, and two venues that do as the script says. */
export class PositionWorld {
  readonly venues: ScriptedVenues;
  readonly floor: OrderFloor;
  readonly actor: ActorLife<typeof positionMachine>;
  /** What happened, a line each: seconds since the start, what. */
  readonly journal: string[] = [];
  /** Called when everything an input led to is done. */
  onStep: () => void = () => undefined;
  onOrders: (wanted: readonly LegOrder[]) => void = () => undefined;
  nowMs = START_MS;
  readonly #script: WorldScript;
  readonly #queues: Record<Leg, Treatment[]>;
  readonly #gate: ScriptedGate;
  readonly #effects: (() => void)[] = [];
  #agenda: { readonly atMs: number; readonly run: () => void }[] = [];
  #state: string;
  #isSettling = false;

  constructor(script: WorldScript = {}) {
    this.#script = script;
    this.#queues = { long: [...(script.long ?? [])], short: [...(script.short ?? [])] };
    this.#gate = new ScriptedGate(script);
    this.floor = this.#openFloor();
    this.venues = new ScriptedVenues({
      nowMs: () => this.nowMs,
      later: (delayMs, run) => this.later(delayMs, run),
      tell: (report) => this.floor.report(report),
      treat: script.treat ?? ((order) => this.#queues[order.leg].shift() ?? { kind: 'fill' }),
      lotSize: '0.1',
    });
    const input = { coin: COIN, settings: { ...SETTINGS, ...script.settings } };
    this.actor = new ActorLife(positionMachine, input, (effect) => this.#effects.push(() => this.#wanted(effect)));
    this.#state = this.state;
  }

  get now(): AtMs {
    return atMs(this.nowMs);
  }

  get position(): Position {
    return this.actor.context;
  }

  get state(): string {
    return this.actor.state;
  }

  /** What is truly held at the venues, signed. */
  get truth(): Readonly<Record<Leg, number>> {
    return { long: this.venues.held(LONG).toNumber(), short: this.venues.held(SHORT).toNumber() };
  }

  /** Every order that reached a venue: `long buy 1 open`. */
  get ordered(): readonly string[] {
    return this.venues.submitted.map(orderText);
  }

  later(delayMs: number, run: () => void): void {
    this.#agenda.push({ atMs: this.nowMs + delayMs, run });
  }

  /** Something happens now. */
  send(event: PositionEvent): this {
    this.#tell(event);
    this.settle();
    return this;
  }

  /** Offers the route and lets the entry be answered. */
  enter(forMs = 1000): this {
    return this.send({ type: 'signal.offered', atMs: this.now, route: ROUTE, netBps: 12 }).run(forMs);
  }

  exit(reason: ExitReason = 'operator'): this {
    return this.send({ type: 'exit.requested', atMs: this.now, reason });
  }

  pause(): this {
    return this.send({ type: 'position.pause', atMs: this.now, reason: 'operator' });
  }

  resume(): this {
    return this.send({ type: 'position.resume', atMs: this.now });
  }

  /** A settlement passed just now, and so much is expected of the horizon from here. */
  review(expectedCarryBps: number | null, settlementAtMs = this.nowMs): this {
    return this.send({
      type: 'carry.reviewed',
      atMs: this.now,
      settlementAtMs: atMs(settlementAtMs),
      expectedCarryBps,
    });
  }

  /** Another market would earn the leg more. */
  roll(leg: Leg = 'short', to: MarketKey = OTHER): this {
    return this.send({ type: 'roll.offered', atMs: this.now, leg, route: { ...ROUTE, [leg]: to } });
  }

  /** Lets time pass: everything due happens, ticks included. */
  run(forMs: number): this {
    const endMs = this.nowMs + forMs;
    for (let next = this.#nextAtMs(); next <= endMs; next = this.#nextAtMs()) {
      this.nowMs = Math.max(this.nowMs, next);
      this.#step();
    }
    this.nowMs = endMs;
    return this;
  }

  /** The process stops and comes back: answers on their way are lost, orders that are not over are asked about. */
  crash(): this {
    this.#agenda = [];
    this.actor.restart();
    this.floor.recover();
    this.#countFills(MARKETS.map(venueOf));
    return this;
  }

  /** Does what actors asked for, in turn, until nothing is left to do. */
  settle(): void {
    if (this.#isSettling) return;
    this.#isSettling = true;
    for (let next = this.#effects.shift(); next !== undefined; next = this.#effects.shift()) next();
    this.#isSettling = false;
    this.onStep();
  }

  #openFloor(): OrderFloor {
    return new OrderFloor({
      now: () => this.now,
      timeInForce: this.#script.timeInForce ?? 'ioc',
      onEffect: (effect) => this.#effects.push(() => this.#orderWanted(effect)),
      settle: () => this.settle(),
      onFill: (fill, leg) => {
        const effect = (fill.side === 'buy') === (leg === 'long') ? 'adds' : 'reduces';
        const terms = termsOf(fill.market);
        this.send({ type: 'leg.filled', atMs: this.now, leg, effect, netQuantity: fill.quantity, terms });
      },
    });
  }

  #tell(event: PositionEvent): void {
    this.actor.tell(event);
    if (this.state !== this.#state) this.#note(this.state);
    this.#state = this.state;
  }

  #note(what: string): void {
    this.journal.push(`${((this.nowMs - START_MS) / 1000).toFixed(3)} ${what}`);
  }

  #nextAtMs(): number {
    const deadlines = this.floor.open.map(({ dueAtMs }) => dueAtMs);
    return Math.min(this.actor.dueAtMs, ...deadlines, ...this.#agenda.map((item) => item.atMs));
  }

  #step(): void {
    const due = this.#agenda.filter((item) => item.atMs <= this.nowMs).sort((a, b) => a.atMs - b.atMs);
    this.#agenda = this.#agenda.filter((item) => item.atMs > this.nowMs);
    for (const { run } of due) run();
    this.floor.tick();
    if (this.actor.dueAtMs <= this.nowMs) this.send({ type: 'tick', atMs: this.now });
  }

  #wanted(effect: PositionEffect): void {
    if (effect.type === 'cancel.wanted') {
      this.#note(`cancel ${this.floor.intent(effect.clientOrderId).leg}`);
      return this.later(10, () => this.venues.cancel(effect.clientOrderId));
    }
    if (effect.type === 'account.wanted') return this.later(15, () => this.#reportAccounts(effect.venues));
    if (effect.type === 'cycle.opened') return this.#note(`cycle ${effect.cycle} opened`);
    if (effect.type === 'cycle.closed') return this.#note(`cycle ${effect.cycle} closed: ${effect.reason}`);
    this.#ask(effect);
  }

  #ask(asked: Asked): void {
    if (asked.type === 'orders.wanted' || asked.type === 'cut.wanted') this.onOrders(asked.orders);
    const { now, position } = this;
    const mint: Mint = (wanted, timeInForce) => this.#mint(wanted, timeInForce);
    const answer = this.#gate.answer(asked, { now, position, mint });
    if (answer === null) return;
    this.#tell(answer.event);
    this.floor.send(answer.orders);
  }

  #mint(...minted: Parameters<Mint>): readonly OrderIntent[] {
    const orders = this.floor.mint(...minted);
    for (const order of orders) this.#note(orderText(order));
    return orders;
  }

  #orderWanted(effect: OrderEffect): void {
    const { clientOrderId } = effect;
    switch (effect.type) {
      case 'submit.wanted':
        return this.venues.submit(this.floor.intent(clientOrderId));
      case 'probe.wanted':
        return this.venues.probe(clientOrderId);
      case 'order.doubted':
      case 'order.found':
        return this.#tell({ type: effect.type, atMs: this.now, clientOrderId });
      case 'order.ended':
        return this.#tell({ type: 'order.ended', atMs: this.now, clientOrderId, outcome: outcomeOf(effect) });
    }
  }

  #countFills(venues: readonly VenueId[]): void {
    for (const venue of venues) for (const fill of this.venues.fills(venue)) this.floor.fill(fill);
  }

  /** Fills first, then what is held: each leg in its direction. */
  #reportAccounts(venues: readonly VenueId[]): void {
    this.#countFills(venues);
    const { legs, roll } = this.position;
    if (legs === null) return;
    const at = (leg: Leg, market: MarketKey) => text(this.venues.held(market).times(leg === 'long' ? 1 : -1));
    const held = { long: at('long', legs.long.market), short: at('short', legs.short.market) };
    const rolled = roll === null ? {} : { rolled: at(roll.leg, roll.to.market) };
    this.send({ type: 'venue.reported', atMs: this.now, held: { ...held, ...rolled } });
  }
}
