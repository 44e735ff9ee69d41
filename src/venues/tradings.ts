import type { VenueTrading } from '../domain/venue-trading.ts';
import { backpackTrading } from './backpack/trading.ts';
import { binanceTrading } from './binance/trading.ts';
import { bybitTrading } from './bybit/trading.ts';
import { deribitTrading } from './deribit/trading.ts';
import { hyperliquidTrading } from './hyperliquid/trading.ts';
import { kucoinTrading } from './kucoin/trading.ts';
import { okxTrading } from './okx/trading.ts';

/** How each venue is traded at with a key, in alphabetical order. */
export const venueTradings: readonly VenueTrading[] = [
  backpackTrading,
  binanceTrading,
  bybitTrading,
  deribitTrading,
  hyperliquidTrading,
  kucoinTrading,
  okxTrading,
];
