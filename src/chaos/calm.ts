import type { Sight } from './sight.ts';

/** Prices alone turn what is too little for an order into what is not: it is looked for this often. */
const PRICES_EVERY_MS = 60_000;

/**
 * Whether a look can be spared: the last one found nothing, and since then nothing that is looked at has become another
 * but prices.
 */
export class Calm {
  #seen: readonly unknown[] | undefined;
  #seenAtMs = -Infinity;

  isAsItWas(sight: Sight): boolean {
    const seen = this.#seen;
    if (seen === undefined || sight.chronicle.nowMs - this.#seenAtMs >= PRICES_EVERY_MS) return false;
    const now = lookedAt(sight);
    return now.length === seen.length && now.every((one, at) => one === seen[at]);
  }

  /** How many differences a look found. */
  found(sight: Sight, differences: number): void {
    this.#seen = differences === 0 ? lookedAt(sight) : undefined;
    this.#seenAtMs = sight.chronicle.nowMs;
  }
}

/** Accounts and positions are other objects whenever they change. */
const lookedAt = ({ accounts, positions, chronicle }: Sight): readonly unknown[] => [
  chronicle.changes,
  ...accounts.values(),
  ...positions.map(({ position }) => position),
];
