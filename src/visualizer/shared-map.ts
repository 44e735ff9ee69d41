/** A map whose copies cost nothing until one of the two is written to. */
export class SharedMap<Key, Value> {
  #rows = new Map<Key, Value>();
  #isShared = false;

  /** One that goes its own way from here. */
  copy(): SharedMap<Key, Value> {
    const copied = new SharedMap<Key, Value>();
    copied.#rows = this.#rows;
    copied.#isShared = true;
    this.#isShared = true;
    return copied;
  }

  get size(): number {
    return this.#rows.size;
  }

  get(key: Key): Value | undefined {
    return this.#rows.get(key);
  }

  has(key: Key): boolean {
    return this.#rows.has(key);
  }

  /** Oldest first. */
  entries(): Iterable<readonly [Key, Value]> {
    return this.#rows.entries();
  }

  set(key: Key, value: Value): void {
    this.#own().set(key, value);
  }

  delete(key: Key): void {
    if (this.#rows.has(key)) this.#own().delete(key);
  }

  #own(): Map<Key, Value> {
    if (this.#isShared) this.#rows = new Map(this.#rows);
    this.#isShared = false;
    return this.#rows;
  }
}
