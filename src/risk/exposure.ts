import type { CoinId, Leg, MarketKey, VenueId } from '../domain/ids.ts';
import { venueOf } from '../domain/ids.ts';

/**
 * What one leg holds or may come to hold. Pending and in-doubt orders are legs like any other: until the venue says
 * otherwise they count as filled.
 */
export interface LegExposure {
  readonly coin: CoinId;
  readonly market: MarketKey;
  readonly leg: Leg;
  /** `dust` is below its venue's minimum: exposure, but no position that keeps the coin from another. */
  readonly state: 'held' | 'pending' | 'in-doubt' | 'dust';
  /** Absolute, at the mark. */
  readonly notionalUsd: number;
  /** Taker fee and worst-case slippage of closing it (reserve.ts). */
  readonly closeCostUsd: number;
}

export interface Exposure {
  /** Sum of absolute leg notionals. */
  readonly grossUsd: number;
  /** Long less short. */
  readonly netUsd: number;
}

export const exposureOf = (legs: readonly LegExposure[]): Exposure =>
  legs.reduce(
    (total, { leg, notionalUsd }) => ({
      grossUsd: total.grossUsd + Math.abs(notionalUsd),
      netUsd: total.netUsd + (leg === 'long' ? 1 : -1) * Math.abs(notionalUsd),
    }),
    { grossUsd: 0, netUsd: 0 },
  );

export const exposureByCoin = (legs: readonly LegExposure[]): ReadonlyMap<CoinId, Exposure> =>
  exposureBy(legs, ({ coin }) => coin);

export const exposureByVenue = (legs: readonly LegExposure[]): ReadonlyMap<VenueId, Exposure> =>
  exposureBy(legs, ({ market }) => venueOf(market));

const exposureBy = <Key>(
  legs: readonly LegExposure[],
  keyOf: (leg: LegExposure) => Key,
): ReadonlyMap<Key, Exposure> => {
  const groups = new Map<Key, LegExposure[]>();
  for (const leg of legs) groups.set(keyOf(leg), [...(groups.get(keyOf(leg)) ?? []), leg]);
  return new Map([...groups].map(([key, members]) => [key, exposureOf(members)]));
};
