import type { MarketKey } from '../domain/ids.ts';
import type { ChargedRate } from '../engine/view/market-detail.ts';

const MS_PER_MINUTE = 60_000;
/** Charges kept of one market: a week of hours. */
const CHARGES_MAX = 168;

/** What markets charged, longer than the engine keeps it one by one. Bounded. */
export class FundingTrails {
  readonly #byMarket = new Map<MarketKey, readonly ChargedRate[]>();

  /** One that goes its own way from here. */
  copy(): FundingTrails {
    const copied = new FundingTrails();
    for (const [market, charges] of this.#byMarket) copied.#byMarket.set(market, charges);
    return copied;
  }

  /** Takes what the engine knows: what is settled replaces what was expected for the same settlement. */
  note(market: MarketKey, known: readonly ChargedRate[]): void {
    const held = this.#byMarket.get(market) ?? [];
    const last = known.at(-1);
    if (last === undefined) return;
    const before = held.at(-1);
    if (before !== undefined && minuteOf(before) === minuteOf(last) && before.kind === last.kind) return;
    const byMinute = new Map([...held, ...known].map((charge) => [minuteOf(charge), charge]));
    this.#byMarket.set(market, [...byMinute.values()].sort((a, b) => a.atMs - b.atMs).slice(-CHARGES_MAX));
  }

  /** Oldest first. */
  of(market: MarketKey): readonly ChargedRate[] {
    return this.#byMarket.get(market) ?? [];
  }
}

/** Venues stamp a settlement up to some seconds late. */
const minuteOf = ({ atMs }: ChargedRate): number => Math.round(atMs / MS_PER_MINUTE);
