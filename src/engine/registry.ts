import { createActor } from 'xstate';
import type { Actor, AnyStateMachine, EventFromLogic, InputFrom, Snapshot, SnapshotFrom } from 'xstate';
import type { Clock } from '../clock/clock.ts';
import { DeadlineQueue } from '../clock/deadline-queue.ts';
import { roundUpTo100Ms } from '../clock/deadline.ts';
import { isRecord } from '../domain/codec.ts';
import type { Json } from '../domain/codec.ts';
import type { ActorId } from '../domain/ids.ts';
import type { AtMs } from '../domain/units.ts';
import { stateText } from './view/state-text.ts';

export interface ActorSpec<Machine extends AnyStateMachine> {
  readonly id: ActorId;
  readonly machine: Machine;
  readonly input?: InputFrom<Machine>;
  /** Restores instead of starting afresh. */
  readonly snapshot?: Json | undefined;
  /** Given for persisted actors: the version its snapshots are written under. */
  readonly version?: number;
}

/** A state of an actor was left for another. */
export interface ActorChange {
  readonly actor: ActorId;
  readonly from: string;
  readonly to: string;
  readonly event: { readonly type: string };
  readonly isPersisted: boolean;
}

interface Entry {
  readonly spec: ActorSpec<AnyStateMachine>;
  actor: Actor<AnyStateMachine>;
  state: string;
  /** The last good one: an error never gets in here. */
  snapshot: SnapshotFrom<AnyStateMachine>;
  readonly failuresAtMs: number[];
  restartAtMs: AtMs | undefined;
}

export interface RegistryEvents {
  changed(change: ActorChange): void;
  emitted(actor: ActorId, effect: { readonly type: string }): void;
  /** A throwing action stopped the actor; it restarts from its last good snapshot after `backoffMs`, or is parked. */
  failed(actor: ActorId, failure: { readonly reason: string; readonly outcome: 'restarting' | 'parked' }): void;
}

const FAILURES_MAX = 3;
const FAILURE_WINDOW_MS = 60_000;
const BACKOFF_MS = 1000;

/**
 * Every actor by id, each its own root: sends, deadlines, restarts. An actor that fails is restarted from its last good
 * snapshot with growing delay; after three failures within a minute it is parked: it stays out until a restart.
 */
export class ActorRegistry {
  readonly #entries = new Map<ActorId, Entry>();
  readonly #deadlines = new DeadlineQueue();
  readonly #dirty = new Set<ActorId>();
  readonly #clock: Clock;
  readonly #events: RegistryEvents;

  constructor(clock: Clock, events: RegistryEvents) {
    this.#clock = clock;
    this.#events = events;
  }

  spawn<Machine extends AnyStateMachine>(spec: ActorSpec<Machine>): void {
    const actor = this.#start(spec, spec.snapshot);
    const snapshot = actor.getSnapshot();
    const entry: Entry = {
      spec,
      actor,
      state: stateText(snapshot.value),
      snapshot,
      failuresAtMs: [],
      restartAtMs: undefined,
    };
    this.#entries.set(spec.id, entry);
    this.#armDeadline(entry);
  }

  has(id: ActorId): boolean {
    return this.#entries.has(id);
  }

  /** Sends an event; journal-worthy consequences come back through `RegistryEvents`. A parked actor takes nothing. */
  send<Machine extends AnyStateMachine>(id: ActorId, event: EventFromLogic<Machine>): void {
    const entry = this.#entries.get(id);
    if (entry === undefined || entry.restartAtMs !== undefined || this.isParked(id)) return;
    // one that came to its end within this input takes no more
    if (entry.actor.getSnapshot().status === 'done') return;
    entry.actor.send(event);
    const snapshot = entry.actor.getSnapshot();
    if (snapshot.status === 'error') {
      this.#fail(entry, snapshot.error);
      return;
    }
    if (snapshot === entry.snapshot) return;
    const from = entry.state;
    if (snapshot.value !== entry.snapshot.value) entry.state = stateText(snapshot.value);
    entry.snapshot = snapshot;
    if (entry.spec.version !== undefined) this.#dirty.add(id);
    this.#armDeadline(entry);
    if (entry.state !== from)
      this.#events.changed({
        actor: id,
        from,
        to: entry.state,
        event,
        isPersisted: entry.spec.version !== undefined,
      });
  }

  state(id: ActorId): string | undefined {
    return this.#entries.get(id)?.state;
  }

  /** The state value itself, for machines whose regions are read one by one. */
  value(id: ActorId): unknown {
    return this.#entries.get(id)?.actor.getSnapshot().value;
  }

  /** It failed and takes nothing: its restart is still to come, or it is parked. */
  isOut(id: ActorId): boolean {
    return this.#entries.get(id)?.restartAtMs !== undefined || this.isParked(id);
  }

  isParked(id: ActorId): boolean {
    return (this.#entries.get(id)?.failuresAtMs.length ?? 0) >= FAILURES_MAX;
  }

  context(id: ActorId): unknown {
    return this.#entries.get(id)?.actor.getSnapshot().context;
  }

  ids(): readonly ActorId[] {
    return [...this.#entries.keys()];
  }

  /** The machine an actor runs, for whoever draws it. */
  machine(id: ActorId): AnyStateMachine | undefined {
    return this.#entries.get(id)?.spec.machine;
  }

  earliestDeadlineAtMs(): AtMs | undefined {
    return this.#deadlines.earliest();
  }

  /** Restarts what waits for it and sends `tick` to every actor whose deadline is due, by (deadline, id). */
  tick(atMs: AtMs): void {
    for (const id of this.#deadlines.takeDue(atMs)) {
      const entry = this.#entries.get(id);
      if (entry === undefined) continue;
      if (entry.restartAtMs !== undefined) this.#restart(entry);
      this.send(id, { type: 'tick', atMs });
      this.#armDeadline(entry, atMs);
    }
  }

  /** Snapshots of the persisted actors that changed since the last call. */
  takeSnapshots(): readonly { readonly actor: ActorId; readonly machineVersion: number; readonly snapshot: Json }[] {
    if (this.#dirty.size === 0) return [];
    const changed = [...this.#dirty].flatMap((id) => {
      const entry = this.#entries.get(id);
      const version = entry?.spec.version;
      if (entry === undefined || version === undefined) return [];
      // a persisted snapshot is plain JSON by rule (restorable by construction), the compiler cannot know
      return [{ actor: id, machineVersion: version, snapshot: lastGood(entry) as unknown as Json }];
    });
    this.#dirty.clear();
    return changed;
  }

  stop(id: ActorId): void {
    this.#entries.get(id)?.actor.stop();
    this.#entries.delete(id);
    this.#deadlines.set(id, undefined);
  }

  stopAll(): void {
    for (const id of this.ids()) this.stop(id);
  }

  #start(spec: ActorSpec<AnyStateMachine>, snapshot: unknown): Actor<AnyStateMachine> {
    const actor = createActor(spec.machine, {
      id: spec.id,
      clock: this.#clock.timers as NonNullable<Parameters<typeof createActor>[1]>['clock'] & object,
      ...(snapshot === undefined ? { input: spec.input } : { snapshot: snapshot as Snapshot<unknown> }),
    });
    // without an observer XState throws errors of actions into a timer
    actor.subscribe({ error: () => undefined });
    actor.on('*', (effect: { readonly type: string }) => this.#events.emitted(spec.id, effect));
    actor.start();
    return actor;
  }

  #fail(entry: Entry, error: unknown): void {
    const nowMs = this.#clock.now();
    const recent = entry.failuresAtMs.filter((atMs) => atMs > nowMs - FAILURE_WINDOW_MS);
    entry.failuresAtMs.splice(0, entry.failuresAtMs.length, ...recent, nowMs);
    const outcome = this.isParked(entry.spec.id) ? 'parked' : 'restarting';
    if (outcome === 'restarting') {
      entry.restartAtMs = roundUpTo100Ms(nowMs + BACKOFF_MS * 2 ** recent.length);
      this.#deadlines.set(entry.spec.id, entry.restartAtMs);
    } else this.#deadlines.set(entry.spec.id, undefined);
    this.#events.failed(entry.spec.id, { reason: error instanceof Error ? error.message : String(error), outcome });
  }

  #restart(entry: Entry): void {
    entry.restartAtMs = undefined;
    entry.actor = this.#start(entry.spec, lastGood(entry));
  }

  /** A deadline that a tick at `tickedAtMs` did not move comes due again 100 ms later, never at the same instant. */
  #armDeadline(entry: Entry, tickedAtMs = -Infinity): void {
    if (entry.restartAtMs !== undefined || this.isParked(entry.spec.id)) return;
    const context: unknown = entry.actor.getSnapshot().context;
    const deadlineAtMs = isRecord(context) ? context['deadlineAtMs'] : undefined;
    this.#deadlines.set(
      entry.spec.id,
      typeof deadlineAtMs === 'number' ? roundUpTo100Ms(Math.max(deadlineAtMs, tickedAtMs + 1)) : undefined,
    );
  }
}

const lastGood = ({ spec, snapshot }: Entry): Snapshot<unknown> => spec.machine.getPersistedSnapshot(snapshot);
