/** Trades remembered per socket life and coin set: an hour of the busiest coin. */
const TRADES_MAX = 50_000;

/** Tells a trade's first sight from its repeats: after every subscription the venue sends recent trades again. */
export class SeenTrades {
  readonly #seen = new Set<string>();

  /** True when the trade had not been seen; it is now. The oldest memory goes first. */
  isNew(coin: string, tradeId: string): boolean {
    const key = `${coin} ${tradeId}`;
    if (this.#seen.has(key)) return false;
    this.#seen.add(key);
    if (this.#seen.size > TRADES_MAX) for (const oldest of this.#seen) return this.#seen.delete(oldest);
    return true;
  }
}
