import type { VenueLink } from '../connectivity/venue-link.ts';
import { backpackLink } from './backpack/link.ts';
import { binanceLink } from './binance/link.ts';
import { bybitLink } from './bybit/link.ts';
import { deribitLink } from './deribit/link.ts';
import { hyperliquidLink } from './hyperliquid/link.ts';
import { kucoinLink } from './kucoin/link.ts';
import { okxLink } from './okx/link.ts';

/** How each venue is spoken to, in alphabetical order. */
export const venueLinks: readonly VenueLink[] = [
  backpackLink,
  binanceLink,
  bybitLink,
  deribitLink,
  hyperliquidLink,
  kucoinLink,
  okxLink,
];
