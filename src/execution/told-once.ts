/** Keys remembered as told. */
const TOLD_MAX = 20_000;

/** Tells what is new from what was told, whichever list or stream it was seen in. */
export class ToldOnce {
  readonly #told = new Set<string>();

  /** True the first time. */
  isNew(key: string): boolean {
    if (this.#told.has(key)) return false;
    this.#told.add(key);
    const oldest = this.#told.keys().next();
    if (this.#told.size > TOLD_MAX && oldest.done !== true) this.#told.delete(oldest.value);
    return true;
  }
}
