import type { ActorId } from '../domain/ids.ts';
import type { AtMs } from '../domain/units.ts';
import { Heap } from './heap.ts';

interface Deadline {
  readonly actor: ActorId;
  readonly atMs: AtMs;
}

/**
 * One deadline per actor, earliest first; ties by actor id, so that the order never depends on who asked first. A
 * replaced deadline stays in the heap until it surfaces or the heap is rebuilt.
 */
export class DeadlineQueue {
  readonly #current = new Map<ActorId, AtMs>();
  readonly #heap = new Heap(isBefore);

  get size(): number {
    return this.#current.size;
  }

  /** Sets, replaces or (with `undefined`) removes the deadline of an actor. */
  set(actor: ActorId, deadlineAtMs: AtMs | undefined): void {
    if (this.#current.get(actor) === deadlineAtMs) return;
    if (deadlineAtMs === undefined) {
      this.#current.delete(actor);
      return;
    }
    this.#current.set(actor, deadlineAtMs);
    this.#heap.push({ actor, atMs: deadlineAtMs });
    if (this.#heap.size > 2 * this.#current.size + 64)
      this.#heap.refill([...this.#current].map(([actor, atMs]) => ({ actor, atMs })));
  }

  /** The deadline of one actor. */
  of(actor: ActorId): AtMs | undefined {
    return this.#current.get(actor);
  }

  /** The earliest deadline of all, or `undefined` when nobody waits. */
  earliest(): AtMs | undefined {
    for (;;) {
      const first = this.#heap.first();
      if (first === undefined || this.#current.get(first.actor) === first.atMs) return first?.atMs;
      this.#heap.takeFirst();
    }
  }

  /** Takes out every actor whose deadline is at or before `nowMs`, by (deadline, actor id). */
  takeDue(nowMs: number): readonly ActorId[] {
    const due: ActorId[] = [];
    for (let earliestMs = this.earliest(); earliestMs !== undefined && earliestMs <= nowMs;) {
      const first = this.#heap.takeFirst();
      if (first !== undefined) {
        due.push(first.actor);
        this.#current.delete(first.actor);
      }
      earliestMs = this.earliest();
    }
    return due;
  }
}

const isBefore = (a: Deadline, b: Deadline): boolean => a.atMs < b.atMs || (a.atMs === b.atMs && a.actor < b.actor);
