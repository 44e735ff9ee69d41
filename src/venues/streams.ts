import type { PrivateLink } from '../connectivity/private-link.ts';
import { binanceStream } from './binance/stream.ts';
import { bybitStream } from './bybit/stream.ts';
import { deribitStream } from './deribit/stream.ts';
import { hyperliquidStream } from './hyperliquid/stream.ts';
import { kucoinStream } from './kucoin/stream.ts';
import { okxStream } from './okx/stream.ts';

/** Venues whose accounts are listened to; the orders of the others are polled. In alphabetical order. */
export const venueStreams: readonly PrivateLink[] = [
  binanceStream,
  bybitStream,
  deribitStream,
  hyperliquidStream,
  kucoinStream,
  okxStream,
];
