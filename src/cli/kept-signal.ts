/**
 * A signal from the first instant of the process on. While nobody listens it is kept for whoever does first, where the
 * system itself would end the process at once and leave everything as it is.
 */
export class KeptSignal {
  readonly #kept: () => void;
  #listener: (() => void) | undefined;
  #isWaiting = false;

  /** Calls `kept` whenever there was nobody to hear it. */
  constructor(kept: () => void) {
    this.#kept = kept;
  }

  readonly heard = (): void => {
    if (this.#listener !== undefined) return this.#listener();
    this.#isWaiting = true;
    this.#kept();
  };

  /** From now on, and at once where it was heard before; returns how to stop listening. */
  listen(listener: () => void): () => void {
    this.#listener = listener;
    if (this.#isWaiting) listener();
    this.#isWaiting = false;
    return () => (this.#listener = undefined);
  }
}
