import type { Rate } from '../../connectivity/venue-link.ts';

/** What was used within the last so many ms, exactly: every use leaves the window by itself. */
export class WindowMeter {
  /** The most that ever was in one window. */
  maximum = 0;
  /** Everything ever used. */
  total = 0;
  readonly #perMs: number;
  #uses: { readonly atMs: number; readonly amount: number }[] = [];
  #first = 0;
  #used = 0;

  constructor(perMs: number) {
    this.#perMs = perMs;
  }

  used(nowMs: number): number {
    for (let use = this.#uses[this.#first]; use !== undefined && use.atMs <= nowMs - this.#perMs;) {
      this.#used -= use.amount;
      this.#first += 1;
      use = this.#uses[this.#first];
    }
    if (this.#first > 512 && this.#first * 2 > this.#uses.length) {
      this.#uses = this.#uses.slice(this.#first);
      this.#first = 0;
    }
    return this.#used;
  }

  /** Takes note of a use; what is in the window with it. */
  add(nowMs: number, amount = 1): number {
    this.#uses.push({ atMs: nowMs, amount });
    this.#used += amount;
    this.total += amount;
    const used = this.used(nowMs);
    this.maximum = Math.max(this.maximum, used);
    return used;
  }

  /** Until `amount` more fits under a limit of `count`, ms; 0 when it fits now. */
  waitMs(nowMs: number, { count, amount = 1 }: Pick<Rate, 'count'> & { readonly amount?: number }): number {
    let used = this.used(nowMs);
    for (let at = this.#first; used + amount > count; at += 1) {
      const use = this.#uses[at];
      if (use === undefined) return 0;
      used -= use.amount;
      if (used + amount <= count) return Math.max(1, use.atMs + this.#perMs - nowMs);
    }
    return 0;
  }
}
