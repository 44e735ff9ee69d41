/** Unchanged values are repeated after this much venue time, so that their age keeps telling the truth. */
export const REPEAT_AFTER_MS = 1000;

/** Lets a value pass when it changed, or when it has not been said for a second of the venue's time. */
export class Pulse {
  #first = NaN;
  #second = NaN;
  #third = NaN;
  #saidAtMs = -Infinity;

  /** Whether to say it now; up to three numbers make up the value. Time that runs backwards counts as a change. */
  isDue(atMs: number, first: number, [second, third]: readonly [number, number] = [0, 0]): boolean {
    const isSame = first === this.#first && second === this.#second && third === this.#third;
    const sinceMs = atMs - this.#saidAtMs;
    if (isSame && sinceMs >= 0 && sinceMs < REPEAT_AFTER_MS) return false;
    this.#first = first;
    this.#second = second;
    this.#third = third;
    this.#saidAtMs = atMs;
    return true;
  }

  /** The next value counts as changed. */
  reset(): void {
    this.#saidAtMs = -Infinity;
  }
}
