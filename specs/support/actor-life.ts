import { createActor } from 'xstate';
import type { AnyStateMachine, EmittedFrom, EventFromLogic, InputFrom, Snapshot } from 'xstate';
import { stateText } from '../../src/engine/view/state-text.ts';

/** What an actor was told, and what it asked for after how many events: enough to live its life again. */
export interface Tape<Machine extends AnyStateMachine> {
  readonly input: InputFrom<Machine>;
  readonly events: EventFromLogic<Machine>[];
  readonly effects: { readonly after: number; readonly effect: EmittedFrom<Machine> }[];
}

/** An actor that can be stopped at any point and go on from the text of its snapshot. */
export class ActorLife<Machine extends AnyStateMachine> {
  readonly tape: Tape<Machine>;
  readonly #machine: Machine;
  readonly #onEffect: (effect: EmittedFrom<Machine>) => void;
  #actor: ReturnType<typeof createActor<AnyStateMachine>>;
  #tickedAtMs = -Infinity;

  constructor(machine: Machine, input: InputFrom<Machine>, onEffect: (effect: EmittedFrom<Machine>) => void) {
    this.tape = { input, events: [], effects: [] };
    this.#machine = machine;
    this.#onEffect = onEffect;
    this.#actor = this.#start({ input });
  }

  get state(): string {
    return stateText(this.#actor.getSnapshot().value);
  }

  get isOver(): boolean {
    return this.#actor.getSnapshot().status === 'done';
  }

  /** The machine's own context; the class knows machines only by their type. */
  get context(): ReturnType<Machine['getInitialSnapshot']>['context'] {
    return this.#actor.getSnapshot().context;
  }

  /** When it wants a tick; one that did not help is repeated 100 ms later, as the registry does. */
  get dueAtMs(): number {
    const deadlineAtMs: number | null = this.#actor.getSnapshot().context.deadlineAtMs;
    return this.isOver || deadlineAtMs === null ? Infinity : Math.max(deadlineAtMs, this.#tickedAtMs + 100);
  }

  tell(event: EventFromLogic<Machine>): void {
    this.tape.events.push(event);
    if (event.type === 'tick') this.#tickedAtMs = event.atMs;
    this.#actor.send(event);
    const { status, error } = this.#actor.getSnapshot();
    if (status === 'error') throw error;
  }

  /** As a process that reads the snapshot back from its store. */
  restart(): void {
    const stored = this.snapshotText();
    this.#actor.stop();
    this.#actor = this.#start({ snapshot: JSON.parse(stored) as Snapshot<unknown> });
  }

  snapshotText(): string {
    return JSON.stringify(this.#actor.getPersistedSnapshot());
  }

  #start(from: { readonly input: unknown } | { readonly snapshot: Snapshot<unknown> }) {
    const actor = createActor<AnyStateMachine>(this.#machine, from);
    actor.subscribe({ error: () => undefined });
    actor.on('*', (effect: EmittedFrom<Machine>) => {
      this.tape.effects.push({ after: this.tape.events.length, effect });
      this.#onEffect(effect);
    });
    return actor.start();
  }
}
