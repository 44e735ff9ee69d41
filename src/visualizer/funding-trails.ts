import type { MarketKey } from '../domain/ids.ts';
import type { ChargedRate } from '../engine/view/market-detail.ts';
import { SharedMap } from './shared-map.ts';
import { heldLeg } from './what-if.ts';
import type { HeldLeg } from './what-if.ts';

const MS_PER_MINUTE = 60_000;
/** Charges kept of one market: a week of hours. */
const CHARGES_MAX = 168;

/** What markets charged, longer than the engine keeps it one by one. Bounded. */
export class FundingTrails {
  readonly #byMarket: SharedMap<MarketKey, readonly ChargedRate[]>;

  constructor(byMarket = new SharedMap<MarketKey, readonly ChargedRate[]>()) {
    this.#byMarket = byMarket;
  }

  /** One that goes its own way from here. */
  copy(): FundingTrails {
    return new FundingTrails(this.#byMarket.copy());
  }

  /** Takes what the engine knows: what is settled replaces what was expected for the same settlement. */
  note(market: MarketKey, known: readonly ChargedRate[]): void {
    if (known.length === 0) return;
    const held = this.#byMarket.get(market) ?? [];
    if (endsWith(held, known)) return;
    const byMinute = new Map([...held, ...known].map((charge) => [minuteOf(charge), charge]));
    this.#byMarket.set(market, [...byMinute.values()].sort((a, b) => a.atMs - b.atMs).slice(-CHARGES_MAX));
  }

  /** Oldest first. */
  of(market: MarketKey): HeldLeg {
    return heldLeg(market, this.#byMarket.get(market) ?? []);
  }
}

/** Venues stamp a settlement up to some seconds late. */
const minuteOf = ({ atMs }: ChargedRate): number => Math.round(atMs / MS_PER_MINUTE);

const endsWith = (held: readonly ChargedRate[], known: readonly ChargedRate[]): boolean => {
  const before = held.length - known.length;
  return before >= 0 && known.every((charge, at) => isSame(charge, held[before + at]));
};

const isSame = (a: ChargedRate, b: ChargedRate | undefined): boolean =>
  a === b || (b !== undefined && a.atMs === b.atMs && a.fromMs === b.fromMs && a.rate === b.rate && a.kind === b.kind);
