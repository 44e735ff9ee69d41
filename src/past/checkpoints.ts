const KEPT_MAX = 24;
const EVERY = 500;

/** Whole states at some seqs, a bounded number: the more there are to pass, the further apart. */
export class Checkpoints<State> {
  readonly #kept: { readonly seq: number; readonly state: State }[] = [];
  #every = EVERY;

  isDue(seq: number): boolean {
    return seq % this.#every === 0;
  }

  /** In order of their seq. */
  keep(seq: number, state: State): void {
    this.#kept.push({ seq, state });
    if (this.#kept.length <= KEPT_MAX) return;
    this.#every *= 2;
    // the first is where all begins, whatever its seq
    const rest = this.#kept.filter((one, at) => at === 0 || one.seq % this.#every === 0);
    this.#kept.splice(0, this.#kept.length, ...rest);
  }

  /** The last one at or before a seq. */
  before(seq: number): { readonly seq: number; readonly state: State } | undefined {
    return this.#kept.findLast((one) => one.seq <= seq);
  }
}
