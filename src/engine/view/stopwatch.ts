import { Subject } from 'rxjs';
import type { Observable } from 'rxjs';
import type { ClientOrderId } from '../../domain/ids.ts';
import type { JournalBatch, JournalStore, WorldRequest } from '../../domain/ports.ts';

/** How long a piece of the engine's own work took, ms of the process's clock: virtual time tells nothing of it. */
export interface WorkTime {
  /**
   * `frame-to-decision`: from the inputs of an instant handed to the engine until the one of them that had routes judged is
   * through judging and the gate. `signal-to-order`: from ranked routes to the order of one of them handed to the gateway,
   * its intent on disk in between. `journal-commit`: facts handed to the journal until its transaction is over.
   */
  readonly kind: 'frame-to-decision' | 'signal-to-order' | 'journal-commit';
  readonly ms: number;
}

/** What may be measured of a running engine. Nothing is while nobody listens, and nothing of it comes back into a state. */
export interface Work {
  readonly times$: Observable<WorkTime>;
  /** Age of the oldest fact handed to the journal and not acknowledged as flushed, ms; 0 without one. */
  journalLagMs(): number;
}

/** Told by the driver where it is; it only watches. */
export class Stopwatch implements Work {
  readonly times$ = new Subject<WorkTime>();
  readonly #nowMs: () => number;
  #handedMs: number | undefined;
  #rankedMs: number | undefined;
  /** When the routes were ranked that an order came of, until it leaves. */
  readonly #ranked = new Map<ClientOrderId, number>();
  /** The oldest fact of those whose acknowledgement is awaited, and of those that came after. */
  #awaitedMs: number | undefined;
  #laterMs: number | undefined;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  journalLagMs(): number {
    return this.#awaitedMs === undefined ? 0 : this.#nowMs() - this.#awaitedMs;
  }

  /** The inputs of an instant are about to be handled. */
  handed(): void {
    this.#handedMs = this.times$.observed ? this.#nowMs() : undefined;
  }

  /** One input begins. */
  begins(): void {
    this.#rankedMs = undefined;
  }

  ranked(): void {
    if (this.times$.observed) this.#rankedMs = this.#nowMs();
  }

  /** The input is handled; what it led to is not written yet. */
  decided(batch: JournalBatch | undefined): void {
    if (this.#rankedMs !== undefined && this.#handedMs !== undefined) this.#tell('frame-to-decision', this.#handedMs);
    for (const change of batch?.intents ?? [])
      if (change.kind === 'settled') this.#ranked.delete(change.clientOrderId);
      else if (this.#rankedMs !== undefined && change.intent.purpose === 'open')
        this.#ranked.set(change.intent.clientOrderId, this.#rankedMs);
  }

  /** Runs a commit, and asks the journal to acknowledge it. */
  commits<Result>({ facts }: JournalBatch, store: Pick<JournalStore, 'flushed'>, commit: () => Result): Result {
    if (!this.times$.observed || facts.length === 0) return commit();
    const handedMs = this.#nowMs();
    const isFirst = this.#awaitedMs === undefined;
    if (isFirst) this.#awaitedMs = handedMs;
    else this.#laterMs ??= handedMs;
    const result = commit();
    this.#tell('journal-commit', handedMs);
    if (isFirst) this.#awaitFlush(store);
    return result;
  }

  /** A request is about to be handed to the world. */
  performs(request: WorldRequest): void {
    if (request.kind !== 'submit') return;
    const { clientOrderId } = request.order;
    const rankedMs = this.#ranked.get(clientOrderId);
    if (rankedMs === undefined) return;
    this.#ranked.delete(clientOrderId);
    this.#tell('signal-to-order', rankedMs);
  }

  #tell(kind: WorkTime['kind'], fromMs: number): void {
    this.times$.next({ kind, ms: this.#nowMs() - fromMs });
  }

  #awaitFlush(store: Pick<JournalStore, 'flushed'>): void {
    store.flushed().then(
      () => {
        this.#awaitedMs = this.#laterMs;
        this.#laterMs = undefined;
        if (this.#awaitedMs !== undefined) this.#awaitFlush(store);
      },
      // the driver meets the same failure; what was not acknowledged only grows older
      () => undefined,
    );
  }
}
