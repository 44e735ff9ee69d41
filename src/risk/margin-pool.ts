import { symbolOf, symbolParts, venueOf } from '../domain/ids.ts';
import type { MarketKey, VenueId } from '../domain/ids.ts';
import type { Brand } from '../domain/units.ts';

/** What margins or pays for an order: one coin at one venue. Dollars do not margin an inverse contract, nor USDC a USDT one. */
export type MarginPool = Brand<string, 'MarginPool'>;

export const marginPool = (venue: VenueId, coin: string): MarginPool => `${venue} ${coin}` as MarginPool;

/** The settle coin of a derivative, the quote coin of a spot market. */
export const poolOf = (market: MarketKey): MarginPool =>
  marginPool(venueOf(market), symbolParts(symbolOf(market)).settle);
