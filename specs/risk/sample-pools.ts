import { venueId } from '../../src/domain/ids.ts';
import { marginPool } from '../../src/risk/margin-pool.ts';

/** Free USDT of some venues, as the portfolio keeps it. */
export const freeUsdt = (venues: Readonly<Record<string, number>>) =>
  new Map(Object.entries(venues).map(([venue, usd]) => [marginPool(venueId(venue), 'USDT'), usd]));
