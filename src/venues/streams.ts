import type { PrivateLink } from '../connectivity/private-link.ts';
import { backpackStream } from './backpack/stream.ts';
import { binanceSpotStream } from './binance/spot-stream.ts';
import { binanceCoinStream, binanceStream } from './binance/stream.ts';
import { bybitStream } from './bybit/stream.ts';
import { deribitStream } from './deribit/stream.ts';
import { hyperliquidStream } from './hyperliquid/stream.ts';
import { kucoinStream } from './kucoin/stream.ts';
import { okxStream } from './okx/stream.ts';

/** How accounts are listened to, in alphabetical order of venues; several where products have streams of their own. */
export const venueStreams: readonly PrivateLink[] = [
  backpackStream,
  binanceStream,
  binanceCoinStream,
  binanceSpotStream,
  bybitStream,
  deribitStream,
  hyperliquidStream,
  kucoinStream,
  okxStream,
];
