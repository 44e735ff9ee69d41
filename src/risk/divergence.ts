/** Prices of one leg's market, quote units for one base unit; `undefined` where it is not told or is out of date. */
export interface LegPrices {
  readonly mark: number | undefined;
  readonly index: number | undefined;
  readonly mid: number | undefined;
  /** Coins in one base unit: what makes the legs comparable. */
  readonly multiplier: number;
}

export interface Divergence {
  readonly between: 'mark-index' | 'mark-mid' | 'legs';
  /** Distance over the second of the two, 0 or more. */
  readonly fraction: number;
}

/** The largest distance between two prices of a route that should be one; `undefined` where there is nothing to compare. */
export const largestDivergence = (long: LegPrices, short: LegPrices): Divergence | undefined => {
  const found = [...ownDivergences(long), ...ownDivergences(short)];
  const [longCoin, shortCoin] = [coinPrice(long), coinPrice(short)];
  if (longCoin !== undefined && shortCoin !== undefined)
    found.push({ between: 'legs', fraction: distance(longCoin, shortCoin) });
  return found.reduce<Divergence | undefined>(
    (worst, one) => (worst === undefined || one.fraction > worst.fraction ? one : worst),
    undefined,
  );
};

/** Quote units for one coin, by the mark where there is one. */
export const coinPrice = ({ mark, mid, multiplier }: LegPrices): number | undefined => {
  const price = mark ?? mid;
  return price === undefined ? undefined : price / multiplier;
};

const ownDivergences = ({ mark, index, mid }: LegPrices): Divergence[] => {
  if (mark === undefined) return [];
  const found: Divergence[] = [];
  if (index !== undefined) found.push({ between: 'mark-index', fraction: distance(mark, index) });
  if (mid !== undefined) found.push({ between: 'mark-mid', fraction: distance(mark, mid) });
  return found;
};

const distance = (price: number, from: number): number => (from > 0 ? Math.abs(price / from - 1) : 0);
