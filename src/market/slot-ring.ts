/**
 * One value per slot of a window of the last `slots` slots: what falls out of the window is forgotten, also when slots
 * were skipped. Sums are kept as values come and go, so that reading them costs nothing.
 */
export class SlotRing {
  readonly #slots: number;
  readonly #values: (number | undefined)[] = [];
  #newest = -1;
  #count = 0;
  #sum = 0;
  #sumOfSquares = 0;

  constructor(slots: number) {
    this.#slots = slots;
  }

  /** The newest slot seen; -1 before the first. */
  get newest(): number {
    return this.#newest;
  }

  get count(): number {
    return this.#count;
  }

  get sum(): number {
    return this.#sum;
  }

  get sumOfSquares(): number {
    return this.#sumOfSquares;
  }

  /** Moves the window on to `slot`; slots must not go back. */
  moveTo(slot: number): void {
    const skipped = this.#newest < 0 ? 0 : Math.min(slot - this.#newest, this.#slots);
    for (let offset = 0; offset < skipped && this.#count > 0; offset += 1) this.#forget((slot - offset) % this.#slots);
    this.#newest = slot;
    if (this.#count > 0) return;
    // nothing is left: nor may the rounding of what has been
    this.#sum = 0;
    this.#sumOfSquares = 0;
  }

  /** Keeps a value for the newest slot, once. */
  keep(value: number): void {
    this.#values[this.#newest % this.#slots] = value;
    this.#count += 1;
    this.#sum += value;
    this.#sumOfSquares += value ** 2;
  }

  #forget(at: number): void {
    const value = this.#values[at];
    if (value === undefined) return;
    this.#values[at] = undefined;
    this.#count -= 1;
    this.#sum -= value;
    this.#sumOfSquares -= value ** 2;
  }
}
