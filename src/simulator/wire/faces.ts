import type { VenueFace } from './venue-face.ts';
import { backpackFace } from './backpack/face.ts';
import { binanceFace } from './binance/face.ts';
import { bybitFace } from './bybit/face.ts';
import { deribitFace } from './deribit/face.ts';
import { holysheepFace } from './holysheep/face.ts';
import { hyperliquidFace } from './hyperliquid/face.ts';
import { kucoinFace } from './kucoin/face.ts';
import { okxFace } from './okx/face.ts';
import { tickdbFace } from './tickdb/face.ts';

/** Every simulated venue, and relays, as the network sees them, in alphabetical order. */
export const venueFaces: readonly VenueFace[] = [
  backpackFace,
  binanceFace,
  bybitFace,
  deribitFace,
  holysheepFace,
  hyperliquidFace,
  kucoinFace,
  okxFace,
  tickdbFace,
];
