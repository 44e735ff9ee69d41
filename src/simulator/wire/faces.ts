import type { VenueFace } from './venue-face.ts';
import { backpackFace } from './backpack-face.ts';
import { binanceFace } from './binance-face.ts';
import { bybitFace } from './bybit-face.ts';

/** Every simulated venue as the network sees it, in alphabetical order. */
export const venueFaces: readonly VenueFace[] = [backpackFace, binanceFace, bybitFace];
