import type { Clock } from '../clock/clock.ts';
import type { MarketKind } from '../domain/ids.ts';
import type { AskVenue, VenueTrading } from '../domain/venue-trading.ts';
import { CcxtClient } from './ccxt-client.adapter.ts';
import { loadTradedMarkets } from './ccxt-markets.adapter.ts';
import type { LiveKeys } from './live-keys.ts';
import type { GatewayPace, VenueLine } from './venue-line.ts';

export interface LineOptions {
  readonly trading: VenueTrading;
  readonly keys: LiveKeys;
  /** Base addresses by the names of the venue's link. */
  readonly hosts: Readonly<Record<string, string>>;
  readonly kinds: readonly MarketKind[];
  readonly clock: Clock;
  /** Venue clock minus ours, ms, as it is known when a request is made. */
  readonly offsetMs: () => number;
  readonly pace: Pick<GatewayPace, 'sendTimeoutMs' | 'requestTimeoutMs'>;
}

/** Two clients, so that no order waits behind a list, and the names of the markets. Throws what ccxt and the venue throw. */
export const openCcxtLine = async (options: LineOptions): Promise<VenueLine> => {
  const { trading, hosts, kinds, pace } = options;
  const { sendTimeoutMs, requestTimeoutMs } = pace;
  const orders = await CcxtClient.open({ ...options, timeoutMs: sendTimeoutMs, pace: 'at-once' });
  const reports = await CcxtClient.open({ ...options, timeoutMs: requestTimeoutMs, pace: 'paced' });
  const markets = await loadTradedMarkets({ trading, kinds, hosts, timeoutMs: requestTimeoutMs });
  // what ccxt loads with its first request is loaded now, not with an order
  await trading.serverTime(orders.ask);
  return { markets, order: orders.ask, ask: reports.ask, addresses: reports.addresses };
};

/** Venue clock minus ours, ms: venue time as of the middle of the question. */
export const clockOffset = async (trading: VenueTrading, ask: AskVenue, clock: Clock): Promise<number> => {
  const sentMs = clock.now();
  const venueMs = await trading.serverTime(ask);
  return Math.round(venueMs - (sentMs + clock.now()) / 2);
};
