/** A binary heap: the first by `isBefore`, a strict order, comes out first. */
export class Heap<T> {
  readonly #isBefore: (a: T, b: T) => boolean;
  #items: T[] = [];

  constructor(isBefore: (a: T, b: T) => boolean) {
    this.#isBefore = isBefore;
  }

  get size(): number {
    return this.#items.length;
  }

  first(): T | undefined {
    return this.#items[0];
  }

  push(item: T): void {
    let at = this.#items.push(item) - 1;
    while (at > 0) {
      const parentAt = (at - 1) >> 1;
      const parent = this.#items[parentAt];
      if (parent === undefined || !this.#isBefore(item, parent)) break;
      this.#items[at] = parent;
      at = parentAt;
    }
    this.#items[at] = item;
  }

  takeFirst(): T | undefined {
    const first = this.#items[0];
    const last = this.#items.pop();
    if (last !== undefined && this.#items.length > 0) this.#sink(last);
    return first;
  }

  /** The first has become another than it was: it goes where it belongs now. */
  firstChanged(): void {
    const [first] = this.#items;
    if (first !== undefined) this.#sink(first);
  }

  /** Puts other items in place of all. */
  refill(items: readonly T[]): void {
    // Sorted is a heap, too.
    this.#items = [...items].sort((a, b) => (this.#isBefore(a, b) ? -1 : 1));
  }

  #sink(item: T): void {
    let at = 0;
    for (;;) {
      const left = this.#items[2 * at + 1];
      const right = this.#items[2 * at + 2];
      if (left === undefined) break;
      const isRight = right !== undefined && this.#isBefore(right, left);
      const child = isRight ? right : left;
      if (!this.#isBefore(child, item)) break;
      this.#items[at] = child;
      at = 2 * at + (isRight ? 2 : 1);
    }
    this.#items[at] = item;
  }
}
