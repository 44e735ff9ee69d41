import type { LegView } from '../../analytics/route-view.ts';
import type { AtMs } from '../../domain/units.ts';
import type { Market } from '../../market/market.ts';
import { coinPrice } from '../../risk/divergence.ts';

/** What a leg is worth to the eye of the risk, and whose word that is. */
export interface LegPrice {
  /** Quote units for one base unit. */
  readonly price: number;
  readonly source: 'own' | 'mark' | 'other-leg' | 'last';
}

export interface LegSight {
  readonly view: LegView | undefined;
  readonly market: Market | undefined;
}

/** Marks and indices of a market whose book is silent count as another source's while they are younger than this, ms. */
const TOLD_WITHIN_MS = 10_000;

/**
 * The best price there is for a leg: its own while its feed lives, else a mark that a relay or another stream still tells,
 * else the other leg's coin for coin, else the last one known.
 */
export const legPrice = (own: LegSight, other: LegSight, nowMs: AtMs): LegPrice | undefined => {
  const { view, market } = own;
  const told = view?.mark ?? view?.mid;
  if (view?.status === 'live' && told !== undefined) return { price: told, source: 'own' };
  if (view?.mark !== undefined && nowMs - (market?.pricedAtMs ?? -Infinity) <= TOLD_WITHIN_MS)
    return { price: view.mark, source: 'mark' };
  const coin =
    other.view?.status === 'live' ? coinPrice({ ...other.view, multiplier: multiplierOf(other) }) : undefined;
  if (coin !== undefined) return { price: coin * multiplierOf(own), source: 'other-leg' };
  const last = market?.lastPrice;
  return last === undefined ? undefined : { price: last, source: 'last' };
};

export const multiplierOf = ({ view }: LegSight): number => view?.instrument?.multiplier ?? 1;
