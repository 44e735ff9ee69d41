import { asJson, isRecord } from '../domain/codec.ts';
import type { Json } from '../domain/codec.ts';
import type { Fact } from '../domain/fact.ts';
import type { DecimalText } from '../domain/money.ts';
import { AccountBook } from './account-book.ts';
import { RunDiary } from './run-diary.ts';

/** A cycle that was not over, or was the last of its coin, when the facts before were removed. */
export interface OpeningCycle {
  readonly cycle: string;
  readonly openedAtMs: number | null;
  readonly route: { readonly long: string; readonly short: string } | null;
  readonly closed: { readonly atMs: number; readonly reason: string; readonly netUsd: DecimalText } | null;
}

/** Books to go on with. Cycles that are over stand in its rows as one. */
export interface OpeningBooks {
  readonly rows: Readonly<Record<string, string>>;
  readonly atMs: number;
  readonly capitalUsd: DecimalText;
  readonly cycles: readonly OpeningCycle[];
  /** What closed before: how many, and what they came to, those in `cycles` apart. */
  readonly earlier: { readonly cycles: number; readonly netUsd: DecimalText };
}

/** What a journal's facts had come to when they were removed: what whoever reads the rest begins with. */
export interface Opening {
  readonly version: 1;
  readonly books: OpeningBooks;
  readonly run: {
    readonly birthId: string;
    readonly venues: readonly string[];
    readonly lives: number;
    readonly fromMs: number;
    readonly untilMs: number;
    readonly facts: number;
    readonly failClosed: readonly string[];
  };
  /** The state of each actor that was not an order, as journaled last in the life at hand. */
  readonly states: Readonly<Record<string, string>>;
}

/** The opening in an anchor; `undefined` for one that this build does not know. */
export const openingIn = (anchor: { readonly opening: Json } | undefined): Opening | undefined => {
  const opening = anchor?.opening;
  if (!isRecord(opening) || opening['version'] !== 1) return undefined;
  // sealed by the journal, and written by the class below
  return opening as unknown as Opening;
};

/** Folds the facts that go, in their order, into what has to be known of them. */
export class OpeningFold {
  readonly #book: AccountBook;
  readonly #diary: RunDiary;
  readonly #states: Map<string, string>;

  constructor(before?: Opening) {
    this.#book = new AccountBook(before?.books);
    this.#diary = new RunDiary(before?.run);
    this.#states = new Map(Object.entries(before?.states ?? {}));
  }

  fold(fact: Fact): void {
    this.#book.fold(fact);
    this.#diary.fold(fact);
    const { type, actor, body } = fact;
    // a process begins knowing no market yet
    if (type === 'engine.started')
      for (const id of this.#states.keys()) if (id.startsWith('market/')) this.#states.delete(id);
    if (typeof body['from'] === 'string' && typeof body['to'] === 'string' && !actor.startsWith('order/'))
      this.#states.set(actor, body['to']);
  }

  opening(): Json {
    const { birthId, venues, lives, facts, fromMs, untilMs, failClosed, removed } = this.#diary.run();
    const opening: Opening = {
      version: 1,
      books: this.#book.opening(),
      run: {
        birthId,
        venues,
        lives,
        failClosed,
        untilMs,
        facts: facts + (removed?.facts ?? 0),
        fromMs: removed?.fromMs ?? fromMs,
      },
      states: Object.fromEntries(this.#states),
    };
    return asJson(opening);
  }
}
