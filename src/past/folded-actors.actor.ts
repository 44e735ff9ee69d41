import { initialTransition, transition } from 'xstate';
import type { AnyMachineSnapshot, AnyStateMachine, EventObject } from 'xstate';
import { isRecord } from '../domain/codec.ts';
import type { Fact } from '../domain/fact.ts';
import { actorId, coinId } from '../domain/ids.ts';
import type { ActorId } from '../domain/ids.ts';
import { operatorMachine } from '../engine/operating/operator.machine.ts';
import { stateNames } from '../engine/view/state-names.ts';
import { stateText } from '../engine/view/state-text.ts';
import { orderMachine } from '../execution/order.machine.ts';
import { marketMachine } from '../market/market.machine.ts';
import { positionMachine } from '../position/position.machine.ts';
import { drawdownMachine } from '../risk/drawdown.machine.ts';
import { silentEvents } from './silent-events.ts';
import type { SilentEvent } from './silent-events.ts';

/** Settings that the facts do not tell, where the store knows them. */
export interface ActorSettings {
  readonly position: unknown;
  readonly guard: unknown;
}

export interface FoldedActor {
  readonly machine: AnyStateMachine;
  readonly snapshot: AnyMachineSnapshot;
  readonly state: string;
}

const MACHINES: Readonly<Record<string, AnyStateMachine>> = {
  position: positionMachine,
  order: orderMachine,
  market: marketMachine,
  guard: drawdownMachine,
  operator: operatorMachine,
};
/** Of an order nobody knows any more how patient it was. */
const PATIENCE = { ackTimeoutMs: 3000, restTimeoutMs: 2000, visibilityDelayMs: 0, probeTimeoutMs: 2000 };
const ENDS = ['filled', 'cancelled', 'refused'];

/**
 * Every actor as the facts so far leave it. Its state is the one the journal names; what it holds follows from the events
 * in the facts and from fills and orders. What moved it within a state and left no fact (a look, a tick) is not in it.
 */
export class FoldedActors {
  readonly #actors: Map<ActorId, FoldedActor>;
  readonly #settings: ActorSettings;

  constructor(settings: ActorSettings, actors: ReadonlyMap<ActorId, FoldedActor> = new Map()) {
    this.#settings = settings;
    this.#actors = new Map(actors);
  }

  /** Goes on from the states that facts no longer there had left; what the actors held is not known. */
  open(states: Readonly<Record<string, string>>): void {
    this.#begin();
    for (const [id, state] of Object.entries(states)) this.#move(actorId(id), state, undefined);
  }

  copy(): FoldedActors {
    return new FoldedActors(this.#settings, this.#actors);
  }

  get(id: ActorId): FoldedActor | undefined {
    return this.#actors.get(id);
  }

  ids(): readonly ActorId[] {
    return [...this.#actors.keys()];
  }

  fold(fact: Fact): void {
    if (fact.type === 'engine.started') this.#begin();
    const { from, to, event } = fact.body;
    if (fact.type === 'order.intended') this.#spawn(fact.actor, { intent: fact.body, patience: PATIENCE });
    for (const silent of silentEvents(fact, (id) => this.#actors.get(id)?.snapshot.context)) this.nudge(silent);
    if (typeof from !== 'string' || typeof to !== 'string') return;
    this.#move(fact.actor, to, event);
    if (fact.actor.startsWith('order/') && ENDS.includes(to)) this.#actors.delete(fact.actor);
  }

  /** An event that changes what an actor holds and not its state: one that changes its state has a fact of its own. */
  nudge({ actor, event }: SilentEvent): void {
    const kept = this.#actors.get(actor);
    if (kept === undefined) return;
    const snapshot = after(kept, event);
    if (stateText(snapshot.value) === kept.state) this.#actors.set(actor, { ...kept, snapshot });
  }

  /** A process begins: it knows no market yet, and asks about the orders that it finds. */
  #begin(): void {
    for (const id of this.ids()) if (id.startsWith('market/')) this.#actors.delete(id);
    for (const id of [actorId('guard'), actorId('operator')]) if (!this.#actors.has(id)) this.#spawn(id);
  }

  #move(id: ActorId, to: string, event: unknown): void {
    if (!this.#actors.has(id)) this.#spawn(id);
    const kept = this.#actors.get(id);
    if (kept === undefined || kept.state === to) return;
    const next = isEvent(event) ? after(kept, event) : kept.snapshot;
    const snapshot =
      stateText(next.value) === to
        ? next
        : kept.machine.resolveState({ value: stateNames(to), context: next.context as object });
    this.#actors.set(id, { ...kept, snapshot, state: to });
  }

  #spawn(id: ActorId, input: object = this.#inputOf(id)): void {
    const machine = MACHINES[id.split('/')[0] ?? ''];
    if (machine === undefined) return;
    const [snapshot] = initialTransition(machine, input);
    this.#actors.set(id, { machine, snapshot, state: stateText(snapshot.value) });
  }

  #inputOf(id: ActorId): object {
    const kind = id.split('/')[0];
    const name = id.slice(id.indexOf('/') + 1);
    if (kind === 'position') return { coin: coinId(name), settings: this.#settings.position };
    if (kind === 'market') return { market: name };
    if (kind === 'guard') return Object(this.#settings.guard) as object;
    return {};
  }
}

/** Where an event leads; nothing is done of what the machine asks for. An event it cannot read leads nowhere. */
const after = ({ machine, snapshot }: FoldedActor, event: EventObject): AnyMachineSnapshot => {
  try {
    const [next] = transition(machine, snapshot, event);
    return next.status === 'error' ? snapshot : next;
  } catch {
    return snapshot;
  }
};

const isEvent = (event: unknown): event is EventObject => isRecord(event) && typeof event['type'] === 'string';
