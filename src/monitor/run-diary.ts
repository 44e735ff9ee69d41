import type { Fact } from '../domain/fact.ts';
import { textIn } from './fact-body.ts';
import type { Opening } from './opening.ts';

/** Which run a journal is of, and how it stands. */
export interface Run {
  readonly birthId: string;
  readonly venues: readonly string[];
  /** Starts of an engine on this journal. */
  readonly lives: number;
  readonly facts: number;
  readonly fromMs: number;
  readonly untilMs: number;
  /** Conditions that forbid new risk at the end. */
  readonly failClosed: readonly string[];
  readonly entriesApproved: number;
  readonly entriesRefused: number;
  /** What retention removed before `fromMs`: so many facts, the first of them then; absent where nothing was. */
  readonly removed?: { readonly facts: number; readonly fromMs: number };
}

/** Notes the frame of a run from its facts. */
export class RunDiary {
  #birthId = '-';
  #venues: readonly string[] = [];
  #lives = 0;
  #facts = 0;
  #span: { readonly fromMs: number; untilMs: number } | undefined;
  readonly #failClosed = new Set<string>();
  readonly #entries = { approved: 0, refused: 0 };
  readonly #removed: Run['removed'];

  constructor(before?: Opening['run']) {
    if (before === undefined) return;
    this.#birthId = before.birthId;
    this.#venues = before.venues;
    this.#lives = before.lives;
    this.#span = { fromMs: before.untilMs, untilMs: before.untilMs };
    for (const condition of before.failClosed) this.#failClosed.add(condition);
    this.#removed = { facts: before.facts, fromMs: before.fromMs };
  }

  fold({ type, atMs, body }: Fact): void {
    this.#facts += 1;
    this.#span ??= { fromMs: atMs, untilMs: atMs };
    this.#span.untilMs = atMs;
    const condition = textIn(body, 'condition') ?? '';
    switch (type) {
      case 'engine.started':
        this.#lives += 1;
        this.#birthId = textIn(body, 'birthId') ?? '-';
        this.#venues = Array.isArray(body['venues']) ? body['venues'].map(String) : [];
        // a new life looks at every condition afresh
        this.#failClosed.clear();
        return;
      case 'engine.fail-closed-begins':
        this.#failClosed.add(condition);
        return;
      case 'engine.fail-closed-ends':
        this.#failClosed.delete(condition);
        return;
      case 'entry.approved':
        this.#entries.approved += 1;
        return;
      case 'entry.refused':
        this.#entries.refused += 1;
    }
  }

  /** Time passes without a fact. */
  moveTo(atMs: number): void {
    if (this.#span !== undefined) this.#span.untilMs = atMs;
  }

  run(): Run {
    return {
      birthId: this.#birthId,
      venues: this.#venues,
      lives: this.#lives,
      facts: this.#facts,
      fromMs: this.#span?.fromMs ?? 0,
      untilMs: this.#span?.untilMs ?? 0,
      failClosed: [...this.#failClosed].sort(),
      entriesApproved: this.#entries.approved,
      entriesRefused: this.#entries.refused,
      ...(this.#removed === undefined ? {} : { removed: this.#removed }),
    };
  }
}
