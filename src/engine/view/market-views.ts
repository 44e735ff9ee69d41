import type { MarketKey } from '../../domain/ids.ts';
import type { Feeds } from '../feeds.ts';

/** What is asked of markets most. */
export const marketViews = ({ markets }: Feeds) => ({
  instrumentOf: (market: MarketKey) => markets.find(market)?.instrument,
  priceOf: (market: MarketKey) => markets.find(market)?.mid ?? markets.find(market)?.mark,
  lastPriceOf: (market: MarketKey) => markets.find(market)?.lastPrice,
});
