import type { MarketKey } from '../domain/ids.ts';

/** The mid within one minute, quote units, as far as it was looked at. */
export interface Candle {
  readonly startMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

const MS_PER_MINUTE = 60_000;
/** Candles of all markets together, and of one: a day where there are few of them. */
const CANDLES_MAX = 1_000_000;
const CANDLES_OF_ONE_MAX = 1440;
/** Looks nearer together than this add nothing. */
const LOOK_EVERY_MS = 1000;

type Growing = { -readonly [Name in keyof Candle]: Candle[Name] };

/** Candles of another's as they were: of the last one it had, and those before. */
interface Cut {
  readonly candles: readonly Growing[];
  readonly last: Candle;
}

/** Minute candles of every market, from looking at the mids now and then. Bounded; a minute nobody looked in is missing. */
export class PriceTrails {
  readonly #byMarket = new Map<MarketKey, Growing[]>();
  /** Taken over from another, and copied when somebody wants them. */
  readonly #cuts = new Map<MarketKey, Cut>();
  #lookedAtMs = -Infinity;

  /** One that goes its own way from here. It costs next to nothing until it is looked at. */
  copy(): PriceTrails {
    const copied = new PriceTrails();
    for (const [market, cut] of this.#cuts) copied.#cuts.set(market, cut);
    for (const [market, candles] of this.#byMarket) {
      const last = candles.at(-1);
      if (last !== undefined) copied.#cuts.set(market, { candles, last: { ...last } });
    }
    copied.#lookedAtMs = this.#lookedAtMs;
    return copied;
  }

  /** Looks, unless it just did. Engine time: an earlier instant than the last begins anew. */
  look(atMs: number, eachMid: (tell: (market: MarketKey, mid: number) => void) => void): void {
    if (atMs < this.#lookedAtMs) {
      this.#byMarket.clear();
      this.#cuts.clear();
    } else if (atMs < this.#lookedAtMs + LOOK_EVERY_MS) return;
    this.#lookedAtMs = atMs;
    const startMs = Math.floor(atMs / MS_PER_MINUTE) * MS_PER_MINUTE;
    eachMid((market, mid) => this.#note(market, mid, startMs));
  }

  /** Oldest first. */
  of(market: MarketKey): readonly Candle[] {
    return this.#own(market) ?? [];
  }

  #own(market: MarketKey): Growing[] | undefined {
    const cut = this.#cuts.get(market);
    if (cut !== undefined) {
      this.#cuts.delete(market);
      const before = cut.candles.filter(({ startMs }) => startMs < cut.last.startMs);
      this.#byMarket.set(market, [...before, { ...cut.last }]);
    }
    return this.#byMarket.get(market);
  }

  #note(market: MarketKey, mid: number, startMs: number): void {
    const candles = this.#own(market) ?? [];
    this.#byMarket.set(market, candles);
    const last = candles.at(-1);
    if (last?.startMs === startMs) {
      last.high = Math.max(last.high, mid);
      last.low = Math.min(last.low, mid);
      last.close = mid;
      return;
    }
    // what was seen last before the minute began is what it began with
    const open = last?.startMs === startMs - MS_PER_MINUTE ? last.close : mid;
    candles.push({ startMs, open, high: Math.max(open, mid), low: Math.min(open, mid), close: mid });
    const most = Math.min(CANDLES_OF_ONE_MAX, Math.floor(CANDLES_MAX / (this.#byMarket.size + this.#cuts.size)));
    if (candles.length > most + 60) candles.splice(0, candles.length - most);
  }
}
