import type { JournalAnchor } from '../../domain/anchor.ts';
import type { Fact } from '../../domain/fact.ts';
import type { JournalStore } from '../../domain/ports.ts';
import { MS_PER_DAY } from '../../domain/units.ts';
import type { AtMs } from '../../domain/units.ts';
import { coinOfCycle } from '../../monitor/account-book.ts';
import { textIn } from '../../monitor/fact-body.ts';
import { OpeningFold, openingIn } from '../../monitor/opening.ts';

export interface RetentionParts {
  readonly store: Pick<JournalStore, 'facts' | 'lastSeq' | 'anchor' | 'prune'>;
  readonly retentionDays: number;
  /** The coins whose positions hold something now, or are about to. */
  readonly heldCoins: () => ReadonlySet<string>;
}

/** Some 2 ms of the engine's thread. Those of one input go together, so it may be more. */
const FACTS_AT_ONCE = 40;
/** At most so often, engine time. */
const STEP_MS = 250;
/** Facts grow too old all the time: they are removed so often. */
const LOOK_EVERY_MS = 600_000;

interface OpenCycle {
  readonly cycle: string;
  /** The first fact of the input that opened it. */
  readonly fromSeq: number;
  readonly atMs: number;
}

/**
 * Removes facts older than the retention, oldest first and a few at a time, and leaves in their place what they had come to.
 * A cycle that was open at any time within the retention is kept from its opening on, and everything after it. It is outside
 * the state of the engine: no fact and no decision depends on it, so that a replay is the same whether or when it ran.
 */
export class Retention {
  readonly #parts: RetentionParts;
  /** Looked through up to here, for cycles that are open. */
  #seenSeq: number;
  /** The last cycle of each coin, unless it was closed by then. */
  readonly #cycles = new Map<string, OpenCycle>();
  #input: { readonly cause: number; readonly fromSeq: number } = { cause: -1, fromSeq: 0 };
  #fold: OpeningFold | undefined;
  #nextAtMs = -Infinity;

  constructor(parts: RetentionParts) {
    this.#parts = parts;
    this.#seenSeq = parts.store.anchor?.seq ?? 0;
  }

  /** Does a step where one is due. Throws the journal's errors: then it is not to be asked again. */
  keep(nowMs: AtMs): void {
    if (nowMs < this.#nextAtMs) return;
    this.#nextAtMs = nowMs + STEP_MS;
    const cutoffMs = nowMs - this.#parts.retentionDays * MS_PER_DAY;
    if (this.#look(cutoffMs) === 'more to see') return;
    if (this.#remove(this.#lastSeqToGo(cutoffMs), nowMs) === 'nothing') this.#nextAtMs = nowMs + LOOK_EVERY_MS;
  }

  #look(cutoffMs: number): 'more to see' | 'seen' {
    let seen = 0;
    for (const fact of this.#parts.store.facts(this.#seenSeq + 1)) {
      if (fact.atMs >= cutoffMs) return 'seen';
      if (seen === FACTS_AT_ONCE) return 'more to see';
      this.#note(fact);
      seen += 1;
    }
    return 'seen';
  }

  #note({ seq, cause, atMs, type, body }: Fact): void {
    this.#seenSeq = seq;
    if (cause !== this.#input.cause) this.#input = { cause, fromSeq: seq };
    const cycle = textIn(body, 'cycle') ?? '';
    const coin = coinOfCycle(cycle);
    if (type === 'cycle.opened') this.#cycles.set(coin, { cycle, fromSeq: this.#input.fromSeq, atMs });
    if (type === 'cycle.closed' && this.#cycles.get(coin)?.cycle === cycle) this.#cycles.delete(coin);
  }

  #lastSeqToGo(cutoffMs: number): number {
    const held = this.#parts.heldCoins();
    // one that nobody holds any more was closed since; opened before this, its end was overlooked
    const tooOldMs = cutoffMs - this.#parts.retentionDays * MS_PER_DAY;
    let last = Math.min(this.#seenSeq, this.#parts.store.lastSeq - 1);
    for (const [coin, { fromSeq, atMs }] of this.#cycles)
      if (held.has(coin) || atMs >= tooOldMs) last = Math.min(last, fromSeq - 1);
    return last;
  }

  #remove(lastSeq: number, nowMs: AtMs): 'nothing' | 'some' {
    const { store } = this.#parts;
    if (lastSeq <= (store.anchor?.seq ?? 0)) return 'nothing';
    const fold = (this.#fold ??= foldAfter(store.anchor));
    let [through, count, cause] = [0, 0, -1];
    for (const fact of store.facts(1)) {
      if (fact.seq > lastSeq || (count >= FACTS_AT_ONCE && fact.cause !== cause)) break;
      fold.fold(fact);
      [through, count, cause] = [fact.seq, count + 1, fact.cause];
    }
    store.prune?.({ throughSeq: through, prunedAtMs: nowMs, opening: fold.opening() });
    return 'some';
  }
}

const foldAfter = (anchor: JournalAnchor | undefined): OpeningFold => {
  const opening = openingIn(anchor);
  if (anchor !== undefined && opening === undefined)
    throw new Error('what the facts removed before had come to was written by another version');
  return new OpeningFold(opening);
};
