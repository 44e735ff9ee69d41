import type { Fact } from '../domain/fact.ts';
import type { Opening } from './opening.ts';

/** How long one position actor was in each of its states, ms. */
export interface StateTimes {
  readonly coin: string;
  /** By state of the first storey: `scanning`, `entering`, `hedged`, `unwinding`, `paused`, and `down` for the engine's absence. */
  readonly spentMs: ReadonlyMap<string, number>;
}

const POSITION = 'position/';
/** Nobody watched: from the last fact of a life to the start of the next. */
const DOWN = 'down';

/** Time in state, from the changes of state that were journaled. A position's time begins with its first change. */
export class StateClock {
  readonly #positions = new Map<string, { state: string; sinceMs: number; readonly spent: Map<string, number> }>();
  #lastMs = 0;

  /** Positions go on in the states that older facts had left them in. */
  constructor(opening?: Pick<Opening, 'states' | 'run'>) {
    if (opening === undefined) return;
    this.#lastMs = opening.run.untilMs;
    for (const [actor, state] of Object.entries(opening.states))
      if (actor.startsWith(POSITION))
        this.#positions.set(actor.slice(POSITION.length), {
          state: storeyOf(state),
          sinceMs: this.#lastMs,
          spent: new Map(),
        });
  }

  fold({ type, actor, atMs, body }: Fact): void {
    if (type === 'engine.started') this.#wasDown(atMs);
    this.#lastMs = atMs;
    if (!actor.startsWith(POSITION) || typeof body['to'] !== 'string') return;
    const coin = actor.slice(POSITION.length);
    const known = this.#positions.get(coin) ?? { state: '', sinceMs: atMs, spent: new Map<string, number>() };
    this.#positions.set(coin, known);
    spend(known, atMs);
    known.state = storeyOf(body['to']);
  }

  /** Time passes without a fact. */
  moveTo(atMs: number): void {
    this.#lastMs = atMs;
  }

  /** Up to the last fact, in coin order. */
  times(): readonly StateTimes[] {
    return [...this.#positions]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([coin, known]) => {
        const spentMs = new Map(known.spent);
        spentMs.set(known.state, (spentMs.get(known.state) ?? 0) + this.#lastMs - known.sinceMs);
        return { coin, spentMs };
      });
  }

  #wasDown(atMs: number): void {
    for (const known of this.#positions.values()) {
      spend(known, this.#lastMs);
      const { state } = known;
      known.state = DOWN;
      spend(known, atMs);
      known.state = state;
    }
  }
}

const spend = (
  known: { state: string; sinceMs: number; readonly spent: Map<string, number> },
  untilMs: number,
): void => {
  if (known.state !== '') known.spent.set(known.state, (known.spent.get(known.state) ?? 0) + untilMs - known.sinceMs);
  known.sinceMs = untilMs;
};

/** `entering.legs(long: working, short: failed)` is `entering`. */
const storeyOf = (state: string): string => state.split(/[.(]/)[0] ?? state;
