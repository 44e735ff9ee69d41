import type { DailyCloses } from '../domain/daily-closes.ts';
import type { CoinId, MarketKey } from '../domain/ids.ts';
import { utcDay } from '../domain/units.ts';
import type { AtMs } from '../domain/units.ts';

/** Days looked back on, and the least that both coins must have a return of. */
const DAYS = 30;
const RETURNS_MIN = 20;
const NONE = new Float64Array(DAYS).fill(NaN);
/** Squared deviations so small are rounding of equal returns, not movement. */
const ROUNDING = 1e-18;

interface Held {
  market: MarketKey;
  /** The last price seen within each day. */
  readonly closes: Map<number, number>;
  /** Logarithmic returns of complete days; made once a day. */
  returns: Float64Array | undefined;
}

/**
 * Correlation of the daily returns of coins over the last 30 complete UTC days, economics 9. Bounded: 32 prices a coin; a
 * pair is worked out when somebody asks, and kept until the next day closes.
 */
export class DailyReturns {
  readonly #coins = new Map<CoinId, Held>();
  readonly #pairs = new Map<string, number | undefined>();
  #today = -Infinity;

  /** The market whose prices count for a coin. */
  marketOf(coin: CoinId): MarketKey | undefined {
    return this.#coins.get(coin)?.market;
  }

  /** Takes a price as the last of its day. Another market than before begins the coin anew. Prices <= 0 change nothing. */
  observe(coin: CoinId, { market, price }: { readonly market: MarketKey; readonly price: number }, nowMs: AtMs): void {
    if (!(price > 0) || !Number.isFinite(price)) return;
    const day = utcDay(nowMs);
    if (day > this.#today) this.#begin(day);
    const held = this.#held(coin, market);
    held.closes.set(day, price);
  }

  /** Takes closes of days before: of the same market, or of a coin that was seen in another one today at the earliest. */
  remember(coin: CoinId, { market, fromDay, prices }: DailyCloses): void {
    const known = this.#coins.get(coin);
    if (known !== undefined && known.market !== market && [...known.closes.keys()].some((day) => day < this.#today))
      return;
    const held = this.#held(coin, market);
    for (const [at, price] of prices.entries())
      if (price !== null && price > 0 && !held.closes.has(fromDay + at)) held.closes.set(fromDay + at, price);
    this.#forgetPairs();
  }

  /** Pearson, -1..1; 1 of a coin with itself; `undefined` with fewer than 20 common returns, or where one never moved. */
  correlation(a: CoinId, b: CoinId): number | undefined {
    if (a === b) return 1;
    const pair = a < b ? `${a} ${b}` : `${b} ${a}`;
    if (!this.#pairs.has(pair)) this.#pairs.set(pair, pearson(this.#returnsOf(a), this.#returnsOf(b)));
    return this.#pairs.get(pair);
  }

  #held(coin: CoinId, market: MarketKey): Held {
    const known = this.#coins.get(coin);
    if (known?.market === market) return known;
    const made: Held = { market, closes: new Map(), returns: undefined };
    this.#coins.set(coin, made);
    if (known !== undefined) this.#pairs.clear();
    return made;
  }

  #begin(day: number): void {
    this.#today = day;
    this.#forgetPairs();
    for (const { closes } of this.#coins.values())
      for (const old of closes.keys()) if (old < day - DAYS - 1) closes.delete(old);
  }

  #forgetPairs(): void {
    this.#pairs.clear();
    for (const held of this.#coins.values()) held.returns = undefined;
  }

  #returnsOf(coin: CoinId): Float64Array {
    const held = this.#coins.get(coin);
    if (held === undefined) return NONE;
    held.returns ??= returnsOf(held.closes, this.#today);
    return held.returns;
  }
}

/** Of the last 30 complete days, oldest first; NaN where a day has none. */
const returnsOf = (closes: ReadonlyMap<number, number>, today: number): Float64Array => {
  const returns = new Float64Array(DAYS).fill(NaN);
  for (let at = 0; at < DAYS; at += 1) {
    const day = today - DAYS + at;
    const [before, close] = [closes.get(day - 1), closes.get(day)];
    if (before !== undefined && close !== undefined) returns[at] = Math.log(close / before);
  }
  return returns;
};

/** Over the days both have. Two passes: means first, so that nothing is lost in large sums. */
const pearson = (a: Float64Array, b: Float64Array): number | undefined => {
  const [count, sumX, sumY] = sums(a, b);
  if (count < RETURNS_MIN) return undefined;
  const [meanX, meanY] = [sumX / count, sumY / count];
  const squares = { xx: 0, yy: 0, xy: 0 };
  for (let at = 0; at < DAYS; at += 1) {
    const [x, y] = [(a[at] ?? NaN) - meanX, (b[at] ?? NaN) - meanY];
    if (Number.isNaN(x + y)) continue;
    squares.xx += x * x;
    squares.yy += y * y;
    squares.xy += x * y;
  }
  const { xx, yy, xy } = squares;
  return xx < ROUNDING || yy < ROUNDING ? undefined : Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy)));
};

const sums = (a: Float64Array, b: Float64Array): readonly [count: number, x: number, y: number] => {
  let [count, sumX, sumY] = [0, 0, 0];
  for (let at = 0; at < DAYS; at += 1) {
    const [x, y] = [a[at] ?? NaN, b[at] ?? NaN];
    if (Number.isNaN(x + y)) continue;
    count += 1;
    sumX += x;
    sumY += y;
  }
  return [count, sumX, sumY];
};
