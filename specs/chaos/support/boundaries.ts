import type { Input } from '../../../src/domain/input.ts';
import type { JournalStore, World, WorldRequest } from '../../../src/domain/ports.ts';
import { aroundStore } from '../../../src/journal/around-store.ts';

/** An instant at which a process can be gone: just before or just after something that outlives it. */
export interface Boundary {
  readonly side: 'before' | 'after';
  /** A transaction of the journal, its arrival on the disk, a request to a venue, an answer of a venue. */
  readonly of: 'append' | 'flush' | 'send' | 'answer';
  readonly what: string;
}

/** Sees every boundary as it is crossed; what it throws is the death of the process there. */
export type Crossing = (boundary: Boundary) => void;

/** The journal, every append and flush of it seen from both sides. */
export const borderedStore = (store: JournalStore, cross: Crossing): JournalStore =>
  aroundStore(store, {
    commit: (batch) => {
      const what = batch.facts.map(({ type }) => type).join(' ');
      cross({ side: 'before', of: 'append', what });
      const facts = store.commit(batch);
      cross({ side: 'after', of: 'append', what });
      return facts;
    },
    flushed: async () => {
      cross({ side: 'before', of: 'flush', what: 'intents' });
      await store.flushed();
      cross({ side: 'after', of: 'flush', what: 'intents' });
    },
  });

/** The wire, every request and every answer seen from both sides. */
export class Border {
  readonly #cross: Crossing;
  #answered: string | undefined;

  constructor(cross: Crossing) {
    this.#cross = cross;
  }

  world(world: World): World {
    return {
      name: world.name,
      startAtMs: world.startAtMs,
      venues: world.venues,
      next: (deadlineAtMs) => {
        this.#afterAnswer();
        return world.next(deadlineAtMs);
      },
      perform: (request) => {
        const what = wordsOf(request);
        this.#cross({ side: 'before', of: 'send', what });
        world.perform(request);
        this.#cross({ side: 'after', of: 'send', what });
      },
      stop: () => world.stop(),
    };
  }

  /** Before each input is handled: what the one before it led to is committed and asked for. */
  arrives(input: Input): void {
    this.#afterAnswer();
    if (input.kind !== 'report' && input.kind !== 'account' && input.kind !== 'payment') return;
    const what = input.kind === 'report' ? input.report.kind : input.kind;
    this.#cross({ side: 'before', of: 'answer', what });
    this.#answered = what;
  }

  #afterAnswer(): void {
    const what = this.#answered;
    this.#answered = undefined;
    if (what !== undefined) this.#cross({ side: 'after', of: 'answer', what });
  }
}

const wordsOf = (request: WorldRequest): string =>
  request.kind === 'submit' ? `submit ${request.order.purpose} ${request.order.leg}` : request.kind;
